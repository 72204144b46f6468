// Mode ExchangeServer before the first token: which TLS verb, which mechanism, and servers that are no
// target.
#include <doctest/doctest.h>

#include "live/exchange_run.hpp"

using namespace authwalk::test;

namespace {

Manners never_asked(const std::string& mechanisms) {
  return exchange(
      [](Peer& peer, const std::string&) { peer.send("535 5.7.3 Authentication unsuccessful\r\n"); },
      mechanisms);
}

}  // namespace

TEST_SUITE("exchange: offers") {
  TEST_CASE("X-ANONYMOUSTLS goes before STARTTLS, and its certificate is recorded, not judged") {
    GssAcceptor acceptor(Kdc::instance().server_keytab());
    Manners manners = exchange(play_gssapi(acceptor));
    manners.tls.identity = &certificate("self-signed");
    HostileServer server(manners);
    const auto [run, walk] = walk_exchange(server.port(), with_ticket());
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(text_at(walk, "tls.verb") == "X-ANONYMOUSTLS");
    CHECK(text_at(walk, "tls.verified") == "false");
    CHECK(text_at(walk, "tls.verify_class") == "cert-self-signed");
    CHECK(count_of(server.all_received(), "STARTTLS") == 0);
  }

  TEST_CASE("STARTTLS where X-ANONYMOUSTLS is not offered") {
    GssAcceptor acceptor(Kdc::instance().server_keytab());
    Manners manners = exchange(play_gssapi(acceptor));
    manners.keywords = {"X-EXPS GSSAPI NTLM"};
    HostileServer server(manners);
    const auto [run, walk] = walk_exchange(server.port(), with_ticket());
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(text_at(walk, "tls.verb") == "STARTTLS");
  }

  TEST_CASE("Kerberos needs no TLS: it proves the server and sends no password") {
    GssAcceptor acceptor(Kdc::instance().server_keytab());
    Manners manners = exchange(play_gssapi(acceptor));
    manners.tls = {};
    manners.keywords = {"X-EXPS GSSAPI NTLM"};
    HostileServer server(manners);
    const auto [run, walk] = walk_exchange(server.port(), with_ticket());
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(text_at(walk, "auth.channel_binding") == "null");
    CHECK(text_at(walk, "auth.mutual") == "true");
  }

  TEST_CASE("EXCHANGEAUTH alone: inconclusive, with the reason") {
    HostileServer server(never_asked("EXCHANGEAUTH"));
    const auto [run, walk] = walk_exchange(server.port(), with_ticket());
    INFO(run.describe());
    CHECK(text_at(walk, "outcome") == "inconclusive");
    CHECK(text_at(walk, "summary").find("EXCHANGEAUTH") != std::string::npos);
    CHECK(run.status == 2);
    CHECK(count_of(server.all_received(), "X-EXPS") == 0);
  }

  TEST_CASE("EXCHANGEAUTH beside GSSAPI: GSSAPI is walked") {
    GssAcceptor acceptor(Kdc::instance().server_keytab());
    Manners manners = exchange(play_gssapi(acceptor), "EXCHANGEAUTH GSSAPI NTLM");
    manners.keywords = {"X-ANONYMOUSTLS", "X-EXPS GSSAPI NTLM"};
    manners.tls_keywords.emplace_back("X-EXCHANGEAUTH SHA256");
    HostileServer server(manners);
    const auto [run, walk] = walk_exchange(server.port(), with_ticket());
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(list_at(walk, "auth.offered") == "EXCHANGEAUTH, GSSAPI, NTLM");
    CHECK(text_at(walk, "auth.mechanism") == "GSSAPI");
  }

  TEST_CASE("AUTH GSSAPI without X-EXPS is no target of this mode, and --mechanism is offered for a try") {
    Manners manners = never_asked("GSSAPI");
    manners.keywords = {"SIZE 37748736"};
    manners.tls_keywords = {"AUTH GSSAPI NTLM"};
    HostileServer server(manners);
    const auto [run, walk] = walk_exchange(server.port(), with_ticket());
    INFO(run.describe());
    CHECK(ending(walk) == "fail auth-offer no-common-mechanism");
    CHECK(run.out.find("--mechanism") != std::string::npos);
    CHECK(run.out.find("451 5.7.3 Cannot achieve Exchange Server authentication") != std::string::npos);
    CHECK(count_of(server.all_received(), "AUTH") == 0);
  }
}
