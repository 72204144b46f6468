// Literal dialogues with the rehearsal smart host over a plain socket.
#include <doctest/doctest.h>

#include <authwalk/credential.hpp>
#include <authwalk/rehearsal.hpp>
#include <chrono>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "live/rehearsal_client.hpp"
#include "sasl/base64.hpp"
#include "sasl/mechanism.hpp"

namespace authwalk::test {
namespace {

const std::string password = "Canary-7Zq!pass";

std::string b64(std::string_view text) {
  return std::string(base64_encode(text).view());
}

RehearsalPlan plan_with(ReceiveConnector connector) {
  RehearsalPlan plan;
  plan.connectors = {std::move(connector)};
  plan.accounts = {
      {.user = "svc", .password = password, .disabled = false, .send_as = {}},
      {.user = "CONTOSO\\old", .password = password, .disabled = true, .send_as = {}},
      {.user = "sales", .password = password, .disabled = false, .send_as = {"sales@contoso.example"}},
  };
  return plan;
}

// AUTH LOGIN up to its verdict.
std::string log_in(RehearsalClient& client, const std::string& user, const std::string& secret) {
  REQUIRE(client.ask("AUTH LOGIN") == "334 VXNlcm5hbWU6");
  REQUIRE(client.ask(b64(user)) == "334 UGFzc3dvcmQ6");
  return client.ask(b64(secret));
}

void greet(RehearsalClient& client) {
  REQUIRE(client.reply().starts_with("220 "));
  REQUIRE(client.ask("EHLO mail01.corp.example").starts_with("250-"));
}

void greet_inside_tls(RehearsalClient& client, std::string_view verb = "STARTTLS") {
  greet(client);
  REQUIRE(client.start_tls(verb) == "ok");
  REQUIRE(client.ask("EHLO mail01.corp.example").starts_with("250-"));
}

std::string plain(std::string_view user, std::string_view secret) {
  return "AUTH PLAIN " + b64(std::string(1, '\0') + std::string(user) + '\0' + std::string(secret));
}

// A whole exchange of one of Cyrus' mechanisms; returns the verdict.
std::string play(RehearsalClient& client, const char* name, std::string_view user, std::string_view secret) {
  const MechanismRow* row = find_mechanism(name);
  REQUIRE(row != nullptr);
  const Credential credential{std::string(user), "", Secret::copy_of(secret)};
  const auto mechanism = row->make(credential, {"relay.contoso.example", true});
  std::string command = std::string("AUTH ") + name;
  if (const auto initial = mechanism->start()) command += ' ' + b64(initial->bytes.view());
  std::string reply = client.ask(command);
  while (reply.starts_with("334 ")) {
    const auto challenge = base64_decode(std::string_view(reply).substr(4));
    REQUIRE(challenge);
    try {
      reply = client.ask(b64(mechanism->next(*challenge).bytes.view()));
    } catch (const SaslError&) {
      reply = client.ask("*");
    }
  }
  return reply;
}

}  // namespace

TEST_SUITE("rehearsal") {
  TEST_CASE("an Exchange greets and offers in its own words, in clear and inside TLS") {
    const RehearsalHost host(plan_with({}));
    RehearsalClient client(host.port());
    const std::string banner = client.reply();
    CHECK(banner.starts_with("220 relay.contoso.example Microsoft ESMTP MAIL Service ready at "));
    CHECK(client.ask("EHLO mail01.corp.example") ==
          "250-relay.contoso.example Hello [127.0.0.1]\n250-SIZE 37748736\n250-PIPELINING\n250-DSN\n"
          "250-ENHANCEDSTATUSCODES\n250-STARTTLS\n250-X-ANONYMOUSTLS\n250-X-EXPS GSSAPI NTLM\n250-8BITMIME\n"
          "250-BINARYMIME\n250-CHUNKING\n250 XRDST");
    CHECK(client.start_tls("STARTTLS", host.ca_pem(), "relay.contoso.example") == "ok");
    CHECK(client.ask("EHLO mail01.corp.example") ==
          "250-relay.contoso.example Hello [127.0.0.1]\n250-SIZE 37748736\n250-PIPELINING\n250-DSN\n"
          "250-ENHANCEDSTATUSCODES\n250-AUTH LOGIN\n250-X-EXPS GSSAPI NTLM\n250-8BITMIME\n250-BINARYMIME\n"
          "250-CHUNKING\n250 XRDST");
    CHECK(client.ask("STARTTLS") == "503 5.5.1 Bad sequence of commands");
    CHECK(client.ask("QUIT") == "221 2.0.0 Service closing transmission channel");
    CHECK(client.reply() == "(closed)");
  }

  TEST_CASE("X-ANONYMOUSTLS shows a self-signed certificate and offers EXCHANGEAUTH") {
    const RehearsalHost host(plan_with({}));
    RehearsalClient client(host.port());
    greet(client);
    CHECK(client.start_tls("X-ANONYMOUSTLS", host.ca_pem(), "relay.contoso.example") ==
          "self-signed certificate");
    const std::string offer = client.ask("EHLO mail01.corp.example");
    CHECK(offer.find("\n250-X-EXPS EXCHANGEAUTH GSSAPI NTLM\n250-X-EXCHANGEAUTH SHA256\n") !=
          std::string::npos);
    CHECK(client.ask("X-EXPS GSSAPI YIIB") == "504 5.7.4 Unrecognized authentication type");
  }

  TEST_CASE("what a connector does not have is neither offered nor known") {
    ReceiveConnector bare;
    bare.tls = bare.basic_auth = bare.exchange_server = false;
    const RehearsalHost host(plan_with(bare));
    RehearsalClient client(host.port());
    client.reply();
    CHECK(client.ask("ehlo x") ==
          "250-relay.contoso.example Hello [127.0.0.1]\n250-SIZE 37748736\n250-PIPELINING\n250-DSN\n"
          "250-ENHANCEDSTATUSCODES\n250-8BITMIME\n250-BINARYMIME\n250-CHUNKING\n250 XRDST");
    CHECK(client.ask("STARTTLS") == "500 5.3.3 Unrecognized command");
    CHECK(client.ask("X-ANONYMOUSTLS") == "500 5.3.3 Unrecognized command");
    CHECK(client.ask("X-EXPS NTLM") == "500 5.3.3 Unrecognized command");
    CHECK(client.ask("AUTH LOGIN") == "504 5.7.4 Unrecognized authentication type");
  }

  TEST_CASE("a Postfix greets and offers in its own words") {
    ReceiveConnector connector;
    connector.profile = "postfix";
    const RehearsalHost host(plan_with(connector));
    RehearsalClient client(host.port());
    CHECK(client.reply() == "220 relay.contoso.example ESMTP Postfix (Debian/GNU)");
    CHECK(client.ask("EHLO") == "501 Syntax: EHLO hostname");
    CHECK(client.ask("MAIL FROM:<>") == "503 5.5.1 Error: send HELO/EHLO first");
    CHECK(client.ask("EHLO x") ==
          "250-relay.contoso.example\n250-PIPELINING\n250-SIZE 37748736\n250-ETRN\n250-STARTTLS\n"
          "250-ENHANCEDSTATUSCODES\n250-8BITMIME\n250-DSN\n250 CHUNKING");
    CHECK(client.ask("AUTH LOGIN") == "504 5.5.4 Encryption required for requested authentication mechanism");
    CHECK(client.ask("X-ANONYMOUSTLS") == "502 5.5.1 Error: command not implemented");
    CHECK(client.ask("X-EXPS GSSAPI") == "500 5.5.2 Error: command not recognized");
    CHECK(client.start_tls("STARTTLS", host.ca_pem(), "relay.contoso.example") == "ok");
    CHECK(client.ask("EHLO x").find("\n250-AUTH LOGIN PLAIN CRAM-MD5 SCRAM-SHA-256\n") != std::string::npos);
  }

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
      CHECK(play(client, mechanism, "svc", "wrong") ==
            "535 5.7.8 Error: authentication failed: authentication failure");
      CHECK(play(client, mechanism, "nobody", password) ==
            "535 5.7.8 Error: authentication failed: authentication failure");
      CHECK(play(client, mechanism, "CONTOSO\\old", password) ==
            "535 5.7.8 Error: authentication failed: account disabled");
      CHECK(host.rejected_attempts() == before + 3);
      CHECK(play(client, mechanism, "svc", password) == "235 2.7.0 Authentication successful");
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

  TEST_CASE("commands out of order and out of syntax") {
    const RehearsalHost host(plan_with({}));
    RehearsalClient client(host.port());
    client.reply();
    CHECK(client.ask("MAIL FROM:<>") == "503 5.5.2 Send hello first");
    CHECK(client.ask("AUTH LOGIN") == "503 5.5.2 Send hello first");
    CHECK(client.ask("HELO x") == "250 relay.contoso.example Hello [127.0.0.1]");
    CHECK(client.ask("RCPT TO:<a@b.example>") == "503 5.5.2 Need mail command");
    CHECK(client.ask("DATA") == "503 5.5.2 Need mail command");
    CHECK(client.ask("MAIL FROM:a@b.example") == "501 5.1.7 Invalid address");
    CHECK(client.ask("MAIL FROM:<a b@c.example>") == "501 5.1.7 Invalid address");
    CHECK(client.ask("MAIL FROM:<a@b.example> XSHADOW=1") == "501 5.5.4 Unrecognized parameter");
    CHECK(client.ask("MAIL FROM:<a@b.example> SIZE=37748737") ==
          "552 5.3.4 Message size exceeds fixed maximum message size");
    CHECK(client.ask("MAIL FROM:<>") == "250 2.1.0 Sender OK");
    CHECK(client.ask("MAIL FROM:<>") == "503 5.5.2 Sender already specified");
    CHECK(client.ask("DATA") == "503 5.5.2 Need rcpt command");
    CHECK(client.ask("RCPT TO:<>") == "501 5.1.3 Invalid address");
    CHECK(client.ask("RCPT TO:<Postmaster>") == "250 2.1.5 Recipient OK");
    CHECK(client.ask("AUTH LOGIN") == "503 5.5.1 Bad sequence of commands");
    CHECK(client.ask("RSET") == "250 2.0.0 Resetting");
    CHECK(client.ask("NOOP") == "250 2.0.0 OK");
    CHECK(client.ask("") == "500 5.3.3 Unrecognized command");
    CHECK(client.ask("FOO bar") == "500 5.3.3 Unrecognized command");
    CHECK(client.ask(std::string(20000, 'x')) == "(closed)");
  }

  TEST_CASE("what was said before TLS is forgotten") {
    const RehearsalHost host(plan_with({}));
    RehearsalClient client(host.port());
    greet(client);
    CHECK(client.ask("MAIL FROM:<>") == "250 2.1.0 Sender OK");
    CHECK(client.start_tls("STARTTLS\r\nRCPT TO:<injected@contoso.example>") == "ok");
    CHECK(client.ask("MAIL FROM:<>") == "503 5.5.2 Send hello first");
    CHECK(client.ask("EHLO x").starts_with("250-"));
    CHECK(client.ask("RCPT TO:<a@contoso.example>") == "503 5.5.2 Need mail command");
  }

  TEST_CASE("pipelined commands are answered one by one") {
    const RehearsalHost host(plan_with({}));
    RehearsalClient client(host.port());
    greet(client);
    client.send("MAIL FROM:<>\r\nRCPT TO:<a@contoso.example>\r\nDATA\r\n");
    CHECK(client.reply() == "250 2.1.0 Sender OK");
    CHECK(client.reply() == "250 2.1.5 Recipient OK");
    CHECK(client.reply() == "354 Start mail input; end with <CRLF>.<CRLF>");
    client.send("hello\r\n.\r\nQUIT\r\n");
    CHECK(client.reply().starts_with("250 2.6.0 <00000001@relay.contoso.example>"));
    CHECK(client.reply() == "221 2.0.0 Service closing transmission channel");
  }

  TEST_CASE("what cannot be started is refused with a reason") {
    const auto refused = [](ReceiveConnector connector) {
      CHECK_THROWS_AS(RehearsalHost(plan_with(std::move(connector))), std::invalid_argument);
    };
    ReceiveConnector connector;
    connector.fault = "no-such-fault";
    refused(connector);
    connector = {};
    connector.profile = "sendmail";
    refused(connector);
    connector = {};
    connector.mechanisms = "LOGIN DIGEST-MD4";
    refused(connector);
    for (const char* address : {"0.0.0.0", "::", "192.0.2.1", "localhost", ""}) {
      connector = {};
      connector.address = address;
      refused(connector);
    }
    const RehearsalHost host(plan_with({}));
    connector = {};
    connector.port = host.port();
    CHECK_THROWS_AS(RehearsalHost(plan_with(connector)), std::runtime_error);
  }

  TEST_CASE("connectors have ports of their own, IPv6 as well") {
    RehearsalPlan plan = plan_with({});
    ReceiveConnector six;
    six.address = "::1";
    plan.connectors.push_back(six);
    std::unique_ptr<RehearsalHost> host;
    try {
      host = std::make_unique<RehearsalHost>(plan);
    } catch (const std::runtime_error&) {
      MESSAGE("no IPv6 here");
      return;
    }
    CHECK(host->port(0) != host->port(1));
    RehearsalClient client(host->port(1), "::1");
    client.reply();
    CHECK(client.ask("HELO x") == "250 relay.contoso.example Hello [::1]");
  }

  TEST_CASE("faults say what their row says, word for word") {
    struct Row {
      const char* fault;
      std::vector<std::string> said, heard;  // the banner is heard before anything is said
    };
    const std::string ready = "220 2.0.0 SMTP server ready";
    const std::string user = "334 VXNlcm5hbWU6";
    const std::string secret = "334 UGFzc3dvcmQ6";
    const std::vector<Row> rows{
        {"banner-554",
         {"QUIT"},
         {"554 relay.contoso.example ESMTP not accepting connections",
          "221 2.0.0 Service closing transmission channel"}},
        {"banner-421", {}, {"421 4.3.2 Service not active", "(closed)"}},
        {"banner-close", {}, {"(closed)"}},
        {"banner-reset", {}, {"(reset)"}},
        {"banner-nul", {}, {std::string("220 relay.contoso.example before\0after", 38)}},
        {"ehlo-500", {"EHLO x", "HELO x"}, {"", "500 5.3.3 Unrecognized command", "250 relay"}},
        {"ehlo-mixed-codes", {"EHLO x"}, {"", "250-relay.contoso.example Hello\n550 no"}},
        {"starttls-250", {"EHLO x", "STARTTLS", "NOOP"}, {"", "", "250 2.0.0 OK", "250 2.0.0 OK"}},
        {"auth-early-235", {"EHLO x", "AUTH LOGIN"}, {"", "", "235 2.7.0 Authentication successful"}},
        {"auth-prompt-password-first", {"EHLO x", "AUTH LOGIN", "YQ=="}, {"", "", secret, user}},
        {"auth-prompt-empty", {"EHLO x", "AUTH LOGIN", "*"}, {"", "", "334 ", "501 5.7.0"}},
        {"auth-endless-334",
         {"EHLO x", "AUTH LOGIN", "YQ==", "Yg==", "Yg==", "Yg==", "*"},
         {"", "", user, secret, secret, secret, secret, "501 5.7.0 Authentication aborted"}},
        {"auth-close-after-password",
         {"EHLO x", "AUTH LOGIN", "YQ==", "Yg=="},
         {"", "", user, secret, "(closed)"}},
        {"mail-close", {"EHLO x", "MAIL FROM:<>"}, {"", "", "(closed)"}},
        {"rcpt-5.1.1",
         {"EHLO x", "MAIL FROM:<>", "RCPT TO:<a@contoso.example>", "DATA"},
         {"", "", "250 2.1.0 Sender OK", "550 5.1.1 User unknown", "503 5.5.2 Need rcpt command"}},
        {"drip-everything", {"NOOP"}, {"220 relay.contoso.example", "250 2.0.0 OK"}},
        {"quit-garbage", {"QUIT"}, {"", "good bye"}},
    };
    RehearsalPlan plan = plan_with({});
    plan.connectors.clear();
    for (const Row& row : rows) {
      ReceiveConnector connector;
      connector.fault = row.fault;
      connector.basic_auth_require_tls = false;
      plan.connectors.push_back(connector);
    }
    const RehearsalHost host(plan);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const Row& row = rows[i];
      CAPTURE(row.fault);
      RehearsalClient client(host.port(i));
      for (std::size_t turn = 0; turn < row.heard.size(); ++turn) {
        const bool asked = turn > 0 && turn <= row.said.size();
        const std::string heard = asked ? client.ask(row.said[turn - 1]) : client.reply();
        CHECK(heard.substr(0, row.heard[turn].size()) == row.heard[turn]);
      }
    }
  }

  TEST_CASE("what is injected behind the 220 comes in one piece with it") {
    ReceiveConnector connector;
    connector.fault = "starttls-injection";
    const RehearsalHost host(plan_with(connector));
    RehearsalClient client(host.port());
    greet(client);
    client.send("STARTTLS\r\n");
    CHECK(client.read_some() == "220 2.0.0 SMTP server ready\r\n250-relay Hello\r\n250 AUTH LOGIN PLAIN\r\n");
  }

  TEST_CASE("a flood comes to an end by itself") {
    ReceiveConnector connector;
    connector.fault = "banner-endless-line";
    const RehearsalHost host(plan_with(connector));
    RehearsalClient client(host.port());
    const auto begin = std::chrono::steady_clock::now();
    const std::size_t bytes = client.read_to_the_end();
    CHECK(bytes > 1024 * 1024);
    CHECK(bytes <= 65 * 1024 * 1024);
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(15));
  }

  TEST_CASE("the log shows every reply and no password") {
    std::mutex guard;
    std::string log;
    ReceiveConnector echo;
    echo.basic_auth_require_tls = false;
    RehearsalPlan plan = plan_with(echo);
    echo.fault = "auth-echo-password";
    plan.connectors.push_back(echo);
    echo.fault = "banner-escapes";
    plan.connectors.push_back(echo);
    plan.log = [&](const std::string& line) {
      const std::lock_guard lock(guard);
      log += line + "\n";
    };
    {
      const RehearsalHost host(plan);
      RehearsalClient honest(host.port(0));
      greet(honest);
      CHECK(log_in(honest, "svc", password).starts_with("235 "));
      CHECK(honest.ask("QUIT").starts_with("221 "));
      RehearsalClient client(host.port(1));
      greet(client);
      const std::string verdict = log_in(client, "svc", password);
      CHECK(verdict.find(password) != std::string::npos);
      CHECK(verdict.find(b64(password)) != std::string::npos);
      CHECK(verdict.find("43616e6172792d375a712170617373") != std::string::npos);
      CHECK(verdict.ends_with("\n535 5.7.3 Authentication unsuccessful"));
      CHECK(host.rejected_attempts() == 1);
      RehearsalClient(host.port(2)).reply();
    }
    CHECK(log.find("authenticated as svc") != std::string::npos);
    CHECK(log.find("221 2.0.0 Service closing transmission channel") != std::string::npos);
    CHECK(log.find("535-5.7.3") != std::string::npos);
    CHECK(log.find(password) == std::string::npos);
    CHECK(log.find(b64(password)) == std::string::npos);
    CHECK(log.find('\x1b') == std::string::npos);
  }

  TEST_CASE("the host ends at once, whatever its sessions are doing") {
    RehearsalPlan plan = plan_with({});
    for (const char* fault :
         {"banner-silent", "banner-endless-line", "banner-drip", "tls-silent", "tarpit"}) {
      ReceiveConnector connector;
      connector.basic_auth_require_tls = false;
      connector.fault = fault;
      plan.connectors.push_back(connector);
    }
    auto host = std::make_unique<RehearsalHost>(plan);
    std::vector<std::unique_ptr<RehearsalClient>> open;
    for (std::size_t i = 0; i < plan.connectors.size(); ++i) {
      open.push_back(std::make_unique<RehearsalClient>(host->port(i)));
    }
    greet(*open[0]);
    greet(*open[4]);
    CHECK(open[4]->ask("STARTTLS").starts_with("220 "));
    greet(*open[5]);
    open[5]->ask("AUTH LOGIN");
    open[5]->ask(b64("svc"));
    open[5]->send(b64(password) + "\r\n");
    const auto begin = std::chrono::steady_clock::now();
    host.reset();
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(1));
    CHECK(open[0]->reply() == "(closed)");
  }

  TEST_CASE("hundreds of sessions are open at the same time") {
    const RehearsalHost host(plan_with({}));
    std::vector<std::unique_ptr<RehearsalClient>> clients;
    for (int i = 0; i < 300; ++i) clients.push_back(std::make_unique<RehearsalClient>(host.port()));
    for (const auto& client : clients) greet_inside_tls(*client);
    for (const auto& client : clients) CHECK(log_in(*client, "svc", password).starts_with("235 "));
  }
}

}  // namespace authwalk::test
