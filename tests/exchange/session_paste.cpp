// Pasted SMTP sessions: who said what, what was meant where a line is missing, and that no credential comes
// out.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "exchange/reading.hpp"

using namespace authwalk;
using namespace authwalk::test;

namespace {

std::string told(std::string_view text) {
  const Evidence evidence = read_as("session", text);
  if (evidence.failures.empty()) return "nothing";
  const Failure& f = *evidence.failures.front().transcript.failure;
  return fmt::format("{} {} {}", id(f.step), id(f.cls), id(f.origin));
}

RecordedFailure only(std::string_view text) {
  const Evidence evidence = read_as("session", text);
  REQUIRE(evidence.failures.size() == 1);
  return evidence.failures.front();
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
  return text;
}

// "C:" and "S:" in the arrows of a program.
std::string in_arrows(std::string text, std::string_view client, std::string_view server) {
  return replaced(replaced(std::move(text), "C: ", client), "S: ", server);
}

const std::string refused_login =
    "S: 220 mx.contoso.example ESMTP\n"
    "C: EHLO client.fabrikam.example\n"
    "S: 250-mx.contoso.example\n"
    "S: 250 AUTH LOGIN PLAIN\n"
    "C: AUTH LOGIN\n"
    "S: 334 VXNlcm5hbWU6\n"
    "C: c3ZjQGNvbnRvc28uZXhhbXBsZQ==\n"
    "S: 334 UGFzc3dvcmQ6\n"
    "C: Q2FuYXJ5LTdacSFwYXNz\n"
    "S: 535 5.7.3 Authentication unsuccessful\n"
    "C: QUIT\n"
    "S: 221 2.0.0 bye\n";

TEST_SUITE_BEGIN("exchange");

TEST_CASE("the arrows of every program mean the same") {
  struct Arrows {
    const char *client, *server;
  };
  for (const Arrows& arrows :
       {Arrows{"C: ", "S: "}, Arrows{"", ""}, Arrows{"> ", "< "}, Arrows{">> ", "<< "},
        Arrows{">>> ", "<<< "}, Arrows{" -> ", "<-  "}, Arrows{" ~> ", "<~  "}, Arrows{"--> ", "<-- "},
        Arrows{">> ", ""}, Arrows{"> ", ""}, Arrows{"CLIENT -> SERVER: ", "SERVER -> CLIENT: "},
        Arrows{"12:00:01 ", "12:00:02 "}, Arrows{"[12:00:01.123] >> ", "[12:00:02.456] << "},
        Arrows{"2026-11-21 12:00:01 C: ", "2026-11-21 12:00:02 S: "},
        Arrows{"2026-11-21T12:00:01.5Z > ", "2026-11-21T12:00:01.6Z < "}, Arrows{"SENT: ", "RECEIVED: "},
        Arrows{"RECEIVED: ", "SENT: "}}) {
    CAPTURE(arrows.client);
    const std::string text = in_arrows(refused_login, arrows.client, arrows.server);
    CHECK(format_of(text) == "session");
    const RecordedFailure failure = only(text);
    const Transcript& t = failure.transcript;
    CHECK(id(t.failure->step) == "auth-result");
    CHECK(id(t.failure->cls) == "bad-credentials");
    CHECK(t.failure->reply->text() == "535 5.7.3 Authentication unsuccessful");
    CHECK(t.auth.user == "svc@contoso.example");
    CHECK(t.auth.mechanism == "LOGIN");
    CHECK(t.auth.rounds == 2);
    CHECK(t.auth.offered == std::vector<std::string>{"LOGIN", "PLAIN"});
    CHECK(t.auth.rejected_attempts == 1);
    CHECK(t.connector.SmartHost == "mx.contoso.example");
    CHECK(t.connector.Fqdn == "client.fabrikam.example");
    CHECK(shown(failure).find("Q2FuYXJ5") == std::string::npos);
  }
}

TEST_CASE("what stands for a credential in the transcript") {
  const auto lines = [](std::string_view text) {
    std::string all;
    for (const Line& line : only(text).transcript.lines) {
      if (line.who == '>') all += line.text + "|";
    }
    return all;
  };
  CHECK(lines(refused_login) == "EHLO client.fabrikam.example|AUTH LOGIN|[user 19 bytes]|[password]|QUIT|");
  CHECK(lines("EHLO x\n250 AUTH\nAUTH LOGIN c3Zj\n334 UGFzc3dvcmQ6\nQ2FuYXJ5LTdacSFwYXNz\n535 no\n") ==
        "EHLO x|AUTH LOGIN [user 3 bytes]|[password]|");
  CHECK(lines("EHLO x\n250 AUTH\nauth plain AHN2YwBDYW5hcnktN1pxIXBhc3M=\n535 no\n") ==
        "EHLO x|AUTH PLAIN [PLAIN 20 bytes]|");
  CHECK(
      lines("EHLO x\n250 AUTH\nAUTH NTLM\n334 NTLM supported\nTlRMTVNTUAABAAAAB4IIAAAAAAAAAAAAAAAAAAAAAAA=\n"
            "334 TlRMTVNTUAACAAAAAAAAAAAAAAAAAAAAAAAA\nTlRMTVNTUAADAAAA\n535 no\n") ==
      "EHLO x|AUTH NTLM|[NTLM type 1, 32 bytes]|[NTLM type 3, 12 bytes]|");
  CHECK(lines("EHLO x\n250 AUTH\nX-EXPS GSSAPI YIIE\n535 no\n") ==
        "EHLO x|X-EXPS GSSAPI [GSS token, 3 bytes]|");
}

TEST_CASE("a password never comes out, whatever surrounds it") {
  const auto hidden = [](std::string_view text) {
    for (const RecordedFailure& failure : read_as("session", text).failures) {
      const std::string all = shown(failure);
      for (std::string_view form : {"Canary-7Zq!pass", "Q2FuYXJ5", "NhbmFyeS03", "DYW5hcnkt"}) {
        if (all.find(form) != std::string::npos) return false;
      }
    }
    return true;
  };
  CHECK(hidden(
      "AUTH LOGIN\n334 VXNlcm5hbWU6\nc3Zj\n334 UGFzc3dvcmQ6\nCanary-7Zq!pass\n535 no\n"));  // not encoded
  CHECK(hidden("AUTH LOGIN\nc3Zj\nQ2FuYXJ5LTdacSFwYXNz\n535 no\n"));              // the prompts were left out
  CHECK(hidden("AUTH LOGIN\n334 UGFzc3dvcmQ6\nQ2FuYXJ5LTdacSFwYXNz\n535 no\n"));  // asked for first
  CHECK(hidden("AUTH Q2FuYXJ5LTdacSFwYXNz\n535 no\n"));                           // no mechanism
  CHECK(hidden("AUTH LOGIN c3Zj Q2FuYXJ5LTdacSFwYXNz\n535 no\n"));
  CHECK(hidden(
      "AUTH LOGIN\n334 VXNlcm5hbWU6\nc3Zj\n334 UGFzc3dvcmQ6\nQ2FuYXJ5LTdacSFwYXNz\n535 Canary-7Zq!pass is "
      "wrong, and so is Q2FuYXJ5LTdacSFwYXNz\n"));
  CHECK(hidden("AUTH PLAIN\n334 \nAHN2YwBDYW5hcnktN1pxIXBhc3M=\n535 no: AHN2YwBDYW5hcnktN1pxIXBhc3M=\n"));
  CHECK(hidden("$ swaks -ap Canary-7Zq!pass\nEHLO x\n250 AUTH PLAIN\nMAIL FROM:<>\n530 no\n"));
}

TEST_CASE("an answer that looks like a command is still an answer") {
  // "DATA" is base64 of three bytes.
  const RecordedFailure failure = only(
      "AUTH LOGIN\n334 VXNlcm5hbWU6\nDATA\n334 UGFzc3dvcmQ6\nQUIT\n535 5.7.3 Authentication unsuccessful\n");
  CHECK(failure.transcript.lines.back().text == "535 5.7.3 Authentication unsuccessful");
  CHECK(failure.transcript.lines.at(2).text == "[user 3 bytes]");
  CHECK(failure.transcript.lines.at(4).text == "[password]");
}

TEST_CASE("where a session fails") {
  const std::string hello =
      "220 mx.contoso.example ESMTP\nEHLO x\n250-mx.contoso.example\n250-STARTTLS\n250 AUTH LOGIN\n";
  CHECK(told("554 5.7.1 No\n") == "rcpt-to rejected server");
  CHECK(told("220 mx\nEHLO x\n500 5.3.3 Unrecognized command\n") == "ehlo rejected server");
  CHECK(told("220 ****************\nEHLO x\n500 5.3.3 Unrecognized command\n") ==
        "ehlo esmtp-rewritten server");
  CHECK(told(hello + "STARTTLS\n454 4.7.0 TLS not available\n") == "starttls rejected-temporarily server");
  CHECK(told(hello + "STARTTLS\n220 go ahead\nConnection closed by foreign host.\n") ==
        "tls-handshake closed network");
  CHECK(told(hello + "AUTH LOGIN\n504 5.7.4 Unrecognized authentication type\n") ==
        "auth-start mechanism-refused server");
  CHECK(told(hello + "AUTH LOGIN\n530 5.7.0 Must issue a STARTTLS command first\n") ==
        "auth-start mechanism-needs-tls server");
  CHECK(told(hello + "AUTH LOGIN\n334 VXNlcm5hbWU6\nc3Zj\nConnection to host lost.\n") ==
        "auth-result closed network");
  CHECK(told(hello + "MAIL FROM:<a@contoso.example>\n530 5.7.57 SMTP; Client was not authenticated\n") ==
        "mail-from auth-required server");
  CHECK(
      told(hello +
           "MAIL FROM:<a@contoso.example>\n250 ok\nRCPT TO:<b@fabrikam.example>\n550 5.7.54 SMTP; Unable to "
           "relay recipient in non-accepted domain\n") == "rcpt-to relay-denied server");
  CHECK(told("220 mx.contoso.example ESMTP\n") == "nothing");
  CHECK(told(hello + "QUIT\n221 bye\nConnection closed by foreign host.\n") == "nothing");
}

TEST_CASE("what the program says of DNS, TCP and TLS") {
  CHECK(told("=== Trying mx.contoso.example:25...\n*** Error connecting to mx:25:\n*** \tIO::Socket::INET6: "
             "connect: "
             "timeout\n*** IO: Connection timed out\n") == "connect timeout network");
  CHECK(told("Trying 192.0.2.7...\ntelnet: Unable to connect to remote host: No route to host\n") ==
        "connect unreachable network");
  CHECK(told("telnet: could not resolve mx.contoso.example/25: Name or service not known\n") ==
        "resolve dns-not-found network");
  CHECK(told("Connecting To mx.contoso.example...Could not open connection to the host, on port 25: Connect "
             "failed\n") == "connect unreachable network");
  CHECK(told("*   Trying 192.0.2.7:25...\n* connect to 192.0.2.7 port 25 failed: Connection refused\ncurl: "
             "(7) Failed "
             "to connect to mx.contoso.example port 25: Connection refused\n") == "connect refused network");
  CHECK(told("curl: (6) Could not resolve host: mx.contoso.example\n") == "resolve dns-not-found network");
  CHECK(told("* SSL certificate problem: unable to get local issuer certificate\ncurl: (60) SSL certificate "
             "problem\n") == "tls-verify cert-untrusted local");
  CHECK(told("CONNECTED(00000003)\n140735:error:1408F10B:SSL routines:ssl3_get_record:wrong version "
             "number:x.c:332:\n") == "tls-handshake not-tls local");
  CHECK(told("CONNECTED(00000003)\nNew, TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384\nVerify return code: 10 "
             "(certificate "
             "has expired)\n---\n250 SMTPUTF8\n") == "tls-verify cert-expired local");
  CHECK(told("CONNECTED(00000003)\nNew, TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384\nVerify return code: 0 "
             "(ok)\n---\n"
             "250 SMTPUTF8\n") == "nothing");
  CHECK(told("telnet: connect to address 2001:db8::7: Connection refused\nTrying 192.0.2.7...\nConnected to "
             "mx.\n220 mx "
             "ESMTP\nQUIT\n221 bye\n") == "nothing");
}

TEST_CASE("curl's progress does not hide what it says") {
  const RecordedFailure failure = only(
      "  % Total    % Received\n\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--   "
      "  0*   "
      "Trying 192.0.2.7:25...\n* Connected to mx.contoso.example (192.0.2.7) port 25 (#0)\n< 220 mx ESMTP\n> "
      "EHLO x\n"
      "{ [5 bytes data]\n< 250 AUTH LOGIN\n> AUTH LOGIN\n< 334 VXNlcm5hbWU6\n} [5 bytes data]\n> c3Zj\n< 535 "
      "no\n");
  CHECK(failure.transcript.remote == "192.0.2.7:25");
  CHECK(failure.transcript.auth.user == "svc");
}

TEST_CASE("a refusal that was overcome is no failure") {
  const std::string hello = "220 mx.contoso.example ESMTP\nEHLO x\n250 AUTH LOGIN\n";
  const std::string mail = "MAIL FROM:<a@contoso.example>\n";
  CHECK(told(hello + mail +
             "530 5.7.1 No\nAUTH LOGIN\n334 VXNlcm5hbWU6\nc3Zj\n334 UGFzc3dvcmQ6\nQ2Fu\n235 ok\n" + mail +
             "250 ok\n") == "nothing");
  CHECK(told(hello + "MAIL FROM: nonsense\n501 5.1.7 Invalid address\n" + mail + "250 ok\n") == "nothing");
  CHECK(told("220 mx\nEHLO\n501 5.5.4 Invalid domain name\nEHLO x\n250 mx\n") == "nothing");
  CHECK(told(hello + "FOO\n500 5.3.3 Unrecognized command\n") == "nothing");
  // Another recipient that is accepted does not undo the refusal of the first.
  CHECK(told(hello + mail +
             "250 ok\nRCPT TO:<b@fabrikam.example>\n550 5.7.54 No\nRCPT TO:<c@contoso.example>\n250 ok\n") ==
        "rcpt-to relay-denied server");
}

TEST_CASE("a server that offers no login that a Send connector uses") {
  CHECK(told("220 mx\nEHLO x\n250-mx\n250 AUTH PLAIN CRAM-MD5\nQUIT\n221 bye\n") ==
        "auth-offer no-common-mechanism local");
  CHECK(told("220 mx\nEHLO x\n250-mx\n250-XXXXXXXA\n250 SIZE\n") == "auth-offer esmtp-rewritten local");
  SUBCASE("is not judged before TLS, or when it takes no logins at all") {
    CHECK(told("220 mx\nEHLO x\n250-mx\n250-AUTH PLAIN\n250 STARTTLS\n") == "nothing");
    CHECK(told("220 mx\nEHLO x\n250-mx\n250 SIZE\n") == "nothing");
  }
}

TEST_CASE("a message is no conversation") {
  const std::string begin =
      "EHLO x\n250 mx\nMAIL FROM:<a@contoso.example>\n250 ok\nRCPT TO:<b@contoso.example>\n250 ok\nDATA\n354 "
      "go\n";
  CHECK(told(begin + "Subject: 550 reasons\n535 is a number\nQUIT\nAUTH LOGIN\n.\n250 2.6.0 Queued\n") ==
        "nothing");
  CHECK(
      told(begin + "Hello\n.\n550 5.7.60 SMTP; Client does not have permissions to send as this sender\n") ==
      "data send-as-denied server");
}

TEST_CASE("the rows of several sessions in a server's log are told apart") {
  std::string log;
  const auto row = [&log](int session, std::string_view text) {
    log += fmt::format("\"SMTPD\"\t4012\t{}\t\"2026-11-21 12:00:00.123\"\t\"192.0.2.9\"\t\"{}\"\n", session,
                       text);
  };
  row(7, "SENT: 220 mx.contoso.example ESMTP");
  row(8, "SENT: 220 mx.contoso.example ESMTP");
  row(7, "RECEIVED: AUTH LOGIN");
  row(8, "RECEIVED: EHLO x");
  row(7, "SENT: 504 Authentication not enabled.");
  row(8, "SENT: 250-mx.contoso.example[nl]250-SIZE 20480000[nl]250 AUTH LOGIN");
  row(8, "RECEIVED: QUIT");
  row(8, "SENT: 221 goodbye");
  const Evidence evidence = read_as("session", log);
  CHECK(evidence.sessions == 2);
  CHECK(evidence.told() == std::vector<std::string>{" |  | auth-start | mechanism-refused | server"});
}

TEST_SUITE_END();

}  // namespace
