// GSSAPI against servers that spoil it: rows G of the hostile-server matrix.
#include <doctest/doctest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "live/exchange_run.hpp"
#include "live/tokens.hpp"

using namespace authwalk::test;

namespace {

using Tokens = std::function<void(Peer&, const std::string&)>;

/// One walk with a ticket, and what the server received.
struct Spoiled {
  ProgramRun run;
  boost::json::object walk;
  std::string sent;
};

Spoiled walk_spoiled(Tokens tokens, const Words& more = {}) {
  HostileServer server(exchange(std::move(tokens)));
  auto [run, walk] = walk_exchange(server.port(), with_ticket() + more);
  CHECK(run.seconds < step_limit + slack);
  CHECK(text_at(walk, "auth.rejected_attempts") == "0");
  return {std::move(run), std::move(walk), server.all_received()};
}

/// RFC 5929 section 4: the hash of the certificate with its own digest.
std::string end_point_binding(const Identity& identity) {
  BIO* text = BIO_new_mem_buf(identity.certificate.data(), static_cast<int>(identity.certificate.size()));
  X509* certificate = PEM_read_bio_X509(text, nullptr, nullptr, nullptr);
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  X509_digest(certificate, EVP_sha256(), digest, &size);
  X509_free(certificate);
  BIO_free(text);
  return "tls-server-end-point:" + std::string(reinterpret_cast<char*>(digest), size);
}

const std::string success = "235 2.7.0 Authentication successful\r\n";

}  // namespace

TEST_SUITE("hostile: GSSAPI") {
  TEST_CASE("G02 an empty, a garbage and an unfinished token are answered with nothing") {
    const struct {
      const char* what;
      std::string line;
    } cases[] = {
        {"empty", "334 \r\n"},
        {"=", "334 =\r\n"},
        {"not base64", "334 !!!\r\n"},
        {"garbage", "334 " + to_base64("\x60\xFF\xFF\xFF\xFFgarbage") + "\r\n"},
        {"the beginning of SPNEGO", "334 " + to_base64("\xA1\x84\x7F\xFF\xFF\xFF\x30") + "\r\n"},
        {"a length of zero", "334 " + to_base64(std::string("\xA1\0", 2)) + "\r\n"},
        {"12 KiB of it", "334 " + to_base64(std::string(9000, 'x')) + "\r\n"},
    };
    for (const auto* dialect : {"spnego", "kerberos"}) {
      for (const auto& [what, line] : cases) {
        CAPTURE(dialect);
        CAPTURE(what);
        const auto [run, walk, sent] = walk_spoiled(
            [&line = line](Peer& peer, const std::string&) {
              peer.send(line);
              read_token(peer);
              peer.send(success);
            },
            {"--gssapi", dialect});
        INFO(run.describe());
        CHECK(ending(walk) == "fail auth-challenge bad-challenge");
        CHECK(text_at(walk, "origin") == "server");
        CHECK(count_of(sent, "\n*\r\n") == 1);
      }
    }
  }

  TEST_CASE("G02 a token of one mebibyte hits a limit") {
    const auto [run, walk, sent] = walk_spoiled(
        [](Peer& peer, const std::string&) { peer.send("334 " + std::string(1 << 20, 'A') + "\r\n"); });
    INFO(run.describe());
    CHECK(text_at(walk, "class") == "limit-exceeded");
    CHECK(text_at(walk, "failed_step").starts_with("auth-"));
  }

  TEST_CASE("G07 235 before the server has proved itself is no success") {
    for (const auto* dialect : {"spnego", "kerberos"}) {
      CAPTURE(dialect);
      const auto [run, walk, sent] =
          walk_spoiled([](Peer& peer, const std::string&) { peer.send(success); }, {"--gssapi", dialect});
      INFO(run.describe());
      CHECK(ending(walk) == "fail auth-result mutual-auth-failed");
      CHECK(text_at(walk, "auth.mutual") == "false");
      CHECK(list_at(walk, "proved").find("authentication") == std::string::npos);
      CHECK(reply_code(walk) == 235);
      CHECK(run.status == 1);
    }
  }

  TEST_CASE("G08 a server that replays an answer it has seen before") {
    for (const auto* dialect : {"spnego", "kerberos"}) {
      CAPTURE(dialect);
      GssAcceptor acceptor(Kdc::instance().server_keytab());
      std::string recorded;
      HostileServer server(exchange([&](Peer& peer, const std::string& first) {
        const bool replay = !recorded.empty();
        acceptor.start_over();
        if (!replay) recorded = acceptor.accept(first);
        send_token(peer, recorded);
        read_token(peer);
        peer.send(replay ? success : "454 4.7.0 Temporary authentication failure\r\n");
      }));
      // Both walks have the same ticket: only what the answer says about this exchange differs.
      const auto words = with_ticket() + Words{"--gssapi", dialect};
      const auto genuine = walk_exchange(server.port(), words);
      INFO(genuine.run.describe());
      CHECK(text_at(genuine.walk, "auth.mutual") == "true");
      const auto replayed = walk_exchange(server.port(), words);
      INFO(replayed.run.describe());
      CHECK(ending(replayed.walk) == "fail auth-challenge mutual-auth-failed");
      CHECK(text_at(replayed.walk, "auth.mutual") == "false");
    }
  }

  TEST_CASE("G09 security layers: none on offer, only others, and offers that are none") {
    const std::string none(4, '\0');
    const struct {
      const char* what;
      std::string offer;
      const char* cls;
    } cases[] = {
        {"no bit", none, "security-layer"},
        {"integrity only", std::string("\x02\0\x10\0", 4), "security-layer"},
        {"confidentiality only", std::string("\x04\xFF\xFF\xFF", 4), "security-layer"},
        {"both, of no size", std::string("\x06\0\0\0", 4), "security-layer"},
        {"three octets", std::string("\x01\0\0", 3), "bad-challenge"},
        {"nothing", "", "bad-challenge"},
        {"a mebibyte less", std::string(2000, '\x01'), "bad-challenge"},
    };
    for (const auto& [what, offer, cls] : cases) {
      CAPTURE(what);
      GssAcceptor acceptor(Kdc::instance().server_keytab());
      std::string answer;
      const auto [run, walk, sent] =
          walk_spoiled(play_gssapi(acceptor, {.offer = offer, .layer_answer = &answer}));
      INFO(run.describe());
      CHECK(ending(walk) == "fail auth-challenge " + std::string(cls));
      CHECK(answer.empty());
      CHECK(count_of(sent, "\n*\r\n") == 1);
      CHECK(count_of(sent, "MAIL FROM") == 0);
    }
  }

  TEST_CASE(
      "G09 an offer of everything and of any size: no layer is chosen, and nothing of that size is made") {
    GssAcceptor acceptor(Kdc::instance().server_keytab());
    std::string answer;
    const auto [run, walk, sent] = walk_spoiled(
        play_gssapi(acceptor, {.offer = std::string("\x07\xFF\xFF\xFF", 4), .layer_answer = &answer}));
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(answer == std::string("\x01\0\0\0", 4));
  }

  TEST_CASE("G09 an offer that was wrapped by somebody else") {
    GssAcceptor acceptor(Kdc::instance().server_keytab());
    const auto [run, walk, sent] = walk_spoiled([&](Peer& peer, const std::string& first) {
      acceptor.start_over();
      send_token(peer, acceptor.accept(first));
      read_token(peer);
      auto forged = acceptor.wrap(std::string("\x01\0\0\0", 4));
      forged.back() = static_cast<char>(forged.back() ^ 1);
      send_token(peer, forged);
      read_token(peer);
      peer.send(success);
    });
    INFO(run.describe());
    CHECK(text_at(walk, "outcome") == "fail");
    CHECK(text_at(walk, "failed_step") == "auth-challenge");
    const auto cls = text_at(walk, "class");
    CHECK((cls == "bad-challenge" || cls == "security-layer"));
    CHECK(count_of(sent, "MAIL FROM") == 0);
  }

  TEST_CASE("G10 a 334 when the verdict is due, and 334 without end") {
    GssAcceptor acceptor(Kdc::instance().server_keytab());
    const auto late = walk_spoiled(play_gssapi(acceptor, {.verdict = "334 \r\n"}));
    INFO(late.run.describe());
    CHECK(ending(late.walk) == "fail auth-result too-many-challenges");
    const auto endless = walk_spoiled([](Peer& peer, const std::string&) {
      // NegTokenResp, accept-incomplete: "go on", and nothing to go on with
      for (;;) {
        send_token(peer, std::string("\xA1\x07\x30\x05\xA0\x03\x0A\x01\x01", 9));
        read_token(peer);
      }
    });
    INFO(endless.run.describe());
    const auto cls = text_at(endless.walk, "class");
    CHECK((cls == "bad-challenge" || cls == "too-many-challenges"));
    CHECK(text_at(endless.walk, "outcome") == "fail");
  }

  TEST_CASE("a server that picks another mechanism than Kerberos") {
    // NegTokenResp, accept-incomplete, supportedMech NTLM (1.3.6.1.4.1.311.2.2.10)
    const std::string choice(
        "\xA1\x15\x30\x13\xA0\x03\x0A\x01\x01\xA1\x0C\x06\x0A\x2B\x06\x01\x04\x01\x82\x37\x02\x02\x0A", 23);
    const auto [run, walk, sent] = walk_spoiled([&](Peer& peer, const std::string&) {
      send_token(peer, choice);
      read_token(peer);
      peer.send(success);
    });
    INFO(run.describe());
    CHECK(text_at(walk, "outcome") == "fail");
    CHECK(text_at(walk, "failed_step") == "auth-challenge");
    CHECK(count_of(sent, "TlRMTVNT") == 0);
    CHECK(count_of(sent, "\n*\r\n") == 1);
  }

  TEST_CASE(
      "G14 channel binding: sent inside TLS, reported, and refused by a server behind another certificate") {
    auto& kdc = Kdc::instance();
    {
      GssAcceptor acceptor(kdc.server_keytab(), end_point_binding(certificate("good")));
      bool bound = false;
      const auto [run, walk, sent] = walk_spoiled([&](Peer& peer, const std::string& first) {
        play_gssapi(acceptor)(peer, first);
        bound = acceptor.bound();
      });
      INFO(run.describe());
      CHECK(ending(walk) == "pass");
      CHECK(text_at(walk, "auth.channel_binding") == "tls-server-end-point");
      CHECK(bound);
    }
    GssAcceptor acceptor(kdc.server_keytab(), end_point_binding(certificate("wrong-name")));
    HostileServer server(exchange(play_gssapi(acceptor)));
    const auto [run, walk] = walk_exchange(server.port(), with_ticket());
    INFO(run.describe());
    CHECK(text_at(walk, "outcome") == "fail");
    CHECK(text_at(walk, "failed_step") == "auth-result");
    CHECK(text_at(walk, "auth.channel_binding") == "tls-server-end-point");
    CHECK(reply_code(walk) == 535);
  }
}
