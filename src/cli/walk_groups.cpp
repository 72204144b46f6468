#include "walk_groups.hpp"

#include <algorithm>

#include "flag_value.hpp"

namespace authwalk::cli {

WalkGroups::WalkGroups(const std::vector<Assignment>& plan, bool by_address, Judged judged)
    : by_address_(by_address), on_judged_(std::move(judged)) {
  for (const auto& walk : plan) {
    planned_[walk.plan.walk_id] = {planned_.size(), {walk.expected, walk.thresholds}};
    ++hosts_[in_lower_case(walk.plan.connector.SmartHost)].open;
  }
}

void WalkGroups::ended(const Transcript& transcript, const std::string& started) {
  Host& host = hosts_[in_lower_case(transcript.connector.SmartHost)];
  host.ended.push_back(transcript);
  if (!by_address_ && --host.open == 0) judge_host(host, started);
}

void WalkGroups::run_ended(const std::string& started) {
  for (auto& [name, host] : hosts_) judge_host(host, started);
}

std::vector<ReportedWalk> WalkGroups::take() {
  std::vector<ReportedWalk> all;
  for (auto& [position, walk] : judged_) all.push_back(std::move(walk));
  judged_.clear();
  return all;
}

void WalkGroups::judge_host(Host& host, const std::string& started) {
  if (host.ended.empty()) return;
  std::stable_sort(host.ended.begin(), host.ended.end(),
                   [&](const Transcript& a, const Transcript& b) { return position(a) < position(b); });
  auto judged = judge(
      std::move(host.ended), [&](const Transcript& walk) { return planned_.at(walk.walk_id).expected; },
      started);
  host.ended.clear();
  on_judged_(judged);
  for (auto& walk : judged) {
    const auto at = position(walk.transcript);
    judged_.emplace(at, std::move(walk));
  }
}

std::size_t WalkGroups::position(const Transcript& transcript) const {
  return planned_.at(transcript.walk_id).position;
}

}  // namespace authwalk::cli
