// What the run as a whole amounts to: the rules of the exit status.
#include <algorithm>
#include <authwalk/report.hpp>

#include "report/judgement.hpp"

namespace authwalk {

std::string_view verdict(const Report& report) {
  const std::vector<Judgement> all = judgements(report);
  const auto any = [&](Judgement judgement) {
    return std::find(all.begin(), all.end(), judgement) != all.end();
  };
  if (any(Judgement::contradicts)) return "fail";
  // Nothing walked proves nothing, and what was cut short is no success.
  if (report.interrupted || all.empty() || any(Judgement::open)) return "inconclusive";
  return "pass";
}

int exit_status(const Report& report) {
  if (report.interrupted) return 130;
  const std::string_view result = verdict(report);
  return result == "pass" ? 0 : result == "fail" ? 1 : 2;
}

}  // namespace authwalk
