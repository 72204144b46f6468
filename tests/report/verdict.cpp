#include <doctest/doctest.h>

#include <authwalk/report.hpp>
#include <string>
#include <vector>

using namespace authwalk;

namespace {

struct Walked {
  Outcome outcome;
  std::optional<Outcome> expected;
  std::string smart_host = "mx1.contoso.example";
  std::string connector = {};
  bool too_slow = false;  ///< crossed a critical threshold
};

struct Row {
  std::string what;
  bool survey;
  bool interrupted;
  std::vector<Walked> walks;
  std::string verdict;
  int status;
};

constexpr Outcome pass = Outcome::pass, fail = Outcome::fail, open = Outcome::inconclusive,
                  untried = Outcome::not_tested;

const std::vector<Row> rows{
    {"survey: one pass is enough", true, false, {{fail, {}}, {pass, {}}, {untried, {}}}, "pass", 0},
    {"survey: nothing passed, one failed", true, false, {{fail, {}}, {open, {}}}, "fail", 1},
    {"survey: nothing passed, nothing failed", true, false, {{open, {}}, {untried, {}}}, "inconclusive", 2},
    {"survey: nothing walked", true, false, {}, "inconclusive", 2},
    {"survey: interrupted after a pass", true, true, {{pass, {}}, {fail, {}}}, "inconclusive", 130},
    {"survey: interrupted after a failure", true, true, {{fail, {}}}, "inconclusive", 130},
    {"survey of two: each has a pass",
     true,
     false,
     {{pass, {}}, {fail, {}}, {fail, {}, "mx2"}, {pass, {}, "mx2"}},
     "pass",
     0},
    {"survey of two: one has none",
     true,
     false,
     {{pass, {}}, {fail, {}}, {fail, {}, "mx2"}, {open, {}, "mx2"}},
     "fail",
     1},
    {"survey of two: one is open",
     true,
     false,
     {{pass, {}}, {untried, {}, "mx2"}, {open, {}, "mx2"}},
     "inconclusive",
     2},
    {"survey of two: one failed, one is open", true, false, {{fail, {}}, {untried, {}, "mx2"}}, "fail", 1},
    {"survey: one smart host of two connectors is two",
     true,
     false,
     {{pass, {}, "mx", "A"}, {fail, {}, "mx", "B"}},
     "fail",
     1},
    {"survey of two: interrupted", true, true, {{pass, {}}, {fail, {}, "mx2"}}, "inconclusive", 130},
    {"survey: the only pass is too slow",
     true,
     false,
     {{pass, {}, "mx", "", true}, {fail, {}, "mx"}},
     "fail",
     1},
    {"survey: a failure that is slow as well",
     true,
     false,
     {{pass, {}, "mx"}, {fail, {}, "mx", "", true}},
     "pass",
     0},
    {"survey beside expectations that hold",
     true,
     false,
     {{pass, {}, "mx1"}, {fail, {}, "mx1"}, {fail, fail, "mx2"}},
     "pass",
     0},
    {"survey beside an expectation that does not hold",
     true,
     false,
     {{pass, {}, "mx1"}, {pass, fail, "mx2"}},
     "fail",
     1},
    {"asked for: passed, but too slow", false, false, {{pass, pass, "mx", "", true}}, "fail", 1},
    {"asked for: all passed", false, false, {{pass, pass}, {pass, pass}}, "pass", 0},
    {"asked for: one failed", false, false, {{pass, pass}, {fail, pass}}, "fail", 1},
    {"asked for: one failed, one open", false, false, {{open, pass}, {fail, pass}}, "fail", 1},
    {"asked for: one open", false, false, {{pass, pass}, {open, pass}}, "inconclusive", 2},
    {"asked for: one not tested", false, false, {{pass, pass}, {untried, pass}}, "inconclusive", 2},
    {"asked for: nothing walked", false, false, {}, "inconclusive", 2},
    {"expected to fail, and failed", false, false, {{fail, fail}}, "pass", 0},
    {"expected to fail, and passed", false, false, {{pass, fail}}, "fail", 1},
    {"expected to fail, and open", false, false, {{open, fail}}, "inconclusive", 2},
    {"expected to fail, and not tested", false, false, {{untried, fail}, {pass, pass}}, "inconclusive", 2},
    {"interrupted: all passed so far", false, true, {{pass, pass}}, "inconclusive", 130},
    {"interrupted: one failed", false, true, {{fail, pass}}, "fail", 130},
};

}  // namespace

TEST_SUITE("report") {
  TEST_CASE("verdict and exit status") {
    for (const Row& row : rows) {
      CAPTURE(row.what);
      Report report;
      report.survey = row.survey;
      report.interrupted = row.interrupted;
      for (const Walked& walked : row.walks) {
        ReportedWalk walk;
        walk.transcript.outcome = walked.outcome;
        walk.expected = walked.expected;
        walk.as_expected = as_expected(walked.expected, walked.outcome) && !walked.too_slow;
        walk.transcript.connector.SmartHost = walked.smart_host;
        walk.transcript.connector.Name = walked.connector;
        report.walks.push_back(walk);
      }
      CHECK(verdict(report) == row.verdict);
      CHECK(exit_status(report) == row.status);
    }
  }

  TEST_CASE("as_expected: only the outcome that was named, and a pass where none was") {
    for (const Outcome outcome : {pass, fail, open, untried}) {
      CHECK(as_expected(pass, outcome) == (outcome == pass));
      CHECK(as_expected(fail, outcome) == (outcome == fail));
      CHECK(as_expected(std::nullopt, outcome) == (outcome == pass));
    }
  }
}
