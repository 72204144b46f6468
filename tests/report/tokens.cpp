// What the reports say of Kerberos and NTLM.
#include <doctest/doctest.h>

#include <authwalk/diagnosis.hpp>
#include <authwalk/report.hpp>
#include <boost/json/parse.hpp>
#include <string>

#include "report/auth_evidence.hpp"
#include "report/sample_walks.hpp"
#include "report/samples.hpp"

using namespace authwalk;
using namespace authwalk::test;
namespace json = boost::json;

namespace {

json::value auth_of(const ReportedWalk& walk) {
  const std::string text = find_format("json")->render(report_of({walk}, false), {});
  return json::parse(text).at("walks").at(0).at("auth");
}

std::string text_of(const ReportedWalk& walk, int verbosity = 0) {
  return find_format("text")->render(report_of({walk}, false), {verbosity, false, true});
}

bool has(const std::string& all, std::string_view part) {
  return all.find(part) != std::string::npos;
}

}  // namespace

TEST_SUITE("report") {
  TEST_CASE("json: Kerberos facts") {
    const json::value auth = auth_of(exchange_pass());
    CHECK(auth.at("verb") == "X-EXPS");
    CHECK(auth.at("mechanism") == "GSSAPI");
    CHECK(auth.at("spn") == "SMTPSVC/relay.contoso.example");
    CHECK(auth.at("principal") == "svc@CONTOSO.EXAMPLE");
    CHECK(auth.at("ticket_source") == "credential cache");
    CHECK(auth.at("dialect") == "spnego");
    CHECK(auth.at("channel_binding") == "tls-server-end-point");
    CHECK(auth.at("mutual") == true);
    CHECK(auth.at("security_layer") == "none");
    CHECK(auth.at("delegation") == false);
    CHECK(auth.at("refused_by_kdc") == false);
    CHECK(auth.at("unknown_spns").as_array().empty());
    CHECK(auth.at("ntlm").is_null());
  }

  TEST_CASE("json: an NTLM challenge") {
    const json::value auth = auth_of(exchange_ntlm());
    for (const char* key : {"spn", "principal", "ticket_source", "dialect", "mutual", "security_layer"}) {
      CAPTURE(key);
      CHECK(auth.at(key).is_null());
    }
    const json::value& ntlm = auth.at("ntlm");
    CHECK(ntlm.at("target_name") == "CONTOSO");
    CHECK(ntlm.at("netbios_computer") == "RELAY");
    CHECK(ntlm.at("netbios_domain") == "CONTOSO");
    CHECK(ntlm.at("dns_computer") == "relay.contoso.example");
    CHECK(ntlm.at("dns_domain") == "contoso.example");
    CHECK(ntlm.at("dns_forest") == "contoso.example");
    CHECK(ntlm.at("os_version") == "10.0 build 20348");
    CHECK(ntlm.at("flags").at(3) == "NEGOTIATE_NTLM");
    CHECK(ntlm.at("time") == "2026-11-21T12:07:12Z");
    CHECK(ntlm.at("clock_offset_s") == 432.0);

    ReportedWalk empty = exchange_ntlm();
    empty.transcript.auth.ntlm = NtlmChallenge{};
    const json::value blank = auth_of(empty).at("ntlm");
    for (const auto& member : blank.as_object()) {
      CAPTURE(std::string(member.key()));
      CHECK((member.key() == "flags" ? member.value().as_array().empty() : member.value().is_null()));
    }
  }

  TEST_CASE("json: services that the KDC did not know") {
    const json::value auth = auth_of(exchange_no_token());
    CHECK(auth.at("spn") == "SMTPSVC/relay.contoso.example");
    CHECK(auth.at("unknown_spns") ==
          json::array{"SMTPSVC/relay.contoso.example", "SMTP/relay.contoso.example"});
    CHECK(auth.at("mutual") == false);
  }

  TEST_CASE("text: a logon that the domain controller refused is counted there, and not at the smart host") {
    ReportedWalk walk = exchange_no_token();
    walk.transcript.auth.user = "CONTOSO\\svc";
    CHECK_FALSE(has(text_of(walk, 1), "refused logons"));
    walk.transcript.auth.refused_by_kdc = true;
    CHECK(has(text_of(walk, 1),
              "refused logons  1 of CONTOSO\\svc at the domain controller, which counts it;"));
  }

  TEST_CASE("text: a refused ticket is no bad password") {
    CHECK(has(text_of(exchange_refused(), 1), "refused logons  1, of a ticket: no password was judged\n"));
  }

  TEST_CASE("text: a diagnostic try says that a Send connector would not do it") {
    ReportedWalk walk = exchange_pass();
    CHECK_FALSE(has(text_of(walk), "for diagnosis"));
    walk.transcript.auth.diagnostic = true;
    walk.transcript.auth.verb = "AUTH";
    CHECK(has(text_of(walk), "Note  used AUTH GSSAPI for diagnosis; a Send connector would not\n"));
  }

  TEST_CASE("text: all the facts stand in the conversation only when it is asked for") {
    CHECK_FALSE(has(text_of(exchange_ntlm()), "NTLM flags"));
    CHECK(has(text_of(exchange_ntlm(), 1), "NTLM flags          NEGOTIATE_UNICODE"));
    CHECK(has(text_of(exchange_pass(), 1), "delegation          none"));
    CHECK_FALSE(has(text_of(basic_pass(Mode::BasicAuth), 1), "delegation"));
  }

  TEST_CASE("text: the ladder says what the first token was made of, and whose the challenge is") {
    CHECK(has(text_of(exchange_refused(), 1),
              "  auth-token              ║     ticket of svc@CONTOSO.EXAMPLE for "));
    CHECK(has(text_of(exchange_ntlm(), 1), "  auth-challenge          ║     the challenge is of CONTOSO, "));
    CHECK_FALSE(has(text_of(exchange_no_token(), 1), "ticket of "));
  }

  TEST_CASE("a challenge in short leaves out what the server did not tell") {
    AuthFacts auth;
    CHECK(challenge_in_short(auth).empty());
    auth.ntlm.emplace();
    CHECK(challenge_in_short(auth).empty());
    auth.ntlm->netbios_computer = "MX";
    auth.ntlm->os_version = "6.1 build 0";
    auth.ntlm->clock_offset = -2.6;
    CHECK(challenge_in_short(auth) == "MX, system version 6.1 build 0, clock 2.6 s behind ours");
    auth.ntlm->netbios_domain = "CONTOSO";
    auth.ntlm->os_version = "10.0 build 17763";
    CHECK(challenge_in_short(auth) ==
          "CONTOSO\\MX, Windows Server 2019 (10.0 build 17763), clock 2.6 s behind ours");
  }
}
