// Kerberos at the rehearsal smart host: the program with real tickets, in both dialects of GSSAPI.
#include <doctest/doctest.h>

#include <authwalk/rehearsal.hpp>

#include "live/rehearsal_walk.hpp"
#include "real/kdc.hpp"

using namespace authwalk::test;
using authwalk::ExtendedProtection;
using authwalk::ReceiveConnector;
using authwalk::RehearsalHost;

namespace {

authwalk::RehearsalPlan plan_with_keytab(ReceiveConnector connector) {
  authwalk::RehearsalPlan plan;
  plan.host_name = smart_host;
  plan.keytab = Kdc::instance().server_keytab();
  plan.connectors = {std::move(connector)};
  authwalk::RehearsalAccount account;
  account.user = "svc";
  account.password = canary;
  plan.accounts = {account};
  return plan;
}

Walked walk_with_ticket(const RehearsalHost& host, const std::string& mode, const Words& more = {},
                        const std::string& user = "svc") {
  return walk_rehearsal(host, mode, Words{"--ccache", Kdc::instance().ticket_cache(user)} + more,
                        kerberos_env());
}

}  // namespace

TEST_SUITE("rehearsal") {
  TEST_CASE("X-EXPS GSSAPI passes in both dialects, inside X-ANONYMOUSTLS, STARTTLS and in clear") {
    ReceiveConnector suppressed, clear;
    suppressed.suppress_x_anonymous_tls = true;
    clear.suppress_x_anonymous_tls = true;
    clear.tls = false;
    const struct {
      ReceiveConnector connector;
      const char* verb;
    } ways[] = {{{}, "X-ANONYMOUSTLS"}, {suppressed, "STARTTLS"}, {clear, "null"}};
    for (const auto& way : ways) {
      for (const char* dialect : {"spnego", "kerberos"}) {
        CAPTURE(std::string(way.verb));
        CAPTURE(std::string(dialect));
        const RehearsalHost host(plan_with_keytab(way.connector));
        const auto [run, walk] = walk_with_ticket(host, "ExchangeServer", {"--gssapi", dialect});
        INFO(run.describe());
        CHECK(ending(walk) == "pass");
        if (way.connector.tls) CHECK(text_at(walk, "tls.verb") == way.verb);
        CHECK(text_at(walk, "auth.mechanism") == "GSSAPI");
        CHECK(text_at(walk, "auth.dialect") == dialect);
        CHECK(text_at(walk, "auth.principal") == "svc@CONTOSO.EXAMPLE");
        CHECK(text_at(walk, "auth.mutual") == "true");
        CHECK(text_at(walk, "auth.security_layer") == "none");
        CHECK(host.rejected_attempts() == 0);
      }
    }
  }

  TEST_CASE("X-EXPS offers Kerberos where there is a keytab, and AUTH where it is Integrated") {
    ReceiveConnector integrated;
    integrated.integrated = true;
    const RehearsalHost host(plan_with_keytab(integrated));
    const auto exchange = walk_with_ticket(host, "ExchangeServer");
    INFO(exchange.run.describe());
    CHECK(list_at(exchange.walk, "auth.offered") == "EXCHANGEAUTH, GSSAPI, NTLM");
    const auto basic = walk_with_ticket(host, "BasicAuthRequireTLS", {"--mechanism", "GSSAPI"});
    INFO(basic.run.describe());
    CHECK(ending(basic.walk) == "pass");
    CHECK(text_at(basic.walk, "auth.verb") == "AUTH");
    CHECK(list_at(basic.walk, "auth.offered") == "GSSAPI, NTLM, LOGIN");
  }

  TEST_CASE("a Postfix is walked with Kerberos as RFC 4752 has it") {
    ReceiveConnector connector;
    connector.profile = "postfix";
    connector.mechanisms = "GSSAPI PLAIN";
    const RehearsalHost host(plan_with_keytab(connector));
    const auto [run, walk] = walk_with_ticket(host, "BasicAuthRequireTLS", {"--mechanism", "GSSAPI"});
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(text_at(walk, "auth.dialect") == "kerberos");
    CHECK(text_at(walk, "auth.spn") == "smtp/mx.contoso.example");
  }

  TEST_CASE("a ticket of somebody whom the host does not know, or has disabled, is refused") {
    auto plan = plan_with_keytab({});
    plan.accounts.front().disabled = true;
    const RehearsalHost host(plan);
    for (const char* user : {"svc", "trusting"}) {
      CAPTURE(std::string(user));
      const auto [run, walk] = walk_with_ticket(host, "ExchangeServer", {}, user);
      INFO(run.describe());
      CHECK(ending(walk) == "fail auth-result bad-credentials");
      CHECK(text_at(walk, "auth.mutual") == "true");
    }
  }

  TEST_CASE("tickets that the keytab's keys do not open are refused") {
    auto plan = plan_with_keytab({});
    plan.keytab = Kdc::instance().stale_keytab();
    const RehearsalHost host(plan);
    const auto [run, walk] = walk_with_ticket(host, "ExchangeServer");
    INFO(run.describe());
    CHECK(ending(walk) == "fail auth-result bad-credentials");
  }

  TEST_CASE("Extended Protection holds for Kerberos: bound inside TLS, refused in clear when demanded") {
    for (const bool tls : {true, false}) {
      for (const auto policy :
           {ExtendedProtection::none, ExtendedProtection::allow, ExtendedProtection::require}) {
        for (const char* dialect : {"spnego", "kerberos"}) {
          CAPTURE(tls);
          CAPTURE(int(policy));
          CAPTURE(std::string(dialect));
          ReceiveConnector connector;
          connector.extended_protection = policy;
          connector.tls = tls;
          connector.suppress_x_anonymous_tls = !tls;
          const RehearsalHost host(plan_with_keytab(connector));
          const auto [run, walk] = walk_with_ticket(host, "ExchangeServer", {"--gssapi", dialect});
          INFO(run.describe());
          const bool refused = policy == ExtendedProtection::require && !tls;
          CHECK(ending(walk) == (refused ? "fail auth-result bad-credentials" : "pass"));
          CHECK(text_at(walk, "auth.channel_binding") == (tls ? "tls-server-end-point" : "null"));
        }
      }
    }
  }
}
