// One walk for each rule about Kerberos and NTLM.
#include "diagnosis/samples.hpp"

namespace samples {

using namespace authwalk;

namespace {

using enum Step;
using enum Class;

constexpr std::string_view denied = "535 5.7.3 Authentication unsuccessful";
constexpr std::string_view later = "454 4.7.0 Temporary authentication failure";

Walk no_ticket(Class cls, std::string detail = "", std::string source = "credential cache") {
  return Walk(Mode::ExchangeServer)
      .ticket(std::move(source))
      .broke(auth_token, cls, std::move(detail), Origin::local);
}

// The ticket went to an Exchange.
Walk to_exchange() {
  return Walk(Mode::ExchangeServer).exchange().inside_tls({"X-EXPS GSSAPI NTLM"}).ticket();
}

// The server answered our ticket with a KRB-ERROR.
Walk kerberos_error(Class cls, std::string detail) {
  return to_exchange().broke(auth_challenge, cls, std::move(detail), Origin::server);
}

// --mechanism GSSAPI toward a server that knows RFC 4752 only.
Walk to_postfix(const std::string& dialect, const std::string& spn) {
  Walk walk = Walk(Mode::BasicAuthRequireTLS)
                  .banner("mx.contoso.example ESMTP Postfix")
                  .inside_tls({"AUTH GSSAPI LOGIN"})
                  .ticket();
  walk.t.auth.diagnostic = true;
  walk.t.auth.dialect = dialect;
  walk.t.auth.spn = spn;
  return walk;
}

Walk bound(Walk walk) {
  walk.t.auth.channel_binding = "tls-server-end-point";
  return walk;
}

Walk with_ntlm() {
  return Walk(Mode::ExchangeServer).exchange().inside_tls({"X-EXPS NTLM"}).ntlm();
}

void append_kerberos(std::vector<Sample>& all) {
  Walk smtp_unknown = to_postfix("kerberos", "SMTPSVC/mx.contoso.example")
                          .broke(auth_token, kerberos_unknown_service, "", Origin::local);
  all.insert(
      all.end(),
      {{"kerberos-service-of-address", no_ticket(kerberos_unknown_service).host("192.0.2.7")},
       {"kerberos-service-smtp", smtp_unknown},
       {"kerberos-unknown-service", no_ticket(kerberos_unknown_service, "KDC_ERR_S_PRINCIPAL_UNKNOWN")},
       {"kerberos-clock", no_ticket(kerberos_clock_skew, "KRB_AP_ERR_SKEW: Clock skew too great")},
       {"kerberos-clocks", Walk(Mode::ExchangeServer).ticket().broke(ehlo, kerberos_clock_skew)},
       {"kerberos-udp", no_ticket(kerberos_no_ticket, "Response too big for UDP, retry with TCP")},
       {"kerberos-no-kdc",
        no_ticket(kerberos_no_kdc, "KRB5_KDC_UNREACH: Cannot contact any KDC for realm 'CONTOSO.EXAMPLE'")},
       {"kerberos-kdc-slow", no_ticket(deadline, "60.0 s")},
       {"kerberos-wrong-realm",
        no_ticket(kerberos_wrong_realm, "KRB5_REALM_UNKNOWN: Cannot find KDC for realm \"CONTOSO\"",
                  "password")},
       {"kerberos-ticket-expired",
        no_ticket(kerberos_ticket_expired, "KRB_AP_ERR_TKT_EXPIRED: Ticket expired")},
       {"kerberos-ticket-expired-there", kerberos_error(kerberos_ticket_expired, "KRB_AP_ERR_TKT_EXPIRED")},
       {"kerberos-no-cache", no_ticket(kerberos_no_ticket, "KRB5_FCC_NOFILE: No credentials cache found")},
       {"kerberos-trust",
        no_ticket(kerberos_no_ticket, "KRB_AP_ERR_BAD_INTEGRITY: Decrypt integrity check failed")},
       {"kerberos-encryption-type",
        no_ticket(kerberos_encryption_type, "KDC_ERR_ETYPE_NOSUPP: KDC has no support for encryption type")},
       {"kerberos-no-ticket", no_ticket(kerberos_no_ticket, "LogonDenied")},
       {"kerberos-preauth", no_ticket(kerberos_preauth, "KDC_ERR_PREAUTH_REQUIRED", "password")},

       {"kerberos-unknown-user",
        no_ticket(bad_credentials, "KDC_ERR_C_PRINCIPAL_UNKNOWN: not found in Kerberos database",
                  "password")},
       {"kerberos-keytab-old", no_ticket(bad_credentials, "KDC_ERR_PREAUTH_FAILED", "keytab")},
       {"kerberos-password-refused",
        no_ticket(bad_credentials, "KDC_ERR_PREAUTH_FAILED: Preauthentication failed", "password")},
       {"kerberos-password-expired",
        no_ticket(account_disabled_or_locked, "KDC_ERR_KEY_EXPIRED: Password has expired", "password")},
       {"kerberos-account-closed",
        no_ticket(account_disabled_or_locked, "KDC_ERR_CLIENT_REVOKED: Clients credentials have been revoked",
                  "password")},
       {"kerberos-credential-unusable",
        no_ticket(credential_invalid, "the keytab /etc/krb5.keytab cannot be read", "keytab")}});
}

void append_verdicts(std::vector<Sample>& all) {
  const std::string smtp = "smtp/mx.contoso.example";
  all.insert(
      all.end(),
      {{"kerberos-modified",
        kerberos_error(mutual_auth_failed, "KRB_AP_ERR_MODIFIED: Message stream modified")},
       {"kerberos-clock-of-server", kerberos_error(kerberos_clock_skew, "KRB_AP_ERR_SKEW")},
       {"gssapi-kerberos-turned-down",
        kerberos_error(mechanism_refused, "the server rejects Kerberos inside SPNEGO: unspecified")},
       {"gssapi-dialect",
        to_postfix("spnego", smtp).refused(auth_result, bad_credentials, "535 5.7.8 Error")},
       {"gssapi-service-name", to_postfix("kerberos", "SMTPSVC/mx.contoso.example")
                                   .refused(auth_result, bad_credentials, "535 5.7.8 Error")},
       {"gssapi-server-key",
        to_postfix("kerberos", smtp).refused(auth_result, bad_credentials, "535 5.7.8 Error")},
       {"reply-postfix-500-5.5.6",
        to_postfix("kerberos", smtp)
            .refused(auth_challenge, rejected, "500 5.5.6 SASL response limit exceeded")},
       {"auth-xoauth2", to_exchange().refused(auth_challenge, rejected, "501 5.7.0 Invalid token")},
       {"token-needs-tls",
        Walk(Mode::ExchangeServer)
            .exchange()
            .ticket()
            .refused(auth_start, mechanism_needs_tls, "530 5.7.0 Must issue a STARTTLS command first")},
       {"xexps-454", to_exchange().refused(auth_result, rejected_temporarily, later)},
       {"xexps-504",
        to_exchange().refused(auth_start, mechanism_refused, "504 5.7.4 Unrecognized authentication type"),
        false},
       {"integrated-504",
        to_postfix("kerberos", smtp)
            .refused(auth_start, mechanism_refused, "504 5.7.4 Unrecognized authentication type")},
       {"xexps-535", to_exchange().refused(auth_result, bad_credentials, denied)},
       {"xexps-535-rights", to_exchange().refused(auth_result, bad_credentials, denied), false},
       {"channel-binding-refused", bound(to_exchange()).refused(auth_result, bad_credentials, denied), false},
       {"channel-binding-missing", to_exchange().refused(auth_result, bad_credentials, denied), false},
       {"kerberos-success-unproved",
        to_exchange().broke(auth_result, mutual_auth_failed, "235 after 1 answers", Origin::server)},
       {"kerberos-server-identity", kerberos_error(mutual_auth_failed, "the AP-REP cannot be verified")},
       {"sasl-security-layer", kerberos_error(security_layer, "the server offers integrity")}});
}

void append_ntlm(std::vector<Sample>& all) {
  all.insert(
      all.end(),
      {{"ntlm-level-here",
        Walk(Mode::ExchangeServer)
            .mechanism("NTLM", {"NTLM"})
            .broke(auth_token, ntlm_downgrade, "LM_COMPAT_LEVEL=1 rules NTLMv2 out", Origin::local)},
       {"ntlm-no-target-information", with_ntlm().broke(auth_challenge, ntlm_downgrade,
                                                        "it carries no target information", Origin::server)},
       {"ntlm-downgrade",
        with_ntlm().broke(auth_challenge, ntlm_downgrade, "NEGOTIATE_LM_KEY", Origin::server)},
       {"ntlm-535", with_ntlm().refused(auth_result, bad_credentials, denied)},
       {"ntlm-refused-at-once", with_ntlm().refused(auth_start, mechanism_refused, denied)},
       {"ntlm-needs-password", Walk(Mode::ExchangeServer).user("").not_tested(no_credential)},
       {"ntlm-cleartext-not-allowed", Walk(Mode::ExchangeServer).not_tested(cleartext_not_allowed)}});
}

void append_notes(std::vector<Sample>& all) {
  Walk passed = to_exchange();
  passed.certificate_fault(cert_self_signed).t.auth.offered = {"EXCHANGEAUTH", "GSSAPI", "NTLM"};
  Walk late = with_ntlm().broke(mail_from, closed);
  late.t.outcome = Outcome::inconclusive;
  late.t.failure.reset();
  late.t.auth.ntlm->clock_offset = -432.5;
  all.insert(
      all.end(),
      {{"exchangeauth-offered", passed, false},
       {"event-2003-steps-exchange", to_exchange().refused(auth_result, bad_credentials, denied), false},
       {"receive-event-1035", to_exchange().refused(auth_result, bad_credentials, denied), false},
       {"ntlm-clock", late},
       {"ntlm-one-sided", with_ntlm()}});
}

}  // namespace

std::vector<Sample> of_tokens() {
  std::vector<Sample> samples;
  append_kerberos(samples);
  append_verdicts(samples);
  append_ntlm(samples);
  append_notes(samples);
  return samples;
}

}  // namespace samples
