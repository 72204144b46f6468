// The text report of many smart hosts.
#include <doctest/doctest.h>

#include <algorithm>
#include <authwalk/report.hpp>
#include <string>

#include "report/golden.hpp"
#include "report/sample_walks.hpp"
#include "report/samples.hpp"

using namespace authwalk;
using namespace authwalk::test;

namespace {

ReportedWalk at_host(ReportedWalk walk, int number) {
  walk.transcript.connector.SmartHost = "relay" + std::to_string(number) + ".contoso.example";
  return walk;
}

std::string text(const Report& report, int verbosity = 0) {
  return find_format("text")->render(report, {verbosity, false, true});
}

/// As a batch is put together: something is expected of every walk.
Report batch(int hosts) {
  Report report = report_of({}, false);
  for (int i = 0; i < hosts; ++i) {
    ReportedWalk walk = i % 10 == 3   ? basic_refused(Outcome::pass)
                        : i % 10 == 7 ? silent()
                        : i == 5      ? no_credential(Mode::BasicAuth)
                                      : basic_pass(Mode::BasicAuth);
    walk.expected = Outcome::pass;
    walk.met = walk.transcript.outcome == Outcome::pass;
    report.walks.push_back(at_host(walk, i));
  }
  return report;
}

bool has(const std::string& all, std::string_view part) {
  return all.find(part) != std::string::npos;
}

}  // namespace

TEST_SUITE("report") {
  TEST_CASE("text: from eleven smart hosts on, figures and what is not as expected") {
    check_golden("report_batch.txt", text(batch(30)));
    CHECK_FALSE(has(text(batch(10)), "walks at"));
    CHECK(has(text(batch(10)), "  mode "));
    const std::string summed = text(batch(11));
    CHECK(summed.starts_with("11 walks at 11 smart hosts\n"));
    CHECK_FALSE(has(summed, "  mode "));
    CHECK(has(summed, "relay3.contoso.example:25"));
    CHECK_FALSE(has(summed, "relay2.contoso.example"));
  }

  TEST_CASE("text: -v shows all of them, -q a line for each") {
    CHECK_FALSE(has(text(batch(11), 1), "walks at"));
    CHECK(has(text(batch(11), 1), "relay2.contoso.example"));
    const std::string quiet = text(batch(11), -1);
    CHECK(std::count(quiet.begin(), quiet.end(), '\n') == 11);
  }

  TEST_CASE("text: in a survey of many, a smart host where one mode passed is no finding") {
    Report report = report_of({}, true);
    for (int i = 0; i < 12; ++i) {
      report.walks.push_back(at_host(refused(Mode::None), i));
      if (i != 4) report.walks.push_back(at_host(basic_pass(Mode::BasicAuthRequireTLS), i));
    }
    const std::string summed = text(report);
    CHECK(has(summed, "relay4.contoso.example:25"));
    CHECK_FALSE(has(summed, "relay3.contoso.example"));
    CHECK(exit_status(report) == 1);
  }

  TEST_CASE("text: a batch in which all is well names nobody") {
    Report report = report_of({}, false);
    for (int i = 0; i < 12; ++i) report.walks.push_back(at_host(basic_pass(Mode::BasicAuth), i));
    CHECK_FALSE(has(text(report), "Not as expected"));
    CHECK(has(text(report), "PASS: 12 of 12 walks passed"));
  }

  TEST_CASE("text: a pass that was to be a failure, and a threshold, are told in the summary") {
    Report report = batch(12);
    report.walks[0].expected = Outcome::fail;
    report.walks[0].met = false;
    report.walks[1].met = false;
    report.walks[1].alerts = {{true, "seconds", 12.5, "10"}};
    CHECK(has(text(report), "PASS (FAIL expected)"));
    CHECK(has(text(report), "PASS  seconds 12.5 is out of range 10"));
  }
}
