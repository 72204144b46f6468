// From transcripts to a report. Pure.
#include <fmt/format.h>

#include <algorithm>
#include <authwalk/report.hpp>
#include <authwalk/version.hpp>
#include <optional>
#include <set>

namespace authwalk {
namespace {

std::set<std::string> targets(const std::vector<Transcript>& walks, std::optional<Mode> of) {
  std::set<std::string> names;
  for (const auto& walk : walks) {
    if (!of || walk.mode == *of) names.insert(walk.connector.target());
  }
  return names;
}

// The smart hosts of one connector share its mode: only one that passed at all of them is recommended.
// Several connectors have nothing in common, so nothing is recommended for them together.
Recommendation recommend_for_all(const std::vector<Transcript>& walks) {
  const bool one_connector = std::all_of(walks.begin(), walks.end(), [&](const Transcript& walk) {
    return walk.connector.Name == walks.front().connector.Name;
  });
  if (!one_connector) return {};
  Recommendation recommendation = recommend(walks);
  const auto all = targets(walks, std::nullopt).size();
  if (all < 2) return recommendation;
  if (!recommendation.mode) {
    recommendation.why =
        fmt::format("No mode can be recommended for all {} smart hosts. {}", all, recommendation.why);
  } else if (targets(walks, recommendation.mode).size() == all) {
    recommendation.why += fmt::format(" It passed at all {} smart hosts.", all);
  }
  return recommendation;
}

}  // namespace

std::vector<ReportedWalk> judge(std::vector<Transcript> walks, const ExpectedOf& expected,
                                const std::string& started) {
  std::vector<Finding> findings;
  for (const auto& transcript : walks) findings.push_back(diagnose(transcript));
  diagnose_survey(walks, findings);
  std::vector<ReportedWalk> judged;
  for (std::size_t i = 0; i < walks.size(); ++i) {
    const auto wanted = expected(walks[i]);
    ReportedWalk walk;
    walk.finding = std::move(findings[i]);
    walk.expected = wanted.outcome;
    walk.met = met(walk.expected, walks[i]);
    walk.thresholds = wanted.thresholds;
    if (walk.thresholds) walk.alerts = alerts_of(walks[i], *walk.thresholds, started);
    if (std::ranges::any_of(walk.alerts, [](const Alert& alert) { return alert.critical; })) walk.met = false;
    walk.transcript = std::move(walks[i]);
    walk.run_started = started;
    round_numbers(walk);
    judged.push_back(std::move(walk));
  }
  return judged;
}

Report assemble(std::vector<ReportedWalk> walks, bool survey, std::string started, bool interrupted) {
  Report report;
  report.version = version();
  report.started = std::move(started);
  report.survey = survey;
  report.interrupted = interrupted;
  std::vector<Transcript> transcripts;
  for (const auto& walk : walks) transcripts.push_back(walk.transcript);
  report.recommendation = recommend_for_all(transcripts);
  report.walks = std::move(walks);
  return report;
}

}  // namespace authwalk
