// From transcripts to a report. Pure.
#pragma once

#include <authwalk/report.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace authwalk::cli {

/// What was expected of a walk.
struct Expected {
  std::optional<Outcome> outcome;
  std::shared_ptr<const Thresholds> thresholds;
};
using ExpectedOf = std::function<Expected(const Transcript&)>;

/// Judges walks one by one and together: what one walk of a smart host shows may explain another.
std::vector<ReportedWalk> judge(std::vector<Transcript> walks, const ExpectedOf& expected,
                                const std::string& started);

/// The report of walks that have been judged, with a mode recommended for the connector they belong to.
Report assemble(std::vector<ReportedWalk> walks, bool survey, std::string started, bool interrupted);

/// The smart hosts of one connector share its mode: only one that passed at all of them is recommended.
/// Several connectors have nothing in common, so nothing is recommended for them together.
Recommendation recommend_for_all(const std::vector<Transcript>& walks);

}  // namespace authwalk::cli
