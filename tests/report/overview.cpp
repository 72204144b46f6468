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
  TEST_CASE("text: many smart hosts are counted by what was expected, and then a line a cause names them") {
    check_golden("report_batch.txt", text(batch(30)));
    check_golden("report_batch_80.txt", find_format("text")->render(batch(30), {.columns = 80}));
    const std::string all = text(batch(30));
    CHECK(all.starts_with("FAIL  7 of 30 smart hosts are not as expected\n"));
    CHECK(has(all, "  7   ✗ not as expected\n"));
    CHECK(has(all, "  23  ✓ as expected\n"));
    CHECK(has(all, "✗ None failed at ehlo: timeout  relay7.contoso.example:25, "));
    // Not as expected first.
    CHECK(all.find("✗ BasicAuth") < all.find("✓ BasicAuth passed"));
    CHECK_FALSE(has(all, "relay29.contoso.example"));  // the ninth of those that are as expected and more
  }

  TEST_CASE("text: -v has a page for each of them, -q a line") {
    const std::string verbose = text(batch(11), 1);
    CHECK(has(verbose, "\nFAIL  relay3.contoso.example:25 refused the user name or the password\n"));
    CHECK(has(verbose, "\nPASS  relay2.contoso.example:25: BasicAuth passed\n"));
    const std::string quiet = text(batch(11), -1);
    CHECK(std::count(quiet.begin(), quiet.end(), '\n') == 11);
  }

  TEST_CASE("text: in a survey of many, a smart host where one mode passed is as expected") {
    Report report = report_of({}, true);
    for (int i = 0; i < 12; ++i) {
      report.walks.push_back(at_host(refused(Mode::None), i));
      if (i != 4) report.walks.push_back(at_host(basic_pass(Mode::BasicAuthRequireTLS), i));
    }
    const std::string summed = text(report);
    CHECK(has(summed, "✗ None failed at connect: unreachable  relay4.contoso.example:25\n"));
    CHECK(exit_status(report) == 1);
  }

  TEST_CASE("text: a pass that was to be a failure, and a threshold, are causes of their own") {
    Report report = batch(12);
    report.walks[0].expected = Outcome::fail;
    report.walks[0].met = false;
    report.walks[1].met = false;
    report.walks[1].alerts = {{true, "seconds", 12.5, "10"}};
    CHECK(has(text(report), "✗ BasicAuth passed, and was to fail  relay0.contoso.example:25"));
    CHECK(has(text(report), "✗ BasicAuth passed, but seconds is outside of 10  relay1.contoso.example:25"));
  }
}
