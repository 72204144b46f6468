// X-EXPS GSSAPI against a scripted Exchange with real Kerberos behind it: whose ticket it is, for whom, and
// what the report says about it.
#include <doctest/doctest.h>

#include "live/exchange_run.hpp"
#include "live/tokens.hpp"

using namespace authwalk::test;

namespace {

/// The KDC issued a ticket for this service.
bool issued(const std::string& log, const std::string& service) {
  return log.find(": ISSUE: ") != std::string::npos &&
         log.find(" for " + service + "@" + std::string(kerberos_realm)) != std::string::npos;
}

}  // namespace

TEST_SUITE("exchange: Kerberos") {
  TEST_CASE("X-ANONYMOUSTLS, X-EXPS GSSAPI in SPNEGO, no security layer, mutual authentication") {
    GssAcceptor acceptor(Kdc::instance().server_keytab());
    std::string layer;
    HostileServer server(exchange(play_gssapi(acceptor, {.layer_answer = &layer})));
    const auto [run, walk] = walk_exchange(server.port(), with_ticket());
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(run.status == 0);
    CHECK(text_at(walk, "tls.verb") == "X-ANONYMOUSTLS");
    CHECK(text_at(walk, "auth.verb") == "X-EXPS");
    CHECK(text_at(walk, "auth.mechanism") == "GSSAPI");
    CHECK(text_at(walk, "auth.dialect") == "spnego");
    CHECK(text_at(walk, "auth.spn") == "SMTPSVC/mx.contoso.example");
    CHECK(text_at(walk, "auth.principal") == "svc@CONTOSO.EXAMPLE");
    CHECK(text_at(walk, "auth.ticket_source") == "credential cache");
    CHECK(text_at(walk, "auth.mutual") == "true");
    CHECK(text_at(walk, "auth.security_layer") == "none");
    CHECK(text_at(walk, "auth.rejected_attempts") == "0");
    CHECK(list_at(walk, "proved").find("server-identity") != std::string::npos);
    CHECK(list_at(walk, "proved").find("authentication") != std::string::npos);
    for (const auto* step :
         {"auth-offer", "auth-token", "auth-start", "auth-challenge", "auth-result", "mail-from"})
      CHECK(status_of(walk, step) == "pass");
    server.received();
    CHECK(acceptor.mutual());
    CHECK(layer == std::string("\x01\0\0\0", 4));
  }

  TEST_CASE("the ticket itself is in no output") {
    GssAcceptor acceptor(Kdc::instance().server_keytab());
    HostileServer server(exchange(play_gssapi(acceptor)));
    const auto json = walk_exchange(server.port(), with_ticket());
    CHECK(conversation(json.walk, '>').find("[GSS token, ") != std::string::npos);
    CHECK(conversation(json.walk, '<').find("334 [GSS token, ") != std::string::npos);
    check_no_token(json.run, server.all_received());
    const auto text = exchange_in_text(server.port(), with_ticket());
    INFO(text.describe());
    CHECK(text.status == 0);
    CHECK(text.out.find("X-EXPS GSSAPI") != std::string::npos);
    CHECK(text.out.find("[GSS token, ") != std::string::npos);
    CHECK(text.out.find("SMTPSVC/mx.contoso.example") != std::string::npos);
    check_no_token(text, server.all_received());
  }

  TEST_CASE("the check for tokens can fail") {
    std::string token;
    for (int i = 0; i < 200; ++i) token += static_cast<char>(i);
    const auto base64 = to_base64(token);
    const auto received = "EHLO mail01.contoso.example\r\nX-EXPS GSSAPI\r\n" + base64 + "\r\n\r\n";
    CHECK(token_in("before " + base64.substr(100, 60) + " after", received) != "");
    CHECK(token_in("X-EXPS GSSAPI [GSS token, 200 bytes]", received) == "");
    CHECK_THROWS(token_in("anything", "EHLO mail01.contoso.example\r\nQUIT\r\n"));
  }

  TEST_CASE("tickets from the default cache, from a keytab and from a password, as whoever was asked for") {
    auto& kdc = Kdc::instance();
    GssAcceptor acceptor(kdc.server_keytab());
    HostileServer server(exchange(play_gssapi(acceptor)));
    const struct {
      const char* source;
      Words words;
      std::vector<std::string> env;
    } cases[] = {
        {"credential cache", {}, kerberos_env({.kdc = kdc.port(), .default_cache = kdc.ticket_cache()})},
        {"keytab", {"--keytab", kdc.client_keytab()}, kerberos_env()},
        {"keytab", {"--keytab", kdc.client_keytab(), "-u", "svc"}, kerberos_env()},
        {"password", login(canary, "svc"), kerberos_env()},
        {"password", login(canary, "svc@contoso.example"), kerberos_env()},
        {"password", login(canary, "CONTOSO\\svc"), kerberos_env()},
        {"password", login(canary, "svc") + Words{"--domain", "CONTOSO"}, kerberos_env()},
    };
    for (const auto& [source, words, env] : cases) {
      CAPTURE(source);
      const auto [run, walk] = walk_exchange(server.port(), words, env);
      INFO(run.describe());
      CHECK(ending(walk) == "pass");
      CHECK(text_at(walk, "auth.ticket_source") == source);
      CHECK(text_at(walk, "auth.principal") == "svc@CONTOSO.EXAMPLE");
    }
  }

  TEST_CASE("a password makes no credential cache on disk") {
    auto& kdc = Kdc::instance();
    const TemporaryFolder folder;
    GssAcceptor acceptor(kdc.server_keytab());
    HostileServer server(exchange(play_gssapi(acceptor)));
    const auto env = kerberos_env({.kdc = kdc.port(), .default_cache = "FILE:" + folder.file("cache")});
    const auto [run, walk] = walk_exchange(server.port(), login(canary, "svc"), env);
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(std::filesystem::is_empty(folder.path()));
  }

  TEST_CASE("both dialects, whatever the verb; the report names the one that was used") {
    GssAcceptor acceptor(Kdc::instance().server_keytab());
    Manners either = exchange(play_gssapi(acceptor));
    Manners plain = either;
    plain.keywords = {"SIZE 37748736"};
    plain.tls_keywords = {"AUTH GSSAPI"};
    HostileServer exchange_server(either), other_server(plain);
    for (const auto* dialect : {"spnego", "kerberos"}) {
      CAPTURE(dialect);
      const auto exps = walk_exchange(exchange_server.port(), with_ticket() + Words{"--gssapi", dialect});
      INFO(exps.run.describe());
      CHECK(ending(exps.walk) == "pass");
      CHECK(text_at(exps.walk, "auth.dialect") == dialect);
      const auto auth = walk_exchange(other_server.port(),
                                      with_ticket() + Words{"--mechanism", "GSSAPI", "--gssapi", dialect});
      INFO(auth.run.describe());
      CHECK(ending(auth.walk) == "pass");
      CHECK(text_at(auth.walk, "auth.verb") == "AUTH");
      CHECK(text_at(auth.walk, "auth.diagnostic") == "true");
      CHECK(text_at(auth.walk, "auth.dialect") == dialect);
    }
  }

  TEST_CASE("a server that leaves the security-layer round out is accepted, and that is noted") {
    GssAcceptor acceptor(Kdc::instance().server_keytab());
    HostileServer server(exchange(play_gssapi(acceptor, {.omit_layer = true})));
    const auto [run, walk] = walk_exchange(server.port(), with_ticket());
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(text_at(walk, "auth.security_layer") == "omitted");
    CHECK(text_at(walk, "auth.mutual") == "true");
    CHECK((note_of(walk, "auth-result") + note_of(walk, "auth-challenge")).find("security") !=
          std::string::npos);
  }

  TEST_CASE("SMTPSVC/ is asked for first, SMTP/ when the KDC does not know it, and both are reported") {
    auto& kdc = Kdc::instance();
    kdc.mark_log();
    HostileServer server(exchange([](Peer& peer, const std::string&) {
      peer.send("535 5.7.3 Authentication unsuccessful\r\n");  // our keytab has no key of this host
    }));
    const auto [run, walk] =
        walk_exchange(walk_words_to("old.contoso.example", server.port(), with_ticket()));
    INFO(run.describe());
    CHECK(status_of(walk, "auth-token") != "fail");
    CHECK(text_at(walk, "auth.spn") == "SMTP/old.contoso.example");
    CHECK(list_at(walk, "auth.unknown_spns") == "SMTPSVC/old.contoso.example");
    CHECK(issued(kdc.log(), "SMTP/old.contoso.example"));
    const auto text = run_authwalk(walk_words_to("old.contoso.example", server.port(), with_ticket()) +
                                       Words{"-m", "ExchangeServer", "-v"},
                                   {.env = kerberos_env()});
    INFO(text.describe());
    CHECK(text.out.find("SMTPSVC/old.contoso.example") != std::string::npos);
    CHECK(text.out.find("SMTP/old.contoso.example") != std::string::npos);
  }

  TEST_CASE("--spn: that one and no other") {
    auto& kdc = Kdc::instance();
    GssAcceptor acceptor(kdc.server_keytab());
    HostileServer server(exchange(play_gssapi(acceptor)));
    const auto known = walk_exchange(walk_words_to("lb.contoso.example", server.port(), with_ticket()) +
                                     Words{"--spn", "SMTP/mx.contoso.example"});
    INFO(known.run.describe());
    CHECK(ending(known.walk) == "pass");
    CHECK(text_at(known.walk, "auth.spn") == "SMTP/mx.contoso.example");
    CHECK(list_at(known.walk, "auth.unknown_spns").empty());
    const auto unknown =
        walk_exchange(server.port(), with_ticket() + Words{"--spn", "SMTPSVC/nowhere.contoso.example"});
    INFO(unknown.run.describe());
    CHECK(ending(unknown.walk) == "fail auth-token kerberos-unknown-service");
    CHECK(text_at(unknown.walk, "auth.spn") == "SMTPSVC/nowhere.contoso.example");
    CHECK(kdc.log().find("SMTP/nowhere") == std::string::npos);
  }

  TEST_CASE("G12 the ticket is for the name that was given, whatever DNS and krb5.conf say") {
    auto& kdc = Kdc::instance();
    kdc.mark_log();
    GssAcceptor acceptor(kdc.server_keytab());
    HostileServer server(exchange(play_gssapi(acceptor)));
    const auto env =
        kerberos_env({.kdc = kdc.port(), .more = "rdns = true\ndns_canonicalize_hostname = true\n"});
    const auto [run, walk] = walk_exchange(server.port(), with_ticket(), env);
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(text_at(walk, "auth.spn") == "SMTPSVC/mx.contoso.example");
    CHECK(issued(kdc.log(), "SMTPSVC/mx.contoso.example"));
    // 127.0.0.1 is a name of this machine's own; asked for by number, it stays a number.
    const auto number = walk_exchange(Words{"walk", server.target()} + with_ticket(), env);
    INFO(number.run.describe());
    CHECK(ending(number.walk) == "fail auth-token kerberos-unknown-service");
    CHECK(kdc.log().find("localhost") == std::string::npos);
    CHECK(kdc.log().find("SMTPSVC/127.0.0.1") != std::string::npos);
  }

  TEST_CASE("G13 the ticket is never delegated, even where everything allows it") {
    auto& kdc = Kdc::instance();
    GssAcceptor acceptor(kdc.server_keytab());
    bool delegated = true;
    HostileServer server(exchange([&](Peer& peer, const std::string& first) {
      play_gssapi(acceptor)(peer, first);
      delegated = acceptor.delegation();
    }));
    const auto env = kerberos_env({.kdc = kdc.port(), .more = "forwardable = true\n"});
    const auto [run, walk] = walk_exchange(server.port(), login(canary, "svc"), env);
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    server.received();
    CHECK_FALSE(delegated);
  }
}
