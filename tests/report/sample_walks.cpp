#include "report/sample_walks.hpp"

#include <memory>
#include <utility>

#include "report/walk_writer.hpp"

namespace authwalk::test {
namespace {

const std::vector<std::string> plain_offer{
    "SIZE 37748736",  "PIPELINING",         "DSN",      "ENHANCEDSTATUSCODES", "STARTTLS",
    "X-ANONYMOUSTLS", "X-EXPS GSSAPI NTLM", "8BITMIME", "BINARYMIME",          "CHUNKING",
    "XRDST"};
const std::vector<std::string> tls_offer{"SIZE 37748736",
                                         "PIPELINING",
                                         "DSN",
                                         "ENHANCEDSTATUSCODES",
                                         "AUTH GSSAPI NTLM LOGIN",
                                         "X-EXPS GSSAPI NTLM",
                                         "8BITMIME",
                                         "BINARYMIME",
                                         "CHUNKING",
                                         "XRDST"};

TlsFacts good_tls() {
  TlsFacts tls;
  tls.verb = "STARTTLS";
  tls.version = "TLSv1.3";
  tls.cipher = "TLS_AES_256_GCM_SHA384";
  tls.group = "x25519";
  tls.sni = "relay.contoso.example";
  tls.our_versions = "TLSv1.2-TLSv1.3";
  tls.chain = {{"CN=relay.contoso.example,O=Contoso",
                "CN=Contoso Issuing CA,O=Contoso",
                {"relay.contoso.example", "smtp.contoso.example"},
                "2026-01-01T00:00:00Z",
                "2027-01-01T00:00:00Z",
                "3b1f0c5d9a7e4f2286c0d1b7a9e8f6543210fedcba98765432100123456789ab",
                "RSA 2048 bits",
                "sha256WithRSAEncryption",
                {"serverAuth"}}};
  tls.names = {{"relay.contoso.example", "relay.contoso.example", true}};
  tls.established = tls.verified = true;
  tls.handshake_ms = 6.2;
  return tls;
}

TlsFacts wrong_name_tls() {
  TlsFacts tls = good_tls();
  tls.chain.front().subject = "CN=mail.fabrikam.example,O=Fabrikam";
  tls.chain.front().names = {"mail.fabrikam.example", "*.smtp.fabrikam.example"};
  tls.chain.front().not_after = "2026-11-01T00:00:00Z";
  tls.names = {{"relay.contoso.example", "mail.fabrikam.example", false},
               {"relay.contoso.example", "*.smtp.fabrikam.example", false}};
  tls.faults = {{Class::cert_expired, 0, "valid to 2026-11-01, and today is 2026-11-21"},
                {Class::cert_name_mismatch, 0,
                 "relay.contoso.example is none of mail.fabrikam.example, *.smtp.fabrikam.example"}};
  tls.verified = false;
  return tls;
}

ReportedWalk reported(Transcript t, Finding finding = {},
                      std::optional<Expectation> expected = std::nullopt) {
  if (finding.server_kind.empty()) finding.server_kind = t.banner.empty() ? "unknown" : "Exchange";
  const std::optional<bool> right = met(expected, t);
  return {std::move(t), std::move(finding), expected, right};
}

void skip_auth(WalkWriter& w) {
  w.skip({Step::auth_offer, Step::auth_token, Step::auth_start, Step::auth_challenge, Step::auth_result});
}

Finding refused_logon() {
  Finding finding;
  finding.summary = "The server refused the user name or the password.";
  finding.blame = Blame::ours;
  finding.advice = {
      {"auth-535-573", "The password stored in the Send connector is not, or no longer, the account's.",
       "Enter the credential again, as DOMAIN\\user or user@domain.",
       "Set-SendConnector \"Outbound to Contoso\" -AuthenticationCredential (Get-Credential)", "likely"},
      {"auth-535-submit",
       "The logon is right, but the account has no right to submit mail to this Receive connector.",
       "On the smart host, let the Receive connector take ExchangeUsers, or grant ms-Exch-SMTP-Submit to the "
       "account.",
       "Set-ReceiveConnector \"Relay\" -PermissionGroups ExchangeUsers", "possible"}};
  finding.event =
      Event{2003,
            "MSExchangeTransport",
            "SmtpSendAuthenticationFailed",
            "Warning",
            "Send connector Outbound to Contoso has failed to authenticate with relay.contoso.example. The "
            "response from the remote site is 535 5.7.3 Authentication unsuccessful.",
            "SmtpSend"};
  return finding;
}

}  // namespace

TlsFacts self_signed_tls() {
  TlsFacts tls = good_tls();
  tls.chain.front().issuer = tls.chain.front().subject;
  tls.verified = false;
  tls.faults = {
      {Class::cert_self_signed, 0, "issuer and subject are both CN=relay.contoso.example,O=Contoso"}};
  return tls;
}

ReportedWalk anonymous_pass(Mode mode, bool trusted) {
  WalkWriter w(mode);
  w.connect();
  w.greet();
  w.ehlo(Step::ehlo, plain_offer);
  w.starttls();
  w.secure(trusted ? good_tls() : self_signed_tls());
  w.ehlo(Step::ehlo_tls, tls_offer);
  skip_auth(w);
  w.mail();
  w.skip({Step::rcpt_to, Step::data});
  w.quit();
  w.end(Outcome::pass);
  Finding finding;
  finding.summary = std::string(id(mode)) + " passed up to mail-from.";
  return reported(std::move(w.t), finding);
}

ReportedWalk external(Outcome outcome) {
  ReportedWalk walk = anonymous_pass(Mode::ExternalAuthoritative, true);
  walk.transcript.outcome = outcome;
  walk.transcript.path =
      PathFacts{AddressScope::private_net, AddressScope::public_net, "eth0",
                InterfaceKind::ethernet,   IpsecPolicy::unknown,     "only root may read the policies"};
  if (outcome == Outcome::inconclusive) {
    walk.finding.summary =
        "The sender was accepted, but only a relayed recipient shows that the server trusts this host.";
    walk.finding.advice = {{"external-needs-recipient", "",
                            "Give a recipient outside the server's own domains with --to.", "", "likely"}};
    walk.met = false;
  }
  return walk;
}

ReportedWalk external_by_tunnel() {
  ReportedWalk walk = external(Outcome::pass);
  walk.transcript.path = PathFacts{AddressScope::private_net, AddressScope::private_net, "wg0",
                                   InterfaceKind::wireguard,  IpsecPolicy::protects,     "ESP, required"};
  walk.transcript.tls->client_certificate_requested = true;
  walk.transcript.tls->client_certificate_sent = true;
  return walk;
}

ReportedWalk basic_pass(Mode mode) {
  WalkWriter w(mode);
  w.connect();
  w.greet();
  w.ehlo(Step::ehlo, plain_offer);
  w.starttls();
  w.secure(good_tls());
  w.ehlo(Step::ehlo_tls, tls_offer);
  w.skip({Step::auth_token, Step::data});
  w.login(reply(235, "2.7.0", {"2.7.0 Authentication successful"}));
  w.t.proved = {"server-identity", "authentication"};
  w.mail();
  w.rcpt();
  w.quit();
  w.end(Outcome::pass, {"send-as"});
  Finding finding;
  finding.summary = std::string(id(mode)) + " passed up to rcpt-to.";
  if (mode == Mode::BasicAuth) {
    finding.advice = {{"tls-not-required",
                       "Nothing forces TLS here: should STARTTLS disappear, the password would go in clear.",
                       "Use BasicAuthRequireTLS.", "", "likely"}};
  }
  return reported(std::move(w.t), finding);
}

ReportedWalk basic_refused(std::optional<Expectation> expected) {
  WalkWriter w(Mode::BasicAuth);
  w.connect();
  w.greet();
  w.ehlo(Step::ehlo, plain_offer);
  w.starttls();
  w.secure(good_tls());
  w.ehlo(Step::ehlo_tls, tls_offer);
  w.skip({Step::auth_token, Step::rcpt_to, Step::data});
  const Reply refusal = reply(535, "5.7.3", {"5.7.3 Authentication unsuccessful"});
  w.login(refusal);
  w.fail(Step::auth_result, Class::bad_credentials, Origin::server, "", refusal);
  w.quit();
  w.end(Outcome::fail, {"authentication", "sender", "relay", "send-as"});
  return reported(std::move(w.t), refused_logon(), expected);
}

ReportedWalk no_credential(Mode mode) {
  WalkWriter w(mode);
  w.connect();
  w.greet();
  w.ehlo(Step::ehlo, plain_offer);
  w.starttls();
  w.secure(good_tls());
  w.ehlo(Step::ehlo_tls, tls_offer);
  w.account("", "AUTH", "", {"GSSAPI", "NTLM", "LOGIN"});
  w.skip({Step::auth_token, Step::rcpt_to, Step::data});
  w.quit();
  w.end(Outcome::not_tested, {"authentication", "sender", "relay", "send-as"});
  w.note(Step::auth_offer, "no credential was given");
  w.t.failure =
      Failure{Step::auth_offer, Class::no_credential, Origin::local, std::nullopt, "no credential was given"};
  Finding finding;
  finding.summary = "AUTH LOGIN is offered, but no user name and password were given.";
  finding.blame = Blame::ours;
  finding.advice = {{"no-credential", "No credential was given.", "Give one with --user and --password-file.",
                     "", "likely"}};
  return reported(std::move(w.t), finding);
}

ReportedWalk refused(Mode mode) {
  WalkWriter w(mode);
  w.pass(Step::resolve, 0.6);
  w.t.addresses = {{"192.0.2.25", "", "refused", "Connection refused"},
                   {"2001:db8::25", "", "unreachable", "Network is unreachable"}};
  w.event(Step::connect, "192.0.2.25: Connection refused");
  w.event(Step::connect, "2001:db8::25: Network is unreachable");
  w.fail(Step::connect, Class::unreachable, Origin::network,
         "none of 2 addresses answered; the last, 2001:db8::25: Network is unreachable");
  if (row(mode).auth == AuthUse::none) skip_auth(w);
  w.skip({Step::rcpt_to, Step::data});
  w.end(Outcome::fail, {"sender", "relay", "send-as"});
  Finding finding;
  finding.summary = "Nothing listens on port 25 of relay.contoso.example.";
  finding.blame = Blame::server;
  finding.transient = true;
  finding.advice = {{"connect-refused", "The SMTP service is stopped, or it listens on another port.",
                     "Try the submission port.", "authwalk walk relay.contoso.example:587", "likely"}};
  return reported(std::move(w.t), finding);
}

ReportedWalk clear_text_retry() {
  WalkWriter w(Mode::None);
  w.connect();
  w.greet();
  w.ehlo(Step::ehlo, plain_offer);
  w.starttls();
  auto retry = std::make_shared<Retry>();
  retry->why = {Step::tls_handshake, Class::tls_version, Origin::server, std::nullopt,
                "this side offers TLSv1.2-TLSv1.3, the server speaks TLSv1"};
  retry->tls = TlsFacts{};
  retry->tls->verb = "STARTTLS";
  retry->tls->our_versions = "TLSv1.2-TLSv1.3";
  retry->tls->peer_version = "TLSv1";
  retry->tls->alert = "received protocol_version";
  skip_auth(w);
  w.skip({Step::rcpt_to, Step::data});
  retry->steps = w.t.steps;
  retry->steps[static_cast<std::size_t>(Step::tls_handshake)] = {StepStatus::fail, 3.0, std::nullopt,
                                                                 retry->why.detail};
  w.event(Step::tls_handshake,
          "second attempt: TLS broke, so a Send connector goes on in clear on a new connection");
  w.connect();
  w.greet();
  w.ehlo(Step::ehlo, plain_offer);
  w.note(Step::starttls, "not used in the second attempt");
  w.skip({Step::tls_verify, Step::ehlo_tls});
  w.note(Step::tls_handshake, "first attempt: tls-version: " + retry->why.detail);
  w.mail();
  w.quit();
  w.end(Outcome::pass);
  w.t.retry = retry;
  Finding finding;
  finding.summary = "None passed in clear, after TLS broke.";
  return reported(std::move(w.t), finding);
}

ReportedWalk clear_text_not_allowed() {
  ReportedWalk walk = clear_text_retry();
  Transcript& t = walk.transcript;
  t.mode = Mode::BasicAuth;
  t.outcome = Outcome::not_tested;
  t.auth.user = "CONTOSO\\svc";
  t.auth.verb = "AUTH";
  t.auth.offered = {"LOGIN"};
  t.failure = Failure{Step::auth_offer, Class::cleartext_not_allowed, Origin::local, std::nullopt,
                      "AUTH LOGIN with the password of CONTOSO\\svc would go to 192.0.2.25:25 in clear"};
  t.proved = {};
  t.transactions = {};
  for (const Step step :
       {Step::auth_offer, Step::auth_start, Step::auth_challenge, Step::auth_result, Step::mail_from}) {
    t.at(step) = {};
  }
  std::erase_if(t.lines, [](const Line& line) { return line.step == Step::mail_from; });
  walk.finding.summary =
      "A Send connector would now send the password of CONTOSO\\svc to 192.0.2.25 in clear; this walk does "
      "not.";
  walk.finding.advice = {{"cleartext", "TLS broke, and the connection in clear protects nothing.",
                          "Repair TLS, or allow it knowingly with --allow-cleartext.", "", "likely"}};
  walk.met = false;
  return walk;
}

ReportedWalk wrong_certificate() {
  WalkWriter w(Mode::BasicAuthRequireTLS);
  w.connect();
  w.t.addresses = {{"2001:db8::25", "mx1.contoso.example", "unreachable", "Network is unreachable"},
                   {"192.0.2.25", "mx2.contoso.example", "walked", ""},
                   {"192.0.2.26", "mx2.contoso.example", "not tried", ""}};
  w.note(Step::connect, "2001:db8::25 did not answer (unreachable: Network is unreachable)");
  w.greet("mx2.contoso.example ESMTP Postfix");
  w.ehlo(Step::ehlo, {"PIPELINING", "SIZE 10240000", "STARTTLS"});
  w.starttls();
  w.secure(wrong_name_tls());
  w.t.at(Step::tls_verify).note.clear();
  w.fail(Step::tls_verify, Class::cert_expired, Origin::local,
         "valid to 2026-11-01, and today is 2026-11-21");
  w.skip({Step::auth_token, Step::rcpt_to, Step::data});
  w.end(Outcome::fail, {"authentication", "sender", "relay", "send-as"});
  Finding finding;
  finding.summary = "The certificate is out of date and carries another name, so the password was not sent.";
  finding.blame = Blame::server;
  finding.server_kind = "Postfix";
  finding.advice = {
      {"cert-expired", "The certificate ended on 2026-11-01.", "Let the smart host's administrator renew it.",
       "", "likely"},
      {"cert-name", "The smart host is known by another name than the one configured.",
       "Configure a name that the certificate carries.",
       "Set-SendConnector \"Outbound to Contoso\" -SmartHosts mail.fabrikam.example", "likely"}};
  return reported(std::move(w.t), finding, Outcome::pass);
}

ReportedWalk old_tls() {
  WalkWriter w(Mode::BasicAuthRequireTLS);
  w.connect();
  w.greet();
  w.ehlo(Step::ehlo, plain_offer);
  w.starttls();
  TlsFacts tls;
  tls.verb = "STARTTLS";
  tls.sni = "relay.contoso.example";
  tls.our_versions = "TLSv1.2-TLSv1.3";
  tls.peer_version = "TLSv1";
  tls.alert = "received protocol_version";
  tls.client_certificate_requested = true;
  w.t.tls = tls;
  w.fail(Step::tls_handshake, Class::tls_version, Origin::server, "received protocol_version");
  w.skip({Step::auth_token, Step::rcpt_to, Step::data});
  w.end(Outcome::fail, {"authentication", "relay", "send-as"});
  Finding finding;
  finding.summary = "No TLS version in common: the server speaks TLSv1, this side offers TLSv1.2-TLSv1.3.";
  finding.blame = Blame::server;
  return reported(std::move(w.t), finding, Outcome::pass);
}

ReportedWalk strange_prompt() {
  WalkWriter w(Mode::BasicAuth);
  w.connect();
  w.greet();
  w.ehlo(Step::ehlo, tls_offer);
  w.note(Step::starttls, "STARTTLS is not offered: the session stays in clear");
  w.skip(
      {Step::tls_handshake, Step::tls_verify, Step::ehlo_tls, Step::auth_token, Step::rcpt_to, Step::data});
  w.account("CONTOSO\\svc", "AUTH", "LOGIN", {"LOGIN"});
  w.pass(Step::auth_offer, 0.0);
  const Reply prompt = reply(334, "", {"T1RQOg=="});
  w.exchange(Step::auth_start, "AUTH LOGIN", prompt);
  w.say(Step::auth_challenge, "*");
  w.hear(Step::auth_challenge, reply(501, "5.7.0", {"5.7.0 Authentication cancelled"}));
  w.fail(Step::auth_start, Class::unexpected_prompt, Origin::server,
         "the server asked \"OTP:\" where the user name prompt was due", prompt);
  w.quit();
  w.end(Outcome::fail, {"authentication", "relay", "send-as"});
  Finding finding;
  finding.summary = "The server asked for something else than user name and password.";
  finding.blame = Blame::server;
  return reported(std::move(w.t), finding, Outcome::pass);
}

ReportedWalk at_address(ReportedWalk walk, const std::string& remote) {
  walk.transcript.remote = remote;
  walk.transcript.lines.front().text = "connected to " + remote + " from " + walk.transcript.local;
  return walk;
}

ReportedWalk silent() {
  WalkWriter w(Mode::None, "slow.fabrikam.example", "2001:db8::7");
  w.connect();
  w.greet("slow.fabrikam.example ESMTP");
  w.say(Step::ehlo, "EHLO mail01.corp.example");
  w.fail(Step::ehlo, Class::timeout, Origin::network, "15.0 s without a complete reply");
  skip_auth(w);
  w.skip({Step::rcpt_to, Step::data});
  w.end(Outcome::fail, {"sender", "relay", "send-as"});
  w.t.total_ms = 15004.2;
  Finding finding;
  finding.summary = "The server took the EHLO and was silent for 15 s.";
  finding.blame = Blame::network;
  finding.transient = true;
  return reported(std::move(w.t), finding);
}

}  // namespace authwalk::test
