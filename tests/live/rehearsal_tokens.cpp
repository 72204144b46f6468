// NTLM at the rehearsal smart host, with the tokens that a walk sends. Kerberos, which takes a realm, is in
// fault_table.cpp.
#include <doctest/doctest.h>

#include <authwalk/rehearsal.hpp>
#include <string>
#include <vector>

#include "live/rehearsal_client.hpp"
#include "live/rehearsal_talk.hpp"
#include "rehearsal/md4.hpp"
#include "sasl/base64.hpp"
#include "sasl/gss_library.hpp"

namespace authwalk::test {
namespace {

const std::string accepted = "235 2.7.0 Authentication successful";
const std::string refused = "535 5.7.3 Authentication unsuccessful";

// Without gss-ntlmssp nobody makes the client's tokens.
bool can_play_ntlm() {
  if (gss_has_ntlm()) return true;
  MESSAGE("skipped: gss-ntlmssp is not installed");
  return false;
}

std::string hexadecimal(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const unsigned byte : rehearsal::md4(text)) out += {digits[byte >> 4], digits[byte & 15]};
  return out;
}

}  // namespace

TEST_SUITE("rehearsal") {
  TEST_CASE("MD4 gives what RFC 1320 says") {
    CHECK(hexadecimal("") == "31d6cfe0d16ae931b73c59d7e0c089c0");
    CHECK(hexadecimal("abc") == "a448017aaf21d8525fc10ae87aa6729d");
    // As long as a block that has no room left for the length.
    CHECK(hexadecimal("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") ==
          "043f8582f241db351ce627e153e7f0e4");
    CHECK(hexadecimal("12345678901234567890123456789012345678901234567890123456789012345678901234567890") ==
          "e33b4ddc9c38f2199c3e7b164fcc0536");
  }

  TEST_CASE("X-EXPS NTLM: right, wrong, unknown, disabled, and the account by all of its names") {
    if (!can_play_ntlm()) return;
    RehearsalPlan plan = plan_with({});
    plan.accounts.push_back(
        {.user = "app@contoso.example", .password = password, .disabled = false, .send_as = {}});
    const RehearsalHost host(plan);
    RehearsalClient client(host.port());
    greet_inside_tls(client, "X-ANONYMOUSTLS");
    CHECK(play(client, "X-EXPS", "NTLM", "svc", "wrong") == refused);
    CHECK(play(client, "X-EXPS", "NTLM", "nobody", password) == refused);
    CHECK(play(client, "X-EXPS", "NTLM", "CONTOSO\\old", password) == refused);
    CHECK(play(client, "X-EXPS", "NTLM", "FABRIKAM\\old", password) == refused);
    CHECK(host.rejected_attempts() == 4);
    for (const char* user : {"svc", "SVC", "CONTOSO\\svc", "contoso.example\\svc", "app@contoso.example",
                             "contoso.example\\app"}) {
      CAPTURE(user);
      RehearsalClient other(host.port());
      greet(other);
      CHECK(play(other, "X-EXPS", "NTLM", user, password) == accepted);
      CHECK(other.ask("X-EXPS NTLM") == "503 5.5.1 Already authenticated");
    }
    CHECK(host.rejected_attempts() == 4);
  }

  TEST_CASE("passwords of any characters") {
    if (!can_play_ntlm()) return;
    RehearsalPlan plan = plan_with({});
    for (const char* secret :
         {"p", "Grüße-€-7Zq", "\xf0\x9f\x94\x91 key", "0123456789012345678901234567890123456789"}) {
      CAPTURE(secret);
      plan.accounts = {{.user = "svc", .password = secret, .disabled = false, .send_as = {}}};
      const RehearsalHost host(plan);
      RehearsalClient client(host.port());
      greet(client);
      CHECK(play(client, "X-EXPS", "NTLM", "svc", std::string(secret) + "x") == refused);
      CHECK(play(client, "X-EXPS", "NTLM", "svc", secret) == accepted);
    }
  }

  TEST_CASE("NTLM without an initial response, cancelled, and with messages that are none") {
    const RehearsalHost host(plan_with({}));
    RehearsalClient client(host.port());
    greet(client);
    const std::string type1 = b64(std::string("NTLMSSP\0\1\0\0\0\7\2\x08\xa2", 16) + std::string(24, '\0'));
    const std::string signature = b64(std::string("NTLMSSP\0\2\0\0\0", 12));
    CHECK(client.ask("x-exps ntlm") == "334 NTLM supported");
    CHECK(client.ask(type1).starts_with("334 " + signature.substr(0, 15)));
    CHECK(client.ask("*") == "501 5.7.0 Authentication aborted");
    CHECK(client.ask("X-EXPS NTLM") == "334 NTLM supported");
    CHECK(client.ask("!!!") == "501 5.5.2 Cannot Base64-decode");
    for (const std::string& message : {std::string("="), b64("garbage"), b64("NTLMSSP"), signature}) {
      CAPTURE(message);
      CHECK(client.ask("X-EXPS NTLM " + message) == refused);
    }
    CHECK(host.rejected_attempts() == 0);
    // A type 3 message that ends too early, and one whose fields lie outside of it.
    const std::string type3("NTLMSSP\0\3\0\0\0", 12);
    for (const std::string& message :
         {type3, type3 + std::string(52, '\xff'), type3 + std::string(200, '\0')}) {
      CHECK(client.ask("X-EXPS NTLM " + type1).starts_with("334 "));
      CHECK(client.ask(b64(message)) == refused);
    }
    CHECK(host.rejected_attempts() == 3);
  }

  TEST_CASE("AUTH NTLM is the same exchange under another verb") {
    if (!can_play_ntlm()) return;
    ReceiveConnector integrated;
    integrated.integrated = true;
    ReceiveConnector named;
    named.profile = "postfix";
    named.mechanisms = "NTLM PLAIN";
    RehearsalPlan plan = plan_with(integrated);
    plan.connectors.push_back(named);
    const RehearsalHost host(plan);
    for (std::size_t i = 0; i < 2; ++i) {
      RehearsalClient client(host.port(i));
      greet_inside_tls(client);
      CHECK(play(client, "AUTH", "NTLM", "svc", "wrong").starts_with("535 "));
      CHECK(play(client, "AUTH", "NTLM", "svc", password) == accepted);
    }
  }

  TEST_CASE("Extended Protection: none, allowed, demanded") {
    if (!can_play_ntlm()) return;
    using enum ExtendedProtection;
    struct Row {
      ExtendedProtection policy;
      std::string unbound, bound, bound_elsewhere;
    };
    for (const Row& row : {Row{none, accepted, accepted, accepted}, Row{allow, accepted, accepted, refused},
                           Row{require, refused, accepted, refused}}) {
      ReceiveConnector connector;
      connector.extended_protection = row.policy;
      const RehearsalHost host(plan_with(connector));
      for (const char* verb : {"STARTTLS", "X-ANONYMOUSTLS"}) {
        CAPTURE(verb);
        const auto verdict = [&](std::string (*binding)(const RehearsalClient&)) {
          RehearsalClient client(host.port());
          greet_inside_tls(client, verb);
          return play(client, "X-EXPS", "NTLM", "svc", password, binding(client));
        };
        CHECK(verdict([](const RehearsalClient&) { return std::string(); }) == row.unbound);
        CHECK(verdict([](const RehearsalClient& c) { return c.certificate_digest(); }) == row.bound);
        CHECK(verdict([](const RehearsalClient&) { return std::string(32, 'x'); }) == row.bound_elsewhere);
      }
    }
  }
}

}  // namespace authwalk::test
