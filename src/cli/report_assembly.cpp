#include "report_assembly.hpp"

#include <fmt/format.h>

#include <authwalk/version.hpp>
#include <iterator>
#include <set>

namespace authwalk::cli {

Report assemble(std::vector<Transcript> walks, const Expectations& expectations, std::string started,
                bool interrupted) {
  Report report;
  report.version = version();
  report.started = std::move(started);
  report.survey = expectations.survey;
  report.interrupted = interrupted;
  report.recommendation = recommend_for_all(walks);
  for (auto& transcript : walks) {
    ReportedWalk walk;
    walk.finding = diagnose(transcript);
    const auto expected = expectations.outcome.find(transcript.mode);
    if (expected != expectations.outcome.end()) walk.expected = expected->second;
    walk.as_expected = as_expected(walk.expected, transcript.outcome);
    walk.transcript = std::move(transcript);
    report.walks.push_back(std::move(walk));
  }
  return report;
}

Recommendation recommend_for_all(const std::vector<Transcript>& walks) {
  std::set<std::string> targets;
  std::set<Mode> not_everywhere;
  for (const auto& walk : walks) {
    targets.insert(walk.connector.target());
    if (walk.outcome != Outcome::pass) not_everywhere.insert(walk.mode);
  }
  if (targets.size() < 2) return recommend(walks);

  std::vector<Transcript> everywhere;
  for (const auto& walk : walks) {
    const bool of_first = walk.connector.target() == walks.front().connector.target();
    if (of_first && not_everywhere.count(walk.mode) == 0) everywhere.push_back(walk);
  }
  if (everywhere.empty()) {
    return {std::nullopt, fmt::format("No mode passed at all {} smart hosts.", targets.size()), ""};
  }
  auto recommendation = recommend(everywhere);
  recommendation.why += fmt::format(" It passed at all {} smart hosts.", targets.size());
  return recommendation;
}

}  // namespace authwalk::cli
