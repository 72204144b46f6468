// Which walk of a batch may start next. Pure: it is told the time and what has ended.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace authwalk {

struct ScheduleLimits {
  unsigned jobs = 64;        ///< walks in flight
  unsigned per_host = 5;     ///< walks in flight to one smart host
  unsigned per_account = 8;  ///< walks in flight that will use one account
  double rate = 0;           ///< starts in a second; 0: no limit
};

/// Walks are numbered from 0 and start in that order as far as the limits allow. A walk that may not start
/// waits where it is held up and costs nothing meanwhile: each start and each end takes logarithmic time,
/// however many walks share a host or an account.
class Schedule {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Schedule(ScheduleLimits limits);

  /// Adds the next number. `account` is empty for a walk that uses none.
  void add(const std::string& host, const std::string& account);

  /// The walk to be started now, if there is one; it counts as in flight from here on.
  std::optional<std::size_t> next(Clock::time_point now);
  /// When next() should be asked again, where it is the rate alone that holds the next walk up.
  std::optional<Clock::time_point> next_start(Clock::time_point now) const;

  void ended(std::size_t walk);
  /// A walk in flight whose server does not even take the connection: its place beside the others of its
  /// account is free, so that dead hosts do not hold up the living.
  void waits_for_its_server(std::size_t walk);

  /// The walks that have not started never will.
  void drop_the_rest();

  std::size_t in_flight() const { return in_flight_; }
  /// Nothing in flight, nothing to come.
  bool over() const { return in_flight_ == 0 && to_come_ == 0; }

 private:
  struct Lane;
  using LanesByFirstWalk = std::set<std::pair<std::size_t, Lane*>>;

  // Walks to one host, or with one account.
  struct Gate {
    unsigned limit = 0;
    unsigned in_flight = 0;
    LanesByFirstWalk held_up;
    bool full() const { return in_flight >= limit; }
  };
  // Walks to the same host with the same account are alike: only the first of them can be the next. A lane
  // with walks is in ready_ or held up at one gate.
  struct Lane {
    Gate* host = nullptr;
    Gate* account = nullptr;  // null: uses none
    std::deque<std::size_t> walks;
  };
  struct Walk {
    Lane* lane = nullptr;
    bool counts_for_account = false;
  };

  void let_one_try(Gate* gate);
  static bool is_full(const Gate* gate) { return gate != nullptr && gate->full(); }

  const ScheduleLimits limits_;
  std::unordered_map<std::string, Gate> hosts_;
  std::unordered_map<std::string, Gate> accounts_;
  std::unordered_map<std::string, Lane> lanes_;
  std::vector<Walk> walks_;
  LanesByFirstWalk ready_;
  std::size_t in_flight_ = 0;
  std::size_t to_come_ = 0;
  Clock::time_point next_start_{};
};

}  // namespace authwalk
