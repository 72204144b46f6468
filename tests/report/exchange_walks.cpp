// Walks of ExchangeServer. Their findings are the diagnosis's own, so that the golden files show its words.
#include <authwalk/diagnosis.hpp>
#include <utility>

#include "report/sample_walks.hpp"
#include "report/walk_writer.hpp"

namespace authwalk::test {
namespace {

const std::vector<std::string> plain_offer{"SIZE 37748736", "STARTTLS", "X-ANONYMOUSTLS",
                                           "X-EXPS GSSAPI NTLM", "8BITMIME"};

ReportedWalk diagnosed(Transcript t) {
  Finding finding = diagnose(t);
  const std::optional<bool> right = met(Expectation(Outcome::pass), t);
  return {std::move(t), std::move(finding), Outcome::pass, right};
}

// As far as the offers inside TLS.
WalkWriter up_to_offer(const std::string& x_exps = "X-EXPS EXCHANGEAUTH GSSAPI NTLM") {
  WalkWriter w(Mode::ExchangeServer);
  w.connect();
  w.greet();
  w.ehlo(Step::ehlo, plain_offer);
  w.starttls("X-ANONYMOUSTLS");
  TlsFacts tls = self_signed_tls();
  tls.verb = "X-ANONYMOUSTLS";
  w.secure(tls);
  w.ehlo(Step::ehlo_tls, {"SIZE 37748736", "AUTH NTLM", x_exps, "X-EXCHANGEAUTH SHA256", "8BITMIME"});
  w.account("", "X-EXPS", "", {"EXCHANGEAUTH", "GSSAPI", "NTLM"});
  w.pass(Step::auth_offer, 0.0);
  w.skip({Step::rcpt_to, Step::data});
  return w;
}

WalkWriter up_to_ticket() {
  WalkWriter w = up_to_offer();
  AuthFacts& auth = w.t.auth;
  auth.mechanism = "GSSAPI";
  auth.spn = "SMTPSVC/relay.contoso.example";
  auth.principal = "svc@CONTOSO.EXAMPLE";
  auth.ticket_source = "credential cache";
  auth.dialect = "spnego";
  return w;
}

void send_ticket(WalkWriter& w) {
  w.pass(Step::auth_token, 11.8);
  w.t.auth.channel_binding = "tls-server-end-point";
  w.exchange(Step::auth_start, "X-EXPS GSSAPI", reply(334, "", {"GSSAPI supported"}));
}

}  // namespace

ReportedWalk exchange_not_tested() {
  WalkWriter w = up_to_offer("X-EXPS GSSAPI NTLM");
  w.account("CONTOSO\\svc", "X-EXPS", "GSSAPI", {"GSSAPI", "NTLM"});
  w.quit();
  w.end(Outcome::not_tested, {"authentication", "sender", "relay", "send-as"});
  const std::string detail = "libgssapi is not installed: package libgssapi-krb5-2";
  w.note(Step::auth_token, detail);
  w.t.failure = Failure{Step::auth_token, Class::library_missing, Origin::local, std::nullopt, detail};
  return diagnosed(std::move(w.t));
}

ReportedWalk exchange_pass() {
  WalkWriter w = up_to_ticket();
  send_ticket(w);
  w.exchange(Step::auth_challenge, "[GSS token, 1694 bytes]", reply(334, "", {"[GSS token, 161 bytes]"}));
  w.exchange(Step::auth_challenge, "[empty]", reply(334, "", {"[GSS token, 32 bytes]"}));
  const Reply accepted = reply(235, "2.7.0", {"2.7.0 Authentication successful"});
  w.exchange(Step::auth_result, "[GSS token, 32 bytes]", accepted);
  w.t.auth.rounds = 3;
  w.t.auth.mutual = true;
  w.t.auth.security_layer = "none";
  w.t.proved = {"server-identity", "authentication"};
  w.mail();
  w.quit();
  w.end(Outcome::pass);
  return diagnosed(std::move(w.t));
}

ReportedWalk exchange_no_token() {
  WalkWriter w = up_to_ticket();
  w.t.auth.unknown_spns = {"SMTPSVC/relay.contoso.example", "SMTP/relay.contoso.example"};
  w.fail(Step::auth_token, Class::kerberos_unknown_service, Origin::local,
         "the KDC of CONTOSO.EXAMPLE does not know SMTPSVC/relay.contoso.example, nor "
         "SMTP/relay.contoso.example: Server not found in Kerberos database");
  w.quit();
  w.end(Outcome::fail, {"authentication", "sender", "relay", "send-as"});
  return diagnosed(std::move(w.t));
}

ReportedWalk exchange_refused() {
  WalkWriter w = up_to_ticket();
  send_ticket(w);
  const Reply refusal = reply(535, "5.7.3", {"5.7.3 Authentication unsuccessful"});
  w.say(Step::auth_challenge, "[GSS token, 1694 bytes]");
  w.hear(Step::auth_result, refusal);
  w.pass(Step::auth_challenge, 1.1);
  w.t.auth.rounds = 1;
  w.t.auth.rejected_attempts = 1;
  w.fail(Step::auth_result, Class::bad_credentials, Origin::server, "", refusal);
  w.quit();
  w.end(Outcome::fail, {"authentication", "sender", "relay", "send-as"});
  return diagnosed(std::move(w.t));
}

ReportedWalk exchange_ntlm() {
  WalkWriter w = up_to_offer("X-EXPS GSSAPI NTLM");
  w.account("CONTOSO\\svc", "X-EXPS", "NTLM", {"GSSAPI", "NTLM"});
  w.pass(Step::auth_token, 0.6);
  w.exchange(Step::auth_start, "X-EXPS NTLM [NTLM type 1, 40 bytes]",
             reply(334, "", {"[NTLM type 2, 238 bytes]"}));
  w.t.auth.ntlm =
      NtlmChallenge{"CONTOSO",
                    "RELAY",
                    "CONTOSO",
                    "relay.contoso.example",
                    "contoso.example",
                    "contoso.example",
                    "10.0 build 20348",
                    {"NEGOTIATE_UNICODE", "REQUEST_TARGET", "NEGOTIATE_SIGN", "NEGOTIATE_NTLM",
                     "NEGOTIATE_ALWAYS_SIGN", "TARGET_TYPE_DOMAIN", "NEGOTIATE_EXTENDED_SESSIONSECURITY",
                     "NEGOTIATE_TARGET_INFO", "NEGOTIATE_VERSION", "NEGOTIATE_128"},
                    "2026-11-21T12:07:12Z",
                    432.0};
  w.t.auth.channel_binding = "tls-server-end-point";
  w.t.auth.rounds = 1;
  w.pass(Step::auth_challenge, 0.4);
  w.exchange(Step::auth_result, "[NTLM type 3, 412 bytes]",
             reply(235, "2.7.0", {"2.7.0 Authentication successful"}));
  w.t.proved = {"authentication"};
  w.mail();
  w.quit();
  w.end(Outcome::pass);
  return diagnosed(std::move(w.t));
}

ReportedWalk exchangeauth_only() {
  WalkWriter w = up_to_offer("X-EXPS EXCHANGEAUTH");
  w.t.auth.offered = {"EXCHANGEAUTH"};
  w.quit();
  w.end(Outcome::inconclusive, {"authentication", "sender", "relay", "send-as"});
  const std::string detail =
      "X-EXPS offers EXCHANGEAUTH alone, which has no public specification: nobody but Exchange can tell "
      "whether it works";
  w.note(Step::auth_offer, detail);
  w.t.failure = Failure{Step::auth_offer, Class::not_implemented, Origin::local, std::nullopt, detail};
  return diagnosed(std::move(w.t));
}

}  // namespace authwalk::test
