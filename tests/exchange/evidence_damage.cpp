// Damaged evidence: a clear word with its line, the rest still read, and memory that stays bounded.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "exchange/csv_rows.hpp"
#include "exchange/reading.hpp"

using namespace authwalk;
using namespace authwalk::test;
using namespace std::string_literals;

namespace {

const std::string event_begin =
    "<Event xmlns='x'><System><Provider "
    "Name='MSExchangeTransport'/><EventID>2003</EventID></System><EventData>"
    "<Data>Outbound</Data><Data>mx.contoso.example</Data><Data>";
const std::string event_end = "</Data></EventData></Event>\n";
const std::string event = event_begin + "535 5.7.3 Authentication unsuccessful" + event_end;
const std::string csv_head = "\"Message\",\"Id\",\"ProviderName\"\n";
const std::string csv_row =
    "\"Send connector Outbound has failed to authenticate with mx.contoso.example. The response from the "
    "remote site is "
    "535 5.7.3 Authentication unsuccessful.\",\"2003\",\"MSExchangeTransport\"\n";

std::vector<std::size_t> lines_of(const Evidence& evidence) {
  std::vector<std::size_t> lines;
  for (const ReadProblem& problem : evidence.problems) lines.push_back(problem.line);
  return lines;
}

TEST_SUITE_BEGIN("exchange");

TEST_CASE("events as XML: a damaged one spoils no other") {
  SUBCASE("torn off before its end") {
    const Evidence evidence = read_as("events-xml", event + event_begin + "535 5.7\n" + event + event);
    CHECK(evidence.failures.size() == 3);
    CHECK(lines_of(evidence) == std::vector<std::size_t>{2});
    CHECK(evidence.failures.back().line == 4);
  }
  SUBCASE("no XML") {
    const Evidence evidence = read_as("events-xml", event + "<Event>\n<a <b></Event>\n" + event);
    CHECK(evidence.failures.size() == 2);
    CHECK(lines_of(evidence) == std::vector<std::size_t>{3});
  }
  SUBCASE("the file ends inside") {
    const Evidence evidence = read_as("events-xml", event + event_begin);
    CHECK(evidence.failures.size() == 1);
    CHECK(lines_of(evidence) == std::vector<std::size_t>{2});
  }
  SUBCASE("far too large") {
    const Evidence evidence =
        read_as("events-xml", event + event_begin + std::string(3 << 20, 'x') + event_end + event);
    CHECK(evidence.failures.size() == 2);
    CHECK(lines_of(evidence) == std::vector<std::size_t>{2});
  }
  SUBCASE("NUL bytes inside") {
    const Evidence evidence =
        read_as("events-xml", event + event_begin + std::string(5, '\0') + event_end + event);
    CHECK(evidence.failures.size() == 2);
  }
  SUBCASE("elements a million deep") {
    std::string deep;
    for (int i = 0; i < 30000; ++i) deep += "<a>";
    const Evidence evidence = read_as("events-xml", event + "<Event>" + deep + "</Event>" + event);
    CHECK(evidence.failures.size() == 2);
    CHECK(evidence.problems.size() == 1);
  }
  SUBCASE("only beginnings of events") {
    std::string beginnings;
    for (int i = 0; i < 100000; ++i) beginnings += "<Event ";
    CHECK(read_as("events-xml", beginnings + event).failures.size() == 1);
  }
}

TEST_CASE("events as XML: entities of a document type are not expanded") {
  std::string bomb =
      "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a \"535 5.7.3 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\">";
  for (char c = 'b'; c <= 'k'; ++c) {
    const char b = static_cast<char>(c - 1);
    bomb += fmt::format("<!ENTITY {} \"&{};&{};&{};&{};&{};&{};&{};&{};\">", c, b, b, b, b, b, b, b, b);
  }
  bomb += "]><Events>" + event_begin + "535 5.7.3 No &k; &amp; no" + event_end + "</Events>";
  const Evidence evidence = read_as("events-xml", bomb);
  REQUIRE(evidence.failures.size() == 1);
  CHECK(evidence.failures[0].transcript.failure->reply->text() == "535 5.7.3 No &k; & no");
}

TEST_CASE("events as CSV: a quote that is missing spoils one row") {
  SUBCASE("at the end of the file") {
    const Evidence evidence = read_as("events-csv", csv_head + csv_row + csv_row + "\"torn");
    CHECK(evidence.failures.size() == 2);
    CHECK(evidence.problems.size() == 1);
    CHECK(evidence.problems[0].line == 4);
  }
  SUBCASE("with whole rows behind it") {
    const Evidence evidence = read_as("events-csv", csv_head + "\"torn,2003,x\n" + csv_row);
    CHECK(evidence.failures.size() == 1);
    CHECK(evidence.problems.size() >= 1);
    CHECK(evidence.problems[0].line == 2);
  }
  SUBCASE("without end") {
    const std::string endless = "\"" + std::string(10 * longest_csv_row, 'x') + "\"\n";
    const Evidence evidence = read_as("events-csv", csv_head + csv_row + endless + csv_row);
    CHECK(evidence.failures.size() == 2);
    CHECK(evidence.problems.size() >= 1);
  }
  SUBCASE("NUL bytes") {
    const Evidence evidence =
        read_as("events-csv", csv_head + csv_row + std::string(9, '\0') + "\n" + csv_row);
    CHECK(evidence.failures.size() == 2);
    CHECK(lines_of(evidence) == std::vector<std::size_t>{3});
  }
  SUBCASE("no header") {
    const Evidence evidence = read_as("events-csv", csv_row);
    CHECK(evidence.failures.empty());
    CHECK(evidence.problems.size() == 1);
  }
}

TEST_CASE("CSV rows: fields, doubled quotes, line ends inside of quotes") {
  CHECK(split_csv("a,\"b,c\",\"d\"\"e\",", ',') == std::vector<std::string>{"a", "b,c", "d\"e", ""});
  CHECK(split_csv("a;b\r", ';') == std::vector<std::string>{"a", "b"});
  std::vector<std::string> rows;
  const EvidenceSink sink{[](RecordedFailure) {}, [](std::size_t) {}, [](ReadProblem) {}};
  CsvRows csv("test", sink, [&](const std::vector<std::string>& fields, std::size_t line) {
    rows.push_back(fmt::format("{}:{}:{}", line, fields.size(), fields.back()));
  });
  csv.feed("a,\"x\ny\"\n\nb,c");
  csv.finish();
  CHECK(rows == std::vector<std::string>{"1:2:x\ny", "4:2:c"});
}

TEST_CASE("lines that are torn, endless or full of NUL bytes are told, and the rest is read") {
  struct Kind {
    const char *format, *good;
  };
  const std::string log_head = "#Fields: date-time,session,source,destination,direction,description\n";
  for (const Kind& kind :
       {Kind{"queue-error", "451 5.7.3 Require basic authentication\n\n"},
        Kind{"mail-log",
             "x login authenticator failed for (a) [192.0.2.9]: 535 Incorrect authentication data\n"},
        Kind{"session", "EHLO x\n250 AUTH LOGIN\nMAIL FROM:<a@contoso.example>\n530 5.7.1 No\n"},
        Kind{"events-text", "Event ID: 2003\nSource: MSExchangeTransport\nDescription: 535 5.7.3 No\n\n"},
        Kind{"ndr", "Remote Server returned '550 5.7.60 SMTP; No'\n\n"},
        Kind{"connectivity-log",
             "2026-11-21T12:00:01.123Z,08D9,SMTP,mx.contoso.example,>,Failed connection to "
             "192.0.2.7:25 (ConnectionRefused:0000274D)\n"}}) {
    CAPTURE(kind.format);
    const std::string good(kind.good);
    const std::string damage = std::string(300000, 'x') + "\n" + "\0\0\0\n\n"s;
    const Evidence evidence = read_as(kind.format, log_head + damage + good);
    CHECK(evidence.failures.size() == 1);
    REQUIRE(evidence.problems.size() >= 2);
    CHECK(evidence.problems[0].line == 2);
    CHECK(evidence.problems[0].source == "test");
    CHECK(evidence.problems[0].what == "a line of 300000 bytes; only the first 65536 were read");
  }
}

TEST_SUITE_END();

}  // namespace
