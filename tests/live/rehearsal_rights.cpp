// What sender and recipient may be, as the rehearsal smart host says it.
#include <doctest/doctest.h>

#include <authwalk/rehearsal.hpp>
#include <string>
#include <vector>

#include "live/rehearsal_client.hpp"
#include "live/rehearsal_talk.hpp"

namespace authwalk::test {

TEST_SUITE("rehearsal") {
  TEST_CASE("rights of an Exchange connector") {
    const std::string relay = "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain";
    const std::string anonymous =
        "530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM";
    struct Row {
      const char* what;
      bool anonymous_users, anonymous_relay, external, log_in;
      std::string mail, inside, outside;
    };
    const std::string sender = "250 2.1.0 Sender OK";
    const std::string accepted = "250 2.1.5 Recipient OK";
    const std::string need = "503 5.5.2 Need mail command";
    const std::vector<Row> rows{
        {"anonymous users", true, false, false, false, sender, accepted, relay},
        {"anonymous relay", true, true, false, false, sender, accepted, accepted},
        {"no anonymous users", false, false, false, false, anonymous, need, need},
        {"externally secured", false, false, true, false, sender, accepted, accepted},
        {"authenticated", false, false, false, true, sender, accepted, accepted},
    };
    for (const Row& row : rows) {
      CAPTURE(row.what);
      ReceiveConnector connector;
      connector.basic_auth_require_tls = false;
      connector.anonymous_users = row.anonymous_users;
      connector.anonymous_relay = row.anonymous_relay;
      connector.external_authoritative = row.external;
      const RehearsalHost host(plan_with(connector));
      RehearsalClient client(host.port());
      greet(client);
      if (row.log_in) CHECK(log_in(client, "svc", password).starts_with("235 "));
      CHECK(client.ask("MAIL FROM:<a@fabrikam.example> SIZE=100 BODY=8BITMIME") == row.mail);
      CHECK(client.ask("RCPT TO:<b@Contoso.Example>") == row.inside);
      CHECK(client.ask("RCPT TO:<b@fabrikam.example>") == row.outside);
    }
  }

  TEST_CASE("a Postfix refuses at RCPT TO what an Exchange refuses elsewhere") {
    ReceiveConnector connector;
    connector.profile = "postfix";
    connector.basic_auth_require_tls = false;
    RehearsalPlan plan = plan_with(connector);
    connector.anonymous_users = false;
    plan.connectors.push_back(connector);
    const RehearsalHost host(plan);

    RehearsalClient client(host.port(0));
    greet(client);
    CHECK(client.ask("MAIL FROM:<a@contoso.example>") == "250 2.1.0 Ok");
    CHECK(client.ask("RCPT TO:<b@fabrikam.example>") ==
          "554 5.7.1 <b@fabrikam.example>: Relay access denied");
    CHECK(client.ask("DATA") == "503 5.5.1 Error: need RCPT command");
    CHECK(client.ask("RSET") == "250 2.0.0 Ok");
    CHECK(log_in(client, "sales", password) == "235 2.7.0 Authentication successful");
    CHECK(client.ask("MAIL FROM:<ceo@contoso.example>") == "250 2.1.0 Ok");
    CHECK(client.ask("RCPT TO:<b@fabrikam.example>") ==
          "553 5.7.1 <ceo@contoso.example>: Sender address rejected: not owned by user sales");

    RehearsalClient closed(host.port(1));
    greet(closed);
    CHECK(closed.ask("MAIL FROM:<a@contoso.example>") == "250 2.1.0 Ok");
    CHECK(closed.ask("RCPT TO:<b@contoso.example>") ==
          "554 5.7.1 <unknown[127.0.0.1]>: Client host rejected: Access denied");
  }

  TEST_CASE("Send-As is refused only when the whole message has arrived") {
    ReceiveConnector connector;
    connector.basic_auth_require_tls = false;
    const RehearsalHost host(plan_with(connector));
    const std::string denied = "550 5.7.60 SMTP; Client does not have permissions to send as this sender";
    struct Row {
      std::string mail_from, header;
      bool allowed;
    };
    const std::vector<Row> rows{
        {"sales@contoso.example", "From: Sales <Sales@Contoso.Example>\r\n", true},
        {"sales@contoso.example", "Subject: no sender\r\n", true},
        {"sales@contoso.example", "From: ceo@contoso.example\r\n", false},
        {"ceo@contoso.example", "From: sales@contoso.example\r\n", false},
        {"", "Subject: a report\r\n", false},
    };
    for (const Row& row : rows) {
      CAPTURE(row.mail_from);
      CAPTURE(row.header);
      RehearsalClient client(host.port());
      greet(client);
      REQUIRE(log_in(client, "sales", password).starts_with("235 "));
      CHECK(client.ask("MAIL FROM:<" + row.mail_from + ">") == "250 2.1.0 Sender OK");
      CHECK(client.ask("RCPT TO:<b@fabrikam.example>") == "250 2.1.5 Recipient OK");
      CHECK(client.ask("DATA") == "354 Start mail input; end with <CRLF>.<CRLF>");
      const std::string verdict = client.ask(row.header + "\r\nFrom: body@contoso.example\r\n..\r\n.");
      CHECK(verdict.starts_with(row.allowed ? "250 2.6.0 <" : denied));
      CHECK(client.ask("RCPT TO:<b@fabrikam.example>") == "503 5.5.2 Need mail command");

      CHECK(client.ask("MAIL FROM:<" + row.mail_from + ">") == "250 2.1.0 Sender OK");
      CHECK(client.ask("RCPT TO:<b@fabrikam.example>") == "250 2.1.5 Recipient OK");
      const std::string first = row.header.substr(0, 7);
      const std::string rest = row.header.substr(7) + "\r\nbody";
      client.send("BDAT 7\r\n" + first);
      CHECK(client.reply() == "250 2.6.0 CHUNK received OK, 7 octets");
      client.send("BDAT " + std::to_string(rest.size()) + " LAST\r\n" + rest);
      CHECK(client.reply().starts_with(row.allowed ? "250 2.6.0 <" : denied));
    }
  }
}

}  // namespace authwalk::test
