#include "net/chain_judge.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <array>
#include <ctime>

#include "net/certificate.hpp"
#include "net/certificate_name.hpp"

namespace authwalk {
namespace {

struct ErrorRow {
  int error;
  Class cls;
};

// Errors of X509_verify_cert(); what is not listed is cert-untrusted.
constexpr std::array error_rows{
    ErrorRow{X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, Class::cert_self_signed},
    ErrorRow{X509_V_ERR_CERT_HAS_EXPIRED, Class::cert_expired},
    ErrorRow{X509_V_ERR_CERT_NOT_YET_VALID, Class::cert_not_yet_valid},
    ErrorRow{X509_V_ERR_CERT_REVOKED, Class::cert_revoked},
    ErrorRow{X509_V_ERR_INVALID_PURPOSE, Class::cert_purpose},
    ErrorRow{X509_V_ERR_CERT_REJECTED, Class::cert_purpose},
};

Class class_of(int error) {
  for (const ErrorRow& row : error_rows) {
    if (row.error == error) return row.cls;
  }
  return Class::cert_untrusted;
}

std::string now_text() {
  std::unique_ptr<ASN1_TIME, decltype(&ASN1_TIME_free)> now(ASN1_TIME_set(nullptr, std::time(nullptr)),
                                                            ASN1_TIME_free);
  return now ? time_text(now.get()) : "unreadable";
}

std::string made_for(X509* certificate) {
  std::string usages;
  for (const std::string& usage : key_usages(certificate)) usages += (usages.empty() ? "" : ", ") + usage;
  return usages.empty() ? "another use" : usages;
}

std::string wrong_purpose(int error, int depth, X509* certificate) {
  if (error == X509_V_ERR_CERT_REJECTED) {
    return fmt::format("{}: the file of trusted certificates allows it for other uses, not for a TLS server",
                       name_text(X509_get_subject_name(certificate)));
  }
  if (depth == 0) {
    return fmt::format("the certificate is made for {}, not for a TLS server (serverAuth)",
                       made_for(certificate));
  }
  return fmt::format("{}, which signed it, may issue certificates for {}, not for a TLS server (serverAuth)",
                     name_text(X509_get_subject_name(certificate)), made_for(certificate));
}

std::string fault_detail(Class cls, int error, int depth, X509* certificate) {
  if (certificate == nullptr) return X509_verify_cert_error_string(error);
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
    case Class::cert_purpose:
      return wrong_purpose(error, depth, certificate);
    default:
      return fmt::format("{}: {} (issuer {})", subject, X509_verify_cert_error_string(error),
                         name_text(X509_get_issuer_name(certificate)));
  }
}

void add(std::vector<CertificateFault>& faults, CertificateFault fault) {
  for (const CertificateFault& known : faults) {
    if (known.cls == fault.cls) return;
  }
  faults.push_back(std::move(fault));
}

// 112 bits of strength is what OpenSSL's security level 2 asks for: RSA 2048, EC 224, SHA-224.
void judge_strength(std::vector<CertificateFault>& faults, STACK_OF(X509) * sent) {
  constexpr int enough = 112;
  for (int depth = 0; depth < sk_X509_num(sent); ++depth) {
    X509* certificate = sk_X509_value(sent, depth);
    const EVP_PKEY* key = X509_get0_pubkey(certificate);
    if (key != nullptr && EVP_PKEY_get_security_bits(key) < enough) {
      add(faults, {Class::cert_weak, depth, fmt::format("a key of {} bits", EVP_PKEY_get_bits(key))});
    }
    int strength = 0;
    const bool own_signature = X509_self_signed(certificate, 0) == 1;  // carries no trust, so it may be weak
    if (!own_signature && X509_get_signature_info(certificate, nullptr, nullptr, &strength, nullptr) == 1 &&
        strength < enough) {
      add(faults, {Class::cert_weak, depth,
                   fmt::format("signed with {}", OBJ_nid2ln(X509_get_signature_nid(certificate)))});
    }
  }
}

void add_name_fault(std::vector<CertificateFault>& faults, const NameJudgement& name,
                    const std::string& expected) {
  std::string list;
  for (const NameComparison& comparison : name.comparisons)
    list += (list.empty() ? "" : ", ") + comparison.presented;
  CertificateFault fault{Class::cert_name_mismatch, 0,
                         fmt::format("expected {}; the certificate carries {}", expected,
                                     list.empty() ? "no name of a host" : list)};
  if (!name.exchange_accepts.empty()) {
    fault.exchange_accepts = true;
    fault.detail += fmt::format("; Exchange would accept it, since it {}, and other clients would not",
                                name.exchange_accepts);
  }
  add(faults, std::move(fault));
}

ChainJudge* judge_of(X509_STORE_CTX* context) {
  const auto* session =
      static_cast<SSL*>(X509_STORE_CTX_get_ex_data(context, SSL_get_ex_data_X509_STORE_CTX_idx()));
  return session != nullptr ? static_cast<ChainJudge*>(SSL_get_app_data(session)) : nullptr;
}

}  // namespace

void ChainJudge::preside(SSL_CTX* context) {
  SSL_CTX_set_cert_verify_callback(context, verify, nullptr);
}

void ChainJudge::appoint(SSL* session, ChainJudge& judge) {
  SSL_set_app_data(session, &judge);
}

// OpenSSL has prepared the context for a client that looks at a server ("ssl_server"): purpose and trust of
// every certificate of the chain are judged, those of a TRUSTED CERTIFICATE too. The handshake goes on
// whatever is found (docs/decisions/0003).
int ChainJudge::verify(X509_STORE_CTX* context, void*) noexcept {
  ChainJudge* judge = judge_of(context);
  if (judge == nullptr) return 1;
  judge->faults_.clear();
  try {
    judge->unfinished_ = "it was not verified";
    X509_STORE_CTX_set_verify_cb(context, take_fault);
    // A certificate that the administrator put into the CA file is trusted, root or not.
    X509_STORE_CTX_set_flags(context, X509_V_FLAG_PARTIAL_CHAIN);
    const int answer = X509_verify_cert(context);
    const int error = X509_STORE_CTX_get_error(context);
    const bool whole = answer == 1 && (error == X509_V_OK || !judge->faults_.empty());
    if (whole) judge->unfinished_.clear();
    if (!whole) judge->unfinished_ = X509_verify_cert_error_string(error);
  } catch (const std::exception&) {
    // What has no verdict is not verified: `unfinished_` still says so.
  }
  return 1;
}

int ChainJudge::take_fault(int ok, X509_STORE_CTX* context) noexcept {
  if (ok == 1) return 1;
  ChainJudge* judge = judge_of(context);
  if (judge == nullptr) return 0;
  try {
    const int error = X509_STORE_CTX_get_error(context);
    const int depth = X509_STORE_CTX_get_error_depth(context);
    const Class cls = class_of(error);
    add(judge->faults_,
        {cls, depth, fault_detail(cls, error, depth, X509_STORE_CTX_get_current_cert(context))});
    return 1;  // go on: every fault is wanted, not only the first
  } catch (const std::exception&) {
    return 0;  // a fault that cannot be kept must not be forgotten
  }
}

void ChainJudge::report(TlsFacts& facts, STACK_OF(X509) * sent, const std::string& expected_name) const {
  constexpr int described = 10;
  for (int i = 0; i < sk_X509_num(sent) && i < described; ++i)
    facts.chain.push_back(describe(sk_X509_value(sent, i)));
  if (sent == nullptr || sk_X509_num(sent) == 0) {
    add(facts.faults, {Class::cert_untrusted, 0, "the server sent no certificate"});
    return;
  }
  X509* leaf = sk_X509_value(sent, 0);
  facts.end_point = server_end_point(leaf);
  facts.faults = faults_;
  if (!unfinished_.empty())
    add(facts.faults, {Class::cert_untrusted, 0, "the chain could not be judged: " + unfinished_});
  judge_strength(facts.faults, sent);
  NameJudgement name = judge_name(leaf, expected_name);
  if (!name.carried) add_name_fault(facts.faults, name, expected_name);
  facts.names = std::move(name.comparisons);
  facts.verified = facts.faults.empty();
}

}  // namespace authwalk
