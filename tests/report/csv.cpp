#include <doctest/doctest.h>

#include <authwalk/report.hpp>
#include <map>

#include "report/csv_rows.hpp"
#include "report/sample_walks.hpp"
#include "report/samples.hpp"

using namespace authwalk;
using namespace authwalk::test;

namespace {

using Cells = std::map<std::string, std::string>;

std::vector<Cells> rows(const Report& report) {
  const auto all = csv_rows(find_format("csv")->render(report, {}));
  std::vector<Cells> named;
  for (std::size_t i = 1; i < all.size(); ++i) {
    REQUIRE(all[i].size() == all[0].size());
    named.emplace_back();
    for (std::size_t c = 0; c < all[i].size(); ++c) named.back()[all[0][c]] = all[i][c];
  }
  return named;
}

}  // namespace

TEST_SUITE("report") {
  TEST_CASE("csv: the columns, and a row a walk") {
    const auto all = csv_rows(find_format("csv")->render(sample("five_modes"), {}));
    CHECK(all.at(0) == std::vector<std::string>{"connector",   "smart_host",   "port",        "remote",
                                                "mode",        "expected",     "as_expected", "outcome",
                                                "failed_step", "class",        "origin",      "blame",
                                                "transient",   "reply_code",   "enhanced",    "reply",
                                                "tls_version", "tls_verified", "mechanism",   "total_ms",
                                                "started",     "summary"});
    CHECK(all.size() == 6);
    CHECK(find_format("csv")->render(report_of({}, true), {}).ends_with("started,summary\r\n"));
  }

  TEST_CASE("csv: what a walk that failed says") {
    const Cells row = rows(sample("expectations")).at(1);
    const Cells expected{{"connector", "Outbound to Contoso"},
                         {"smart_host", "relay.contoso.example"},
                         {"port", "25"},
                         {"remote", "192.0.2.25:25"},
                         {"mode", "BasicAuth"},
                         {"expected", "fail"},
                         {"as_expected", "true"},
                         {"outcome", "fail"},
                         {"failed_step", "auth-result"},
                         {"class", "bad-credentials"},
                         {"origin", "server"},
                         {"blame", "ours"},
                         {"transient", "false"},
                         {"reply_code", "535"},
                         {"enhanced", "5.7.3"},
                         {"reply", "535 5.7.3 Authentication unsuccessful"},
                         {"tls_version", "TLSv1.3"},
                         {"tls_verified", "true"},
                         {"mechanism", "LOGIN"},
                         {"total_ms", "49.4"},
                         {"started", "2026-11-21T12:00:00.000Z"},
                         {"summary", "The server refused the user name or the password."}};
    CHECK(row == expected);
    const Cells passed = rows(sample("all_pass")).at(0);
    for (const char* empty : {"failed_step", "class", "origin", "blame", "reply_code", "enhanced", "reply"})
      CHECK(passed.at(empty).empty());
  }

  TEST_CASE("csv: no cell is a formula, and none breaks out of its row") {
    for (const std::string& text : {std::string("=cmd|' /C calc'!A1"), std::string("+1"), std::string("-1"),
                                    std::string("@SUM(A1)"), std::string("\t=1"), std::string("\r=1"),
                                    std::string("a\"b,c\r\nd"), std::string("\"=1"), std::string(",=1")}) {
      CAPTURE(text);
      const Report report = hostile(text);
      for (const Cells& row : rows(report)) {
        for (const auto& [column, cell] : row) {
          CAPTURE(column);
          CHECK((cell.empty() || std::string("=+-@\t\r").find(cell.front()) == std::string::npos));
        }
        const std::string kept = printable(text);
        const bool formula = std::string("=+-@").find(text.front()) != std::string::npos;
        CHECK(row.at("connector") == (formula ? "'" + kept : kept));
      }
    }
  }

  TEST_CASE("csv: the walk's own time counts before that of its run") {
    ReportedWalk walk = basic_refused();
    walk.run_started = "2026-11-20T00:00:00.000Z";
    CHECK(rows(report_of({walk}, true)).at(0).at("started") == walk.run_started);
    walk.transcript.started = "2026-11-20T00:00:01.000Z";
    CHECK(rows(report_of({walk}, true)).at(0).at("started") == walk.transcript.started);
  }
}
