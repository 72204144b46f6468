#include "merging.hpp"

#include <algorithm>
#include <authwalk/compare.hpp>
#include <authwalk/report.hpp>
#include <string>
#include <unordered_map>
#include <utility>

namespace authwalk::cli {
namespace {

std::string text_of(const WalkKey& key) {
  return key.connector + '\n' + key.smart_host + '\n' + std::to_string(key.port) + '\n' +
         std::string(id(key.mode)) + '\n' + key.address;
}

struct Kept {
  ReportedWalk walk;
  std::size_t report = 0;
};

std::string earliest_start(const std::vector<Report>& reports) {
  std::string earliest;
  for (const Report& report : reports) {
    if (earliest.empty() || (!report.started.empty() && report.started < earliest)) earliest = report.started;
  }
  return earliest;
}

// A walk tells the start of its run where that is another than the report's.
void date(ReportedWalk& walk, const std::string& run_started, const std::string& report_started) {
  if (walk.run_started.empty() && run_started != report_started) walk.run_started = run_started;
}

}  // namespace

Merged merge(std::vector<Report> reports) {
  Merged merged;
  std::vector<Kept> kept;
  std::unordered_map<std::string, std::size_t> places;
  const std::string started = earliest_start(reports);
  for (std::size_t i = 0; i < reports.size(); ++i) {
    const std::vector<WalkKey> keys = walk_keys(reports[i]);
    for (std::size_t k = 0; k < keys.size(); ++k) {
      ReportedWalk& walk = reports[i].walks[k];
      date(walk, reports[i].started, started);
      const auto [place, is_new] = places.try_emplace(text_of(keys[k]), kept.size());
      if (is_new) {
        kept.push_back({std::move(walk), i});
      } else {
        kept[place->second] = {std::move(walk), i};
        ++merged.replaced;
      }
    }
  }
  std::vector<std::size_t> left(reports.size());
  for (const Kept& one : kept) ++left[one.report];
  bool survey = false, interrupted = false;
  for (std::size_t i = 0; i < reports.size(); ++i) {
    survey = survey || reports[i].survey;
    // One that was interrupted before its first walk ended has nothing that could be repeated.
    interrupted = interrupted || (reports[i].interrupted && (left[i] > 0 || reports[i].walks.empty()));
  }
  std::vector<ReportedWalk> walks;
  walks.reserve(kept.size());
  for (Kept& one : kept) walks.push_back(std::move(one.walk));
  merged.report = assemble(std::move(walks), survey, started, interrupted);
  return merged;
}

}  // namespace authwalk::cli
