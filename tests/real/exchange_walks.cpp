// Kerberos and NTLM against servers that others wrote: with AUTH as they speak it, and as X-EXPS through a
// proxy that renames the verb.
#include <doctest/doctest.h>

#include "live/exchange_run.hpp"
#include "live/verb_proxy.hpp"
#include "real/dovecot.hpp"
#include "real/postfix.hpp"

using namespace authwalk::test;

namespace {

/// To Dovecot a client with the server's own address is as good as encrypted; a neighbour is not.
const Words from_a_neighbour = {"--source-ip", "127.0.0.5"};

Postfix& postfix_with_keytab() {
  auto& postfix = Postfix::instance();
  postfix.take_keytab(Kdc::instance().server_keytab());
  postfix.mark_log();
  return postfix;
}

VerbProxy before(std::uint16_t port, bool anonymous_tls = true) {
  return {.back_end = port, .tls = {.identity = &certificate("good")}, .anonymous_tls = anonymous_tls};
}

}  // namespace

TEST_SUITE("real: Exchange Server authentication") {
  TEST_CASE("AUTH GSSAPI with Postfix: from a cache, a keytab and a password") {
    if (!can_run_real_servers()) return;
    auto& postfix = postfix_with_keytab();
    for (const auto& words :
         {with_ticket(), Words{"--keytab", Kdc::instance().client_keytab()}, login(canary, "svc")}) {
      const auto [run, walk] = walk_exchange(postfix.port("gssapi"), words + Words{"--mechanism", "GSSAPI"});
      INFO(run.describe());
      CHECK(ending(walk) == "pass");
      CHECK(text_at(walk, "auth.verb") == "AUTH");
      CHECK(text_at(walk, "auth.dialect") == "kerberos");
      CHECK(text_at(walk, "auth.spn") == "smtp/mx.contoso.example");
      CHECK(text_at(walk, "auth.security_layer") == "none");
      CHECK(text_at(walk, "auth.mutual") == "true");
      CHECK(text_at(walk, "auth.diagnostic") == "true");
    }
    CHECK(postfix.count().auth_accepted == 3);
    CHECK(postfix.count().auth_rejected == 0);
  }

  TEST_CASE("AUTH GSSAPI with Dovecot: from a cache, a keytab and a password") {
    if (!can_run_real_servers()) return;
    auto& dovecot = Dovecot::with_tokens();
    for (const auto& words :
         {with_ticket(), Words{"--keytab", Kdc::instance().client_keytab()}, login(canary, "svc")}) {
      const auto [run, walk] =
          walk_exchange(dovecot.port(), words + Words{"--mechanism", "GSSAPI"} + from_a_neighbour);
      INFO(run.describe());
      CHECK(ending(walk) == "pass");
      CHECK(text_at(walk, "server.kind") == "Dovecot");
      CHECK(text_at(walk, "auth.verb") == "AUTH");
      CHECK(text_at(walk, "auth.dialect") == "kerberos");
      CHECK(text_at(walk, "auth.security_layer") == "none");
      CHECK(text_at(walk, "auth.mutual") == "true");
    }
  }

  TEST_CASE("X-EXPS GSSAPI inside X-ANONYMOUSTLS and inside STARTTLS, with Dovecot behind it") {
    if (!can_run_real_servers()) return;
    auto& dovecot = Dovecot::with_tokens();
    for (const bool anonymous : {true, false}) {
      HostileServer proxy(rename_auth_to_x_exps(before(dovecot.port(), anonymous)));
      const auto [run, walk] = walk_exchange(proxy.port(), with_ticket() + Words{"--gssapi", "kerberos"});
      INFO(run.describe());
      CHECK(ending(walk) == "pass");
      CHECK(text_at(walk, "tls.verb") == (anonymous ? "X-ANONYMOUSTLS" : "STARTTLS"));
      CHECK(text_at(walk, "auth.verb") == "X-EXPS");
      CHECK(text_at(walk, "auth.spn") == "SMTPSVC/mx.contoso.example");
      CHECK(text_at(walk, "auth.dialect") == "kerberos");
      CHECK(text_at(walk, "auth.mutual") == "true");
      check_no_token(run, proxy.all_received());
      CHECK(proxy.deviations().empty());
    }
  }

  TEST_CASE("X-EXPS GSSAPI with Postfix behind it, whose service is smtp") {
    if (!can_run_real_servers()) return;
    auto& postfix = postfix_with_keytab();
    HostileServer proxy(rename_auth_to_x_exps(before(postfix.port("gssapi"))));
    const auto [run, walk] = walk_exchange(
        proxy.port(), with_ticket() + Words{"--gssapi", "kerberos", "--spn", "smtp/mx.contoso.example"});
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    const auto other = walk_exchange(proxy.port(), with_ticket() + Words{"--gssapi", "kerberos"});
    INFO(other.run.describe());
    CHECK(text_at(other.walk, "auth.spn") == "SMTPSVC/mx.contoso.example");
    CHECK(text_at(other.walk, "failed_step") == "auth-result");
    CHECK(reply_code(other.walk) == 535);
    CHECK(text_at(other.walk, "event.id") == "2003");
    CHECK(postfix.count().auth_accepted == 1);
    CHECK(postfix.count().auth_rejected == 1);
  }

  TEST_CASE("SPNEGO with Dovecot and Postfix") {
    if (!can_run_real_servers()) return;
    HostileServer proxy(rename_auth_to_x_exps(before(Dovecot::with_tokens().port())));
    const auto dovecot = walk_exchange(proxy.port(), with_ticket());
    INFO(dovecot.run.describe());
    CHECK(text_at(dovecot.walk, "auth.dialect") == "spnego");
    CHECK(ending(dovecot.walk) == "pass");
    const auto postfix = walk_exchange(postfix_with_keytab().port("gssapi"),
                                       with_ticket() + Words{"--mechanism", "GSSAPI", "--gssapi", "spnego",
                                                             "--spn", "smtp/mx.contoso.example"});
    INFO(postfix.run.describe());
    CHECK(text_at(postfix.walk, "auth.dialect") == "spnego");
    CHECK(ending(postfix.walk) == "pass");
  }

  TEST_CASE("a server whose keytab is older than the ticket") {
    if (!can_run_real_servers()) return;
    auto& kdc = Kdc::instance();
    Dovecot dovecot(
        {.mechanisms = "plain login gssapi", .keytab = kdc.stale_keytab(), .env = kerberos_env()});
    HostileServer proxy(rename_auth_to_x_exps(before(dovecot.port())));
    const auto [run, walk] = walk_exchange(proxy.port(), with_ticket() + Words{"--gssapi", "kerberos"});
    INFO(run.describe());
    CHECK(text_at(walk, "outcome") == "fail");
    CHECK(text_at(walk, "failed_step") == "auth-result");
    CHECK(text_at(walk, "origin") == "server");
    CHECK(reply_code(walk) == 535);
    CHECK(text_at(walk, "event.id") == "2003");
  }

  TEST_CASE("without a ticket Dovecot sees no AUTH") {
    if (!can_run_real_servers()) return;
    auto& dovecot = Dovecot::with_tokens();
    const auto [run, walk] = walk_exchange(dovecot.port(), Words{"--mechanism", "GSSAPI"} + from_a_neighbour);
    INFO(run.describe());
    CHECK(ending(walk) == "fail auth-token kerberos-no-ticket");
    CHECK(wait_until([&] { return dovecot.log().find("rip=127.0.0.5") != std::string::npos; },
                     std::chrono::seconds(5)));
    CHECK(dovecot.log().find("no auth attempts") != std::string::npos);
  }

  TEST_CASE("X-EXPS NTLM and AUTH NTLM with Samba: right and wrong password") {
    if (!can_run_real_servers()) return;
    auto& dovecot = Dovecot::with_tokens();
    HostileServer proxy(rename_auth_to_x_exps(before(dovecot.port())));
    const Words ntlm = {"--mechanism", "NTLM"};
    for (const auto* user : {"CONTOSO\\svc", "svc"}) {
      const auto right = walk_exchange(proxy.port(), login(canary, user) + ntlm);
      INFO(right.run.describe());
      CHECK(ending(right.walk) == "pass");
      CHECK(text_at(right.walk, "auth.verb") == "X-EXPS");
      CHECK(text_at(right.walk, "auth.ntlm.netbios_computer") == "MX");
    }
    const auto direct = walk_exchange(dovecot.port(), login(canary, "svc") + ntlm + from_a_neighbour);
    INFO(direct.run.describe());
    CHECK(ending(direct.walk) == "pass");
    CHECK(text_at(direct.walk, "auth.verb") == "AUTH");

    const auto wrong = walk_exchange(proxy.port(), login("Wrong-7Zq!word", "svc") + ntlm);
    INFO(wrong.run.describe());
    CHECK(ending(wrong.walk) == "fail auth-result bad-credentials");
    CHECK(reply_code(wrong.walk) == 535);
    CHECK(text_at(wrong.walk, "auth.rejected_attempts") == "1");
    CHECK(text_at(wrong.walk, "event.id") == "2003");
    check_no_token(wrong.run, proxy.all_received());
  }

  TEST_CASE("Cyrus SASL's NTLM leaves no room for NTLMv2: Postfix gets no answer to its challenge") {
    if (!can_run_real_servers()) return;
    const auto [run, walk] =
        walk_exchange(Postfix::instance().port("ntlm"), login(canary, "svc") + Words{"--mechanism", "NTLM"});
    INFO(run.describe());
    CHECK(ending(walk) == "fail auth-challenge ntlm-downgrade");
    CHECK(text_at(walk, "auth.rejected_attempts") == "0");
    CHECK(conversation(walk, '>').find("[NTLM type 1, ") != std::string::npos);
    CHECK(conversation(walk, '>').find("[NTLM type 3, ") == std::string::npos);
  }

  TEST_CASE("a refused NTLM answer spares the account in the other modes") {
    if (!can_run_real_servers()) return;
    auto& dovecot = Dovecot::with_tokens();
    const auto refused = [&] { return count_of(dovecot.log(), "NT_STATUS_LOGON_FAILURE"); };
    const int before_it = refused();
    const auto run = run_authwalk(walk_words(dovecot.port(), "", login("Wrong-7Zq!word", "svc")) +
                                      from_a_neighbour + Words{"--mechanism", "NTLM", "--format", "json"},
                                  {.env = kerberos_env(), .more_secrets = {"Wrong-7Zq!word"}});
    INFO(run.describe());
    CHECK(wait_until([&] { return refused() > before_it; }, std::chrono::seconds(5)));
    CHECK(refused() == before_it + 1);
    int tried = 0, spared = 0;
    for (const auto* mode : {"BasicAuth", "BasicAuthRequireTLS", "ExchangeServer"}) {
      const auto how = ending(walk_of(run.json, mode));
      if (how == "fail auth-result bad-credentials") ++tried;
      if (how == "not-tested auth-offer lockout-guard") ++spared;
    }
    CHECK(tried == 1);
    CHECK(spared == 2);
  }
}
