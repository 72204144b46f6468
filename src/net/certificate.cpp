#include "net/certificate.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <array>
#include <ctime>
#include <memory>

#include "model/ip_address.hpp"

namespace authwalk {
namespace {

constexpr std::size_t longest_name = 512;  // a subject may be tens of kilobytes long

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
  void operator()(EXTENDED_KEY_USAGE* usages) const { EXTENDED_KEY_USAGE_free(usages); }
};

std::string bounded(std::string text) {
  if (text.size() > longest_name) text = text.substr(0, longest_name) + "...";
  return text;
}

std::string name_text(const X509_NAME* name) {
  const std::unique_ptr<BIO, Free> bio(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return bounded(std::string(data, static_cast<std::size_t>(size)));
}

std::string time_text(const std::tm& utc) {
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text.data();
}

std::string time_text(const ASN1_TIME* time) {
  std::tm utc{};
  return ASN1_TIME_to_tm(time, &utc) == 1 ? time_text(utc) : "unreadable";
}

std::string now_text() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  return time_text(utc);
}

std::string address_text(const ASN1_OCTET_STRING* bytes) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = ASN1_STRING_length(bytes) == 4 ? AF_INET : AF_INET6;
  if (family == AF_INET6 && ASN1_STRING_length(bytes) != 16) return "unreadable address";
  inet_ntop(family, ASN1_STRING_get0_data(bytes), text.data(), text.size());
  return text.data();
}

std::vector<std::string> alternative_names(X509* certificate) {
  std::vector<std::string> found;
  const std::unique_ptr<GENERAL_NAMES, Free> names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type == GEN_DNS) {
      const ASN1_IA5STRING* text = name->d.dNSName;
      found.push_back(bounded(std::string(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                                          static_cast<std::size_t>(ASN1_STRING_length(text)))));
    } else if (name->type == GEN_IPADD) {
      found.push_back(address_text(name->d.iPAddress));
    }
  }
  return found;
}

std::vector<std::string> key_usages(X509* certificate) {
  std::vector<std::string> found;
  const std::unique_ptr<EXTENDED_KEY_USAGE, Free> usages(
      static_cast<EXTENDED_KEY_USAGE*>(X509_get_ext_d2i(certificate, NID_ext_key_usage, nullptr, nullptr)));
  for (int i = 0; usages && i < sk_ASN1_OBJECT_num(usages.get()); ++i) {
    std::array<char, 80> text{};
    const ASN1_OBJECT* usage = sk_ASN1_OBJECT_value(usages.get(), i);
    const int nid = OBJ_obj2nid(usage);
    if (nid != NID_undef) {
      found.emplace_back(OBJ_nid2sn(nid));
    } else {
      OBJ_obj2txt(text.data(), text.size(), usage, 1);
      found.emplace_back(text.data());
    }
  }
  return found;
}

std::string common_name(X509* certificate) {
  const X509_NAME* subject = X509_get_subject_name(certificate);
  const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (at < 0) return {};
  const ASN1_STRING* text = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at));
  return bounded(std::string(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                             static_cast<std::size_t>(ASN1_STRING_length(text))));
}

// --- faults
// -----------------------------------------------------------------------------------------------------

struct ErrorRow {
  int error;
  Class cls;
};

constexpr std::array error_rows{
    ErrorRow{X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, Class::cert_self_signed},
    ErrorRow{X509_V_ERR_CERT_HAS_EXPIRED, Class::cert_expired},
    ErrorRow{X509_V_ERR_CERT_NOT_YET_VALID, Class::cert_not_yet_valid},
    ErrorRow{X509_V_ERR_CERT_REVOKED, Class::cert_revoked},
    ErrorRow{X509_V_ERR_INVALID_PURPOSE, Class::cert_purpose},
    ErrorRow{X509_V_ERR_EE_KEY_TOO_SMALL, Class::cert_weak},
    ErrorRow{X509_V_ERR_CA_KEY_TOO_SMALL, Class::cert_weak},
    ErrorRow{X509_V_ERR_CA_MD_TOO_WEAK, Class::cert_weak},
};

Class class_of(int error) {
  for (const ErrorRow& row : error_rows) {
    if (row.error == error) return row.cls;
  }
  return Class::cert_untrusted;
}

std::string fault_detail(Class cls, int error, X509* certificate) {
  const std::string subject = name_text(X509_get_subject_name(certificate));
  switch (cls) {
    case Class::cert_expired:
      return fmt::format("{} was valid until {}; the clock here says {}", subject,
                         time_text(X509_get0_notAfter(certificate)), now_text());
    case Class::cert_not_yet_valid:
      return fmt::format("{} is valid from {}; the clock here says {}", subject,
                         time_text(X509_get0_notBefore(certificate)), now_text());
    case Class::cert_self_signed:
      return fmt::format("{} has signed itself and is not in the trust store", subject);
    default:
      return fmt::format("{}: {} (issuer {})", subject, X509_verify_cert_error_string(error),
                         name_text(X509_get_issuer_name(certificate)));
  }
}

void add_fault(TlsFacts& facts, Class cls, int depth, std::string detail) {
  for (const CertificateFault& fault : facts.faults) {
    if (fault.cls == cls) return;
  }
  facts.faults.push_back({cls, depth, std::move(detail)});
}

int record_fault(int ok, X509_STORE_CTX* context) {
  if (ok == 1) return 1;
  auto* facts = static_cast<TlsFacts*>(X509_STORE_CTX_get_app_data(context));
  const int error = X509_STORE_CTX_get_error(context);
  const Class cls = class_of(error);
  add_fault(*facts, cls, X509_STORE_CTX_get_error_depth(context),
            fault_detail(cls, error, X509_STORE_CTX_get_current_cert(context)));
  return 1;  // go on: every fault is wanted, not only the first
}

void judge_trust(TlsFacts& facts, STACK_OF(X509) * sent, X509_STORE* trusted) {
  X509_STORE_CTX* context = X509_STORE_CTX_new();
  X509_STORE_CTX_init(context, trusted, sk_X509_value(sent, 0), sent);
  X509_STORE_CTX_set_app_data(context, &facts);
  X509_STORE_CTX_set_verify_cb(context, record_fault);
  // A certificate that the administrator put into the CA file is trusted, root or not.
  X509_STORE_CTX_set_flags(context, X509_V_FLAG_PARTIAL_CHAIN);
  X509_verify_cert(context);
  X509_STORE_CTX_free(context);
}

void judge_purpose(TlsFacts& facts, X509* leaf) {
  if (X509_check_purpose(leaf, X509_PURPOSE_SSL_SERVER, 0) == 1) return;
  std::string usages;
  for (const std::string& usage : key_usages(leaf)) usages += (usages.empty() ? "" : ", ") + usage;
  add_fault(facts, Class::cert_purpose, 0,
            fmt::format("the certificate is made for {}, not for a TLS server (serverAuth)",
                        usages.empty() ? "another use" : usages));
}

// 112 bits of strength is what OpenSSL's security level 2 asks for: RSA 2048, EC 224, SHA-224.
void judge_strength(TlsFacts& facts, STACK_OF(X509) * sent) {
  constexpr int enough = 112;
  for (int depth = 0; depth < sk_X509_num(sent); ++depth) {
    X509* certificate = sk_X509_value(sent, depth);
    const EVP_PKEY* key = X509_get0_pubkey(certificate);
    if (key != nullptr && EVP_PKEY_get_security_bits(key) < enough) {
      add_fault(facts, Class::cert_weak, depth, fmt::format("a key of {} bits", EVP_PKEY_get_bits(key)));
    }
    int strength = 0;
    const bool own_signature = X509_self_signed(certificate, 0) == 1;  // carries no trust, so it may be weak
    if (!own_signature && X509_get_signature_info(certificate, nullptr, nullptr, &strength, nullptr) == 1 &&
        strength < enough) {
      add_fault(facts, Class::cert_weak, depth,
                fmt::format("signed with {}", OBJ_nid2ln(X509_get_signature_nid(certificate))));
    }
  }
}

void judge_name(TlsFacts& facts, X509* leaf, const std::string& expected) {
  const bool address = is_ip_address(expected);
  char* matched = nullptr;
  bool ok = false;
  if (address) {
    ok = X509_check_ip_asc(leaf, expected.c_str(), 0) == 1;
  } else {
    // A TlsDomain such as *.contoso.example stands for any name below it, which OpenSSL writes with a leading
    // dot.
    const std::string name = expected.starts_with("*.") ? expected.substr(1) : expected;
    ok =
        X509_check_host(leaf, name.c_str(), name.size(), X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS, &matched) == 1;
  }
  std::vector<std::string> presented = alternative_names(leaf);
  // The common name counts only where the certificate has no alternative names (RFC 6125 section 6.4.4).
  if (presented.empty() && !common_name(leaf).empty()) presented.push_back(common_name(leaf));
  std::string list;
  for (const std::string& name : presented) {
    const bool this_one = ok && (matched != nullptr ? name == matched : name == expected);
    facts.names.push_back({expected, name, this_one});
    list += (list.empty() ? "" : ", ") + name;
  }
  OPENSSL_free(matched);
  if (!ok) {
    add_fault(facts, Class::cert_name_mismatch, 0,
              fmt::format("expected {}; the certificate carries {}", expected,
                          list.empty() ? "no name" : bounded(list)));
  }
}

}  // namespace

CertificateFacts describe(X509* certificate) {
  CertificateFacts facts;
  facts.subject = name_text(X509_get_subject_name(certificate));
  facts.issuer = name_text(X509_get_issuer_name(certificate));
  facts.names = alternative_names(certificate);
  facts.not_before = time_text(X509_get0_notBefore(certificate));
  facts.not_after = time_text(X509_get0_notAfter(certificate));
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  X509_digest(certificate, EVP_sha256(), digest.data(), &size);
  for (unsigned i = 0; i < size; ++i) facts.sha256 += fmt::format("{:02x}", digest.at(i));
  if (const EVP_PKEY* key = X509_get0_pubkey(certificate)) {
    const char* type = EVP_PKEY_get0_type_name(key);
    facts.key = fmt::format("{} {} bits", type != nullptr ? type : "unknown", EVP_PKEY_get_bits(key));
  }
  facts.signature = OBJ_nid2ln(X509_get_signature_nid(certificate));
  facts.usages = key_usages(certificate);
  return facts;
}

std::string server_end_point(const X509* leaf) {
  int digest = NID_undef;
  OBJ_find_sigid_algs(X509_get_signature_nid(leaf), &digest, nullptr);
  if (digest == NID_undef || digest == NID_md5 || digest == NID_sha1) digest = NID_sha256;
  const EVP_MD* algorithm = EVP_get_digestbynid(digest);
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  if (algorithm == nullptr || X509_digest(leaf, algorithm, bytes.data(), &size) != 1) return {};
  return {reinterpret_cast<const char*>(bytes.data()), size};
}

void judge_chain(TlsFacts& facts, STACK_OF(X509) * sent, X509_STORE* trusted,
                 const std::string& expected_name) {
  constexpr int described = 10;
  for (int i = 0; i < sk_X509_num(sent) && i < described; ++i)
    facts.chain.push_back(describe(sk_X509_value(sent, i)));
  if (sent == nullptr || sk_X509_num(sent) == 0) {
    add_fault(facts, Class::cert_untrusted, 0, "the server sent no certificate");
    return;
  }
  X509* leaf = sk_X509_value(sent, 0);
  facts.end_point = server_end_point(leaf);
  judge_trust(facts, sent, trusted);
  judge_purpose(facts, leaf);
  judge_strength(facts, sent);
  judge_name(facts, leaf, expected_name);
  facts.verified = facts.faults.empty();
}

}  // namespace authwalk
