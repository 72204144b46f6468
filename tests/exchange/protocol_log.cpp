// Protocol logs in the shapes that Exchange 2010 to 2019 writes and that people paste: each sample yields its
// step, its class and whose text it is.
#include <doctest/doctest.h>

#include <algorithm>
#include <exchange/readers.hpp>

#include "exchange/evidence.hpp"

using namespace authwalk;
using namespace authwalk::test;

namespace {

struct Sample {
  const char* file;
  std::size_t sessions;
  std::vector<std::string> told;
};

const std::vector<Sample> samples{
    {"receive-login-refused.log",
     1,
     {"EX01\\External Authenticated Relay | 192.0.2.30:58556 | auth-result | bad-credentials | server"}},
    {"receive-login-refused-from-starttls-on.log",
     1,
     {"EX01\\Default Frontend EX01 | 192.0.2.31:45404 | auth-result | bad-credentials | server"}},
    {"receive-login-refused-reply-cut-off.log",
     1,
     {"EX02\\Internet Receive Frontend | 192.0.2.32:53692 | auth-result | bad-credentials | server"}},
    {"receive-login-refused-no-reply.log",
     1,
     {"EX01\\Default Frontend EX01 | 192.0.2.34:56026 | auth-result | bad-credentials | server"}},
    {"receive-login-accepted.log", 1, {}},
    {"receive-login-other-statuses.log",
     5,
     {"EX01\\Client Frontend EX01 | 192.0.2.60:51000 | auth-challenge | bad-challenge | server",
      "EX01\\Default EX01 | 192.0.2.61:51001 | auth-result | rejected-temporarily | server",
      "EX01\\Default EX01 | 192.0.2.62:51002 | auth-start | mechanism-refused | server",
      "EX01\\Default EX01 | 192.0.2.63:51003 | tls-handshake | not-tls | network",
      "EX01\\Default EX01 | 192.0.2.64:51004 | auth-challenge | reset | network"}},
    {"receive-relay-denied.log",
     1,
     {"EX01\\Default Frontend EX01 | 192.0.2.35:54368 | rcpt-to | relay-denied | server"}},
    {"receive-fragment.log", 1, {}},
    {"receive-two-clients.log", 2, {}},
    {"receive-first-rows-2010.log", 1, {}},
    {"send-plain-only-short-rows.log", 1, {" |  | auth-offer | no-common-mechanism | local"}},
    {"send-interleaved-still-open.log", 2, {}},
    {"send-tls-unknown-credentials.log",
     1,
     {"Outbound to Office 365 | 192.0.2.41:25 | tls-handshake | client-certificate | local"}},
    {"send-no-ticket.log",
     1,
     {"组织内 SMTP 发送连接器 | 192.0.2.42:25 | auth-token | kerberos-no-ticket | local"}},
    {"send-anonymous-delivered.log", 1, {}},
    {"send-login-refused.log",
     2,
     {"Smart host Fabrikam | 192.0.2.50:587 | auth-result | bad-credentials | server",
      "Smart host Fabrikam | 192.0.2.50:587 | auth-result | bad-credentials | server"}},
    {"send-no-connection.log",
     2,
     {"Smart host Fabrikam | 192.0.2.50:587 | connect | timeout | network",
      "Smart host Fabrikam | 192.0.2.51:587 | connect | refused | network"}},
    {"send-rights.log",
     3,
     {"Smart host Fabrikam | 192.0.2.50:25 | data | send-as-denied | server",
      "Smart host Fabrikam | 192.0.2.50:25 | rcpt-to | relay-denied | server",
      "Smart host Fabrikam | 192.0.2.52:25 | mail-from | auth-required | server"}},
    {"send-left-without-mail.log",
     4,
     // "Internet" sends mail without logging on, so where it said nothing it had nothing to send.
     {"Partner, encrypted | 192.0.2.53:25 | starttls | not-offered | local",
      "Branch office | 192.0.2.54:25 | auth-offer | no-common-mechanism | local"}},
    {"send-one-of-many.log", 1, {"Internet | 192.0.2.57:25 | rcpt-to | recipient-rejected | server"}},
};

std::string with_crlf(const std::string& text) {
  std::string out;
  for (char c : text) out += c == '\n' ? std::string("\r\n") : std::string(1, c);
  return out;
}

const RecordedFailure& only_failure(const Evidence& evidence) {
  REQUIRE(evidence.failures.size() == 1);
  return evidence.failures.front();
}

bool says(const Transcript& t, std::string_view text) {
  return std::ranges::any_of(t.lines,
                             [&](const Line& line) { return line.text.find(text) != std::string::npos; });
}

}  // namespace

TEST_SUITE("protocol log") {
  TEST_CASE("every sample yields its step and class") {
    for (const Sample& sample : samples) {
      CAPTURE(sample.file);
      const Evidence evidence = read_protocol_log(sample_log(sample.file));
      CHECK(evidence.told() == sample.told);
      CHECK(evidence.sessions == sample.sessions);
      CHECK(evidence.problems.empty());
    }
  }

  TEST_CASE("every sample is recognised, with or without its header") {
    for (const Sample& sample : samples) {
      CAPTURE(sample.file);
      const std::string text = sample_log(sample.file);
      CHECK(looks_like_protocol_log(text));
      CHECK(looks_like_protocol_log("\xEF\xBB\xBF" + text));
      CHECK(looks_like_protocol_log(with_crlf(text)));
      CHECK(looks_like_protocol_log(text.substr(text.rfind('#', 0) == 0 ? text.find("\n2026") + 1 : 0)));
    }
  }

  TEST_CASE("other files are not taken for one") {
    CHECK_FALSE(looks_like_protocol_log(""));
    CHECK_FALSE(looks_like_protocol_log("535 5.7.3 Authentication unsuccessful\n"));
    CHECK_FALSE(
        looks_like_protocol_log("#Log-Type: Transport Connectivity Log\n"
                                "#Fields: date-time,session,source,Destination,direction,description\n"));
    CHECK_FALSE(looks_like_protocol_log("#Log-type: Message Tracking Log\n"));
    CHECK_FALSE(
        looks_like_protocol_log("220 mx.contoso.example ESMTP\nEHLO mail01\n250 mx.contoso.example\n"));
    CHECK_FALSE(looks_like_protocol_log("2026-11-20T08:29:00.104Z,a,b,c,d,e\n"));
  }

  TEST_CASE("line ends and the size of the pieces change nothing") {
    for (const Sample& sample : samples) {
      CAPTURE(sample.file);
      const std::string text = sample_log(sample.file);
      for (const std::size_t piece : {1, 7, 100}) CHECK(read_protocol_log(text, piece).told() == sample.told);
      CHECK(read_protocol_log(with_crlf(text), 11).told() == sample.told);
    }
  }

  TEST_CASE("a failure is told with its reply, its time and its place") {
    const auto evidence = read_protocol_log(sample_log("receive-login-refused.log"));
    const RecordedFailure& record = only_failure(evidence);
    CHECK(record.when == "2026-11-20T08:29:10.120Z");
    CHECK(record.source == "test.log");
    CHECK(record.line == 6);
    const Transcript& t = record.transcript;
    REQUIRE(t.failure->reply);
    CHECK(t.failure->reply->text() == "535 5.7.3 Authentication unsuccessful");
    CHECK(t.failure->reply->enhanced == "5.7.3");
    CHECK(t.failure->detail == "Inbound AUTH LOGIN failed because of LogonDenied");
    CHECK(t.outcome == Outcome::fail);
    CHECK(t.auth.user == "svc@contoso.example");
    CHECK(t.auth.verb == "AUTH");
    CHECK(t.auth.mechanism == "LOGIN");
    CHECK(t.auth.rounds == 2);
    CHECK(t.auth.rejected_attempts == 1);
    CHECK(t.offers.plain.front() == "SIZE 37748736");
    CHECK(t.connector.Fqdn == "app01");
    CHECK(t.at(Step::ehlo).status == StepStatus::pass);
    CHECK(t.at(Step::auth_result).status == StepStatus::fail);
    REQUIRE(record.event);
    CHECK(record.event->id == 1035);
    CHECK(record.event->text.find("LogonDenied for Receive connector EX01\\External Authenticated Relay. The "
                                  "authentication mechanism is Login.") != std::string::npos);
    CHECK(record.event->text.find("[192.0.2.30]") != std::string::npos);
  }

  TEST_CASE("the reply that the tarpit announces stands for one that is cut off") {
    const auto evidence = read_protocol_log(sample_log("receive-login-refused-reply-cut-off.log"));
    REQUIRE(only_failure(evidence).transcript.failure->reply);
    CHECK(only_failure(evidence).transcript.failure->reply->code == 535);
  }

  TEST_CASE("where no reply is told, none is made up") {
    const auto evidence = read_protocol_log(sample_log("receive-login-refused-no-reply.log"));
    CHECK_FALSE(only_failure(evidence).transcript.failure->reply);
  }

  TEST_CASE("offers are read from keywords joined on one row, in clear and inside TLS") {
    const auto evidence = read_protocol_log(sample_log("receive-login-refused-no-reply.log"));
    const Transcript& t = only_failure(evidence).transcript;
    using Keywords = std::vector<std::string>;
    CHECK(t.offers.plain == Keywords{"SIZE 37748736", "PIPELINING", "DSN", "ENHANCEDSTATUSCODES", "STARTTLS",
                                     "X-ANONYMOUSTLS", "AUTH NTLM", "X-EXPS GSSAPI NTLM", "8BITMIME",
                                     "BINARYMIME", "CHUNKING", "XRDST"});
    REQUIRE(t.offers.tls);
    CHECK(t.offers.tls->at(4) == "AUTH NTLM LOGIN");
    CHECK(t.auth.offered == Keywords{"NTLM", "LOGIN"});
    REQUIRE(t.tls);
    CHECK(t.tls->established);
    CHECK(t.tls->version == "TLSv1.2");
    CHECK(t.tls->cipher == "CALG_AES_256 256 bits");
    CHECK(t.tls->group == "CALG_ECDH_EPHEM");
  }

  TEST_CASE("the mode is told where the record shows it, and not elsewhere") {
    const auto mode = [](const char* file) {
      const Evidence evidence = read_protocol_log(sample_log(file));
      REQUIRE(!evidence.failures.empty());
      const RecordedFailure& first = evidence.failures.front();
      return first.mode_known ? std::string(id(first.transcript.mode)) : "unknown";
    };
    CHECK(mode("receive-login-refused.log") == "BasicAuth");
    CHECK(mode("receive-login-refused-from-starttls-on.log") == "BasicAuthRequireTLS");
    CHECK(mode("receive-login-refused-reply-cut-off.log") == "unknown");
    CHECK(mode("send-no-ticket.log") == "ExchangeServer");
    CHECK(mode("send-rights.log") == "None");
    CHECK(mode("send-plain-only-short-rows.log") == "unknown");
    CHECK(mode("receive-relay-denied.log") == "unknown");
  }

  TEST_CASE("a ticket that cannot be had is our own failure, and nothing was sent") {
    const auto evidence = read_protocol_log(sample_log("send-no-ticket.log"));
    const Transcript& t = only_failure(evidence).transcript;
    CHECK(t.failure->origin == Origin::local);
    CHECK(t.auth.verb == "X-EXPS");
    CHECK(t.auth.spn == "SMTPSVC/ex04.contoso.example");
    CHECK(t.auth.offered == std::vector<std::string>{"EXCHANGEAUTH", "GSSAPI", "NTLM"});
    CHECK(diagnose(t).event->id == 2017);
  }

  TEST_CASE("the reply that the client makes itself is told from a server's") {
    const auto evidence = read_protocol_log(sample_log("send-plain-only-short-rows.log"));
    const Transcript& t = only_failure(evidence).transcript;
    CHECK(t.failure->origin == Origin::local);
    CHECK_FALSE(t.failure->reply);
    CHECK(diagnose(t).event->text.find("451 5.7.3 Require basic authentication") != std::string::npos);
  }

  TEST_CASE("what a client says inside AUTH is never shown") {
    const std::string text =
        ">,EHLO mail01.contoso.example\n<,250-mx.fabrikam.example\n<,250 AUTH LOGIN PLAIN\n"
        ">,AUTH LOGIN\n<,334 VXNlcm5hbWU6\n>,c3ZjQGNvbnRvc28uZXhhbXBsZQ==\n<,334 UGFzc3dvcmQ6\n"
        ">,Q2FuYXJ5LTdacSFwYXNz\n<,535 5.7.8 no\n>,AUTH PLAIN AHN2YwBDYW5hcnktN1pxIXBhc3M=\n<,535 5.7.8 no\n";
    const Evidence evidence = read_protocol_log(text);
    const Transcript& t = only_failure(evidence).transcript;
    CHECK_FALSE(says(t, "Q2FuYXJ5"));
    CHECK_FALSE(says(t, "AHN2YwBD"));
    CHECK_FALSE(says(t, "c3ZjQGNv"));
    CHECK(says(t, "[user 19 bytes]"));
    CHECK(says(t, "[password]"));
    CHECK(says(t, "AUTH PLAIN [PLAIN 20 bytes]"));
    CHECK(t.auth.rejected_attempts == 2);
  }

  TEST_CASE("a logon that works in the end is no failure") {
    const std::string text =
        ">,EHLO mail01.contoso.example\n<,250-mx.fabrikam.example\n<,250 AUTH LOGIN\n>,AUTH LOGIN\n<,334 "
        "x\n<,535 5.7.8 no\n"
        ">,AUTH LOGIN\n<,334 x\n<,334 x\n<,235 2.7.0 yes\n>,MAIL FROM:<a@contoso.example>\n<,250 "
        "ok\n>,QUIT\n<,221 bye\n";
    CHECK(read_protocol_log(text).failures.empty());
  }

  TEST_CASE("each kind of failure of one session is told once") {
    const std::string text =
        ">,EHLO mail01.contoso.example\n<,250 mx.fabrikam.example\n"
        ">,MAIL FROM:<a@contoso.example>\n<,250 ok\n>,RCPT TO:<x@fabrikam.example>\n<,550 5.1.1 unknown\n"
        ">,RCPT TO:<y@fabrikam.example>\n<,550 5.1.1 unknown\n>,RSET\n<,250 ok\n"
        ">,MAIL FROM:<b@contoso.example>\n<,250 ok\n>,RCPT TO:<z@fabrikam.example>\n<,250 ok\n>,DATA\n<,354 "
        "go\n"
        "<,550 5.7.60 Client does not have permissions to send as this sender\n>,QUIT\n";
    CHECK(read_protocol_log(text).told() ==
          std::vector<std::string>{" |  | rcpt-to | recipient-rejected | server",
                                   " |  | data | send-as-denied | server"});
  }

  TEST_CASE("a session goes on in the next file") {
    const std::string first = sample_log("send-goes-on-9.log"), second = sample_log("send-goes-on-10.log");
    const Evidence evidence = read_protocol_logs({first, second});
    CHECK(evidence.told() ==
          std::vector<std::string>{
              "Smart host Fabrikam | 192.0.2.50:587 | auth-result | bad-credentials | server"});
    CHECK(evidence.sessions == 1);
    CHECK(evidence.failures.front().source == "1.log");
    CHECK(evidence.failures.front().transcript.connector.Fqdn == "mail01.contoso.example");
    CHECK(evidence.failures.front().transcript.tls.has_value());
  }

  TEST_CASE("the columns stand in the order of #Fields") {
    const std::string text =
        "#Log-type: SMTP Send Protocol Log\n"
        "#Fields: event,data,context,session-id,connector-id,date-time,remote-endpoint,extra\n"
        ">,EHLO a,,S1,\"Partner, Fabrikam\",2026-11-20T08:00:00.000Z,192.0.2.9:25,x\n"
        "<,250 mx,,S1,\"Partner, Fabrikam\",2026-11-20T08:00:01.000Z,192.0.2.9:25,x\n"
        ">,MAIL FROM:<>,,S1,\"Partner, Fabrikam\",2026-11-20T08:00:02.000Z,192.0.2.9:25,x\n"
        "<,\"550 5.7.1 \"\"no\"\", never\",,S1,\"Partner, "
        "Fabrikam\",2026-11-20T08:00:03.000Z,192.0.2.9:25,x\n";
    const Evidence evidence = read_protocol_log(text);
    CHECK(evidence.told() == std::vector<std::string>{
                                 "Partner, Fabrikam | 192.0.2.9:25 | mail-from | sender-rejected | server"});
    CHECK(only_failure(evidence).transcript.failure->reply->text() == "550 5.7.1 \"no\", never");
    CHECK(only_failure(evidence).when == "2026-11-20T08:00:03.000Z");
  }

  TEST_CASE("an IPv6 endpoint gets its brackets") {
    std::string text = sample_log("send-tls-unknown-credentials.log");
    for (const std::string written : {"2001:db8::7:25", "[2001:db8::7]:25"}) {
      std::string log = text;
      for (auto at = log.find("192.0.2.41:25"); at != std::string::npos; at = log.find("192.0.2.41:25")) {
        log.replace(at, 13, written);
      }
      CHECK(only_failure(read_protocol_log(log)).transcript.remote == "[2001:db8::7]:25");
    }
  }
}
