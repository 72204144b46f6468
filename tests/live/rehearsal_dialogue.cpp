// Literal dialogues with the rehearsal smart host over a plain socket: offers, commands, TLS, ports.
#include <doctest/doctest.h>

#include <authwalk/rehearsal.hpp>
#include <memory>
#include <stdexcept>
#include <string>

#include "live/rehearsal_client.hpp"
#include "live/rehearsal_talk.hpp"

namespace authwalk::test {

TEST_SUITE("rehearsal") {
  TEST_CASE("an Exchange greets and offers in its own words, in clear and inside TLS") {
    const RehearsalHost host(plan_with({}));
    RehearsalClient client(host.port());
    const std::string banner = client.reply();
    CHECK(banner.starts_with("220 relay.contoso.example Microsoft ESMTP MAIL Service ready at "));
    CHECK(client.ask("EHLO mail01.corp.example") ==
          "250-relay.contoso.example Hello [127.0.0.1]\n250-SIZE 37748736\n250-PIPELINING\n250-DSN\n"
          "250-ENHANCEDSTATUSCODES\n250-STARTTLS\n250-X-ANONYMOUSTLS\n250-X-EXPS NTLM\n250-8BITMIME\n"
          "250-BINARYMIME\n250-CHUNKING\n250 XRDST");
    CHECK(client.start_tls("STARTTLS", host.ca_pem(), "relay.contoso.example") == "ok");
    CHECK(client.ask("EHLO mail01.corp.example") ==
          "250-relay.contoso.example Hello [127.0.0.1]\n250-SIZE 37748736\n250-PIPELINING\n250-DSN\n"
          "250-ENHANCEDSTATUSCODES\n250-AUTH LOGIN\n250-X-EXPS NTLM\n250-8BITMIME\n250-BINARYMIME\n"
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
    CHECK(offer.find("\n250-X-EXPS EXCHANGEAUTH NTLM\n250-X-EXCHANGEAUTH SHA256\n") != std::string::npos);
    for (const char* not_served :
         {"X-EXPS GSSAPI YIIB", "X-EXPS EXCHANGEAUTH SHA256", "X-EXPS LOGIN", "X-EXPS"}) {
      CAPTURE(not_served);
      CHECK(client.ask(not_served) == "504 5.7.4 Unrecognized authentication type");
    }
  }

  TEST_CASE("X-ANONYMOUSTLS can be suppressed; X-EXPS stays") {
    ReceiveConnector connector;
    connector.suppress_x_anonymous_tls = true;
    const RehearsalHost host(plan_with(connector));
    RehearsalClient client(host.port());
    client.reply();
    const std::string offer = client.ask("EHLO mail01.corp.example");
    CHECK(offer.find("X-ANONYMOUSTLS") == std::string::npos);
    CHECK(offer.find("\n250-X-EXPS NTLM\n") != std::string::npos);
    CHECK(client.ask("X-ANONYMOUSTLS") == "500 5.3.3 Unrecognized command");
  }

  TEST_CASE("Integrated authentication is offered beside the others, in clear as well") {
    ReceiveConnector connector;
    connector.integrated = true;
    connector.exchange_server = false;
    const RehearsalHost host(plan_with(connector));
    RehearsalClient client(host.port());
    client.reply();
    CHECK(client.ask("EHLO x").find("\n250-AUTH NTLM\n") != std::string::npos);
    CHECK(client.ask("AUTH LOGIN") == "504 5.7.4 Unrecognized authentication type");
    CHECK(client.start_tls("STARTTLS") == "ok");
    CHECK(client.ask("EHLO x").find("\n250-AUTH NTLM LOGIN\n") != std::string::npos);
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
    CHECK(client.ask("X-EXPS NTLM") == "503 5.5.1 Bad sequence of commands");
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
    connector = {};
    connector.x_exps = "NTLM LOGIN";
    refused(connector);
    connector.x_exps = "GSSAPI";  // and no keytab
    refused(connector);
    connector = {};
    connector.fault = "kerberos-535";
    refused(connector);
    for (const char* address : {"0.0.0.0", "::", "192.0.2.1", "localhost", ""}) {
      connector = {};
      connector.address = address;
      refused(connector);
    }
    RehearsalPlan no_keytab = plan_with({});
    no_keytab.keytab = "/no/such/keytab";
    CHECK_THROWS_AS(RehearsalHost{no_keytab}, std::invalid_argument);

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
}

}  // namespace authwalk::test
