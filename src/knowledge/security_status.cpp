#include "knowledge/security_status.hpp"

#include <array>

#include "exchange/text_search.hpp"

namespace authwalk {
namespace {

using enum Class;

struct StatusRow {
  std::string_view name;
  Class our_token, login, tls;
};

// Named after the SEC_E_ codes of Windows (sspi.h). A receiving server that reads IllegalMessage or
// InvalidToken has judged no credential: the rounds before it broke.
constexpr std::array statuses{
    StatusRow{"LogonDenied", kerberos_no_ticket, bad_credentials, tls_failed},
    StatusRow{"IllegalMessage", bad_challenge, bad_challenge, tls_failed},
    StatusRow{"InvalidToken", bad_challenge, bad_challenge, not_tls},
    StatusRow{"MessageAltered", bad_challenge, bad_challenge, tls_failed},
    StatusRow{"NoCredentials", kerberos_no_ticket, bad_credentials, client_certificate},
    StatusRow{"UnknownCredentials", credential_invalid, bad_credentials, client_certificate},
    StatusRow{"IncompleteCredentials", credential_invalid, bad_credentials, client_certificate},
    StatusRow{"TargetUnknown", kerberos_unknown_service, kerberos_unknown_service, tls_failed},
    StatusRow{"WrongPrincipal", mutual_auth_failed, bad_credentials, cert_name_mismatch},
    StatusRow{"MutualAuthFailed", mutual_auth_failed, mutual_auth_failed, tls_failed},
    StatusRow{"NoAuthenticatingAuthority", kerberos_no_kdc, rejected_temporarily, tls_failed},
    StatusRow{"TimeSkew", kerberos_clock_skew, kerberos_clock_skew, tls_failed},
    StatusRow{"UnsupportedPreauth", kerberos_preauth, bad_credentials, tls_failed},
    StatusRow{"KdcUnknownEncryptionType", kerberos_encryption_type, bad_credentials, tls_failed},
    StatusRow{"AccountDisabled", account_disabled_or_locked, account_disabled_or_locked, tls_failed},
    StatusRow{"AccountLocked", account_disabled_or_locked, account_disabled_or_locked, tls_failed},
    StatusRow{"PasswordExpired", account_disabled_or_locked, account_disabled_or_locked, tls_failed},
    StatusRow{"AlgorithmMismatch", kerberos_encryption_type, bad_credentials, tls_cipher},
    StatusRow{"UnsupportedFunction", kerberos_no_ticket, mechanism_refused, tls_version},
    StatusRow{"UntrustedRoot", kerberos_no_ticket, bad_credentials, cert_untrusted},
    StatusRow{"CertUnknown", kerberos_no_ticket, bad_credentials, cert_untrusted},
    StatusRow{"CertExpired", kerberos_no_ticket, bad_credentials, cert_expired},
    StatusRow{"CertificateExpired", kerberos_no_ticket, bad_credentials, cert_expired},
    StatusRow{"CertRevoked", kerberos_no_ticket, bad_credentials, cert_revoked},
    StatusRow{"Revoked", kerberos_no_ticket, bad_credentials, cert_revoked},
    StatusRow{"SubjectMismatch", kerberos_no_ticket, bad_credentials, cert_name_mismatch},
    StatusRow{"CertWrongUsage", kerberos_no_ticket, bad_credentials, cert_purpose},
    StatusRow{"InternalError", kerberos_no_ticket, rejected_temporarily, tls_failed},
};

struct KerberosRow {
  std::string_view name;
  Class cls;
};

// RFC 4120 section 7.5.9. MODIFIED: the server cannot open the ticket (duplicate SPN, stale computer
// password), so it cannot prove itself. BAD_INTEGRITY comes from a KDC that cannot open it (broken trust):
// there is no ticket.
constexpr std::array kerberos_errors{
    KerberosRow{"KDC_ERR_S_PRINCIPAL_UNKNOWN", kerberos_unknown_service},
    KerberosRow{"KDC_ERR_PRINCIPAL_NOT_UNIQUE", kerberos_unknown_service},
    KerberosRow{"KDC_ERR_C_PRINCIPAL_UNKNOWN", bad_credentials},
    KerberosRow{"KDC_ERR_PREAUTH_FAILED", bad_credentials},
    KerberosRow{"KDC_ERR_CLIENT_REVOKED", account_disabled_or_locked},
    KerberosRow{"KDC_ERR_KEY_EXPIRED", account_disabled_or_locked},
    KerberosRow{"KDC_ERR_NAME_EXP", account_disabled_or_locked},
    KerberosRow{"KDC_ERR_WRONG_REALM", kerberos_wrong_realm},
    KerberosRow{"KDC_ERR_SVC_UNAVAILABLE", kerberos_no_kdc},
    KerberosRow{"KRB_AP_ERR_SKEW", kerberos_clock_skew},
    KerberosRow{"KRB_AP_ERR_TKT_EXPIRED", kerberos_ticket_expired},
    KerberosRow{"KRB_AP_ERR_TKT_NYV", kerberos_clock_skew},
    KerberosRow{"KRB_AP_ERR_MODIFIED", mutual_auth_failed},
    KerberosRow{"KRB_AP_ERR_BAD_INTEGRITY", kerberos_no_ticket},
    KerberosRow{"KDC_ERR_ETYPE_NOSUPP", kerberos_encryption_type},
    KerberosRow{"KDC_ERR_ETYPE_NOTSUPP", kerberos_encryption_type},
    KerberosRow{"KDC_ERR_PADATA_TYPE_NOSUPP", kerberos_preauth},
    KerberosRow{"KDC_ERR_PREAUTH_REQUIRED", kerberos_preauth},
    KerberosRow{"KDC_ERR_", kerberos_no_ticket},
    KerberosRow{"KRB_AP_ERR_", kerberos_no_ticket},
};

bool word_at(std::string_view text, std::size_t begin, std::size_t end) {
  const auto inside = [](char c) { return is_letter(c) || is_digit(c); };
  if (begin > 0 && inside(text[begin - 1])) return false;
  return end >= text.size() || !inside(text[end]);
}

std::size_t find_word(std::string_view text, std::string_view word) {
  for (std::size_t at = find_in_any_case(text, word); at != std::string_view::npos;
       at = find_in_any_case(text, word, at + 1)) {
    if (word_at(text, at, at + word.size())) return at;
  }
  return std::string_view::npos;
}

}  // namespace

std::optional<Class> class_of_status(std::string_view text, StatusOf where) {
  const StatusRow* first = nullptr;
  std::size_t first_at = std::string_view::npos;
  for (const StatusRow& row : statuses) {
    const std::size_t at = find_word(text, row.name);
    if (at >= first_at) continue;
    first = &row;
    first_at = at;
  }
  if (first == nullptr) return std::nullopt;
  switch (where) {
    case StatusOf::our_token:
      return first->our_token;
    case StatusOf::login:
      return first->login;
    case StatusOf::tls:
      return first->tls;
  }
  return std::nullopt;
}

std::optional<Class> class_of_kerberos_error(std::string_view text) {
  for (const KerberosRow& row : kerberos_errors) {
    if (contains_in_any_case(text, row.name)) return row.cls;
  }
  return std::nullopt;
}

}  // namespace authwalk
