// Recorded evidence of every kind but protocol logs, in the shapes in which it is pasted and exported: each
// sample is recognised, and yields its step, its class and whose text it is.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <map>

#include "exchange/reading.hpp"

using namespace authwalk;
using namespace authwalk::test;

namespace {

struct Sample {
  const char* file;
  const char* format;
  std::size_t sessions;
  std::vector<std::string> told;  // connector | remote | step | class | origin
  std::vector<std::size_t> problems{};
};

const std::vector<Sample> samples{
    {"event-1035-login.txt",
     "events-text",
     1,
     {"Client Frontend EX01 | 192.0.2.9 | auth-result | bad-credentials | server"}},
    {"event-1035-gssapi-short.txt",
     "events-text",
     1,
     {"Client Frontend <server name> | <client IP address> | auth-challenge | bad-challenge | server"}},
    {"event-12014.txt",
     "events-text",
     1,
     {"Default internal receive connector EDGE01 |  | starttls | not-offered | server"}},
    {"event-2004-unlabelled.txt",
     "events-text",
     1,
     {"Outbound to Contoso |  | data | send-as-denied | server"}},
    {"event-2017-no-ticket.txt",
     "events-text",
     1,
     {"Intra-Organization SMTP Send Connector |  | auth-token | kerberos-no-ticket | local"}},
    {"event-kerberos.txt", "events-text", 1, {" |  | auth-token | kerberos-no-ticket | local"}},
    {"event-kerberos-trace.txt", "events-text", 1, {" |  | auth-token | kerberos-no-ticket | local"}},
    {"events-format-list.txt",
     "events-text",
     3,
     {"Outbound to Contoso |  | auth-result | bad-credentials | server",
      " |  | auth-result | bad-credentials | server"},
     {15}},
    {"events-german.txt", "events-text", 1, {" |  | auth-result | rejected-temporarily | server"}},
    {"events-wevtutil-text.txt",
     "events-text",
     3,
     {"Outbound to Contoso |  | local | credential-invalid | local",
      "Client EX01 | 192.0.2.9 | auth-result | bad-credentials | server"}},
    {"events-receive-side.csv",
     "events-csv",
     4,
     {"Client EX01 |  | data | rejected-temporarily | server",
      "Client EX01 |  | mail-from | sender-rejected | server",
      "Client EX01 |  | data | send-as-denied | server"}},
    {"events-viewer.csv",
     "events-csv",
     2,
     {" |  | starttls | cert-expired | server", " |  | auth-result | submit-denied | server"}},
    {"events.xml",
     "events-xml",
     2,
     {"Outbound to Contoso |  | auth-offer | no-common-mechanism | local",
      "Intra-Organization SMTP Send Connector |  | auth-token | kerberos-unknown-service | local"}},
    {"connectivity.log",
     "connectivity-log",
     1,
     {" | 192.0.2.7:25 | connect | timeout | network", " |  | resolve | dns-not-found | network"}},
    {"mail-exim-login.txt", "mail-log", 1, {" | 192.0.2.9 | auth-result | bad-credentials | server"}},
    {"mail-mailenable.txt", "mail-log", 1, {" | 192.0.2.9 | rcpt-to | auth-required | server"}},
    {"mail-postfix-exim.txt",
     "mail-log",
     8,
     {" | 192.0.2.7:587 | auth-result | basic-auth-disabled | server",
      " | 192.0.2.7:25 | connect | refused | network", " | 192.0.2.9 | rcpt-to | relay-denied | server",
      " | 192.0.2.9 | auth-result | bad-credentials | server", " | 192.0.2.7:25 | banner | closed | network",
      " | 192.0.2.7:25 | starttls | rejected-temporarily | server",
      " | 192.0.2.7 | rcpt-to | relay-denied | server", " | 192.0.2.9 | rcpt-to | relay-denied | server"}},
    {"ndr-exchange.txt", "ndr", 1, {" |  | data | send-as-denied | server"}},
    {"ndr-dsn.txt", "ndr", 1, {" |  | mail-from | auth-required | server"}},
    {"ndr-expired.txt", "ndr", 1, {}, {10}},
    {"queue-454.txt", "queue-error", 1, {" |  | auth-result | rejected-temporarily | server"}},
    {"queue-basic.txt", "queue-error", 1, {" |  | auth-offer | no-common-mechanism | local"}},
    {"queue-exchange-arrow.txt", "queue-error", 1, {" |  | auth-offer | no-common-mechanism | local"}},
    {"queue-fields-dropped.txt", "queue-error", 1, {" | 192.0.2.7 | ehlo | reset | network"}},
    {"queue-own-texts.txt",
     "queue-error",
     9,
     {" |  | connect | timeout | network", " |  | connect | unreachable | network",
      " |  | resolve | dns-failed | network", " |  | local | client-certificate | local",
      " |  | starttls | not-offered | local", " |  | tls-verify | cert-untrusted | local",
      " |  | tls-verify | cert-name-mismatch | local", " |  | auth-result | bad-credentials | server"},
     {8}},
    {"queue-proxy-not-tls.txt", "queue-error", 1, {" | [2001:db8::7]:25 | tls-handshake | not-tls | local"}},
    {"queue-refused.txt", "queue-error", 1, {" | 192.0.2.7:25 | connect | refused | network"}},
    {"queue-wrapped-lines.txt", "queue-error", 1, {" |  | auth-offer | no-common-mechanism | local"}},
    {"session-clock-tls-failed.txt", "session", 1, {" |  | tls-handshake | tls-failed | server"}},
    {"session-curl-plain.txt", "session", 1, {" | 192.0.2.7:25 | auth-result | bad-credentials | server"}},
    {"session-openssl-login.txt", "session", 1, {" |  | auth-result | bad-credentials | server"}},
    {"session-server-lines-only.txt", "session", 1, {" |  | rcpt-to | send-as-denied | server"}},
    {"session-server-log.txt", "session", 2, {" |  | rcpt-to | auth-required | server"}},
    {"session-swaks-refused.txt", "session", 1, {" | 192.0.2.7:25 | connect | refused | network"}},
    {"session-swaks-tls-login.txt",
     "session",
     1,
     {" | mx.contoso.example:25 | auth-result | bad-credentials | server"}},
    {"session-telnet-relay.txt", "session", 1, {" |  | rcpt-to | relay-denied | server"}},
    {"session-telnet-send-as.txt", "session", 1, {" |  | data | send-as-denied | server"}},
    {"session-telnet-xexps-only.txt", "session", 1, {" |  | auth-offer | no-common-mechanism | local"}},
    {"session-two.txt", "session", 2, {" | 192.0.2.8 | banner | closed | network"}},
};

std::vector<std::size_t> lines_of(const std::vector<ReadProblem>& problems) {
  std::vector<std::size_t> lines;
  for (const ReadProblem& problem : problems) lines.push_back(problem.line);
  return lines;
}

TEST_SUITE_BEGIN("exchange");

TEST_CASE("every sample of evidence is recognised and yields its step and class") {
  for (const Sample& sample : samples) {
    CAPTURE(std::string(sample.file));
    const std::string text = sample_log(sample.file);
    CHECK(format_of(text) == sample.format);
    const Evidence evidence = read_evidence(text);
    CHECK(evidence.told() == sample.told);
    CHECK(evidence.sessions == sample.sessions);
    CHECK(lines_of(evidence.problems) == sample.problems);
    for (const RecordedFailure& failure : evidence.failures) {
      CHECK(failure.source == "test");
      CHECK(failure.line > 0);
      CHECK(id(failure.transcript.outcome) == "fail");
      CHECK(id(failure.transcript.at(failure.transcript.failure->step).status) == "fail");
    }
  }
}

TEST_CASE("evidence that arrives byte by byte, or with other line ends, tells the same") {
  for (const Sample& sample : samples) {
    CAPTURE(sample.file);
    const std::string text = sample_log(sample.file);
    CHECK(read_as(sample.format, text, 1).told() == sample.told);
    std::string windows;
    for (char c : text) {
      if (c == '\n' && !windows.ends_with('\r')) windows += '\r';
      windows += c;
    }
    CHECK(read_evidence(windows).told() == sample.told);
  }
}

TEST_CASE("what stands behind a comment is recognised all the same") {
  for (const Sample& sample : samples) {
    CAPTURE(sample.file);
    const Evidence evidence = read_evidence("# source: somewhere\n# note: none\n" + sample_log(sample.file));
    CHECK(evidence.told() == sample.told);
  }
}

TEST_CASE("evidence that ends anywhere is read without a complaint about authwalk itself") {
  for (const Sample& sample : samples) {
    CAPTURE(sample.file);
    const std::string text = sample_log(sample.file);
    for (std::size_t size = 0; size <= text.size(); size += 7) {
      const Evidence evidence = read_as(sample.format, std::string_view(text).substr(0, size));
      for (const RecordedFailure& failure : evidence.failures)
        CHECK(id(failure.transcript.failure->cls) != "internal");
    }
  }
}

TEST_CASE("no sample gives the password away") {
  int with_password = 0;
  for (const Sample& sample : samples) {
    CAPTURE(sample.file);
    const std::string text = sample_log(sample.file);
    with_password += text.find("Q2FuYXJ5LTdacSFwYXNz") != std::string::npos;
    for (const RecordedFailure& failure : read_evidence(text).failures) {
      const std::string all = shown(failure);
      CHECK(all.find("Canary-7Zq!pass") == std::string::npos);
      CHECK(all.find("Q2FuYXJ5LTda") == std::string::npos);  // base64 of its beginning, at three alignments
      CHECK(all.find("NhbmFyeS03WnEh") == std::string::npos);
      CHECK(all.find("DYW5hcnktN1px") == std::string::npos);
    }
  }
  CHECK(with_password >= 3);
}

TEST_SUITE_END();

}  // namespace
