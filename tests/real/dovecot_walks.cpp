// Walks against Dovecot's submission service, a second and different implementation of AUTH LOGIN.
#include <doctest/doctest.h>

#include "live/walk_run.hpp"
#include "real/dovecot.hpp"
#include "real/postfix.hpp"

using namespace authwalk::test;

namespace {

/// To Dovecot a client with the server's own address is as good as encrypted; a neighbour is not.
const Words from_a_neighbour = {"--source-ip", "127.0.0.5"};

Walked walk_dovecot(std::string_view mode, const Words& more) {
  return walk_mode(Dovecot::instance().port(), mode, from_a_neighbour + more);
}

}  // namespace

TEST_SUITE("real: Dovecot") {
  TEST_CASE("Dovecot: right password, and a message that Postfix gets") {
    if (!can_run_real_servers()) return;
    Postfix::instance().mark_log();
    const auto [run, walk] = walk_dovecot(
        "BasicAuthRequireTLS",
        login() + Words{"--from", std::string(svc), "--to", "someone@fabrikam.example", "--deliver"});
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(text_at(walk, "server.kind") == "Dovecot");
    CHECK(list_at(walk, "offers.plain").find("AUTH") == std::string::npos);
    CHECK(list_at(walk, "offers.tls").find("AUTH PLAIN LOGIN") != std::string::npos);
    CHECK(status_of(walk, "data") == "pass");
    const auto message_id = text_at(walk, "message_id");
    CHECK(wait_until(
        [&] {
          return Postfix::instance().log().find("message-id=<" + message_id + ">") != std::string::npos;
        },
        std::chrono::seconds(5)));
  }

  TEST_CASE("Dovecot: wrong password and unknown user, one rejected attempt each") {
    if (!can_run_real_servers()) return;
    auto& dovecot = Dovecot::instance();
    const auto wrong = walk_dovecot("BasicAuthRequireTLS", login("Wrong-7Zq!word"));
    INFO(wrong.run.describe());
    CHECK(ending(wrong.walk) == "fail auth-result bad-credentials");
    CHECK(reply_code(wrong.walk) == 535);
    CHECK(wait_until([&] { return dovecot.rejected_attempts() == 1; }, std::chrono::seconds(5)));
    const auto unknown = walk_dovecot("BasicAuthRequireTLS", login(canary, "nobody@contoso.example"));
    INFO(unknown.run.describe());
    CHECK(ending(unknown.walk) == "fail auth-result bad-credentials");
    CHECK(reply_code(unknown.walk) == 535);
  }

  TEST_CASE("Dovecot too sees exactly one rejected attempt in a survey of all five modes") {
    if (!can_run_real_servers()) return;
    auto& dovecot = Dovecot::instance();
    const int before = dovecot.rejected_attempts();
    const auto run =
        run_authwalk(walk_words(dovecot.port(), "",
                                from_a_neighbour + login("Wrong-7Zq!word") + Words{"--format", "json"}),
                     {.more_secrets = {"Wrong-7Zq!word"}});
    INFO(run.describe());
    CHECK(run.status == 1);
    CHECK(wait_until([&] { return dovecot.rejected_attempts() == before + 1; }, std::chrono::seconds(5)));
  }

  TEST_CASE("Dovecot: mode None may not send mail") {
    if (!can_run_real_servers()) return;
    const auto [run, walk] = walk_dovecot("None", {});
    INFO(run.describe());
    CHECK(text_at(walk, "outcome") == "fail");
    CHECK(text_at(walk, "failed_step") == "mail-from");
    CHECK(reply_code(walk) == 530);
  }
}
