// Several modes in one run: what is expected of them, the verdict and the exit status.
#include <doctest/doctest.h>

#include "live/hostile_server.hpp"
#include "live/walk_run.hpp"

using namespace authwalk::test;

namespace {

/// LOGIN only inside TLS, with a good certificate; anybody may relay.
Manners good_smart_host() {
  return Manners{.tls = {.identity = &certificate("good")}};
}

ProgramRun walk_json_of(const HostileServer& server, const Words& more) {
  return run_authwalk(walk_words(server.port(), "", more + Words{"--format", "json"}));
}

}  // namespace

TEST_SUITE("survey and expectations") {
  TEST_CASE("a survey walks all five modes, and one that passes is enough") {
    const HostileServer server(good_smart_host());
    const auto run = walk_json_of(server, login());
    INFO(run.describe());
    CHECK(run.status == 0);
    CHECK(run.json.at("verdict") == "pass");
    CHECK(run.json.at("walks").as_array().size() == 5);
    CHECK(ending(walk_of(run.json, "None")) == "pass");
    CHECK(ending(walk_of(run.json, "BasicAuth")) == "pass");
    CHECK(ending(walk_of(run.json, "BasicAuthRequireTLS")) == "pass");
    CHECK(ending(walk_of(run.json, "ExchangeServer")) == "fail auth-offer no-common-mechanism");
    CHECK(text_at(walk_of(run.json, "ExternalAuthoritative"), "outcome") == "inconclusive");
    CHECK(text_at(run.json.as_object(), "recommendation.mode") == "BasicAuthRequireTLS");
    CHECK(text_at(run.json.as_object(), "recommendation.command").starts_with("Set-SendConnector"));
    CHECK(text_at(walk_of(run.json, "None"), "expected") == "null");
  }

  TEST_CASE("--expect turns a failure into what was wanted, and a pass into what was not") {
    const HostileServer server(good_smart_host());
    const auto wanted = walk_json_of(server, {"--expect", "ExchangeServer=fail", "--expect", "None=pass"});
    INFO(wanted.describe());
    CHECK(wanted.status == 0);
    CHECK(wanted.json.at("walks").as_array().size() == 2);
    CHECK(text_at(walk_of(wanted.json, "ExchangeServer"), "as_expected") == "true");
    const auto unwanted = walk_json_of(server, {"--expect", "None=fail"});
    INFO(unwanted.describe());
    CHECK(unwanted.status == 1);
    CHECK(text_at(walk_of(unwanted.json, "None"), "as_expected") == "false");
    CHECK(unwanted.json.at("verdict") == "fail");
  }

  TEST_CASE("what was expected to pass and was not tested is neither success nor failure") {
    const HostileServer server(good_smart_host());
    const auto run = walk_json_of(server, {"-m", "BasicAuthRequireTLS"});
    INFO(run.describe());
    CHECK(run.status == 2);
    CHECK(run.json.at("verdict") == "inconclusive");
    CHECK(ending(walk_of(run.json, "BasicAuthRequireTLS")) == "not-tested auth-offer no-credential");
  }

  TEST_CASE("ExchangeServer goes through X-ANONYMOUSTLS, and without a ticket sends nothing more") {
    HostileServer server(Manners{.tls = {.identity = &certificate("self-signed")},
                                 .keywords = {"X-ANONYMOUSTLS"},
                                 .tls_keywords = {"X-EXPS GSSAPI NTLM", "AUTH GSSAPI"}});
    const auto [run, walk] =
        walk_mode(server.port(), "ExchangeServer", {"--ccache", "FILE:/nonexistent/authwalk-ccache"});
    INFO(run.describe());
    CHECK(ending(walk) == "fail auth-token kerberos-no-ticket");
    CHECK(text_at(walk, "origin") == "local");
    CHECK(text_at(walk, "event.id") == "2017");
    CHECK(text_at(walk, "tls.verb") == "X-ANONYMOUSTLS");
    CHECK(text_at(walk, "auth.verb") == "X-EXPS");
    CHECK(list_at(walk, "auth.offered") == "GSSAPI, NTLM");
    CHECK(count_of(server.received().at(0).clear, "X-ANONYMOUSTLS") == 1);
    CHECK(count_of(server.all_received(), "X-EXPS") == 0);
    CHECK(run.status == 1);
  }

  TEST_CASE("--quit-after ends every walk there, with QUIT, and claims no more than was done") {
    for (const auto* step :
         {"banner", "ehlo", "starttls", "tls-verify", "ehlo-tls", "auth-offer", "auth-result", "mail-from"}) {
      CAPTURE(step);
      HostileServer server(good_smart_host());
      const auto [run, walk] =
          walk_mode(server.port(), "BasicAuthRequireTLS", login() + Words{"--quit-after", step});
      INFO(run.describe());
      const bool proved = std::string_view(step) == "auth-result" || std::string_view(step) == "mail-from";
      CHECK(text_at(walk, "outcome") == (proved ? "pass" : "inconclusive"));
      CHECK(status_of(walk, step) != "not-reached");
      const auto sent = server.all_received();
      CHECK(count_of(sent, "MAIL FROM") == (std::string_view(step) == "mail-from" ? 1 : 0));
      CHECK(count_of(sent, "AUTH LOGIN") == (proved ? 1 : 0));
    }
  }

  TEST_CASE("several targets in one run") {
    const HostileServer good(good_smart_host()), bad(Manners{.at = {{"banner", say("554 5.7.1 no\r\n")}}});
    const auto run =
        walk_json_of(good, {"-m", "None", std::string(smart_host) + ":" + std::to_string(bad.port())});
    INFO(run.describe());
    CHECK(run.status == 2);
    const auto& walks = run.json.at("walks").as_array();
    REQUIRE(walks.size() == 2);
    CHECK(ending(walks[0].as_object()) == "pass");
    CHECK(ending(walks[1].as_object()) == "fail banner rejected");
  }

  TEST_CASE("--offline sends nothing") {
    HostileServer server(good_smart_host());
    const auto run = run_authwalk(walk_words(server.port(), "", login() + Words{"--offline"}));
    INFO(run.describe());
    CHECK(run.status == 0);
    CHECK(run.out.find("EHLO mail01.contoso.example") != std::string::npos);
    CHECK(server.received().empty());
  }
}
