// Protocol logs that a crash, an editor or a copy has damaged: what is wrong is told with its line, and
// nothing that can still be read is lost.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "exchange/evidence.hpp"

using namespace authwalk;
using namespace authwalk::test;

namespace {

const std::string refused =
    "EX01\\External Authenticated Relay | 192.0.2.30:58556 | auth-result | bad-credentials | server";

/// The whole sample, in which a refused logon starts at line 6.
std::string sample() {
  return sample_log("receive-login-refused.log");
}

std::size_t start_of_line(const std::string& text, int number) {
  std::size_t at = 0;
  for (int line = 1; line < number; ++line) at = text.find('\n', at) + 1;
  return at;
}

void check_told(const Evidence& evidence, std::size_t line, std::string_view what) {
  CHECK(evidence.told() == std::vector{refused});
  REQUIRE(evidence.problems.size() == 1);
  CHECK(evidence.problems.front().source == "test.log");
  CHECK(evidence.problems.front().line == line);
  CHECK(evidence.problems.front().what.find(what) != std::string::npos);
}

}  // namespace

TEST_SUITE("damaged protocol log") {
  TEST_CASE("a last row that is still being written") {
    std::string text = sample();
    text.resize(text.size() - 20);
    for (const std::size_t piece : {1, 1 << 20})
      check_told(read_protocol_log(text, piece), 22, "still being written");
  }

  TEST_CASE("a last row that lacks only its line end is whole") {
    std::string text = sample();
    text.pop_back();
    CHECK(read_protocol_log(text).problems.empty());
  }

  TEST_CASE("NUL bytes in front of a row cost nothing but themselves") {
    std::string text = sample();
    text.insert(start_of_line(text, 19), std::string(100'000, '\0'));
    for (const std::size_t piece : {7, 1 << 20}) {
      check_told(read_protocol_log(text, piece), 19, "100000 NUL bytes");
    }
  }

  TEST_CASE("a row torn by NUL bytes, with the next one behind them") {
    std::string text = sample();
    const std::size_t line = start_of_line(text, 10);
    text.replace(text.find('\n', line) - 9, 10, std::string(5, '\0'));
    const Evidence evidence = read_protocol_log(text);
    CHECK(evidence.told() == std::vector{refused});
    REQUIRE(evidence.problems.size() == 2);
    CHECK(evidence.problems[0].what.find("torn row") != std::string::npos);
    CHECK(evidence.problems[1].what.find("5 NUL bytes") != std::string::npos);
    CHECK(evidence.problems[0].line == 10);
  }

  TEST_CASE("a line of 100 MB is passed over in constant memory") {
    const std::string text = sample();
    const std::size_t cut = start_of_line(text, 12);
    const std::string chunk(1 << 20, 'x');
    Evidence evidence;
    const EvidenceSink sink = sink_into(evidence);
    const auto reader = make_reader(sink);
    reader->feed(text.substr(0, cut));
    for (int i = 0; i < 100; ++i) reader->feed(chunk);
    reader->feed("\n" + text.substr(cut));
    reader->finish();
    CHECK(evidence.told() == std::vector{refused});
    REQUIRE(evidence.problems.size() == 2);
    CHECK(evidence.problems[0].what == "a line of 104857600 bytes; only the first 65536 were read");
    CHECK(evidence.problems[1].what.starts_with("no row of a protocol log: xxx"));
    CHECK(evidence.problems[1].line == 12);
  }

  TEST_CASE("lines that are no rows") {
    std::string text = sample();
    text.insert(start_of_line(text, 8), "-----BEGIN-----\n");
    check_told(read_protocol_log(text), 8, "no row of a protocol log: -----BEGIN-----");
  }

  TEST_CASE("a quotation mark that is not closed ends with its line") {
    std::string text = sample();
    const std::size_t quote = text.find("+0000\"");
    text.erase(quote + 5, 1);
    check_told(read_protocol_log(text), 7, "quotation mark");
  }

  TEST_CASE("a header in the middle, as of files that were put together") {
    const std::string text = sample() + "\xEF\xBB\xBF" + sample_log("send-no-connection.log");
    const Evidence evidence = read_protocol_log(text);
    CHECK(evidence.told().size() == 3);
    CHECK(evidence.sessions == 3);
    CHECK(evidence.problems.empty());
  }

  TEST_CASE("a header of another log is told") {
    const Evidence evidence = read_protocol_log("#Log-type: Message Tracking Log\n" + sample());
    check_told(evidence, 1, "a log of another kind: Message Tracking Log");
  }

  TEST_CASE("bytes that are no UTF-8 come through as they are") {
    std::string text = sample_log("send-no-ticket.log");
    const std::string name = "组织内";
    for (auto at = text.find(name); at != std::string::npos; at = text.find(name))
      text.replace(at, name.size(), "Gr\xFC\xDF");
    const Evidence evidence = read_protocol_log(text);
    REQUIRE(evidence.failures.size() == 1);
    CHECK(evidence.failures.front().transcript.connector.Name == "Gr\xFC\xDF SMTP 发送连接器");
    REQUIRE(evidence.problems.size() == 1);
    CHECK(evidence.problems.front().what.find("not UTF-8") != std::string::npos);
  }

  TEST_CASE("a session without an end is not kept whole") {
    std::string text = "#Log-type: SMTP Send Protocol Log\n";
    int second = 0;
    const auto row = [&](std::string_view event, std::string_view data) {
      text += fmt::format("2026-11-20T08:00:{:02}.000Z,Internet,S1,0,192.0.2.1:1025,192.0.2.9:25,{},{},\n",
                          second++ % 60, event, data);
    };
    row("+", "");
    row("<", "220 mx.fabrikam.example ESMTP");
    row(">", "EHLO mail01.contoso.example");
    row("<", "250 mx.fabrikam.example");
    for (int i = 0; i < 20'000; ++i) {
      row(">", fmt::format("MAIL FROM:<a{}@contoso.example>", i));
      row("<", "250 ok");
      row(">", "RCPT TO:<b@fabrikam.example>");
      row("<", i == 19'000 ? "554 5.7.1 Relay access denied" : i % 2 == 0 ? "250 ok" : "550 5.1.1 unknown");
    }
    CHECK(read_protocol_log(text).told() ==
          std::vector<std::string>{"Internet | 192.0.2.9:25 | rcpt-to | recipient-rejected | server",
                                   "Internet | 192.0.2.9:25 | rcpt-to | relay-denied | server"});
  }

  TEST_CASE("sessions that never end are told when there are too many of them") {
    const std::string filler(1500, 'x');
    Evidence evidence;
    const EvidenceSink sink = sink_into(evidence);
    const auto reader = make_reader(sink);
    for (int i = 0; i < 60'000; ++i) {
      const auto row = [&](std::string_view event, std::string_view data, std::string_view context) {
        reader->feed(
            fmt::format("2026-11-20T08:00:00.000Z,C,{:016X},0,192.0.2.1:25,192.0.2.9:1025,{},{},{}\n", i,
                        event, data, context));
      };
      row("<", "AUTH LOGIN", "");
      row("*", filler, i == 0 ? "Inbound AUTH LOGIN failed because of LogonDenied" : "");
    }
    CHECK(evidence.told() ==
          std::vector<std::string>{"C | 192.0.2.9:1025 | auth-result | bad-credentials | server"});
    REQUIRE(evidence.problems.size() == 1);
    CHECK(evidence.problems.front().what.find("the oldest are told") != std::string::npos);
    reader->finish();
    CHECK(evidence.failures.size() == 1);
    CHECK(evidence.sessions == 60'000);
  }
}
