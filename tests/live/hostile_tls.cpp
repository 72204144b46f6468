// TLS versions, alerts, client certificates and floods: rows T of the hostile-server matrix.
#include <doctest/doctest.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <thread>

#include "live/hostile_server.hpp"
#include "live/walk_run.hpp"

using namespace authwalk::test;
using namespace std::chrono_literals;

namespace {

Manners with(ServerTls tls) {
  return Manners{.tls = std::move(tls)};
}
Manners with(const Identity& identity) {
  return with(ServerTls{.identity = &identity});
}

/// After the 220 these bytes take the place of the server's side of TLS.
Manners raw_tls(std::string bytes) {
  Manners manners = with(certificate("good"));
  manners.at["STARTTLS"] = [bytes](Peer& peer) {
    peer.send("220 go\r\n");
    peer.wait(30ms);
    peer.send(bytes);
    peer.silence();
  };
  return manners;
}

Walked walk_secure(const HostileServer& server, const Words& more = {}) {
  return walk_mode(server.port(), "BasicAuthRequireTLS", login() + more);
}

}  // namespace

TEST_SUITE("hostile: TLS") {
  TEST_CASE("T01 TLS 1.0 only: both sides' versions are named, and nothing is sent") {
    HostileServer server(
        with({.identity = &certificate("good"), .min_version = TLS1_VERSION, .max_version = TLS1_VERSION}));
    const auto [run, walk] = walk_secure(server);
    INFO(run.describe());
    CHECK(ending(walk) == "fail tls-handshake tls-version");
    CHECK(text_at(walk, "tls.peer_version") == "TLSv1");
    CHECK(text_at(walk, "tls.our_versions") == "TLSv1.2-TLSv1.3");
    CHECK(text_at(walk, "summary").find("TLSv1") != std::string::npos);
    CHECK(count_of(server.all_received(), "AUTH") == 0);
  }

  TEST_CASE("T02 TLS 1.1 only, and an SSLv3 ServerHello") {
    HostileServer old(with(
        {.identity = &certificate("good"), .min_version = TLS1_1_VERSION, .max_version = TLS1_1_VERSION}));
    const auto tls11 = walk_secure(old);
    INFO(tls11.run.describe());
    CHECK(ending(tls11.walk) == "fail tls-handshake tls-version");
    CHECK(text_at(tls11.walk, "tls.peer_version") == "TLSv1.1");

    const std::string server_hello = std::string("\x02\x00\x00\x26\x03\x00", 6) + std::string(32, 'r') +
                                     std::string("\x00\x00\x2f\x00", 4);
    HostileServer ancient(raw_tls(std::string("\x16\x03\x00\x00\x2a", 5) + server_hello));
    const auto ssl3 = walk_secure(ancient);
    INFO(ssl3.run.describe());
    CHECK(ending(ssl3.walk) == "fail tls-handshake tls-version");
    CHECK(count_of(ancient.all_received(), "AUTH") == 0);
  }

  TEST_CASE("a server that speaks TLS 1.0 is walked with --tls-min 1.0") {
    HostileServer server(
        with({.identity = &certificate("good"), .min_version = TLS1_VERSION, .max_version = TLS1_VERSION}));
    const auto [run, walk] = walk_secure(server, {"--tls-min", "1.0"});
    INFO(run.describe());
    CHECK(text_at(walk, "tls.version") == "TLSv1");
    CHECK(ending(walk) == "pass");
  }

  TEST_CASE("--tls-max limits what is offered") {
    HostileServer server(with(certificate("good")));
    const auto [run, walk] = walk_secure(server, {"--tls-max", "1.2"});
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(text_at(walk, "tls.version") == "TLSv1.2");
  }

  TEST_CASE("T18 alerts are named") {
    const struct {
      char code;
      const char* name;
    } alerts[] = {{40, "handshake_failure"}, {80, "internal_error"}, {112, "unrecognized_name"}};
    for (const auto& [code, name] : alerts) {
      const HostileServer server(raw_tls(std::string("\x15\x03\x03\x00\x02\x02", 6) + code));
      const auto [run, walk] = walk_secure(server);
      INFO(run.describe());
      const auto ended = ending(walk);
      // handshake_failure is also what a server says that shares no cipher with us.
      CHECK((ended == "fail tls-handshake tls-failed" || ended == "fail tls-handshake tls-cipher"));
      CHECK(text_at(walk, "tls.alert") == "received " + std::string(name));
    }
  }

  TEST_CASE("T19 random bytes or a line of SMTP instead of a ServerHello") {
    for (const auto& bytes :
         {std::string("220 mx.contoso.example ESMTP\r\n"), std::string("\x8f\x01 noise \x00 noise", 17),
          std::string("HTTP/1.1 400 Bad Request\r\n\r\n")}) {
      const HostileServer server(raw_tls(bytes));
      const auto [run, walk] = walk_secure(server);
      INFO(run.describe());
      CHECK(ending(walk) == "fail tls-handshake not-tls");
      CHECK(text_at(walk, "retry") == "null");
    }
  }

  TEST_CASE("a TLS record that never ends, byte by byte, ends at the step's limit") {
    Manners manners = with(certificate("good"));
    manners.at["STARTTLS"] = [](Peer& peer) {
      peer.send("220 go\r\n");
      peer.wait(30ms);
      peer.send(std::string("\x16\x03\x03\x20\x00\x02\x00\x1f\xfc\x03\x03", 11));
      peer.drip(std::string(200, 'r'), 200ms);
    };
    const HostileServer server(manners);
    const auto [run, walk] = walk_secure(server);
    INFO(run.describe());
    CHECK(ending(walk) == "fail tls-handshake timeout");
    CHECK(run.seconds >= step_limit);
    CHECK(run.seconds < step_limit + slack);
  }

  TEST_CASE("T20 a client certificate is asked for: noted, and none is sent that was not configured") {
    HostileServer server(with({.identity = &certificate("good"), .ask_for_certificate = true}));
    const auto [run, walk] = walk_secure(server);
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(text_at(walk, "tls.client_certificate.requested") == "true");
    CHECK(text_at(walk, "tls.client_certificate.sent") == "false");
    CHECK(server.received().at(0).client_certificate.empty());
  }

  TEST_CASE("T20 a client certificate is demanded: client-certificate, in TLS 1.2 and 1.3") {
    for (int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
      HostileServer server(
          with({.identity = &certificate("good"), .max_version = version, .demand_certificate = true}));
      const auto without = walk_secure(server);
      INFO(without.run.describe());
      CHECK(ending(without.walk) == "fail tls-handshake client-certificate");

      const auto& ours = certificate("connector");
      const auto with_ours =
          walk_secure(server, {"--client-cert", ours.chain_file, "--client-key", ours.key_file});
      INFO(with_ours.run.describe());
      CHECK(ending(with_ours.walk) == "pass");
      CHECK(text_at(with_ours.walk, "tls.client_certificate.sent") == "true");
      CHECK(server.received().back().client_certificate.find("mail01.contoso.example") != std::string::npos);
    }
  }

  TEST_CASE("a TLS 1.2 server that asks for a certificate and closes later does so for another reason") {
    for (const auto& after : {hang_up(), reset_connection()}) {
      Manners manners = with(
          {.identity = &certificate("good"), .max_version = TLS1_2_VERSION, .ask_for_certificate = true});
      manners.at["EHLO in TLS"] = after;
      const HostileServer server(manners);
      const auto [run, walk] = walk_secure(server);
      INFO(run.describe());
      const auto ended = ending(walk);
      CHECK((ended == "fail ehlo-tls closed" || ended == "fail ehlo-tls reset"));
    }
  }

  TEST_CASE("waiting for the rest of a record is no flood of records") {
    Manners manners = with(certificate("good"));
    manners.at["EHLO in TLS"] = [](Peer& peer) {
      // The record is made in memory, and sent byte by byte.
      BIO* memory = BIO_new(BIO_s_mem());
      BIO* socket = SSL_get_wbio(peer.tls());
      BIO_up_ref(socket);
      SSL_set0_wbio(peer.tls(), memory);
      std::string reply;
      for (int i = 0; i < 60; ++i) reply += "250-X-KEYWORD-" + std::to_string(i) + " with a value\r\n";
      peer.send(reply + "250 AUTH LOGIN\r\n");
      char* bytes = nullptr;
      const auto size = BIO_get_mem_data(memory, &bytes);
      const int fd = SSL_get_rfd(peer.tls());
      for (long i = 0; i < size; ++i) {
        (void)!::send(fd, bytes + i, 1, MSG_NOSIGNAL);
        std::this_thread::sleep_for(std::chrono::microseconds(300));
      }
      SSL_set0_wbio(peer.tls(), socket);
    };
    const HostileServer server(manners);
    const auto [run, walk] = walk_secure(server);
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
  }

  TEST_CASE("T21 a renegotiation in the middle of AUTH does not make us send the password again") {
    Manners manners = with({.identity = &certificate("good"), .max_version = TLS1_2_VERSION});
    manners.at["user"] = [](Peer& peer) {
      SSL_renegotiate(peer.tls());
      SSL_do_handshake(peer.tls());
      peer.send("334 UGFzc3dvcmQ6\r\n");
    };
    HostileServer server(manners);
    const auto [run, walk] = walk_secure(server);
    INFO(run.describe());
    const auto ended = ending(walk);
    CHECK((ended == "pass" || ended.ends_with("tls-failed") || ended.ends_with("closed")));
    CHECK(count_of(server.all_received(), "Q2FuYXJ5LTdacSFwYXNz") <= 1);
  }

  TEST_CASE("T22 ten thousand session tickets are survived") {
    Manners manners = with({.identity = &certificate("good"), .min_version = TLS1_3_VERSION});
    manners.at["user"] = [](Peer& peer) {
      for (int i = 0; i < 10000 && SSL_new_session_ticket(peer.tls()) == 1; ++i) SSL_do_handshake(peer.tls());
      peer.send("334 UGFzc3dvcmQ6\r\n");
    };
    const HostileServer server(manners);
    const auto [run, walk] = walk_secure(server);
    INFO(run.describe());
    const auto ended = ending(walk);
    CHECK((ended == "pass" || ended.find("auth-challenge") != std::string::npos));
  }

  TEST_CASE("T22 endless key updates end in time") {
    Manners manners = with({.identity = &certificate("good"), .min_version = TLS1_3_VERSION});
    manners.at["user"] = [](Peer& peer) {
      for (;;) {
        SSL_key_update(peer.tls(), SSL_KEY_UPDATE_NOT_REQUESTED);
        SSL_do_handshake(peer.tls());
        peer.wait(0ms);
        if (SSL_get_shutdown(peer.tls()) || SSL_write(peer.tls(), "", 0) < -1) return;
        char nothing = 0;
        const auto alive = ::recv(SSL_get_fd(peer.tls()), &nothing, 1, MSG_PEEK | MSG_DONTWAIT);
        if (alive == 0 || (alive < 0 && errno != EAGAIN)) return;
      }
    };
    const HostileServer server(manners);
    const auto [run, walk] = walk_secure(server);
    INFO(run.describe());
    CHECK(text_at(walk, "outcome") == "fail");
    CHECK(text_at(walk, "failed_step").starts_with("auth-"));
    CHECK(run.seconds < step_limit + slack);
  }

  TEST_CASE("T23 FIN without close_notify after the password is no success") {
    Manners manners = with(certificate("good"));
    manners.at["password"] = hang_up();
    HostileServer server(manners);
    const auto [run, walk] = walk_secure(server);
    INFO(run.describe());
    CHECK(ending(walk) == "fail auth-result closed");
    CHECK(run.status == 2);
    CHECK(list_at(walk, "proved").find("authentication") == std::string::npos);
    CHECK(server.received().size() == 1);
  }

  TEST_CASE("T24 FIN without close_notify after QUIT changes nothing") {
    Manners manners = with(certificate("good"));
    manners.at["QUIT"] = hang_up();
    const HostileServer server(manners);
    const auto [run, walk] = walk_secure(server);
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(status_of(walk, "quit") == "note");
    CHECK(run.status == 0);
  }

  TEST_CASE("T27 a record that claims 64 KiB breaks TLS at ehlo-tls") {
    Manners manners = with(certificate("good"));
    manners.at["EHLO in TLS"] = [](Peer& peer) {
      const std::string record = std::string("\x17\x03\x03\xff\xff", 5) + std::string(65535, 'z');
      (void)!::send(SSL_get_fd(peer.tls()), record.data(), record.size(), MSG_NOSIGNAL);
      peer.silence();
    };
    const HostileServer server(manners);
    const auto [run, walk] = walk_secure(server);
    INFO(run.describe());
    const auto ended = ending(walk);
    CHECK((ended == "fail ehlo-tls tls-failed" || ended == "fail ehlo-tls limit-exceeded"));
    CHECK(run.seconds < step_limit + slack);
  }
}
