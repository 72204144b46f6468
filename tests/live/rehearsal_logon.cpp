// Literal logons at the rehearsal smart host by AUTH.
#include <doctest/doctest.h>

#include <authwalk/rehearsal.hpp>
#include <string>

#include "live/rehearsal_client.hpp"
#include "live/rehearsal_talk.hpp"
#include "sasl/base64.hpp"

namespace authwalk::test {

TEST_SUITE("rehearsal") {
  TEST_CASE("AUTH LOGIN: right, wrong, unknown, disabled, cancelled, twice") {
    const RehearsalHost host(plan_with({}));
    RehearsalClient client(host.port());
    greet_inside_tls(client);
    CHECK(log_in(client, "svc", "wrong") == "535 5.7.3 Authentication unsuccessful");
    CHECK(log_in(client, "nobody", password) == "535 5.7.3 Authentication unsuccessful");
    CHECK(log_in(client, "CONTOSO\\old", password) == "535 5.7.3 Authentication unsuccessful");
    CHECK(host.rejected_attempts() == 3);
    CHECK(client.ask("AUTH LOGIN") == "334 VXNlcm5hbWU6");
    CHECK(client.ask("*") == "501 5.7.0 Authentication aborted");
    CHECK(client.ask("AUTH LOGIN") == "334 VXNlcm5hbWU6");
    CHECK(client.ask("!!!") == "501 5.5.2 Cannot Base64-decode");
    CHECK(client.ask("AUTH PLAIN") == "504 5.7.4 Unrecognized authentication type");
    CHECK(host.rejected_attempts() == 3);
    CHECK(client.ask("auth login " + b64("SVC")) == "334 UGFzc3dvcmQ6");
    CHECK(client.ask(b64(password)) == "235 2.7.0 Authentication successful");
    CHECK(client.ask("AUTH LOGIN") == "503 5.5.1 Already authenticated");
    CHECK(host.rejected_attempts() == 3);
  }

  TEST_CASE("AUTH in clear is refused where TLS is demanded, and served where it is not") {
    ReceiveConnector clear;
    clear.basic_auth_require_tls = false;
    RehearsalPlan plan = plan_with({});
    plan.connectors.push_back(clear);
    const RehearsalHost host(plan);
    RehearsalClient strict(host.port(0));
    greet(strict);
    CHECK(strict.ask("AUTH LOGIN") == "504 5.7.4 Unrecognized authentication type");
    RehearsalClient lax(host.port(1));
    lax.reply();
    CHECK(lax.ask("EHLO x").find("\n250-AUTH LOGIN\n") != std::string::npos);
    CHECK(log_in(lax, "svc", password) == "235 2.7.0 Authentication successful");
  }

  TEST_CASE("Cyrus serves PLAIN, CRAM-MD5 and SCRAM-SHA-256") {
    ReceiveConnector connector;
    connector.profile = "postfix";
    const RehearsalHost host(plan_with(connector));
    for (const char* mechanism : {"PLAIN", "CRAM-MD5", "SCRAM-SHA-256", "LOGIN"}) {
      CAPTURE(mechanism);
      RehearsalClient client(host.port());
      greet_inside_tls(client);
      const int before = host.rejected_attempts();
      CHECK(play(client, "AUTH", mechanism, "svc", "wrong") ==
            "535 5.7.8 Error: authentication failed: authentication failure");
      CHECK(play(client, "AUTH", mechanism, "nobody", password) ==
            "535 5.7.8 Error: authentication failed: authentication failure");
      CHECK(play(client, "AUTH", mechanism, "CONTOSO\\old", password) ==
            "535 5.7.8 Error: authentication failed: account disabled");
      CHECK(host.rejected_attempts() == before + 3);
      CHECK(play(client, "AUTH", mechanism, "svc", password) == "235 2.7.0 Authentication successful");
    }
  }

  TEST_CASE("accounts belong to their host, although Cyrus has one plug-in a process") {
    RehearsalPlan other = plan_with({});
    other.accounts = {{.user = "svc", .password = "another", .disabled = false, .send_as = {}}};
    const RehearsalHost first(plan_with({}));
    const RehearsalHost second(other);
    RehearsalClient one(first.port());
    RehearsalClient two(second.port());
    greet_inside_tls(one);
    greet_inside_tls(two);
    CHECK(log_in(two, "svc", password) == "535 5.7.3 Authentication unsuccessful");
    CHECK(log_in(one, "svc", password) == "235 2.7.0 Authentication successful");
    CHECK(log_in(two, "svc", "another") == "235 2.7.0 Authentication successful");
    CHECK(first.rejected_attempts() == 0);
    CHECK(second.rejected_attempts() == 1);
  }

  TEST_CASE("mechanisms are offered as asked") {
    ReceiveConnector connector;
    connector.mechanisms = "SCRAM-SHA-256 PLAIN";
    const RehearsalHost host(plan_with(connector));
    RehearsalClient client(host.port());
    greet_inside_tls(client);
    CHECK(client.ask("EHLO x").find("\n250-AUTH PLAIN SCRAM-SHA-256\n") != std::string::npos);
    CHECK(client.ask("AUTH LOGIN") == "504 5.7.4 Unrecognized authentication type");
    CHECK(client.ask(plain("svc", password)) == "235 2.7.0 Authentication successful");
  }
}

}  // namespace authwalk::test
