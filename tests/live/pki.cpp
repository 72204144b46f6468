#include "live/pki.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "live/temporary.hpp"

namespace authwalk::test {
namespace {

template <auto Free>
struct Freer {
  template <class T>
  void operator()(T* pointer) const {
    Free(pointer);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freer<X509_free>>;
using Memory = std::unique_ptr<BIO, Freer<BIO_free>>;

void need(bool worked, const std::string& what) {
  if (!worked) throw std::runtime_error("test PKI: " + what);
}

/// What is kept of a certificate: the PEM texts, and what signs the next ones.
struct Made {
  Identity identity;
  Key key;
  Certificate certificate;
  bool root = false;
};

class Pki {
 public:
  const Made& at(const std::string& name) {
    if (const auto found = made_.find(name); found != made_.end()) return found->second;
    return make(row_of(name));
  }

  const Made& make(const CertificateRow& row);

  std::string file(const std::string& name) const { return folder_.file(name); }

 private:
  static CertificateRow row_of(const std::string& name);

  TemporaryFolder folder_;
  std::map<std::string, Made> made_;
  long serial_ = 1000;
};

std::mutex pki_mutex;

/// The folder goes away at the end of the process.
Pki& pki() {
  static Pki only;
  return only;
}

Key make_key(const std::string& kind) {
  Key key(kind == "p256"      ? EVP_EC_gen("P-256")
          : kind == "rsa1024" ? EVP_RSA_gen(1024)
          : kind == "rsa2048" ? EVP_RSA_gen(2048)
                              : nullptr);
  need(key != nullptr, "key " + kind);
  return key;
}

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, at);) parts.push_back(part);
  return parts;
}

void add_extension(X509* certificate, X509* issuer, int id, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str());
  need(extension && X509_add_ext(certificate, extension, -1), "extension " + value);
  X509_EXTENSION_free(extension);
}

std::string alternative_names(const std::string& names) {
  std::string value;
  for (const auto& name : split(names, ','))
    value += (value.empty() ? "" : ",") + (name.starts_with("ip:")      ? "IP:" + name.substr(3)
                                           : name.starts_with("uri:")   ? "URI:" + name.substr(4)
                                           : name.starts_with("email:") ? name
                                                                        : "DNS:" + name);
  return value;
}

std::string pem(X509* certificate) {
  Memory memory(BIO_new(BIO_s_mem()));
  need(PEM_write_bio_X509(memory.get(), certificate) == 1, "PEM");
  char* data = nullptr;
  const auto size = BIO_get_mem_data(memory.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string pem(EVP_PKEY* key) {
  Memory memory(BIO_new(BIO_s_mem()));
  need(PEM_write_bio_PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1, "PEM");
  char* data = nullptr;
  const auto size = BIO_get_mem_data(memory.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

/// The subject as it stands in the row: raw bytes, so that hostile ones can be made.
void set_subject(X509* certificate, const std::string& common_name) {
  ASN1_STRING_set_default_mask_asc("utf8only");
  const auto* bytes = reinterpret_cast<const unsigned char*>(common_name.data());
  auto* value = ASN1_STRING_type_new(V_ASN1_UTF8STRING);
  ASN1_STRING_set(value, bytes, static_cast<int>(common_name.size()));
  X509_NAME_ENTRY* entry = X509_NAME_ENTRY_new();
  // By way of the entry: X509_NAME_add_entry_by_txt refuses a common name of more than 64 characters.
  X509_NAME_ENTRY_set_object(entry, OBJ_nid2obj(NID_commonName));
  X509_NAME_ENTRY_set_data(entry, V_ASN1_UTF8STRING, bytes, static_cast<int>(common_name.size()));
  if (!common_name.empty())
    need(X509_NAME_add_entry(X509_get_subject_name(certificate), entry, -1, 0) == 1, "subject");
  X509_NAME_ENTRY_free(entry);
  ASN1_STRING_free(value);
}

void add_extensions(const CertificateRow& row, X509* certificate, X509* issuer) {
  const bool ca = row.use.starts_with("ca");
  add_extension(certificate, issuer, NID_basic_constraints, ca ? "critical,CA:TRUE" : "critical,CA:FALSE");
  add_extension(certificate, issuer, NID_subject_key_identifier, "hash");
  if (ca) add_extension(certificate, issuer, NID_key_usage, "critical,keyCertSign,cRLSign");
  if (!ca) add_extension(certificate, issuer, NID_key_usage, "critical,digitalSignature");
  if (row.use == "server") add_extension(certificate, issuer, NID_ext_key_usage, "serverAuth");
  if (row.use == "client") add_extension(certificate, issuer, NID_ext_key_usage, "clientAuth");
  if (const auto colon = row.use.find(':'); colon != std::string::npos)
    add_extension(certificate, issuer, NID_ext_key_usage, row.use.substr(colon + 1));
  if (const auto mark = row.extension.find('='); mark != std::string::npos)
    add_extension(certificate, issuer, OBJ_sn2nid(row.extension.substr(0, mark).c_str()),
                  row.extension.substr(mark + 1));
  if (row.names != "-" && !row.names.empty())
    add_extension(certificate, issuer, NID_subject_alt_name, alternative_names(row.names));
}

const Made& Pki::make(const CertificateRow& row) {
  const bool self = row.issuer == "self";
  const Made* issuer = self ? nullptr : &at(row.issuer);
  Made made;
  made.root = self;
  made.key = make_key(row.key);
  made.certificate.reset(X509_new());
  X509* certificate = made.certificate.get();
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), ++serial_);
  X509_gmtime_adj(X509_getm_notBefore(certificate), row.from_days * 86400L);
  X509_gmtime_adj(X509_getm_notAfter(certificate), row.to_days * 86400L);
  X509_set_pubkey(certificate, made.key.get());
  set_subject(certificate, row.common_name);
  X509* signer = self ? certificate : issuer->certificate.get();
  X509_set_issuer_name(certificate, X509_get_subject_name(signer));
  add_extensions(row, certificate, signer);
  EVP_PKEY* signing_key = self ? made.key.get() : issuer->key.get();
  need(X509_sign(certificate, signing_key, EVP_get_digestbyname(row.digest.c_str())) > 0, "sign " + row.name);

  made.identity.key = pem(made.key.get());
  made.identity.certificate = pem(certificate);
  made.identity.chain = made.identity.certificate + (issuer && !issuer->root ? issuer->identity.chain : "");
  made.identity.key_file = folder_.file(row.name + ".key");
  made.identity.chain_file = folder_.file(row.name + ".pem");
  write_file(made.identity.key_file, made.identity.key);
  write_file(made.identity.chain_file, made.identity.chain, 0644);
  return made_.emplace(row.name, std::move(made)).first->second;
}

CertificateRow Pki::row_of(const std::string& name) {
  const auto table =
      read_whole_file(std::filesystem::path(AUTHWALK_SOURCE_DIR) / "certs" / "certificates.tsv");
  for (const auto& line : split(table, '\n')) {
    const auto cells = split(line, '\t');
    if (cells.size() < 10 || cells[0] != name) continue;
    return {cells[0], cells[1], cells[2], cells[3], std::stoi(cells[4]), std::stoi(cells[5]),
            cells[6], cells[7], cells[8], {}};
  }
  throw std::runtime_error("certs/certificates.tsv has no row " + name);
}

}  // namespace

const Identity& certificate(std::string_view name) {
  const std::lock_guard lock(pki_mutex);
  return pki().at(std::string(name)).identity;
}

const Identity& certificate(const CertificateRow& row) {
  const std::lock_guard lock(pki_mutex);
  return pki().make(row).identity;
}

std::string trusted_certificate(std::string_view name, std::string_view use) {
  const std::lock_guard lock(pki_mutex);
  const bool all_but = use.starts_with('!');
  ASN1_OBJECT* purpose = OBJ_txt2obj(std::string(use.substr(all_but ? 1 : 0)).c_str(), 0);
  const Certificate copy(X509_dup(pki().at(std::string(name)).certificate.get()));
  need((all_but ? X509_add1_reject_object(copy.get(), purpose)
                : X509_add1_trust_object(copy.get(), purpose)) == 1,
       "trusted use");
  ASN1_OBJECT_free(purpose);
  Memory memory(BIO_new(BIO_s_mem()));
  need(PEM_write_bio_X509_AUX(memory.get(), copy.get()) == 1, "PEM");
  char* data = nullptr;
  const auto size = BIO_get_mem_data(memory.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string ca_file() {
  return certificate("root").chain_file;
}

}  // namespace authwalk::test
