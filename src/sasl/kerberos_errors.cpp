#include "sasl/kerberos_errors.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstdlib>

namespace authwalk {
namespace {

constexpr std::optional<KerberosPhase> any = std::nullopt;
constexpr auto setup = KerberosPhase::setup;
constexpr auto logon = KerberosPhase::logon;
constexpr auto service = KerberosPhase::service;
constexpr auto server = KerberosPhase::server;

using enum Class;

constexpr std::string_view other_key =
    "the server cannot read the ticket for {spn}: it was made for the key of another account";
constexpr std::string_view wants_more =
    "the KDC of {realm} demands a pre-authentication that {credential} cannot give";
constexpr std::string_view no_common_cipher = "{realm} and this machine have no cipher in common";
constexpr std::string_view clocks_of_server = "the server's clock and this machine's are too far apart";
constexpr std::string_view clocks_of_kdc = "the KDC's clock and this machine's are too far apart";
constexpr std::string_view unreadable = "{credential} cannot be read";

constexpr std::array rows{
    // the password or the key, as the KDC sees it
    KerberosErrorRow{logon, KRB5KDC_ERR_C_PRINCIPAL_UNKNOWN, "KDC_ERR_C_PRINCIPAL_UNKNOWN", bad_credentials,
                     "the KDC of {realm} does not know {principal}"},
    KerberosErrorRow{logon, KRB5KDC_ERR_PREAUTH_FAILED, "KDC_ERR_PREAUTH_FAILED", bad_credentials,
                     "the KDC of {realm} refuses {credential}"},
    // An account without pre-authentication: the KDC answers anybody, and the answer cannot be decrypted.
    KerberosErrorRow{logon, KRB5KRB_AP_ERR_BAD_INTEGRITY, "KRB_AP_ERR_BAD_INTEGRITY", bad_credentials,
                     "{credential} does not open what the KDC of {realm} sent"},
    KerberosErrorRow{logon, KRB5KRB_AP_ERR_MODIFIED, "KRB_AP_ERR_MODIFIED", bad_credentials,
                     "{credential} does not open what the KDC of {realm} sent"},
    KerberosErrorRow{logon, KRB5KDC_ERR_NULL_KEY, "KDC_ERR_NULL_KEY", bad_credentials,
                     "{principal} has no key at the KDC of {realm}"},

    // the account
    KerberosErrorRow{any, KRB5KDC_ERR_CLIENT_REVOKED, "KDC_ERR_CLIENT_REVOKED", account_disabled_or_locked,
                     "{principal} is locked or disabled"},
    KerberosErrorRow{any, KRB5KDC_ERR_NAME_EXP, "KDC_ERR_NAME_EXP", account_disabled_or_locked,
                     "the account {principal} has expired"},
    KerberosErrorRow{any, KRB5KDC_ERR_KEY_EXP, "KDC_ERR_KEY_EXPIRED", account_disabled_or_locked,
                     "the password of {principal} has expired"},
    KerberosErrorRow{any, KRB5KDC_ERR_CLIENT_NOTYET, "KDC_ERR_CLIENT_NOTYET", account_disabled_or_locked,
                     "the account {principal} is not valid yet"},
    KerberosErrorRow{logon, KRB5KDC_ERR_POLICY, "KDC_ERR_POLICY", account_disabled_or_locked,
                     "a policy of {realm} keeps {principal} from logging on here or now"},
    KerberosErrorRow{service, KRB5KDC_ERR_TGT_REVOKED, "KDC_ERR_TGT_REVOKED", account_disabled_or_locked,
                     "the KDC of {realm} has revoked the tickets of {principal}"},

    // pre-authentication and ciphers
    KerberosErrorRow{logon, KRB5KDC_ERR_PREAUTH_REQUIRED, "KDC_ERR_PREAUTH_REQUIRED", kerberos_preauth,
                     wants_more},
    KerberosErrorRow{logon, KRB5_PREAUTH_FAILED, "KRB5_PREAUTH_FAILED", kerberos_preauth, wants_more},
    KerberosErrorRow{logon, KRB5_PREAUTH_BAD_TYPE, "KRB5_PREAUTH_BAD_TYPE", kerberos_preauth, wants_more},
    KerberosErrorRow{logon, KRB5KDC_ERR_PADATA_TYPE_NOSUPP, "KDC_ERR_PADATA_TYPE_NOSUPP", kerberos_preauth,
                     wants_more},
    KerberosErrorRow{logon, KRB5KDC_ERR_MORE_PREAUTH_DATA_REQUIRED, "KDC_ERR_MORE_PREAUTH_DATA_REQUIRED",
                     kerberos_preauth, wants_more},
    KerberosErrorRow{logon, KRB5KDC_ERR_PREAUTH_EXPIRED, "KDC_ERR_PREAUTH_EXPIRED", kerberos_preauth,
                     wants_more},
    KerberosErrorRow{logon, KRB5_ERR_FAST_REQUIRED, "KRB5_ERR_FAST_REQUIRED", kerberos_preauth, wants_more},
    KerberosErrorRow{logon, KRB5KDC_ERR_CLIENT_NOT_TRUSTED, "KDC_ERR_CLIENT_NOT_TRUSTED", kerberos_preauth,
                     wants_more},
    KerberosErrorRow{server, KRB5KDC_ERR_ETYPE_NOSUPP, "KDC_ERR_ETYPE_NOSUPP", mutual_auth_failed,
                     "the server has no cipher for the ticket for {spn}"},
    KerberosErrorRow{any, KRB5KDC_ERR_ETYPE_NOSUPP, "KDC_ERR_ETYPE_NOSUPP", kerberos_encryption_type,
                     no_common_cipher},
    KerberosErrorRow{any, KRB5_CONFIG_ETYPE_NOSUPP, "KRB5_CONFIG_ETYPE_NOSUPP", kerberos_encryption_type,
                     no_common_cipher},
    KerberosErrorRow{any, KRB5_PROG_ETYPE_NOSUPP, "KRB5_PROG_ETYPE_NOSUPP", kerberos_encryption_type,
                     no_common_cipher},

    // realm and KDC
    KerberosErrorRow{service, KRB5_REALM_UNKNOWN, "KRB5_REALM_UNKNOWN", kerberos_wrong_realm,
                     "this machine knows no KDC on the way from {realm} to {spn}"},
    KerberosErrorRow{any, KRB5_REALM_UNKNOWN, "KRB5_REALM_UNKNOWN", kerberos_wrong_realm,
                     "this machine knows no KDC of the realm {realm}"},
    KerberosErrorRow{any, KRB5_CONFIG_NODEFREALM, "KRB5_CONFIG_NODEFREALM", kerberos_wrong_realm,
                     "no realm was given, and this machine has no default realm"},
    KerberosErrorRow{any, KRB5KDC_ERR_WRONG_REALM, "KDC_ERR_WRONG_REALM", kerberos_wrong_realm,
                     "the KDC of {realm} is not the one for {principal}"},
    KerberosErrorRow{any, KRB5_ERR_HOST_REALM_UNKNOWN, "KRB5_ERR_HOST_REALM_UNKNOWN", kerberos_wrong_realm,
                     "no realm is known for the host of {spn}"},
    KerberosErrorRow{logon, KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN, "KDC_ERR_S_PRINCIPAL_UNKNOWN",
                     kerberos_wrong_realm, "the KDC that answered is not one of {realm}"},
    KerberosErrorRow{service, KRB5KDC_ERR_PATH_NOT_ACCEPTED, "KDC_ERR_PATH_NOT_ACCEPTED",
                     kerberos_wrong_realm, "{realm} has no trusted way to the realm of {spn}"},
    KerberosErrorRow{service, KRB5_KDC_UNREACH, "KRB5_KDC_UNREACH", kerberos_no_kdc,
                     "no KDC on the way from {realm} to {spn} can be reached"},
    KerberosErrorRow{any, KRB5_KDC_UNREACH, "KRB5_KDC_UNREACH", kerberos_no_kdc,
                     "no KDC of {realm} can be reached"},
    KerberosErrorRow{any, KRB5_REALM_CANT_RESOLVE, "KRB5_REALM_CANT_RESOLVE", kerberos_no_kdc,
                     "the names of the KDCs of {realm} lead to no address"},
    KerberosErrorRow{any, KRB5KDC_ERR_SVC_UNAVAILABLE, "KDC_ERR_SVC_UNAVAILABLE", kerberos_no_kdc,
                     "the KDC of {realm} is out of service"},

    // time
    KerberosErrorRow{server, KRB5KRB_AP_ERR_SKEW, "KRB_AP_ERR_SKEW", kerberos_clock_skew, clocks_of_server},
    KerberosErrorRow{server, KRB5KRB_AP_ERR_TKT_NYV, "KRB_AP_ERR_TKT_NYV", kerberos_clock_skew,
                     clocks_of_server},
    KerberosErrorRow{any, KRB5KRB_AP_ERR_SKEW, "KRB_AP_ERR_SKEW", kerberos_clock_skew, clocks_of_kdc},
    KerberosErrorRow{any, KRB5KRB_AP_ERR_TKT_NYV, "KRB_AP_ERR_TKT_NYV", kerberos_clock_skew, clocks_of_kdc},
    KerberosErrorRow{any, KRB5_KDCREP_SKEW, "KRB5_KDCREP_SKEW", kerberos_clock_skew, clocks_of_kdc},
    KerberosErrorRow{any, KRB5KDC_ERR_NEVER_VALID, "KDC_ERR_NEVER_VALID", kerberos_clock_skew, clocks_of_kdc},
    KerberosErrorRow{server, KRB5KRB_AP_ERR_TKT_EXPIRED, "KRB_AP_ERR_TKT_EXPIRED", kerberos_ticket_expired,
                     "the server says that the ticket for {spn} has expired"},
    KerberosErrorRow{any, KRB5KRB_AP_ERR_TKT_EXPIRED, "KRB_AP_ERR_TKT_EXPIRED", kerberos_ticket_expired,
                     "the ticket of {principal} has expired"},

    // the service
    KerberosErrorRow{service, KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN, "KDC_ERR_S_PRINCIPAL_UNKNOWN",
                     kerberos_unknown_service, "the KDC of {realm} does not know {spn}"},
    KerberosErrorRow{service, KRB5KDC_ERR_MUST_USE_USER2USER, "KDC_ERR_MUST_USE_USER2USER",
                     kerberos_unknown_service, "{spn} belongs to a user's account, not to a server's"},
    KerberosErrorRow{any, KRB5KDC_ERR_PRINCIPAL_NOT_UNIQUE, "KDC_ERR_PRINCIPAL_NOT_UNIQUE",
                     kerberos_no_ticket, "a principal is there more than once: {spn} or {principal}"},
    KerberosErrorRow{service, KRB5KDC_ERR_SERVICE_REVOKED, "KDC_ERR_SERVICE_REVOKED", kerberos_no_ticket,
                     "the account of {spn} is disabled"},
    KerberosErrorRow{service, KRB5KDC_ERR_SERVICE_EXP, "KDC_ERR_SERVICE_EXP", kerberos_no_ticket,
                     "the account of {spn} has expired"},
    KerberosErrorRow{service, KRB5KDC_ERR_POLICY, "KDC_ERR_POLICY", kerberos_no_ticket,
                     "a policy of {realm} keeps {principal} from {spn}"},
    KerberosErrorRow{service, KRB5KRB_AP_ERR_BAD_INTEGRITY, "KRB_AP_ERR_BAD_INTEGRITY", kerberos_no_ticket,
                     "the KDC cannot read the ticket of {principal}: the trust between two realms is broken"},
    KerberosErrorRow{service, KRB5KRB_AP_ERR_MODIFIED, "KRB_AP_ERR_MODIFIED", kerberos_no_ticket,
                     "the KDC cannot read the ticket of {principal}: the trust between two realms is broken"},

    // the server's answer to our ticket
    KerberosErrorRow{server, KRB5KRB_AP_ERR_MODIFIED, "KRB_AP_ERR_MODIFIED", mutual_auth_failed, other_key},
    KerberosErrorRow{server, KRB5KRB_AP_ERR_BAD_INTEGRITY, "KRB_AP_ERR_BAD_INTEGRITY", mutual_auth_failed,
                     other_key},
    KerberosErrorRow{server, KRB5KRB_AP_ERR_NOKEY, "KRB_AP_ERR_NOKEY", mutual_auth_failed,
                     "the server has no key for {spn}"},
    KerberosErrorRow{server, KRB5KRB_AP_ERR_BADKEYVER, "KRB_AP_ERR_BADKEYVER", mutual_auth_failed,
                     "the server has only an old or a newer key for {spn}"},
    KerberosErrorRow{server, KRB5KRB_AP_ERR_NOT_US, "KRB_AP_ERR_NOT_US", mutual_auth_failed,
                     "the server says that it is not {spn}"},

    // the credential cache and the keytab
    KerberosErrorRow{any, KRB5_FCC_NOFILE, "KRB5_FCC_NOFILE", kerberos_no_ticket,
                     "{credential} does not exist"},
    KerberosErrorRow{any, KRB5_CC_NOTFOUND, "KRB5_CC_NOTFOUND", kerberos_no_ticket,
                     "{credential} holds no ticket that leads to {spn}"},
    KerberosErrorRow{any, KRB5_CC_END, "KRB5_CC_END", credential_invalid, unreadable},
    KerberosErrorRow{any, KRB5_CC_FORMAT, "KRB5_CC_FORMAT", credential_invalid, unreadable},
    KerberosErrorRow{any, KRB5_CC_IO, "KRB5_CC_IO", credential_invalid, unreadable},
    KerberosErrorRow{any, KRB5_CC_BADNAME, "KRB5_CC_BADNAME", credential_invalid, unreadable},
    KerberosErrorRow{any, KRB5_CC_UNKNOWN_TYPE, "KRB5_CC_UNKNOWN_TYPE", credential_invalid, unreadable},
    KerberosErrorRow{any, KRB5_CCACHE_BADVNO, "KRB5_CCACHE_BADVNO", credential_invalid, unreadable},
    KerberosErrorRow{any, KRB5_FCC_PERM, "KRB5_FCC_PERM", credential_invalid, unreadable},
    KerberosErrorRow{any, KRB5_FCC_INTERNAL, "KRB5_FCC_INTERNAL", credential_invalid, unreadable},
    KerberosErrorRow{any, KRB5_KT_NOTFOUND, "KRB5_KT_NOTFOUND", credential_invalid,
                     "the keytab holds no key of {principal} that the KDC of {realm} takes"},
    KerberosErrorRow{any, KRB5_KT_END, "KRB5_KT_END", credential_invalid, "{credential} is empty"},
    KerberosErrorRow{any, KRB5_KT_BADNAME, "KRB5_KT_BADNAME", credential_invalid, unreadable},
    KerberosErrorRow{any, KRB5_KT_UNKNOWN_TYPE, "KRB5_KT_UNKNOWN_TYPE", credential_invalid, unreadable},
    KerberosErrorRow{any, KRB5_KT_IOERR, "KRB5_KT_IOERR", credential_invalid, unreadable},
    KerberosErrorRow{any, KRB5_KT_FORMAT, "KRB5_KT_FORMAT", credential_invalid, unreadable},
    KerberosErrorRow{any, KRB5_KEYTAB_BADVNO, "KRB5_KEYTAB_BADVNO", credential_invalid, unreadable},
    KerberosErrorRow{setup, ENOENT, "ENOENT", credential_invalid, unreadable},
    KerberosErrorRow{setup, EACCES, "EACCES", credential_invalid, unreadable},
    KerberosErrorRow{setup, EISDIR, "EISDIR", credential_invalid, unreadable},
    KerberosErrorRow{any, KRB5_PARSE_MALFORMED, "KRB5_PARSE_MALFORMED", credential_invalid,
                     "the name of the account or of the service is no principal"},
    KerberosErrorRow{any, KRB5_PARSE_ILLCHAR, "KRB5_PARSE_ILLCHAR", credential_invalid,
                     "the name of the account or of the service is no principal"},
    KerberosErrorRow{any, KRB5_CONFIG_BADFORMAT, "KRB5_CONFIG_BADFORMAT", credential_invalid,
                     "this machine's krb5.conf cannot be read"},
    KerberosErrorRow{any, KRB5_CONFIG_CANTOPEN, "KRB5_CONFIG_CANTOPEN", credential_invalid,
                     "this machine's krb5.conf cannot be read"},
};

// What a code without a row is.
KerberosErrorRow unknown_error(KerberosPhase phase) {
  switch (phase) {
    case setup:
      return {phase, 0, "", credential_invalid, "{credential} cannot be used"};
    case logon:
      return {phase, 0, "", kerberos_no_ticket, "the KDC of {realm} gives {principal} no ticket"};
    case service:
      return {phase, 0, "", kerberos_no_ticket, "the KDC of {realm} gives no ticket for {spn}"};
    case server:
      break;
  }
  return {phase, 0, "", mechanism_refused, "the server refuses the ticket for {spn}"};
}

std::string words_for_credential(const KerberosFacts& facts) {
  if (facts.source == "password") return fmt::format("the password of {}", facts.principal);
  if (facts.source == "keytab") {
    return facts.principal.empty()
               ? fmt::format("the keytab {}", facts.place)
               : fmt::format("the key of {} in the keytab {}", facts.principal, facts.place);
  }
  return facts.place.empty() ? "the default credential cache"
                             : fmt::format("the credential cache {}", facts.place);
}

}  // namespace

std::span<const KerberosErrorRow> kerberos_errors() {
  return rows;
}

const KerberosErrorRow* find_kerberos_error(KerberosPhase phase, long code) {
  const KerberosErrorRow* general = nullptr;
  for (const KerberosErrorRow& row : rows) {
    if (row.code != code) continue;
    if (row.phase == phase) return &row;
    if (!row.phase) general = &row;
  }
  return general;
}

SaslError kerberos_failure(KerberosPhase phase, long code, const KerberosFacts& facts,
                           std::string_view library_text) {
  const KerberosErrorRow* found = find_kerberos_error(phase, code);
  const KerberosErrorRow row = found != nullptr ? *found : unknown_error(phase);
  std::string text = fmt::format(fmt::runtime(row.says), fmt::arg("principal", facts.principal),
                                 fmt::arg("realm", facts.realm), fmt::arg("spn", facts.spn),
                                 fmt::arg("credential", words_for_credential(facts)));
  if (!row.name.empty()) text += fmt::format(", {}", row.name);
  if (!library_text.empty()) text += fmt::format(": {}", library_text);
  return {row.cls, text};
}

SaslError clock_skew_failure(long ahead, std::string_view whose_clock) {
  const long minutes = std::labs(ahead) / 60;
  return {kerberos_clock_skew, fmt::format("this machine's clock is {} h {} min {} {}", minutes / 60,
                                           minutes % 60, ahead < 0 ? "behind" : "ahead of", whose_clock)};
}

}  // namespace authwalk
