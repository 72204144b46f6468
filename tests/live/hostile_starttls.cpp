// STARTTLS that is stripped, injected into, refused or broken: rows S of the hostile-server matrix, and the
// second attempt in clear that a Send connector makes.
#include <doctest/doctest.h>

#include "live/hostile_server.hpp"
#include "live/walk_run.hpp"

using namespace authwalk::test;
using namespace std::chrono_literals;

namespace {

ServerTls good() {
  return {.identity = &certificate("good")};
}

/// A server with a valid certificate and this action in place of its reply to STARTTLS.
Manners starttls(Action action) {
  return Manners{.tls = good(), .at = {{"STARTTLS", std::move(action)}}};
}

Walked walk_secure(const HostileServer& server) {
  return walk_mode(server.port(), "BasicAuthRequireTLS", login());
}

/// Sends the bytes, then goes on with TLS as if nothing had happened.
Action inject(std::string bytes) {
  return [bytes](Peer& peer) {
    peer.send(bytes);
    peer.start_tls(good());
  };
}

}  // namespace

TEST_SUITE("hostile: STARTTLS") {
  TEST_CASE("S01 STARTTLS stripped and LOGIN offered in clear: nothing is sent") {
    HostileServer server(Manners{.keywords = {"AUTH LOGIN"}});
    const auto [run, walk] = walk_secure(server);
    INFO(run.describe());
    CHECK(ending(walk) == "fail starttls not-offered");
    CHECK(list_at(walk, "offers.plain") == "AUTH LOGIN");
    CHECK(count_of(server.all_received(), "AUTH") == 0);
  }

  TEST_CASE("S04 a whole reply injected behind the 220") {
    HostileServer server(starttls(inject("220 go\r\n250-mx.contoso.example\r\n250 AUTH LOGIN\r\n")));
    const auto [run, walk] = walk_secure(server);
    INFO(run.describe());
    CHECK(ending(walk) == "fail starttls plaintext-injection");
    CHECK(text_at(walk, "failure_detail").find("250-mx.contoso.example\\x0D\\x0A250 AUTH LOGIN") !=
          std::string::npos);
    CHECK_FALSE(server.received().at(0).tls);
    CHECK(count_of(server.all_received(), "AUTH") == 0);
  }

  TEST_CASE("S05 a piece of a line injected behind the 220") {
    HostileServer server(starttls(inject("220 go\r\n250-AUTH LOGIN PLAIN ")));
    const auto [run, walk] = walk_secure(server);
    INFO(run.describe());
    CHECK(ending(walk) == "fail starttls plaintext-injection");
    CHECK(run.out.find("250-AUTH LOGIN PLAIN") != std::string::npos);
    CHECK_FALSE(server.received().at(0).tls);
  }

  TEST_CASE("opportunistic TLS stops at injected bytes as well") {
    HostileServer server(starttls(inject("220 go\r\n250 injected\r\n")));
    const auto [run, walk] = walk_mode(server.port(), "None");
    INFO(run.describe());
    CHECK(ending(walk) == "fail starttls plaintext-injection");
    CHECK_FALSE(server.received().at(0).tls);
  }

  TEST_CASE("S06 injected bytes that come a little later are no TLS") {
    HostileServer server(starttls([](Peer& peer) {
      peer.send("220 go\r\n");
      peer.wait(50ms);
      peer.send("250-mx.contoso.example\r\n250 AUTH LOGIN\r\n");
      peer.start_tls(good());
    }));
    const auto [run, walk] = walk_secure(server);
    INFO(run.describe());
    CHECK(ending(walk) == "fail tls-handshake not-tls");
    CHECK_FALSE(server.received().at(0).tls);
    CHECK(server.received().at(0).inside_tls.empty());
  }

  TEST_CASE("S08 silence instead of a TLS handshake") {
    HostileServer server(starttls([](Peer& peer) {
      peer.send("220 go\r\n");
      peer.silence();
    }));
    const auto [run, walk] = walk_secure(server);
    INFO(run.describe());
    CHECK(ending(walk) == "fail tls-handshake timeout");
    CHECK(run.seconds >= step_limit);
    CHECK(run.seconds < step_limit + slack);
  }

  TEST_CASE("S09 454 with replies piled up behind it: no AUTH, and no answer is taken from the pile") {
    HostileServer server(starttls(say("454 4.7.0 no TLS now\r\n235 ok\r\n250 ok\r\n250 ok\r\n354 ok\r\n")));
    const auto [run, walk] = walk_secure(server);
    INFO(run.describe());
    CHECK(ending(walk) == "fail starttls rejected-temporarily");
    CHECK(reply_code(walk) == 454);
    CHECK(run.out.find("235 ok") != std::string::npos);
    CHECK(count_of(server.all_received(), "AUTH") == 0);
  }

  TEST_CASE("STARTTLS refused with 5xx") {
    HostileServer server(starttls(say("502 5.5.1 not implemented\r\n")));
    const auto [run, walk] = walk_secure(server);
    INFO(run.describe());
    CHECK(ending(walk) == "fail starttls rejected");
    CHECK(count_of(server.all_received(), "AUTH") == 0);
  }

  TEST_CASE("S10 the EHLO inside TLS offers PLAIN only: the list from before TLS is not used") {
    HostileServer server(Manners{.tls = good(), .keywords = {"AUTH LOGIN"}, .tls_keywords = {"AUTH PLAIN"}});
    const auto [run, walk] = walk_secure(server);
    INFO(run.describe());
    CHECK(ending(walk) == "fail auth-offer no-common-mechanism");
    CHECK(list_at(walk, "auth.offered") == "PLAIN");
    CHECK(note_of(walk, "auth-offer").find("LOGIN") != std::string::npos);
    CHECK(count_of(server.all_received(), "AUTH") == 0);
  }

  TEST_CASE("S11 STARTTLS offered again inside TLS is noted, not used") {
    HostileServer server(Manners{.tls = good(), .tls_keywords = {"STARTTLS", "AUTH LOGIN"}});
    const auto [run, walk] = walk_secure(server);
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(status_of(walk, "ehlo-tls") == "note");
    CHECK(count_of(server.received().at(0).inside_tls, "STARTTLS") == 0);
  }

  TEST_CASE("S12 RST right after the 220: no attempt in clear where TLS is required") {
    HostileServer server(starttls([](Peer& peer) {
      peer.send("220 go\r\n");
      peer.reset();
    }));
    const auto [run, walk] = walk_secure(server);
    INFO(run.describe());
    CHECK(ending(walk) == "fail tls-handshake reset");
    CHECK(text_at(walk, "retry") == "null");
    CHECK(server.received().size() == 1);
    CHECK(count_of(server.all_received(), "AUTH") == 0);
  }

  TEST_CASE("FIN together with the 220") {
    HostileServer server(starttls([](Peer& peer) {
      peer.send("220 go\r\n");
      peer.close();
    }));
    const auto [run, walk] = walk_secure(server);
    INFO(run.describe());
    CHECK(ending(walk) == "fail tls-handshake closed");
    CHECK(server.received().size() == 1);
  }

  TEST_CASE("the peer closes inside TLS right after the handshake") {
    HostileServer server(Manners{.tls = good(), .at = {{"EHLO in TLS", hang_up()}}});
    const auto [run, walk] = walk_secure(server);
    INFO(run.describe());
    CHECK(ending(walk) == "fail ehlo-tls closed");
    CHECK(run.status == 2);
  }

  TEST_CASE("the peer closes in the middle of the handshake") {
    HostileServer server(starttls([](Peer& peer) {
      peer.send("220 go\r\n");
      peer.wait(100ms);
      peer.close();
    }));
    const auto [run, walk] = walk_secure(server);
    INFO(run.describe());
    CHECK(ending(walk) == "fail tls-handshake closed");
  }
}

TEST_SUITE("opportunistic TLS that breaks") {
  TEST_CASE("mode None goes on in clear on a new connection, visibly") {
    HostileServer server(starttls([](Peer& peer) {
      peer.send("220 go\r\n");
      peer.reset();
    }));
    const auto [run, walk] = walk_mode(server.port(), "None");
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(text_at(walk, "retry.failed_step") == "tls-handshake");
    CHECK(text_at(walk, "retry.class") == "reset");
    CHECK(status_of(walk, "tls-handshake") == "note");
    CHECK(text_at(walk, "tls") == "null");
    const auto connections = server.received();
    REQUIRE(connections.size() == 2);
    CHECK(count_of(connections[1].clear, "STARTTLS") == 0);
    CHECK(count_of(connections[1].clear, "MAIL FROM") == 1);
  }

  TEST_CASE("no credential is sent in the second attempt without consent") {
    Manners manners = starttls(say("220 go\r\nthis is no TLS record\r\n"));
    manners.keywords = {"AUTH LOGIN"};
    manners.at["STARTTLS"] = [](Peer& peer) {
      peer.send("220 go\r\n");
      peer.wait(50ms);
      peer.send("this is no TLS record\r\n");
      peer.silence();
    };
    HostileServer server(manners);
    const auto [run, walk] = walk_mode(server.port(), "BasicAuth", login());
    INFO(run.describe());
    CHECK(ending(walk) == "not-tested auth-offer cleartext-not-allowed");
    CHECK(run.status == 2);
    CHECK(text_at(walk, "retry.class") == "not-tls");
    CHECK(server.received().size() == 2);
    CHECK(count_of(server.all_received(), "AUTH") == 0);

    const auto consent = walk_mode(server.port(), "BasicAuth", login() + Words{"--allow-cleartext"});
    INFO(consent.run.describe());
    CHECK(ending(consent.walk) == "pass");
    CHECK(text_at(consent.walk, "retry.class") == "not-tls");
  }

  TEST_CASE("silence in the handshake: the step's limit, then the second attempt") {
    HostileServer server(starttls([](Peer& peer) {
      peer.send("220 go\r\n");
      peer.silence();
    }));
    const auto [run, walk] = walk_mode(server.port(), "None");
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(text_at(walk, "retry.class") == "timeout");
    CHECK(server.received().size() == 2);
    CHECK(run.seconds < step_limit + slack);
  }

  TEST_CASE("a second attempt that fails decides the walk, and the first one is kept") {
    const Manners breaks = starttls([](Peer& peer) {
      peer.send("220 go\r\n");
      peer.reset();
    });
    HostileServer server(
        std::vector<Action>{[breaks](Peer& peer) { oblige(peer, breaks); }, say("554 5.7.1 you again\r\n")});
    const auto [run, walk] = walk_mode(server.port(), "None");
    INFO(run.describe());
    CHECK(ending(walk) == "fail banner rejected");
    CHECK(reply_text(walk) == "5.7.1 you again");
    CHECK(text_at(walk, "retry.class") == "reset");
    CHECK(server.received().size() == 2);
  }

  TEST_CASE("STARTTLS refused: the session stays in clear on the same connection") {
    HostileServer server(starttls(say("454 4.7.0 no TLS now\r\n")));
    const auto [run, walk] = walk_mode(server.port(), "None");
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(status_of(walk, "starttls") == "note");
    CHECK(note_of(walk, "starttls").find("454") != std::string::npos);
    CHECK(server.received().size() == 1);
  }

  TEST_CASE("--require-tls forbids the second attempt") {
    HostileServer server(starttls([](Peer& peer) {
      peer.send("220 go\r\n");
      peer.reset();
    }));
    const auto [run, walk] = walk_mode(server.port(), "None", {"--require-tls"});
    INFO(run.describe());
    CHECK(ending(walk) == "fail tls-handshake reset");
    CHECK(server.received().size() == 1);
  }

  TEST_CASE("--ignore-starttls leaves an offer alone") {
    HostileServer server(Manners{.tls = good()});
    const auto [run, walk] = walk_mode(server.port(), "None", {"--ignore-starttls"});
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(status_of(walk, "starttls") == "skipped");
    CHECK(count_of(server.all_received(), "STARTTLS") == 0);
  }
}
