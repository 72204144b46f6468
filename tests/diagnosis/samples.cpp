#include "diagnosis/samples.hpp"

#include <utility>

namespace samples {

using namespace authwalk;

namespace {

using enum Step;
using enum Class;

constexpr Mode none = Mode::None;
constexpr Mode basic = Mode::BasicAuth;
constexpr Mode basic_tls = Mode::BasicAuthRequireTLS;
constexpr Mode exchange_server = Mode::ExchangeServer;
constexpr Mode external = Mode::ExternalAuthoritative;

const std::string svc = "svc@fabrikam.example";
const std::string outside = "someone@example.net";

Walk change(Walk walk, void (*edit)(Transcript&)) {
  edit(walk.t);
  return walk;
}

// A refusal of the login inside TLS.
Walk login(Class cls, std::string_view text) {
  return Walk(basic_tls)
      .inside_tls({"AUTH LOGIN"})
      .mechanism("LOGIN", {"LOGIN"})
      .refused(auth_result, cls, text);
}

Walk sender(Mode mode, Class cls, std::string_view text, const std::string& from = svc) {
  return Walk(mode).transaction(from, text).refused(mail_from, cls, text);
}

Walk rcpt(Mode mode, Class cls, std::string_view text) {
  return Walk(mode)
      .transaction(svc, "250 2.1.0 Sender OK")
      .recipient(outside, text)
      .refused(rcpt_to, cls, text);
}

Walk certificate(Class cls, std::string detail = "") {
  Walk walk = Walk(basic_tls).certificate_fault(cls, std::move(detail)).broke(tls_verify, cls);
  if (cls == cert_name_mismatch) walk.t.tls->chain[0].names = {"other.contoso.example"};
  return walk;
}

Walk offer(Mode mode, std::vector<std::string> keywords, std::vector<std::string> mechanisms) {
  return Walk(mode)
      .inside_tls(std::move(keywords))
      .mechanism("", std::move(mechanisms))
      .broke(auth_offer, no_common_mechanism, "", Origin::local);
}

void append_network(std::vector<Sample>& all) {
  const std::string masked = std::string(40, '*');
  all.insert(
      all.end(),
      {{"banner-asterisks", Walk(basic_tls).banner(masked).broke(starttls, not_offered, "", Origin::server)},
       {"another-server-answers",
        Walk(basic_tls)
            .host("smtp.office365.com", 587)
            .banner("mail.fabrikam.example ESMTP Exim 4.96")
            .refused(auth_result, bad_credentials, "535 Incorrect authentication data")},
       {"keywords-masked", Walk(basic_tls).offers({"SIZE", "XXXXXXXA"}).broke(starttls, esmtp_rewritten)},
       {"reply-exchange-501-5.5.4", Walk(none).refused(ehlo, rejected, "501 5.5.4 Invalid domain name")},
       {"reply-postfix-554-5.7.1-client",
        rcpt(none, rejected, "554 5.7.1 <unknown[192.0.2.200]>: Client host rejected: Access denied")},
       {"exchange-back-pressure",
        sender(none, rejected_temporarily, "452 4.3.1 Insufficient system resources")},
       {"reply-postfix-421-4.7.0-connections",
        Walk(none).refused(banner, rejected_temporarily,
                           "421 4.7.0 Error: too many connections from 192.0.2.200")},
       {"dns-other-family-only",
        Walk(none).broke(resolve, dns_not_found,
                         "mx.contoso.example has no IPv4 address, and -4 leaves out the others")},
       {"dns-not-found", Walk(none).broke(resolve, dns_not_found)},
       {"dns-timeout", Walk(none).broke(resolve, timeout, "15.0 s")},
       {"dns-failed", Walk(none).broke(resolve, dns_failed, "SERVFAIL")},
       {"connect-refused", Walk(none).broke(connect, refused)},
       {"connect-timeout-25", Walk(none).broke(connect, timeout)},
       {"connect-timeout", Walk(none).host("mx.contoso.example", 587).broke(connect, timeout)},
       {"connect-source-family",
        Walk(none).broke(connect, unreachable, "the source address ::1 is of another family")},
       {"connect-no-ipv6", change(Walk(none).broke(connect, unreachable),
                                  [](Transcript& t) {
                                    t.addresses = {{"2001:db8::7", "", "unreachable", ""}};
                                  })},
       {"connect-unreachable", Walk(none).broke(connect, unreachable)},
       {"port-465", Walk(none).host("mx.contoso.example", 465).broke(banner, timeout)},
       {"not-smtp", Walk(none).broke(banner, protocol_violation, "SSH-2.0-OpenSSH", Origin::server)},
       {"exchange-not-active",
        Walk(none).refused(banner, rejected_temporarily, "421 4.3.2 Service not active")},
       {"server-says-later", Walk(none).refused(banner, rejected_temporarily, "421 Not at this hour")},
       {"banner-554", Walk(none).refused(banner, rejected, "554 Not from your network")},
       {"banner-silent", Walk(none).broke(banner, timeout)},
       {"banner-closed", Walk(none).broke(banner, closed)},
       {"banner-closed", Walk(none).broke(banner, reset)},
       {"ehlo-unknown", Walk(none).refused(ehlo, rejected, "500 What was that")}});
}

void append_tls(std::vector<Sample>& all) {
  all.insert(
      all.end(),
      {{"starttls-missing-but-anonymoustls", Walk(basic_tls)
                                                 .exchange()
                                                 .offers({"X-ANONYMOUSTLS", "X-EXPS GSSAPI NTLM"})
                                                 .broke(starttls, not_offered, "", Origin::server)},
       {"starttls-missing-but-anonymoustls", Walk(basic)
                                                 .exchange()
                                                 .offers({"X-ANONYMOUSTLS", "X-EXPS GSSAPI NTLM"})
                                                 .broke(auth_offer, no_common_mechanism, "", Origin::local)},
       {"starttls-stripped",
        Walk(basic_tls).offers({"AUTH LOGIN PLAIN"}).broke(starttls, not_offered, "", Origin::server)},
       {"starttls-not-offered",
        Walk(basic_tls).offers({"SIZE"}).broke(starttls, not_offered, "", Origin::server)},
       {"server-says-later", Walk(basic_tls)
                                 .offers({"STARTTLS"})
                                 .refused(starttls, rejected_temporarily, "454 4.3.0 No TLS today")},
       {"starttls-5",
        Walk(basic_tls).offers({"STARTTLS"}).refused(starttls, rejected, "502 STARTTLS is not for you")},
       {"injection", Walk(basic_tls).broke(starttls, plaintext_injection, "\"250-AUTH LOGIN\"")},
       {"tls-old-server",
        change(Walk(basic_tls).inside_tls({}).broke(tls_handshake, tls_version, "", Origin::server),
               [](Transcript& t) {
                 t.tls->established = false;
                 t.tls->peer_version = "TLSv1";
                 t.tls->our_versions = "TLSv1.2-TLSv1.3";
               })},
       {"tls-cipher", Walk(basic_tls).broke(tls_handshake, tls_cipher, "", Origin::server)},
       {"client-cert-demanded", change(Walk(basic_tls).inside_tls({}).broke(tls_handshake, tls_failed),
                                       [](Transcript& t) {
                                         t.tls->client_certificate_requested = true;
                                         t.tls->alert = "received certificate_required";
                                       })},
       {"client-cert-demanded", Walk(none).broke(local, client_certificate, "no private key", Origin::local)},
       {"not-tls-port", Walk(basic_tls).broke(tls_handshake, not_tls, "\"220 mx\"", Origin::server)},
       {"tls-hangup", Walk(basic_tls).broke(tls_handshake, closed)},
       {"tls-silent", Walk(basic_tls).broke(tls_handshake, timeout)},
       {"tls-alert",
        Walk(basic_tls).broke(tls_handshake, tls_failed, "received internal_error", Origin::server)},
       {"cert-name-address", certificate(cert_name_mismatch).host("192.0.2.7")},
       {"cert-name", certificate(cert_name_mismatch)},
       {"cert-expired", certificate(cert_expired, "ended 2026-01-01")},
       {"cert-not-yet-valid", certificate(cert_not_yet_valid)},
       {"cert-self-signed", certificate(cert_self_signed)},
       {"cert-untrusted-intermediate",
        change(certificate(cert_untrusted), [](Transcript& t) { t.tls->chain.resize(1); })},
       {"cert-untrusted", certificate(cert_untrusted)},
       {"cert-purpose", certificate(cert_purpose)},
       {"cert-weak", certificate(cert_weak)},
       {"cert-revoked", certificate(cert_revoked)}});
}

void append_offer(std::vector<Sample>& all) {
  all.insert(
      all.end(),
      {{"offer-override", change(offer(basic, {"AUTH LOGIN"}, {"LOGIN"}),
                                 [](Transcript& t) {
                                   t.auth.diagnostic = true;
                                   t.auth.mechanism = "CRAM-MD5";
                                 })},
       {"xexps-eaten", offer(exchange_server, {"SIZE"}, {}).offers({"X-EXPS GSSAPI NTLM", "X-ANONYMOUSTLS"})},
       {"xexps-exchangeauth-only", change(offer(exchange_server, {"X-EXPS EXCHANGEAUTH"}, {"EXCHANGEAUTH"}),
                                          [](Transcript& t) {
                                            t.outcome = Outcome::inconclusive;
                                            t.failure->cls = not_implemented;
                                          })},
       {"xexps-without-token", offer(exchange_server, {"X-EXPS LOGIN"}, {"LOGIN"})},
       {"offer-integrated-without-xexps", offer(exchange_server, {"AUTH GSSAPI NTLM LOGIN"}, {}).exchange()},
       {"offer-not-exchange",
        offer(exchange_server, {"AUTH LOGIN"}, {}).banner("mx.contoso.example ESMTP Postfix")},
       {"offer-no-xexps", offer(exchange_server, {"AUTH LOGIN"}, {}).exchange()},
       {"offer-auth-only-before-tls", offer(basic_tls, {"SIZE"}, {}).offers({"STARTTLS", "AUTH LOGIN"})},
       {"offer-auth-only-after-tls",
        Walk(basic).offers({"STARTTLS"}).broke(auth_offer, no_common_mechanism, "", Origin::local)},
       {"offer-xexps-only", offer(basic_tls, {"X-EXPS GSSAPI NTLM"}, {})},
       {"offer-no-auth", offer(basic_tls, {"SIZE"}, {})},
       {"offer-plain-only", offer(basic_tls, {"AUTH PLAIN", "AUTH=PLAIN"}, {"PLAIN"})},
       {"offer-integrated-only", offer(basic_tls, {"AUTH NTLM GSSAPI"}, {"NTLM", "GSSAPI"})},
       {"offer-oauth-only", offer(basic_tls, {"AUTH XOAUTH2"}, {"XOAUTH2"})},
       {"offer-nothing-usable", offer(basic_tls, {"AUTH CRAM-MD5"}, {"CRAM-MD5"})}});
}

void append_exchange_online(std::vector<Sample>& all) {
  const auto policy = [](std::string_view words, Class cls = basic_auth_disabled) {
    return login(cls, "535 5.7.139 Authentication unsuccessful, " + std::string(words));
  };
  all.insert(
      all.end(),
      {{"eol-basic-retired",
        login(basic_auth_disabled, "550 5.7.30 Basic authentication is not supported for Client Submission")},
       {"eol-535-57139-tenant", policy("SmtpClientAuthentication is disabled for the Tenant")},
       {"eol-535-57139-mailbox", policy("SmtpClientAuthentication is disabled for the Mailbox")},
       {"eol-535-57139-security-defaults",
        policy("user is locked by your organization's security defaults policy. Contact your administrator")},
       {"eol-535-57139-basic-disabled", policy("basic authentication is disabled")},
       {"eol-535-57139-locked",
        login(account_disabled_or_locked, "535 5.7.139 Authentication unsuccessful, account is locked")},
       {"eol-535-57139-credentials", policy("the user credentials were incorrect", bad_credentials)},
       {"eol-535-57139-policy",
        policy("the request did not meet the criteria to be authenticated successfully")},
       {"eol-535-57139", policy("see the administrator")},
       {"eol-by-certificate", policy("SmtpClientAuthentication is disabled for the Tenant"), false},
       {"eol-535-573", login(bad_credentials, "535 5.7.3 Authentication unsuccessful").exchange_online()},
       {"eol-530-5757",
        sender(none, auth_required, "530 5.7.57 Client not authenticated to send mail").exchange_online()},
       {"eol-tenant-attribution",
        rcpt(none, relay_denied, "550 5.7.64 TenantAttribution; Relay Access Denied")},
       {"eol-direct-send",
        rcpt(none, sender_rejected, "550 5.7.68 TenantInboundAttribution; Direct Send not allowed")},
       {"eol-relay", rcpt(none, relay_denied, "550 5.4.1 Relay Access Denied")}});
}

void append_authentication(std::vector<Sample>& all) {
  all.insert(
      all.end(),
      {{"auth-504-before-tls",
        Walk(basic)
            .offers({"AUTH LOGIN"})
            .mechanism("LOGIN", {"LOGIN"})
            .refused(auth_start, mechanism_refused, "504 5.7.4 Unrecognized authentication type")},
       {"auth-504", Walk(basic_tls)
                        .inside_tls({"AUTH LOGIN"})
                        .mechanism("LOGIN", {"LOGIN"})
                        .refused(auth_start, mechanism_refused, "504 5.5.4 No such thing")},
       {"auth-503", Walk(basic_tls)
                        .inside_tls({"AUTH LOGIN"})
                        .refused(auth_start, rejected, "503 AUTH is not implemented at this place")},
       {"reply-gmail-535-5.7.8", login(bad_credentials, "535 5.7.8 Username and Password not accepted. gsmtp")
                                     .host("smtp.gmail.com", 587)},
       {"reply-amazon-ses-535", login(bad_credentials, "535 Authentication Credentials Invalid")},
       {"reply-sendgrid-535", login(bad_credentials, "535 Authentication failed: Bad username / password")
                                  .banner("SG ESMTP service ready at ismtpd")},
       {"reply-exchange-421-4.7.0-logons",
        login(rejected_temporarily, "421 4.7.0 Too many unsuccessful authentication attempts")},
       {"auth-account-locked", login(account_disabled_or_locked, "535 account locked")},
       {"server-says-later", login(rejected_temporarily, "454 4.3.0 The password service is down")},
       {"auth-535-571", login(submit_denied, "535 5.7.1 Authentication unsuccessful")},
       {"auth-535-573", login(bad_credentials, "535 5.7.3 Authentication unsuccessful").user("svc"), false},
       {"user-without-domain", login(bad_credentials, "535 5.7.8 Error: authentication failed").user("svc"),
        false},
       {"reply-postfix-535-5.7.8", login(bad_credentials, "535 5.7.8 Error: authentication failed")},
       {"auth-534", login(mechanism_refused, "534 Use something stronger")},
       {"auth-verdict-missing", change(login(closed, "250 x").broke(auth_result, closed),
                                       [](Transcript& t) { t.auth.unanswered_attempt = true; })},
       {"prompt-unknown",
        Walk(basic_tls)
            .inside_tls({"AUTH LOGIN"})
            .broke(auth_challenge, unexpected_prompt, "the server asked \"PIN\"", Origin::server)},
       {"auth-success-unearned", login(unexpected_success, "235 2.7.0 Authentication successful")},
       {"auth-bad-challenge",
        Walk(basic_tls).broke(auth_challenge, bad_challenge, "no base64", Origin::server)},
       {"auth-bad-challenge", Walk(basic_tls).broke(auth_challenge, too_many_challenges,
                                                    "334 after the password", Origin::server)}});
}

void append_rights(std::vector<Sample>& all) {
  const std::string_view denied = "550 5.7.60 SMTP; Client does not have permissions to send as this sender";
  all.insert(
      all.end(),
      {{"external-not-recognised",
        rcpt(external, relay_denied, "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain")
            .exchange()},
       {"reply-exchange-530-5.7.0",
        sender(none, tls_required, "530 5.7.0 Must issue a STARTTLS command first")},
       {"mail-530-5757",
        sender(none, auth_required, "530 5.7.57 SMTP; Client was not authenticated to send anonymous mail")
            .exchange()},
       {"reply-any-530-5.7.0-auth", sender(none, auth_required, "530 5.7.0 Authentication required")},
       {"mail-451-directory",
        sender(basic_tls, rejected_temporarily, "451 4.7.0 Temporary server error. Please try again later")},
       {"sender-object-invalid", sender(basic_tls, sender_rejected, "501 5.1.7 Invalid address").exchange()},
       {"mail-anonymous-own-domain",
        sender(none, sender_rejected,
               "550 5.7.1 Anonymous client does not have permissions to send as this sender")},
       {"mail-null-sender", sender(basic_tls, send_as_denied, denied, ""), false},
       {"eol-5760", sender(basic_tls, send_as_denied, denied).exchange_online()},
       {"reply-postfix-553-5.7.1-not-owned",
        rcpt(basic_tls, send_as_denied,
             "553 5.7.1 <svc@fabrikam.example>: Sender address rejected: not owned by user svc")},
       {"data-5760", Walk(basic_tls)
                         .transaction(svc, "250 2.1.0 Sender OK")
                         .recipient(outside, "250 2.1.5 Recipient OK")
                         .end_of_data(denied)
                         .refused(data, send_as_denied, denied)},
       {"sender-identity-unverified",
        Walk(basic_tls)
            .transaction(svc, "250 Ok")
            .end_of_data("554 Message rejected: Email address is not verified")
            .refused(data, sender_rejected, "554 Message rejected: Email address is not verified")},
       {"sender-refused", sender(none, sender_rejected, "550 No mail from this sender")},
       {"rcpt-only-inside",
        Walk(none)
            .transaction(svc, "250 2.1.0 Sender OK")
            .recipient("someone@contoso.example", "250 2.1.5 Recipient OK")
            .recipient(outside, "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain")
            .refused(rcpt_to, relay_denied,
                     "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain")},
       {"rcpt-inside-restricted",
        rcpt(none, recipient_rejected, "550 5.7.1 RESOLVER.RST.AuthRequired; authentication required")},
       {"rcpt-5754",
        rcpt(none, relay_denied, "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain")},
       {"rcpt-5754-account",
        rcpt(basic_tls, relay_denied, "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain")},
       {"rcpt-554-relay", rcpt(none, relay_denied, "554 You are not permitted to relay")},
       {"reply-exchange-550-5.1.5-second-level",
        rcpt(none, recipient_rejected, "550 5.1.5 Recipient address reserved by RFC 2606")},
       {"reply-exchange-550-5.1.1", rcpt(none, recipient_rejected, "550 5.1.1 User unknown")},
       {"greylisted", rcpt(none, rejected_temporarily, "450 4.2.0 Greylisted, see the postmaster page")},
       {"recipient-refused", rcpt(none, recipient_rejected, "550 Administrative prohibition")}});
}

void append_own(std::vector<Sample>& all) {
  all.insert(
      all.end(),
      {{"no-credential", Walk(basic_tls).user("").not_tested(no_credential)},
       {"cleartext-not-allowed-certificate",
        Walk(basic).certificate_fault(cert_self_signed).not_tested(cleartext_not_allowed)},
       {"cleartext-not-allowed", Walk(basic).offers({"AUTH LOGIN"}).not_tested(cleartext_not_allowed)},
       {"lockout-guard", Walk(basic_tls).not_tested(lockout_guard)},
       {"interrupted", Walk(basic).not_tested(interrupted)},
       {"not-implemented", Walk(basic_tls).not_tested(not_implemented, "OTP cannot be played")},
       {"library-missing-ntlm",
        Walk(exchange_server).ntlm().not_tested(library_missing, "package gss-ntlmssp")},
       {"library-missing", Walk(exchange_server).not_tested(library_missing, "package libgssapi-krb5-2")},
       {"definition-invalid",
        Walk(basic_tls).broke(local, definition_invalid, "RequireTLS and IgnoreSTARTTLS exclude each other",
                              Origin::local)},
       {"credential-unusable",
        Walk(basic_tls).broke(local, credential_invalid, "the password is empty", Origin::local)},
       {"internal", Walk(none).broke(ehlo, internal, "bad_alloc", Origin::local)},
       {"external-unproved",
        change(Walk(external), [](Transcript& t) { t.outcome = Outcome::inconclusive; })},
       {"ended-early", change(Walk(none), [](Transcript& t) { t.quit_after = banner; })},

       {"smtp-rewritten", Walk(none).broke(ehlo, esmtp_rewritten, "the first line is blank")},
       {"no-answer", Walk(none).broke(mail_from, timeout, "15.0 s without a byte")},
       {"longer-timeout", Walk(none).broke(banner, timeout), false},
       {"hung-up", Walk(none).broke(mail_from, closed)},
       {"not-the-protocol", Walk(none).broke(ehlo, protocol_violation, "221", Origin::server)},
       {"not-the-protocol", Walk(none).broke(ehlo, limit_exceeded, "a line of 4,096 bytes", Origin::server)},
       {"server-says-later", sender(none, rejected_temporarily, "451 4.3.0 Not now")},
       {"server-says-no",
        Walk(none).transaction(svc, "250 Ok").end_of_data("554 No").refused(data, rejected, "554 No")},
       {"unexplained", Walk(none).broke(data, rejected)},

       {"tls-retry-in-clear", change(Walk(none),
                                     [](Transcript& t) {
                                       auto retry = std::make_shared<Retry>();
                                       retry->why = {tls_handshake, tls_failed, Origin::server, {}, ""};
                                       t.retry = retry;
                                     })},
       {"cert-recorded", Walk(none).certificate_fault(cert_self_signed)},
       {"address-skipped",
        change(Walk(none),
               [](Transcript& t) {
                 t.addresses = {{"192.0.2.6", "", "refused", ""}, {"192.0.2.7", "", "walked", ""}};
               })},
       {"middlebox-seen", Walk(none).banner(std::string(40, '*'))},
       {"event-2003-steps", login(bad_credentials, "535 5.7.3 Authentication unsuccessful"), false},
       {"event-1024-logging",
        sender(basic_tls, rejected_temporarily, "451 4.7.0 Temporary server error. Please try again later"),
        false},
       {"event-1024-send-as",
        sender(basic_tls, rejected_temporarily, "451 4.7.0 Temporary server error. Please try again later"),
        false},
       {"auth-5s-tarpit", change(Walk(none), [](Transcript& t) {
          t.at(rcpt_to).reply = reply("250 2.1.5 Recipient OK");
          t.at(rcpt_to).ms = 5012.4;
        })}});
}

}  // namespace

std::vector<Sample> all() {
  std::vector<Sample> samples;
  append_network(samples);
  append_tls(samples);
  append_offer(samples);
  append_exchange_online(samples);
  append_authentication(samples);
  append_rights(samples);
  append_own(samples);
  const std::vector<Sample> tokens = of_tokens();
  samples.insert(samples.end(), tokens.begin(), tokens.end());
  return samples;
}

}  // namespace samples
