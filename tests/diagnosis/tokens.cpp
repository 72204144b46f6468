// Kerberos and NTLM: sentences, and what is not advised.
#include <doctest/doctest.h>

#include <algorithm>
#include <authwalk/diagnosis.hpp>

#include "diagnosis/phrases.hpp"
#include "diagnosis/samples.hpp"

using namespace authwalk;
using samples::Walk;

TEST_SUITE_BEGIN("diagnosis");

namespace {

Walk exchange_server() {
  return Walk(Mode::ExchangeServer).exchange().inside_tls({"X-EXPS GSSAPI NTLM"});
}

Walk no_ticket(Class cls, std::string detail = "", std::string source = "password") {
  return exchange_server()
      .ticket(std::move(source))
      .broke(Step::auth_token, cls, std::move(detail), Origin::local);
}

std::vector<std::string> rules_of(const Transcript& t) {
  std::vector<std::string> ids;
  for (const Advice& advice : diagnose(t).advice) ids.push_back(advice.rule);
  return ids;
}

std::string first_command(const Transcript& t) {
  return diagnose(t).advice.at(0).command;
}

}  // namespace

TEST_CASE("where there is no ticket the sentence says who refused, and that nothing was sent") {
  CHECK(diagnose(no_ticket(Class::bad_credentials, "KDC_ERR_PREAUTH_FAILED")).summary ==
        "The KDC refused the logon of svc@CONTOSO.EXAMPLE, so nothing was sent to the smart host.");
  CHECK(diagnose(no_ticket(Class::account_disabled_or_locked, "svc@CONTOSO.EXAMPLE is locked or disabled"))
            .summary ==
        "The KDC says that svc@CONTOSO.EXAMPLE is locked, disabled or expired, so nothing was sent to the "
        "smart host (svc@CONTOSO.EXAMPLE is locked or disabled).");
  CHECK(diagnose(no_ticket(Class::kerberos_ticket_expired)).summary ==
        "The Kerberos ticket of svc@CONTOSO.EXAMPLE has expired, so nothing was sent.");
  CHECK(diagnose(no_ticket(Class::kerberos_wrong_realm)).summary ==
        "This machine knows no KDC for the realm of svc@CONTOSO.EXAMPLE, so nothing was sent.");
  CHECK(diagnose(no_ticket(Class::kerberos_preauth)).summary ==
        "The KDC wants a pre-authentication that the password of svc@CONTOSO.EXAMPLE cannot give, so nothing "
        "was sent.");
  Walk unknown = no_ticket(Class::kerberos_unknown_service);
  unknown.t.auth.unknown_spns = {"SMTPSVC/mx.contoso.example"};
  unknown.t.auth.spn = "SMTP/mx.contoso.example";
  CHECK(diagnose(unknown).summary ==
        "The KDC does not know SMTPSVC/mx.contoso.example or SMTP/mx.contoso.example, so nothing was sent.");
  CHECK(first_command(unknown) == "setspn -Q SMTPSVC/mx.contoso.example");
}

TEST_CASE("what the server refused is a ticket or an NTLM answer, not a password") {
  const std::string_view denied = "535 5.7.3 Authentication unsuccessful";
  CHECK(diagnose(exchange_server().ticket().refused(Step::auth_result, Class::bad_credentials, denied))
            .summary ==
        "The server refused the ticket of svc@CONTOSO.EXAMPLE: 535 5.7.3 Authentication unsuccessful.");
  CHECK(
      diagnose(exchange_server().ntlm().refused(Step::auth_result, Class::bad_credentials, denied)).summary ==
      "The server refused the NTLM answer of CONTOSO\\svc: 535 5.7.3 Authentication unsuccessful.");
  Walk unproved = exchange_server().ticket();
  unproved.broke(Step::auth_result, Class::mutual_auth_failed, "235 after 1 answers", Origin::server);
  CHECK(diagnose(unproved).summary ==
        "The server said yes before it had proved that it is SMTPSVC/mx.contoso.example (235 after 1 "
        "answers).");
}

TEST_CASE("where a challenge could not be answered the reason is told, not the challenge") {
  Walk walk = exchange_server().ticket();
  walk.broke(Step::auth_challenge, Class::mechanism_refused, "the server rejects Kerberos inside SPNEGO",
             Origin::server);
  walk.t.failure->reply = samples::reply("334 [GSS token, 61 bytes]");
  CHECK(diagnose(walk).summary ==
        "The server does not accept X-EXPS GSSAPI here: the server rejects Kerberos inside SPNEGO.");
}

TEST_CASE("a walk that passed says as whom, and whether the server proved itself") {
  Walk walk = exchange_server().ticket();
  walk.t.auth.mutual = true;
  walk.t.proved = {"server-identity", "authentication", "sender"};
  CHECK(diagnose(walk).summary ==
        "Authenticated with GSSAPI as svc@CONTOSO.EXAMPLE, with a server that proved to be "
        "SMTPSVC/mx.contoso.example, inside verified TLSv1.3; sender accepted.");
}

TEST_CASE("a diagnostic try names the verb that a Send connector would not use") {
  Walk walk = exchange_server().ticket();
  walk.t.auth.verb = "AUTH";
  walk.t.auth.diagnostic = true;
  walk.t.proved = {"authentication"};
  CHECK(diagnose(walk).summary.ends_with(
      "AUTH GSSAPI was asked for as a test: a Send connector would not use it in mode ExchangeServer."));
}

TEST_CASE("AUTH GSSAPI or NTLM without X-EXPS is no target for ExchangeServer") {
  Walk walk(Mode::ExchangeServer);
  walk.exchange().inside_tls({"AUTH GSSAPI NTLM LOGIN"}).broke(Step::auth_offer, Class::no_common_mechanism);
  const Finding finding = diagnose(walk);
  CHECK(finding.summary ==
        "The server offers AUTH GSSAPI NTLM LOGIN and no X-EXPS, so it is no target for this mode: a Send "
        "connector would stop here and log 451 5.7.3 Cannot achieve Exchange Server authentication itself.");
  CHECK(rules_of(walk) ==
        std::vector<std::string>{"offer-integrated-without-xexps", "event-2003-steps-exchange"});
  CHECK(finding.advice.front().fix.find("--mechanism GSSAPI") != std::string::npos);
}

TEST_CASE("EXCHANGEAUTH alone leaves the walk inconclusive, and the reason is told") {
  Walk walk = exchange_server();
  walk.mechanism("", {"EXCHANGEAUTH"}).not_tested(Class::not_implemented);
  walk.t.outcome = Outcome::inconclusive;
  CHECK(diagnose(walk).summary ==
        "The server offers X-EXPS EXCHANGEAUTH, which only Exchange can play: there is no public "
        "specification of EXCHANGEAUTH. All is well as far as that offer; whether the login would succeed is "
        "not known.");
}

TEST_CASE("a refused ticket gets no advice about passwords") {
  const std::vector<std::string> passwords{"auth-535-573", "auth-535", "user-without-domain",
                                           "auth-504-before-tls"};
  for (const samples::Sample& sample : samples::of_tokens()) {
    CAPTURE(sample.rule);
    if (sample.transcript.auth.mechanism != "GSSAPI") continue;
    for (const std::string& rule : rules_of(sample.transcript)) {
      CAPTURE(rule);
      CHECK(std::ranges::find(passwords, rule) == passwords.end());
    }
  }
}

TEST_CASE("NTLM that may not be sent is told as such, also before the mechanism is settled") {
  const Walk walk = Walk(Mode::ExchangeServer).not_tested(Class::cleartext_not_allowed);
  CHECK(diagnose(walk).summary ==
        "Not tested: the NTLM answer of CONTOSO\\svc would have gone to mx.contoso.example:25 in clear; "
        "--allow-cleartext permits that.");
}

TEST_CASE("the clock of an NTLM challenge is worth a note from five minutes on") {
  Walk walk = exchange_server().ntlm();
  const auto noted = [&](double seconds) {
    walk.t.auth.ntlm->clock_offset = seconds;
    return std::ranges::count(rules_of(walk), "ntlm-clock") == 1;
  };
  CHECK_FALSE(noted(299.0));
  CHECK_FALSE(noted(-299.0));
  CHECK(noted(301.0));
  CHECK(noted(-301.0));
  walk.t.auth.ntlm->clock_offset.reset();
  CHECK(std::ranges::count(rules_of(walk), "ntlm-clock") == 0);
}

TEST_CASE("durations are told as people say them") {
  CHECK(diagnosis::duration(0.44) == "0.4 s");
  CHECK(diagnosis::duration(-432.5) == "7 min 12 s");
  CHECK(diagnosis::duration(7260) == "2 h 1 min");
  CHECK(diagnosis::duration(86400.0 * 400) == "400 days");
  CHECK(diagnosis::duration(1e300).ends_with(" days"));
}

TEST_CASE("commands for this machine carry the principal as Kerberos writes it") {
  const auto kinit = [](const std::string& user) {
    Walk walk = Walk(Mode::ExchangeServer).user(user);
    return first_command(walk.broke(Step::auth_token, Class::kerberos_ticket_expired, "", Origin::local));
  };
  CHECK(kinit("svc@contoso.example") == "kinit svc@CONTOSO.EXAMPLE");
  CHECK(kinit("contoso.example\\svc") == "kinit svc@CONTOSO.EXAMPLE");
  CHECK(kinit("CONTOSO\\svc") == "kinit svc");
  CHECK(kinit("") == "kinit USER@REALM");
  CHECK(kinit("a b'c") == "kinit 'a b'\\''c'");
  CHECK(first_command(no_ticket(Class::kerberos_wrong_realm)) ==
        "dig +short SRV _kerberos._tcp.CONTOSO.EXAMPLE");
}

TEST_CASE("our own command is repeated with what the walk was given") {
  const auto again = [](Walk walk, const std::string& source) {
    walk.ticket(source).t.auth.verb = "AUTH";
    walk.t.auth.dialect = "kerberos";
    walk.banner("mx.contoso.example ESMTP Postfix");
    return first_command(walk.refused(Step::auth_result, Class::bad_credentials, "535 5.7.8 Error"));
  };
  Walk walk(Mode::ExchangeServer);
  CHECK(again(walk.user("svc"), "password") ==
        "authwalk walk mx.contoso.example -m exchange -u svc --fqdn mail.fabrikam.example --connector-name "
        "'Outbound to Contoso' --spn "
        "smtp/mx.contoso.example");
  CHECK(again(walk.user(""), "keytab") ==
        "authwalk walk mx.contoso.example -m exchange --keytab '<keytab>' --fqdn mail.fabrikam.example "
        "--connector-name 'Outbound to Contoso' --spn "
        "smtp/mx.contoso.example");
  walk.t.auth.diagnostic = true;
  CHECK(again(walk.user(""), "credential cache") ==
        "authwalk walk mx.contoso.example -m exchange --mechanism GSSAPI --fqdn mail.fabrikam.example "
        "--connector-name 'Outbound to Contoso' --spn "
        "smtp/mx.contoso.example");
}

TEST_SUITE_END();
