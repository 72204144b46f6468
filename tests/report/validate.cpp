// Format validate: a task a line, and never more than was done.
#include <doctest/doctest.h>

#include <authwalk/report.hpp>

#include "report/sample_walks.hpp"
#include "report/samples.hpp"

using namespace authwalk;
using namespace authwalk::test;

namespace {

std::string rendered(const ReportedWalk& walk) {
  Report report;
  report.walks.push_back(walk);
  return find_format("validate")->render(report, {});
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_SUITE("report") {
  TEST_CASE("validate: each task, and the result") {
    const std::string good = rendered(basic_pass(Mode::BasicAuth));
    INFO(good);
    CHECK(has(good, "\n  SMTP EHLO     Succeeded"));
    CHECK(has(good, "\n  Logon         Succeeded"));
    CHECK(has(good, "\n  Validation    Succeeded: BasicAuth\n"));
    const std::string refused = rendered(basic_refused());
    INFO(refused);
    CHECK(has(refused, "\n  Logon         Failed"));
    CHECK(has(refused, "\n  MAIL FROM     Not reached"));
    CHECK(has(refused, "\n  Validation    Failed: BasicAuth"));
    CHECK(has(refused, " at auth-result (bad-credentials)\n"));
  }
}
