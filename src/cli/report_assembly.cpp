#include "report_assembly.hpp"

#include <fmt/format.h>

#include <authwalk/version.hpp>
#include <optional>
#include <set>

namespace authwalk::cli {
namespace {

std::set<std::string> targets(const std::vector<Transcript>& walks, std::optional<Mode> of) {
  std::set<std::string> names;
  for (const auto& walk : walks) {
    if (!of || walk.mode == *of) names.insert(walk.connector.target());
  }
  return names;
}

}  // namespace

Report assemble(std::vector<Transcript> walks, const Expectations& expectations, std::string started,
                bool interrupted) {
  Report report;
  report.version = version();
  report.started = std::move(started);
  report.survey = expectations.survey;
  report.interrupted = interrupted;
  report.recommendation = recommend_for_all(walks);

  std::vector<Finding> findings;
  for (const auto& transcript : walks) findings.push_back(diagnose(transcript));
  diagnose_survey(walks, findings);
  for (std::size_t i = 0; i < walks.size(); ++i) {
    auto& transcript = walks[i];
    ReportedWalk walk;
    walk.finding = std::move(findings[i]);
    const auto expected = expectations.outcome.find(transcript.mode);
    if (expected != expectations.outcome.end()) walk.expected = expected->second;
    walk.as_expected = as_expected(walk.expected, transcript.outcome);
    walk.transcript = std::move(transcript);
    report.walks.push_back(std::move(walk));
  }
  return report;
}

Recommendation recommend_for_all(const std::vector<Transcript>& walks) {
  Recommendation recommendation = recommend(walks);
  const auto all = targets(walks, std::nullopt).size();
  if (all < 2) return recommendation;
  if (!recommendation.mode) {
    recommendation.why = fmt::format("No mode passed at all {} smart hosts. {}", all, recommendation.why);
  } else if (targets(walks, recommendation.mode).size() == all) {
    recommendation.why += fmt::format(" It passed at all {} smart hosts.", all);
  }
  return recommendation;
}

}  // namespace authwalk::cli
