// Time: a limit a step and a deadline a walk, which hold whatever the server does.
#include <doctest/doctest.h>

#include <atomic>

#include "live/hostile_server.hpp"
#include "live/walk_run.hpp"

using namespace authwalk::test;
using namespace std::chrono_literals;

namespace {

const Words envelope = {"--from", "svc@contoso.example", "--to", "someone@fabrikam.example", "--deliver"};

/// The server obliges up to `key`, where this happens; the walk has one second for each step.
Walked walk_to(const std::string& key, Action action, const Words& more = {}) {
  const HostileServer server(
      Manners{.tls = {.identity = &certificate("good")}, .at = {{key, std::move(action)}}});
  return walk_mode(server.port(), "BasicAuthRequireTLS", login() + envelope + Words{"--timeout", "1"} + more);
}

const std::pair<const char*, const char*> places[] = {
    {"banner", "banner"},        {"EHLO", "ehlo"},
    {"STARTTLS", "starttls"},    {"EHLO in TLS", "ehlo-tls"},
    {"AUTH", "auth-start"},      {"user", "auth-challenge"},
    {"password", "auth-result"}, {"MAIL", "mail-from"},
    {"RCPT", "rcpt-to"},         {"DATA", "data"},
    {"message", "data"},
};

/// Where connections wait for one another.
class Meeting {
 public:
  explicit Meeting(int expected) : expected_(expected) {}

  /// Returns when all are there; ends the script when the client goes before that.
  void join(Peer& peer) {
    arrived_ += 1;
    while (arrived_ < expected_) peer.wait(5ms);
  }

 private:
  const int expected_;
  std::atomic<int> arrived_ = 0;
};

}  // namespace

TEST_SUITE("time limits") {
  TEST_CASE("silence at any step ends at that step, within the step's limit") {
    for (const auto& [key, step] : places) {
      CAPTURE(key);
      const auto [run, walk] = walk_to(key, hang());
      INFO(run.describe());
      CHECK(ending(walk) == "fail " + std::string(step) + " timeout");
      CHECK(text_at(walk, "origin") == "network");
      CHECK(run.seconds < 1 + slack);
    }
  }

  TEST_CASE("one byte after another does not extend a step's limit") {
    for (const auto& [key, step] : places) {
      CAPTURE(key);
      const auto [run, walk] = walk_to(key, say_slowly("2" + std::string(200, '5'), 200ms));
      INFO(run.describe());
      CHECK(ending(walk) == "fail " + std::string(step) + " timeout");
      CHECK(run.seconds < 1 + slack);
    }
  }

  TEST_CASE("hanging up at any step ends at that step as closed") {
    for (const auto& [key, step] : places) {
      CAPTURE(key);
      const auto [run, walk] = walk_to(key, hang_up());
      INFO(run.describe());
      CHECK(ending(walk) == "fail " + std::string(step) + " closed");
    }
  }

  TEST_CASE("RST at any step ends at that step as reset") {
    for (const auto& [key, step] : places) {
      CAPTURE(key);
      const auto [run, walk] = walk_to(key, reset_connection());
      INFO(run.describe());
      CHECK(ending(walk) == "fail " + std::string(step) + " reset");
    }
  }

  TEST_CASE("steps that are each in time still end at the deadline") {
    Manners manners{.tls = {.identity = &certificate("good")}};
    const auto late = [](std::string bytes) {
      return [bytes](Peer& peer) {
        peer.wait(700ms);
        peer.send(bytes);
      };
    };
    manners.at["banner"] = late("220 mx.contoso.example\r\n");
    manners.at["EHLO"] = late("250-mx.contoso.example\r\n250 STARTTLS\r\n");
    manners.at["EHLO in TLS"] = late("250-mx.contoso.example\r\n250 AUTH LOGIN\r\n");
    manners.at["AUTH"] = late("334 VXNlcm5hbWU6\r\n");
    manners.at["user"] = late("334 UGFzc3dvcmQ6\r\n");
    const HostileServer server(manners);
    const auto [run, walk] =
        walk_mode(server.port(), "BasicAuthRequireTLS", login() + Words{"--deadline", "2.5"});
    INFO(run.describe());
    CHECK(text_at(walk, "outcome") == "fail");
    CHECK(text_at(walk, "class") == "deadline");
    CHECK(run.seconds >= 2.4);
    CHECK(run.seconds < 2.5 + slack);
  }

  TEST_CASE("the modes of a survey run side by side") {
    // Nobody is greeted before all five are there: one after the other, none would ever be.
    Meeting meeting(5);
    const HostileServer server(Manners{.at = {{"banner", [&](Peer& peer) {
                                                 meeting.join(peer);
                                                 peer.send("554 5.7.1 no\r\n");
                                               }}}});
    const auto run = run_authwalk(walk_words(server.port(), "", login() + Words{"--format", "json"}));
    INFO(run.describe());
    CHECK(run.status == 1);
    for (const auto* mode :
         {"None", "BasicAuth", "BasicAuthRequireTLS", "ExchangeServer", "ExternalAuthoritative"})
      CHECK(ending(walk_of(run.json, mode)) == "fail banner rejected");
  }

  TEST_CASE("a step's limit holds in each mode of a survey") {
    const HostileServer server(Manners{.at = {{"banner", hang()}}});
    const auto run =
        run_authwalk(walk_words(server.port(), "", login() + Words{"--timeout", "2", "--format", "json"}));
    INFO(run.describe());
    CHECK(run.status == 1);
    for (const auto* mode :
         {"None", "BasicAuth", "BasicAuthRequireTLS", "ExchangeServer", "ExternalAuthoritative"})
      CHECK(ending(walk_of(run.json, mode)) == "fail banner timeout");
  }

  TEST_CASE("an interrupt ends the walks that run, with 130 and a report") {
    const HostileServer server(Manners{.at = {{"banner", hang()}}});
    RunOptions options;
    options.interrupt_after = 500ms;
    const auto run = run_authwalk(
        walk_words(server.port(), "None", {"--timeout", "20", "--deadline", "25", "--format", "json"}),
        options);
    INFO(run.describe());
    CHECK(run.status == 130);
    CHECK(run.seconds < 0.5 + slack);
  }

  TEST_CASE("replies cut at every byte give the same result") {
    Manners manners{.tls = {.identity = &certificate("good")}};
    manners.at = {{"banner", say_slowly("220 mx.contoso.example ESMTP\r\n", 1ms)},
                  {"EHLO", say_slowly("250-mx.contoso.example\r\n250-SIZE 1000\r\n250 STARTTLS\r\n", 1ms)},
                  {"EHLO in TLS", say_slowly("250-mx.contoso.example\r\n250 AUTH LOGIN\r\n", 1ms)},
                  {"AUTH", say_slowly("334 VXNlcm5hbWU6\r\n", 1ms)},
                  {"user", say_slowly("334 UGFzc3dvcmQ6\r\n", 1ms)},
                  {"password", say_slowly("535-5.7.8 no\r\n535 5.7.8 not at all\r\n", 1ms)}};
    const HostileServer server(manners);
    const auto [run, walk] = walk_mode(server.port(), "BasicAuthRequireTLS", login());
    INFO(run.describe());
    CHECK(ending(walk) == "fail auth-result bad-credentials");
    CHECK(reply_text(walk) == "5.7.8 no\n5.7.8 not at all");
  }
}
