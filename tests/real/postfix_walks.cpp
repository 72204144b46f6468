// Walks against Postfix: what a smart host in the field says, and what its log counts.
#include <doctest/doctest.h>

#include "live/clean_output.hpp"
#include "live/walk_run.hpp"
#include "real/postfix.hpp"

using namespace authwalk::test;

namespace {

const Words outside = {"--from", "svc@contoso.example", "--to", "someone@fabrikam.example"};

/// Postfix with its log counted from here on.
Postfix& fresh_postfix() {
  auto& postfix = Postfix::instance();
  postfix.mark_log();
  return postfix;
}

}  // namespace

TEST_SUITE("real: Postfix") {
  TEST_CASE("right password inside TLS") {
    if (!can_run_real_servers()) return;
    auto& postfix = fresh_postfix();
    const auto [run, walk] = walk_mode(postfix.port("tls"), "BasicAuthRequireTLS", login() + outside);
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(run.status == 0);
    CHECK(text_at(walk, "server.kind") == "Postfix");
    CHECK(text_at(walk, "tls.verified") == "true");
    CHECK(text_at(walk, "tls.version") == "TLSv1.3");
    CHECK(list_at(walk, "proved").find("authentication") != std::string::npos);
    CHECK(list_at(walk, "proved").find("relay") != std::string::npos);
    CHECK(status_of(walk, "rcpt-to") == "pass");
    CHECK(status_of(walk, "quit") == "pass");
    const auto counted = postfix.count();
    CHECK(counted.connections == 1);
    CHECK(counted.auth_accepted == 1);
    CHECK(counted.auth_rejected == 0);
  }

  TEST_CASE("wrong password: auth-result, the server's words, one rejected attempt") {
    if (!can_run_real_servers()) return;
    auto& postfix = fresh_postfix();
    const auto [run, walk] = walk_mode(postfix.port("tls"), "BasicAuthRequireTLS", login("Wrong-7Zq!word"));
    INFO(run.describe());
    CHECK(ending(walk) == "fail auth-result bad-credentials");
    CHECK(run.status == 1);
    CHECK(reply_code(walk) == 535);
    CHECK(text_at(walk, "reply.enhanced") == "5.7.8");
    CHECK(reply_text(walk).find("authentication failed") != std::string::npos);
    CHECK(text_at(walk, "origin") == "server");
    CHECK(text_at(walk, "blame") == "ours");
    CHECK(text_at(walk, "event.id") == "2003");
    CHECK(text_at(walk, "auth.rejected_attempts") == "1");
    CHECK(find_secret(run.out + run.err, "Wrong-7Zq!word") == "");
    CHECK(postfix.count().auth_rejected == 1);
  }

  TEST_CASE("unknown user: the same class, for the server says the same") {
    if (!can_run_real_servers()) return;
    auto& postfix = fresh_postfix();
    const auto [run, walk] =
        walk_mode(postfix.port("tls"), "BasicAuthRequireTLS", login(canary, "nobody@contoso.example"));
    INFO(run.describe());
    CHECK(ending(walk) == "fail auth-result bad-credentials");
    CHECK(reply_code(walk) == 535);
    CHECK(postfix.count().auth_rejected == 1);
  }

  TEST_CASE("a wrong password costs exactly one rejected attempt in a survey of all five modes") {
    if (!can_run_real_servers()) return;
    for (const auto* service : {"tls", "clear"}) {
      auto& postfix = fresh_postfix();
      const auto run =
          run_authwalk(walk_words(postfix.port(service), "",
                                  login("Wrong-7Zq!word") + Words{"--allow-cleartext", "--format", "json"}),
                       {.more_secrets = {"Wrong-7Zq!word"}});
      INFO(run.describe());
      CHECK(run.json.at("walks").as_array().size() == 5);
      const auto counted = postfix.count(5);
      CHECK(counted.auth_rejected == 1);
      CHECK(counted.auth_accepted == 0);
      CHECK(counted.connections == 5);
      int reported = 0;
      for (const auto* mode : {"BasicAuth", "BasicAuthRequireTLS"})
        reported += std::stoi(text_at(walk_of(run.json, mode), "auth.rejected_attempts"));
      CHECK(reported == 1);
    }
  }

  TEST_CASE("LOGIN in clear: without consent no AUTH command reaches the server") {
    if (!can_run_real_servers()) return;
    auto& postfix = fresh_postfix();
    const auto [run, walk] = walk_mode(postfix.port("clear"), "BasicAuth", login());
    INFO(run.describe());
    CHECK(ending(walk) == "not-tested auth-offer cleartext-not-allowed");
    CHECK(run.status == 2);
    CHECK(run.out.find("svc@contoso.example") != std::string::npos);
    CHECK(run.out.find(text_at(walk, "remote")) != std::string::npos);
    const auto counted = postfix.count();
    CHECK(counted.connections == 1);
    CHECK(counted.auth_commands() == 0);
  }

  TEST_CASE("LOGIN in clear with consent") {
    if (!can_run_real_servers()) return;
    auto& postfix = fresh_postfix();
    const auto [run, walk] =
        walk_mode(postfix.port("clear"), "BasicAuth", login() + Words{"--allow-cleartext"});
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(text_at(walk, "tls") == "null");
    CHECK(status_of(walk, "starttls") == "note");
    CHECK(postfix.count().auth_accepted == 1);
    const auto required = walk_mode(postfix.port("clear"), "BasicAuthRequireTLS", login());
    INFO(required.run.describe());
    CHECK(ending(required.walk) == "fail starttls not-offered");
    CHECK(postfix.count().auth_commands() == 1);
  }

  TEST_CASE("PLAIN only: a Send connector has no mechanism in common with it") {
    if (!can_run_real_servers()) return;
    auto& postfix = fresh_postfix();
    for (const auto* mode : {"BasicAuth", "BasicAuthRequireTLS"}) {
      const auto [run, walk] = walk_mode(postfix.port("plain"), mode, login());
      INFO(run.describe());
      CHECK(ending(walk) == "fail auth-offer no-common-mechanism");
      CHECK(list_at(walk, "auth.offered") == "PLAIN");
      CHECK(text_at(walk, "summary").find("PLAIN") != std::string::npos);
      CHECK(run.out.find("451 5.7.3 Require basic authentication") != std::string::npos);
    }
    CHECK(postfix.count().auth_commands() == 0);
  }

  TEST_CASE("--mechanism PLAIN is a diagnosis, and the report says so") {
    if (!can_run_real_servers()) return;
    auto& postfix = fresh_postfix();
    const auto [run, walk] =
        walk_mode(postfix.port("plain"), "BasicAuthRequireTLS", login() + Words{"--mechanism", "PLAIN"});
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(text_at(walk, "auth.mechanism") == "PLAIN");
    CHECK(text_at(walk, "auth.diagnostic") == "true");
    CHECK(note_of(walk, "auth-offer").find("Send connector") != std::string::npos);
    CHECK(postfix.count().auth_accepted == 1);
  }

  TEST_CASE("AUTH that is offered only inside TLS is found in the second EHLO") {
    if (!can_run_real_servers()) return;
    auto& postfix = fresh_postfix();
    const auto [run, walk] = walk_mode(postfix.port("tls"), "BasicAuth", login());
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(list_at(walk, "offers.plain").find("AUTH") == std::string::npos);
    CHECK(list_at(walk, "offers.tls").find("AUTH PLAIN LOGIN") != std::string::npos);
    const auto clear = walk_mode(postfix.port("tls"), "BasicAuth",
                                 login() + Words{"--ignore-starttls", "--allow-cleartext"});
    INFO(clear.run.describe());
    CHECK(ending(clear.walk) == "fail auth-offer no-common-mechanism");
  }

  TEST_CASE("a trusted network: relay is proved with a recipient outside, and only then") {
    if (!can_run_real_servers()) return;
    auto& postfix = fresh_postfix();
    const auto with = walk_mode(postfix.port("trusted"), "ExternalAuthoritative", outside);
    INFO(with.run.describe());
    CHECK(ending(with.walk) == "pass");
    CHECK(with.run.status == 0);
    CHECK(list_at(with.walk, "proved").find("relay") != std::string::npos);
    const auto without = walk_mode(postfix.port("trusted"), "ExternalAuthoritative");
    INFO(without.run.describe());
    CHECK(text_at(without.walk, "outcome") == "inconclusive");
    CHECK(without.run.status == 2);
    const auto basic = walk_mode(postfix.port("trusted"), "BasicAuth", login() + Words{"--allow-cleartext"});
    INFO(basic.run.describe());
    CHECK(ending(basic.walk) == "fail auth-offer no-common-mechanism");
    CHECK(postfix.count().auth_commands() == 0);
  }

  TEST_CASE("relay denied") {
    if (!can_run_real_servers()) return;
    auto& postfix = fresh_postfix();
    const auto external = walk_mode(postfix.port("tls"), "ExternalAuthoritative", outside);
    INFO(external.run.describe());
    CHECK(ending(external.walk) == "fail rcpt-to relay-denied");
    CHECK(reply_code(external.walk) == 554);
    CHECK(reply_text(external.walk).find("Relay access denied") != std::string::npos);

    const auto strict = walk_mode(postfix.port("strict"), "BasicAuthRequireTLS", login() + outside);
    INFO(strict.run.describe());
    CHECK(ending(strict.walk) == "fail rcpt-to relay-denied");
    CHECK(status_of(strict.walk, "auth-result") == "pass");
    CHECK(text_at(strict.walk, "tls.client_certificate.requested") == "true");
    CHECK(list_at(strict.walk, "proved").find("authentication") != std::string::npos);
  }

  TEST_CASE("TLS is demanded: mode None without STARTTLS is told so") {
    if (!can_run_real_servers()) return;
    const auto [run, walk] = walk_mode(fresh_postfix().port("strict"), "None", {"--ignore-starttls"});
    INFO(run.describe());
    CHECK(ending(walk) == "fail mail-from tls-required");
    CHECK(reply_code(walk) == 530);
  }

  TEST_CASE("a delivered message is accepted at the end of data, with the Message-ID of the report") {
    if (!can_run_real_servers()) return;
    auto& postfix = fresh_postfix();
    const auto [run, walk] =
        walk_mode(postfix.port("tls"), "BasicAuthRequireTLS", login() + outside + Words{"--deliver"});
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(status_of(walk, "data") == "pass");
    CHECK(text_at(step_of(walk, "data"), "reply.code") == "250");
    CHECK(list_at(walk, "not_proved").empty());
    const auto message_id = text_at(walk, "message_id");
    CHECK(
        wait_until([&] { return postfix.log().find("message-id=<" + message_id + ">") != std::string::npos; },
                   std::chrono::seconds(5)));
  }
}

TEST_SUITE("real: Postfix TLS") {
  TEST_CASE("TLS 1.0 only: both sides' versions") {
    if (!can_run_real_servers()) return;
    auto& postfix = fresh_postfix();
    const auto [run, walk] = walk_mode(postfix.port("tls10"), "BasicAuthRequireTLS", login());
    INFO(run.describe());
    CHECK(ending(walk) == "fail tls-handshake tls-version");
    CHECK(text_at(walk, "tls.our_versions") == "TLSv1.2-TLSv1.3");
    CHECK(text_at(walk, "tls.peer_version") == "TLSv1");
    CHECK(run.out.find("AUTH LOGIN\"") == std::string::npos);
    CHECK(postfix.count().auth_commands() == 0);
  }

  TEST_CASE("each certificate fault has its class where TLS is required, and is a note where it is not") {
    if (!can_run_real_servers()) return;
    const std::pair<const char*, const char*> cases[] = {{"expired", "cert-expired"},
                                                         {"wrong-name", "cert-name-mismatch"},
                                                         {"self-signed", "cert-self-signed"}};
    auto& postfix = fresh_postfix();
    for (const auto& [service, cls] : cases) {
      CAPTURE(service);
      const auto required = walk_mode(postfix.port(service), "BasicAuthRequireTLS", login());
      INFO(required.run.describe());
      CHECK(ending(required.walk) == "fail tls-verify " + std::string(cls));
      CHECK(status_of(required.walk, "tls-handshake") == "pass");
      CHECK(status_of(required.walk, "ehlo-tls") == "not-reached");
      const auto opportunistic = walk_mode(postfix.port(service), "None");
      INFO(opportunistic.run.describe());
      CHECK(ending(opportunistic.walk) == "pass");
      CHECK(status_of(opportunistic.walk, "tls-verify") == "note");
      CHECK(text_at(opportunistic.walk, "tls.verify_class") == cls);
    }
    CHECK(postfix.count().auth_commands() == 0);
  }
}
