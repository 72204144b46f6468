// The first token cannot be built: step auth-token, origin local, event 2017, and nothing sent after the
// EHLO.
#include <doctest/doctest.h>

#include <atomic>

#include "live/exchange_run.hpp"

using namespace authwalk::test;

namespace {

/// An Exchange that nobody should talk to; the first token is refused.
Manners untouched() {
  return exchange(
      [](Peer& peer, const std::string&) { peer.send("535 5.7.3 Authentication unsuccessful\r\n"); });
}

/// One walk that must end before X-EXPS.
Walked walk_without_token(const Words& more, const std::vector<std::string>& env = kerberos_env()) {
  HostileServer server(untouched());
  auto walked = walk_exchange(server.port(), more, env);
  INFO(walked.run.describe());
  const auto sent = server.all_received();
  CHECK(count_of(sent, "EHLO ") == 2);
  CHECK(count_of(sent, "X-EXPS") == 0);
  CHECK(count_of(sent, "AUTH") == 0);
  CHECK(text_at(walked.walk, "outcome") == "fail");
  CHECK(text_at(walked.walk, "failed_step") == "auth-token");
  CHECK(text_at(walked.walk, "origin") == "local");
  CHECK(text_at(walked.walk, "reply") == "null");
  CHECK(text_at(walked.walk, "auth.rejected_attempts") == "0");
  CHECK(text_at(walked.walk, "event.id") ==
        (text_at(walked.walk, "class") == "credential-invalid" ? "2016" : "2017"));
  CHECK(status_of(walked.walk, "auth-start") == "not-reached");
  CHECK_FALSE(diagnosis_of(walked.walk).empty());
  CHECK(walked.run.status == 1);
  return walked;
}

std::string class_of(const Words& more, const std::vector<std::string>& env = kerberos_env()) {
  return text_at(walk_without_token(more, env).walk, "class");
}

int times_in(const std::string& text, const std::string& word) {
  return count_of(text, word);
}

}  // namespace

TEST_SUITE("exchange: no token") {
  TEST_CASE("no ticket, and an expired one") {
    auto& kdc = Kdc::instance();
    const TemporaryFolder folder;
    CHECK(class_of({}) == "kerberos-no-ticket");
    CHECK(class_of({"--ccache", "FILE:" + folder.file("none")}) == "kerberos-no-ticket");
    CHECK(class_of({"--ccache", kdc.expired_cache()}) == "kerberos-ticket-expired");
    const auto env = kerberos_env({.kdc = kdc.port(), .default_cache = kdc.expired_cache()});
    CHECK(class_of({}, env) == "kerberos-ticket-expired");
  }

  TEST_CASE("a realm that this machine does not know") {
    CHECK(class_of(login(canary, "svc@fabrikam.example")) == "kerberos-wrong-realm");
    const auto nothing_known = kerberos_env({.kdc = 0});
    CHECK(class_of(login(canary, "svc"), nothing_known) == "kerberos-wrong-realm");
  }

  TEST_CASE("a KDC that is not there") {
    const auto gone = free_ports(1)[0];
    const auto [run, walk] = walk_without_token(login(canary, "svc"), kerberos_env({.kdc = gone}));
    INFO(run.describe());
    CHECK(ending(walk) == "fail auth-token kerberos-no-kdc");
    CHECK(run.seconds < step_limit + slack);
    // A cache with a ticket for the realm's KDC alone is of no use either.
    CHECK(class_of(with_ticket(), kerberos_env({.kdc = gone})) == "kerberos-no-kdc");
  }

  TEST_CASE("a KDC that accepts and stays silent is waited for as long as a step may last") {
    HostileServer silent(hang());
    const auto [run, walk] = walk_without_token(login(canary, "svc") + Words{"--timeout", "1"},
                                                kerberos_env({.kdc = silent.port()}));
    INFO(run.describe());
    CHECK(ending(walk) == "fail auth-token kerberos-no-kdc");
    CHECK(run.seconds < 1 + slack);
  }

  TEST_CASE("a silent KDC delays nobody else's walk") {
    // The KDC hangs up once the other smart host has been left, and that one speaks once the KDC has been
    // asked: were one walk to wait for the other, neither would get on.
    std::atomic<bool> kdc_asked = false, other_left = false, kdc_saw_it = false;
    const auto wait_for = [](Peer& peer, const std::atomic<bool>& what) {
      for (int i = 0; i < 500 && !what; ++i) peer.wait(std::chrono::milliseconds(20));
    };
    HostileServer kdc([&](Peer& peer) {
      kdc_asked = true;
      wait_for(peer, other_left);
      kdc_saw_it = other_left.load();
      peer.close();
    });
    HostileServer first(untouched());
    HostileServer second(Manners{.at = {{"banner",
                                         [&](Peer& peer) {
                                           wait_for(peer, kdc_asked);
                                           peer.send("220 mx.contoso.example ESMTP\r\n");
                                         }},
                                        {"QUIT", [&](Peer& peer) {
                                           peer.send("221 2.0.0 farewell\r\n");
                                           other_left = true;
                                         }}}});
    const Words other = {std::string(smart_host) + ":" + std::to_string(second.port())};
    const auto run =
        run_authwalk(walk_words(first.port(), "", login(canary, "svc") + Words{"--timeout", "15"}) + other +
                         Words{"-m", "ExchangeServer,None", "--jobs", "2", "--format", "json"},
                     {.env = kerberos_env({.kdc = kdc.port()})});
    INFO(run.describe());
    CHECK(kdc_saw_it);
    const auto& walks = run.json.at("walks").as_array();
    REQUIRE(walks.size() == 4);
    CHECK(ending(walk_of(run.json, "ExchangeServer")) == "fail auth-token kerberos-no-kdc");
    for (const auto& walk : walks)
      if (text_at(walk.as_object(), "mode") == "None") CHECK(ending(walk.as_object()) == "pass");
  }

  TEST_CASE("a KDC whose clock is two hours ahead, and one two hours behind") {
    for (const auto* clock : {"+2h", "-2h"}) {
      CAPTURE(clock);
      Kdc kdc(clock);
      const auto [run, walk] = walk_without_token(
          login(canary, "svc"), kerberos_env({.kdc = kdc.port(), .more = "kdc_timesync = 0\n"}));
      INFO(run.describe());
      CHECK(ending(walk) == "fail auth-token kerberos-clock-skew");
    }
  }

  TEST_CASE("an unknown service: the names that were asked for, and how to look them up") {
    auto& kdc = Kdc::instance();
    kdc.mark_log();
    HostileServer server(untouched());
    const auto words = walk_words_to("nobody.contoso.example", server.port(), with_ticket());
    const auto [run, walk] = walk_exchange(words);
    INFO(run.describe());
    CHECK(ending(walk) == "fail auth-token kerberos-unknown-service");
    CHECK(text_at(walk, "origin") == "local");
    CHECK(text_at(walk, "event.id") == "2017");
    CHECK(diagnosis_of(walk).find("setspn -Q") != std::string::npos);
    CHECK(diagnosis_of(walk).find("SMTPSVC/nobody.contoso.example") != std::string::npos);
    CHECK(diagnosis_of(walk).find("SMTP/nobody.contoso.example") != std::string::npos);
    CHECK(text_at(walk, "event.text").find("SMTPSVC/nobody.contoso.example") != std::string::npos);
    CHECK(count_of(server.all_received(), "X-EXPS") == 0);
    const auto text = run_authwalk(words + Words{"-m", "ExchangeServer"}, {.env = kerberos_env()});
    INFO(text.describe());
    CHECK(text.out.find("SMTPSVC/nobody.contoso.example") != std::string::npos);
    CHECK(text.out.find("setspn -Q") != std::string::npos);
    const auto log = kdc.log();
    const auto first = log.find("for SMTPSVC/nobody.contoso.example"),
               second = log.find("for SMTP/nobody.contoso.example");
    CHECK(first < second);
    CHECK(second != std::string::npos);
  }

  TEST_CASE("the KDC refuses the password: no SMTP attempt, but one bad logon and no more") {
    auto& kdc = Kdc::instance();
    kdc.mark_log();
    const auto [run, walk] = walk_without_token(login("Wrong-7Zq!word", "svc"));
    INFO(run.describe());
    CHECK(ending(walk) == "fail auth-token bad-credentials");
    CHECK(text_at(walk, "blame") == "ours");
    CHECK(times_in(kdc.log(), ": PREAUTH_FAILED: svc@") == 1);
    CHECK(class_of(login(canary, "nobody")) == "bad-credentials");
    CHECK(class_of(login("Wrong-7Zq!word", "trusting")) == "bad-credentials");
  }

  TEST_CASE("a password that the KDC refused is not tried on the smart host") {
    auto& kdc = Kdc::instance();
    kdc.mark_log();
    Manners manners = untouched();
    manners.tls_keywords = {"X-EXPS GSSAPI", "AUTH LOGIN"};
    manners.at["password"] = say("535 5.7.3 Authentication unsuccessful\r\n");
    HostileServer server(manners);
    const auto run =
        run_authwalk(walk_words(server.port(), "", login("Wrong-7Zq!word", "svc")) +
                         Words{"-m", "ExchangeServer,BasicAuth,BasicAuthRequireTLS", "--format", "json"},
                     {.env = kerberos_env(), .more_secrets = {"Wrong-7Zq!word"}});
    INFO(run.describe());
    const int at_smart_host = count_of(server.all_received(), "V3JvbmctN1pxIXdvcmQ=");
    CHECK(times_in(kdc.log(), ": PREAUTH_FAILED: svc@") + at_smart_host == 1);
    int spared = 0;
    for (const auto* mode : {"ExchangeServer", "BasicAuth", "BasicAuthRequireTLS"})
      if (text_at(walk_of(run.json, mode), "class") == "lockout-guard") ++spared;
    CHECK(spared == 2);
  }

  TEST_CASE("an account that is locked or has expired, and a password that has") {
    for (const auto* user : {"locked", "gone", "stale"}) {
      CAPTURE(user);
      CHECK(class_of(login(canary, user)) == "account-disabled-or-locked");
    }
  }

  TEST_CASE("a pre-authentication that a password cannot give") {
    CHECK(class_of(login(canary, "card")) == "kerberos-preauth");
  }

  TEST_CASE("a keytab or a cache that is none, and a keytab without the principal") {
    const TemporaryFolder folder;
    write_file(folder.path() / "text", "this is no keytab\n");
    CHECK(class_of({"--keytab", folder.file("text")}) == "credential-invalid");
    CHECK(class_of({"--keytab", Kdc::instance().client_keytab(), "-u", "somebody"}) == "credential-invalid");
    CHECK(class_of({"--ccache", "FILE:" + folder.file("text")}) == "credential-invalid");
    CHECK(class_of({"--ccache", "NONSENSE:x"}) == "credential-invalid");
  }

  TEST_CASE("text: the step, the sentence and the event of each failure") {
    HostileServer server(untouched());
    const struct {
      const char* cls;
      Words words;
    } cases[] = {
        {"kerberos-no-ticket", {}},
        {"kerberos-ticket-expired", {"--ccache", Kdc::instance().expired_cache()}},
        {"kerberos-wrong-realm", login(canary, "svc@fabrikam.example")},
        {"account-disabled-or-locked", login(canary, "locked")},
        {"kerberos-preauth", login(canary, "card")},
        {"bad-credentials", login(canary, "nobody")},
    };
    for (const auto& [cls, words] : cases) {
      CAPTURE(cls);
      const auto run = exchange_in_text(server.port(), words);
      INFO(run.describe());
      CHECK(run.status == 1);
      CHECK(run.out.find("auth-token") != std::string::npos);
      CHECK(run.out.find(cls) != std::string::npos);
      CHECK(run.out.find("2017") != std::string::npos);
      CHECK(run.out.find("> X-EXPS") == std::string::npos);
      CHECK(run.out.find("▶ X-EXPS") == std::string::npos);
    }
    CHECK(count_of(server.all_received(), "X-EXPS") == 0);
  }
}
