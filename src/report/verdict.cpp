// What the run as a whole amounts to: the rules of the exit status.
#include <algorithm>
#include <authwalk/report.hpp>

namespace authwalk {
namespace {

bool any(const Report& report, bool (*holds)(const ReportedWalk&)) {
  return std::any_of(report.walks.begin(), report.walks.end(), holds);
}

bool passed(const ReportedWalk& walk) {
  return walk.transcript.outcome == Outcome::pass;
}

bool failed(const ReportedWalk& walk) {
  return walk.transcript.outcome == Outcome::fail;
}

// The walk came to a result, and it is the other one.
bool contradicts(const ReportedWalk& walk) {
  return !walk.as_expected && (passed(walk) || failed(walk));
}

bool not_as_expected(const ReportedWalk& walk) {
  return !walk.as_expected;
}

}  // namespace

bool as_expected(std::optional<Outcome> expected, Outcome outcome) {
  return outcome == expected.value_or(Outcome::pass);
}

std::string_view verdict(const Report& report) {
  if (report.survey) {
    if (any(report, passed)) return "pass";
    // The modes that an interrupted survey did not come to might have passed.
    return any(report, failed) && !report.interrupted ? "fail" : "inconclusive";
  }
  if (any(report, contradicts)) return "fail";
  // Nothing walked proves nothing, and what was cut short is no success.
  if (report.interrupted || report.walks.empty() || any(report, not_as_expected)) return "inconclusive";
  return "pass";
}

int exit_status(const Report& report) {
  if (report.interrupted) return 130;
  const std::string_view result = verdict(report);
  return result == "pass" ? 0 : result == "fail" ? 1 : 2;
}

}  // namespace authwalk
