// The server refuses what Kerberos made: event 2003, with the server's words.
#include <doctest/doctest.h>

#include "live/exchange_run.hpp"
#include "live/tokens.hpp"

using namespace authwalk::test;

namespace {

Walked walk_refused(Manners manners) {
  HostileServer server(std::move(manners));
  return walk_exchange(server.port(), with_ticket());
}

}  // namespace

TEST_SUITE("exchange: refusals") {
  TEST_CASE("535, 454 4.7.0, 504 and a token that is called invalid") {
    const struct {
      const char* when;
      const char* reply;
      const char* ending;
    } cases[] = {
        {"token", "535 5.7.3 Authentication unsuccessful", "fail auth-result bad-credentials"},
        {"token", "454 4.7.0 Temporary authentication failure", "fail auth-result rejected-temporarily"},
        {"token", "501 5.5.2 Invalid authentication token", "fail auth-result rejected"},
        {"command", "504 5.7.4 Unrecognized authentication type", "fail auth-start mechanism-refused"},
        {"command", "454 4.7.0 Temporary authentication failure", "fail auth-start rejected-temporarily"},
    };
    for (const auto& [when, reply, expected] : cases) {
      CAPTURE(when);
      CAPTURE(reply);
      const std::string line = std::string(reply) + "\r\n";
      Manners manners = exchange([line](Peer& peer, const std::string&) { peer.send(line); });
      if (when == std::string("command")) manners.at["X-EXPS"] = say(line);
      const auto [run, walk] = walk_refused(std::move(manners));
      INFO(run.describe());
      CHECK(ending(walk) == expected);
      CHECK(text_at(walk, "origin") == "server");
      CHECK(text_at(walk, "event.id") == "2003");
      CHECK(text_at(walk, "event.text").find(reply) != std::string::npos);
      CHECK(reply_code(walk) == std::stoi(reply));
      CHECK_FALSE(diagnosis_of(walk).empty());
    }
  }

  TEST_CASE("the server's keys are older than the ticket: it cannot read it") {
    GssAcceptor acceptor(Kdc::instance().stale_keytab());
    const auto [run, walk] = walk_refused(exchange(play_gssapi(acceptor)));
    INFO(run.describe());
    CHECK(text_at(walk, "outcome") == "fail");
    CHECK(text_at(walk, "failed_step") == "auth-result");
    CHECK(text_at(walk, "origin") == "server");
    CHECK(reply_code(walk) == 535);
    CHECK(text_at(walk, "event.id") == "2003");
    CHECK(diagnosis_of(walk).find("1035") != std::string::npos);  // what the receiving side logs
  }

  TEST_CASE("the server's clock is off: its Kerberos error is read") {
    // The KDC lives two hours ago, and its tickets with it; the server does not.
    Kdc earlier("-2h");
    GssAcceptor acceptor(earlier.server_keytab());
    HostileServer server(exchange([&](Peer& peer, const std::string& first) {
      try {
        acceptor.accept(first);
        peer.send("235 2.7.0 Authentication successful\r\n");
      } catch (const std::runtime_error&) {
        send_token(peer, acceptor.refusal());
        read_token(peer);
        peer.send("535 5.7.3 Authentication unsuccessful\r\n");
      }
    }));
    const auto [run, walk] =
        walk_exchange(server.port(), login(canary, "svc"), kerberos_env({.kdc = earlier.port()}));
    INFO(run.describe());
    CHECK(ending(walk) == "fail auth-challenge kerberos-clock-skew");
  }
}
