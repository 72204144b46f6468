// Odd and hostile answers to EHLO, and what is made of the keywords: rows E and P of the hostile-server
// matrix.
#include <doctest/doctest.h>
#include <unistd.h>

#include "live/hostile_server.hpp"
#include "live/walk_run.hpp"

using namespace authwalk::test;

namespace {

Manners offering(std::vector<std::string> keywords) {
  return Manners{.keywords = std::move(keywords)};
}

/// BasicAuth in clear, with the credential and consent.
Walked walk_basic(const HostileServer& server) {
  return walk_mode(server.port(), "BasicAuth", login() + Words{"--allow-cleartext"});
}

}  // namespace

TEST_SUITE("hostile: EHLO") {
  TEST_CASE("E01 EHLO refused for good: rejected, and no HELO is tried") {
    for (const auto* code : {"500", "501", "502", "504", "550"}) {
      HostileServer server(Manners{.at = {{"EHLO", say(std::string(code) + " 5.5.1 not here\r\n")}}});
      const auto [run, walk] = walk_basic(server);
      INFO(run.describe());
      CHECK(ending(walk) == "fail ehlo rejected");
      CHECK(reply_code(walk) == std::stoi(code));
      const auto sent = server.all_received();
      CHECK(count_of(sent, "HELO ") == 0);
      CHECK(count_of(sent, "AUTH") == 0);
    }
  }

  TEST_CASE("E02 220, 221 and 354 are no answer to EHLO") {
    for (const auto* code : {"220", "221", "354"}) {
      HostileServer server(Manners{.at = {{"EHLO", say(std::string(code) + " AUTH LOGIN\r\n")}}});
      const auto [run, walk] = walk_basic(server);
      INFO(run.describe());
      CHECK(ending(walk) == "fail ehlo protocol-violation");
      CHECK(count_of(server.all_received(), "AUTH") == 0);
    }
  }

  TEST_CASE("E03 421 to EHLO is temporary and is not retried") {
    HostileServer server(Manners{.at = {{"EHLO", [](Peer& peer) {
                                           peer.send("421 4.3.2 shutting down\r\n");
                                           peer.close();
                                         }}}});
    const auto [run, walk] = walk_basic(server);
    INFO(run.describe());
    CHECK(ending(walk) == "fail ehlo rejected-temporarily");
    CHECK(reply_code(walk) == 421);
    CHECK(server.received().size() == 1);
  }

  TEST_CASE("E04 endless EHLO lines hit a limit") {
    const HostileServer server(Manners{.at = {{"EHLO", say_for_ever("250-X-MORE\r\n")}}});
    const auto [run, walk] = walk_basic(server);
    INFO(run.describe());
    CHECK(ending(walk) == "fail ehlo limit-exceeded");
    CHECK(run.seconds < step_limit + slack);
  }

  TEST_CASE("E05 ten thousand keywords hit a limit") {
    std::string many = "250-mx.contoso.example\r\n";
    for (int i = 0; i < 10000; ++i) many += "250-X-KEYWORD-" + std::to_string(i) + "\r\n";
    const HostileServer server(Manners{.at = {{"EHLO", say(many + "250 AUTH LOGIN\r\n")}}});
    const auto [run, walk] = walk_basic(server);
    INFO(run.describe());
    CHECK(ending(walk) == "fail ehlo limit-exceeded");
    CHECK(run.seconds < step_limit + slack);
  }

  TEST_CASE("E08 LOGIN is found behind two hundred other mechanisms") {
    std::string line = "AUTH PLAIN-LOGIN2";
    for (int i = 0; i < 200; ++i) line += " XM-" + std::to_string(i);
    const HostileServer server(offering({line + " LOGIN"}));
    const auto [run, walk] = walk_basic(server);
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(text_at(walk, "auth.mechanism") == "LOGIN");
    CHECK(list_at(walk, "auth.offered").find("XM-199") != std::string::npos);
  }

  TEST_CASE("E09 look-alikes of LOGIN are not LOGIN") {
    HostileServer server(offering({"AUTH LOGINX PLAIN-LOGIN XLOGIN"}));
    const auto [run, walk] = walk_basic(server);
    INFO(run.describe());
    CHECK(ending(walk) == "fail auth-offer no-common-mechanism");
    CHECK(list_at(walk, "auth.offered") == "LOGINX, PLAIN-LOGIN, XLOGIN");
    CHECK(count_of(server.all_received(), "AUTH") == 0);
  }

  TEST_CASE("E10 AUTH lines that disagree are joined, with a note") {
    const HostileServer server(offering({"AUTH PLAIN", "AUTH=LOGIN", "AUTH NTLM"}));
    const auto [run, walk] = walk_basic(server);
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(list_at(walk, "auth.offered") == "PLAIN, LOGIN, NTLM");
    CHECK(list_at(walk, "offers.plain") == "AUTH PLAIN, AUTH=LOGIN, AUTH NTLM");
    CHECK(status_of(walk, "ehlo") == "note");
  }

  TEST_CASE("E11 mode None sends no AUTH, even where it is offered") {
    HostileServer server(offering({"AUTH LOGIN PLAIN"}));
    const auto [run, walk] = walk_mode(server.port(), "None", login() + Words{"--allow-cleartext"});
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(list_at(walk, "offers.plain") == "AUTH LOGIN PLAIN");
    CHECK(status_of(walk, "auth-offer") == "skipped");
    CHECK(count_of(server.all_received(), "AUTH") == 0);
  }

  TEST_CASE("keywords count in any case, and the old form AUTH=LOGIN alone is enough") {
    for (const auto* line : {"auth login", "Auth Login", "AUTH=LOGIN", "auth=login plain"}) {
      const HostileServer server(offering({line}));
      const auto [run, walk] = walk_basic(server);
      INFO(run.describe());
      CHECK(ending(walk) == "pass");
      CHECK(list_at(walk, "offers.plain") == line);
    }
    Manners manners{.tls = {.identity = &certificate("good")}, .tls_keywords = {"auth login"}};
    manners.at["EHLO"] = say("250-mx.contoso.example\r\n250 starttls\r\n");
    const HostileServer server(manners);
    const auto [run, walk] = walk_mode(server.port(), "BasicAuthRequireTLS", login());
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
  }

  TEST_CASE("AUTH that is not offered is never a success") {
    HostileServer server(offering({"SIZE", "8BITMIME"}));
    const auto [run, walk] = walk_basic(server);
    INFO(run.describe());
    CHECK(ending(walk) == "fail auth-offer no-common-mechanism");
    CHECK(run.status == 1);
    CHECK(list_at(walk, "proved").find("authentication") == std::string::npos);
    CHECK(count_of(server.all_received(), "AUTH") == 0);
  }

  TEST_CASE("only X-EXPS is offered: Basic has nothing in common with the server") {
    HostileServer server(offering({"X-EXPS GSSAPI NTLM"}));
    const auto [run, walk] = walk_basic(server);
    INFO(run.describe());
    CHECK(ending(walk) == "fail auth-offer no-common-mechanism");
    CHECK(count_of(server.all_received(), "AUTH") == 0);
  }

  TEST_CASE("P01 AUTH that is offered only before TLS does not count") {
    HostileServer server(Manners{.tls = {.identity = &certificate("good")},
                                 .keywords = {"AUTH LOGIN PLAIN"},
                                 .tls_keywords = {"SIZE 1000"}});
    const auto [run, walk] = walk_mode(server.port(), "BasicAuthRequireTLS", login());
    INFO(run.describe());
    CHECK(ending(walk) == "fail auth-offer no-common-mechanism");
    CHECK(list_at(walk, "offers.plain") == "AUTH LOGIN PLAIN, STARTTLS");
    CHECK(list_at(walk, "offers.tls") == "SIZE 1000");
    CHECK(count_of(server.all_received(), "AUTH") == 0);
  }

  TEST_CASE("a firewall that masks banner and keywords is named") {
    HostileServer server(Manners{.at = {{"banner", say("220 ************************\r\n")},
                                        {"EHLO", say("250-mx.contoso.example\r\n250 XXXXXXXA\r\n")}}});
    const auto [run, walk] = walk_mode(server.port(), "BasicAuthRequireTLS", login());
    INFO(run.describe());
    CHECK(ending(walk) == "fail starttls esmtp-rewritten");
    CHECK(count_of(server.all_received(), "AUTH") == 0);
  }

  TEST_CASE("the EHLO name is ours, never the server's") {
    HostileServer server(Manners{.tls = {.identity = &certificate("good")}});
    const auto [run, walk] = walk_mode(server.port(), "None");
    INFO(run.describe());
    const auto sent = server.received().at(0);
    CHECK(count_of(sent.clear, "EHLO mail01.contoso.example\r\n") == 1);
    CHECK(count_of(sent.inside_tls, "EHLO mail01.contoso.example\r\n") == 1);
    CHECK(count_of(sent.all(), "EHLO mx.contoso.example") == 0);

    HostileServer plain(Manners{});
    const auto by_default = run_authwalk({"walk", plain.target(), "-m", "None", "--format", "json"});
    INFO(by_default.describe());
    char name[256] = "";
    REQUIRE(::gethostname(name, sizeof name - 1) == 0);
    CHECK(count_of(plain.all_received(), "EHLO " + std::string(name)) == 1);
  }
}
