#include "rehearsal/authority.hpp"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <array>
#include <stdexcept>

namespace authwalk::rehearsal {
namespace {

constexpr long hour = 3600;
constexpr long day = 24 * hour;
constexpr const char* server_use = "serverAuth";
constexpr const char* client_use = "clientAuth";

enum class Signer { root, itself, stranger, intermediate };
enum class KeyKind { elliptic, short_rsa };

// One row per kind of certificate; a row differs from the first one in the thing that is wrong.
struct CertificateRow {
  Certificate kind;
  Signer signer = Signer::root;
  long begins = -hour;
  long ends = 90 * day;
  const char* purpose = server_use;
  const char* other_name = nullptr;  // instead of the host's
  bool with_names = true;            // subjectAltName
  KeyKind key = KeyKind::elliptic;
  bool sha1 = false;
};

constexpr std::array rows{
    CertificateRow{.kind = Certificate::good},
    CertificateRow{.kind = Certificate::expired, .begins = -90 * day, .ends = -day},
    CertificateRow{.kind = Certificate::not_yet_valid, .begins = 30 * day},
    CertificateRow{.kind = Certificate::other_name, .other_name = "mail.fabrikam.example"},
    CertificateRow{.kind = Certificate::no_names, .with_names = false},
    CertificateRow{.kind = Certificate::self_signed, .signer = Signer::itself},
    CertificateRow{.kind = Certificate::untrusted, .signer = Signer::stranger},
    CertificateRow{.kind = Certificate::missing_intermediate, .signer = Signer::intermediate},
    CertificateRow{.kind = Certificate::client_purpose, .purpose = client_use},
    CertificateRow{.kind = Certificate::weak_key, .key = KeyKind::short_rsa},
    CertificateRow{.kind = Certificate::weak_signature, .sha1 = true},
    CertificateRow{.kind = Certificate::hostile_names, .signer = Signer::itself},
};

const CertificateRow& row(Certificate kind) {
  for (const CertificateRow& candidate : rows) {
    if (candidate.kind == kind) return candidate;
  }
  throw std::logic_error("a kind of certificate without a row");
}

void check(bool worked) {
  if (worked) return;
  std::array<char, 256> text{};
  ERR_error_string_n(ERR_get_error(), text.data(), text.size());
  throw std::runtime_error(std::string("cannot make a certificate: ") + text.data());
}

KeyPtr new_key(KeyKind kind) {
  KeyPtr key(kind == KeyKind::elliptic ? EVP_EC_gen("P-256") : EVP_RSA_gen(1024));
  check(key != nullptr);
  return key;
}

void add_to_subject(X509* certificate, int nid, std::string_view text) {
  // Given as a plain UTF8String: the form that knows the field would refuse more than 64 characters.
  check(X509_NAME_add_entry_by_NID(X509_get_subject_name(certificate), nid, V_ASN1_UTF8STRING,
                                   reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()), -1, 0) == 1);
}

CertificatePtr blank_certificate(EVP_PKEY* key, long begins, long ends) {
  CertificatePtr certificate(X509_new());
  check(certificate != nullptr);
  check(X509_set_version(certificate.get(), X509_VERSION_3) == 1);
  std::uint64_t serial = 0;
  check(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1);
  check(ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial >> 1) == 1);
  check(X509_gmtime_adj(X509_getm_notBefore(certificate.get()), begins) != nullptr);
  check(X509_gmtime_adj(X509_getm_notAfter(certificate.get()), ends) != nullptr);
  check(X509_set_pubkey(certificate.get(), key) == 1);
  return certificate;
}

void add_extension(X509* certificate, X509* issuer, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value);
  check(extension != nullptr);
  const int added = X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
  check(added == 1);
}

// Set as bytes, for names that the text form of an extension could not carry.
void add_names(X509* certificate, const std::vector<std::string>& names) {
  GENERAL_NAMES* list = GENERAL_NAMES_new();
  for (const std::string& name : names) {
    GENERAL_NAME* entry = GENERAL_NAME_new();
    ASN1_IA5STRING* text = ASN1_IA5STRING_new();
    ASN1_STRING_set(text, name.data(), static_cast<int>(name.size()));
    GENERAL_NAME_set0_value(entry, GEN_DNS, text);
    sk_GENERAL_NAME_push(list, entry);
  }
  const int added = X509_add1_ext_i2d(certificate, NID_subject_alt_name, list, 0, X509V3_ADD_DEFAULT);
  GENERAL_NAMES_free(list);
  check(added == 1);
}

void sign(X509* certificate, EVP_PKEY* key, bool sha1 = false) {
  check(X509_sign(certificate, key, sha1 ? EVP_sha1() : EVP_sha256()) > 0);
}

// An authority; its own issuer when none is given.
CertificatePtr make_authority(const char* name, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuer_key) {
  CertificatePtr certificate = blank_certificate(key, -day, 3650 * day);
  add_to_subject(certificate.get(), NID_commonName, name);
  X509* signer = issuer == nullptr ? certificate.get() : issuer;
  check(X509_set_issuer_name(certificate.get(), X509_get_subject_name(signer)) == 1);
  add_extension(certificate.get(), signer, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(certificate.get(), signer, NID_key_usage, "critical,keyCertSign,cRLSign");
  add_extension(certificate.get(), signer, NID_subject_key_identifier, "hash");
  sign(certificate.get(), issuer_key);
  return certificate;
}

constexpr std::string_view markup =
    "<script>alert(1)</script>|a=1;2;3\n\x1b[2J\x1b[31mOK\x1b[0m\xe2\x80\xae=cmd|'/C x'!A0 ";

std::string hostile_text() {
  std::string text;
  while (text.size() < 8192) text += markup;
  return text;
}

}  // namespace

Authority::Authority(std::string host_name)
    : host_name_(std::move(host_name)),
      key_(new_key(KeyKind::elliptic)),
      root_(make_authority("authwalk rehearsal root", key_.get(), nullptr, key_.get())) {
  BIO* memory = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(memory, root_.get());
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory, &text);
  ca_pem_.assign(text, static_cast<std::size_t>(size));
  BIO_free(memory);
}

Identity Authority::issue(Certificate kind) const {
  const CertificateRow& wanted = row(kind);
  Identity made;
  made.key = new_key(wanted.key);
  made.leaf = blank_certificate(made.key.get(), wanted.begins, wanted.ends);

  KeyPtr other_key;
  CertificatePtr other_issuer;
  X509* issuer = root_.get();
  EVP_PKEY* issuer_key = key_.get();
  if (wanted.signer == Signer::itself) {
    issuer = made.leaf.get();
    issuer_key = made.key.get();
  } else if (wanted.signer != Signer::root) {
    const bool stranger = wanted.signer == Signer::stranger;
    other_key = new_key(KeyKind::elliptic);
    other_issuer = stranger ? make_authority("Unknown root", other_key.get(), nullptr, other_key.get())
                            : make_authority("authwalk rehearsal intermediate", other_key.get(), root_.get(),
                                             key_.get());
    issuer = other_issuer.get();
    issuer_key = other_key.get();
  }

  const std::string name = wanted.other_name == nullptr ? host_name_ : wanted.other_name;
  if (kind == Certificate::hostile_names) {
    add_to_subject(made.leaf.get(), NID_commonName, hostile_text());
    add_names(made.leaf.get(), {name, std::string(markup)});
  } else {
    add_to_subject(made.leaf.get(), NID_commonName, name);
    if (wanted.with_names) add_names(made.leaf.get(), {name});
  }
  check(X509_set_issuer_name(made.leaf.get(), X509_get_subject_name(issuer)) == 1);
  add_extension(made.leaf.get(), issuer, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(made.leaf.get(), issuer, NID_key_usage, "critical,digitalSignature");
  add_extension(made.leaf.get(), issuer, NID_ext_key_usage, wanted.purpose);
  sign(made.leaf.get(), issuer_key, wanted.sha1);

  if (wanted.signer == Signer::stranger) made.chain.push_back(std::move(other_issuer));
  return made;
}

}  // namespace authwalk::rehearsal
