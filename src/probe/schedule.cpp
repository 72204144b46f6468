#include "probe/schedule.hpp"

#include <algorithm>

namespace authwalk {

Schedule::Schedule(ScheduleLimits limits) : limits_(limits) {}

void Schedule::add(const std::string& host, const std::string& account) {
  const std::size_t number = walks_.size();
  // A host name has no NUL.
  Lane& lane = lanes_[host + '\0' + account];
  lane.host = &hosts_[host];
  lane.host->limit = std::max(1U, limits_.per_host);
  if (!account.empty()) {
    lane.account = &accounts_[account];
    lane.account->limit = std::max(1U, limits_.per_account);
  }
  if (lane.walks.empty()) ready_.emplace(number, &lane);
  lane.walks.push_back(number);
  walks_.push_back({&lane, false});
  ++to_come_;
}

std::optional<std::size_t> Schedule::next(Clock::time_point now) {
  if (limits_.rate > 0 && now < next_start_) return std::nullopt;
  while (!ready_.empty() && in_flight_ < std::max(1U, limits_.jobs)) {
    Lane* const lane = ready_.begin()->second;
    ready_.erase(ready_.begin());
    const std::size_t walk = lane->walks.front();
    Gate* const closed = is_full(lane->host) ? lane->host : is_full(lane->account) ? lane->account : nullptr;
    if (closed != nullptr) {
      closed->held_up.emplace(walk, lane);
      // It may have been called up for a place at the other gate, which is another's then.
      let_one_try(closed == lane->host ? lane->account : lane->host);
      continue;
    }
    lane->walks.pop_front();
    if (!lane->walks.empty()) ready_.emplace(lane->walks.front(), lane);
    ++lane->host->in_flight;
    let_one_try(lane->host);
    if (lane->account != nullptr) {
      ++lane->account->in_flight;
      walks_[walk].counts_for_account = true;
      let_one_try(lane->account);
    }
    ++in_flight_;
    --to_come_;
    if (limits_.rate > 0) {
      const auto between =
          std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(1 / limits_.rate));
      // A timer that rings a little late does not slow the run down; time that was lost is not made up for.
      next_start_ = (now - next_start_ < between ? next_start_ : now) + between;
    }
    return walk;
  }
  return std::nullopt;
}

std::optional<Schedule::Clock::time_point> Schedule::next_start(Clock::time_point now) const {
  const bool could = !ready_.empty() && in_flight_ < std::max(1U, limits_.jobs);
  if (!could || limits_.rate <= 0 || now >= next_start_) return std::nullopt;
  return next_start_;
}

void Schedule::ended(std::size_t walk) {
  waits_for_its_server(walk);
  Gate* const host = walks_[walk].lane->host;
  --host->in_flight;
  --in_flight_;
  let_one_try(host);
}

void Schedule::waits_for_its_server(std::size_t walk) {
  if (!walks_[walk].counts_for_account) return;
  walks_[walk].counts_for_account = false;
  Gate* const account = walks_[walk].lane->account;
  --account->in_flight;
  let_one_try(account);
}

void Schedule::drop_the_rest() {
  ready_.clear();
  for (auto* gates : {&hosts_, &accounts_}) {
    for (auto& [name, gate] : *gates) gate.held_up.clear();
  }
  for (auto& [name, lane] : lanes_) lane.walks.clear();
  to_come_ = 0;
}

// One place calls up one lane; should it not take the place, next() calls up another.
void Schedule::let_one_try(Gate* gate) {
  if (gate == nullptr || gate->full() || gate->held_up.empty()) return;
  ready_.insert(gate->held_up.extract(gate->held_up.begin()));
}

}  // namespace authwalk
