// Walks as they end. What one walk of a smart host shows may explain another, so the walks of a smart host
// are judged together once the last of them has ended; from then on their words are final.
#pragma once

#include <authwalk/report.hpp>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "assignment.hpp"

namespace authwalk::cli {

class WalkGroups {
 public:
  using Judged = std::function<void(const std::vector<ReportedWalk>&)>;

  /// `judged` is called once for each smart host, with its walks in the order of the plan. With `by_address`
  /// a walk of the plan ends once for each address, so that only the end of the run tells which was the last.
  WalkGroups(const std::vector<Assignment>& plan, bool by_address, Judged judged);

  /// `started`: when the run began, for the days that certificates have left.
  void ended(const Transcript& transcript, const std::string& started);

  /// Judges what is left: smart hosts whose walks an interruption has cut short.
  void run_ended(const std::string& started);

  /// All that was judged, in the order of the plan.
  std::vector<ReportedWalk> take();

 private:
  struct Planned {
    std::size_t position;
    Expected expected;
  };
  struct Host {
    std::size_t open = 0;
    std::vector<Transcript> ended;
  };
  void judge_host(Host& host, const std::string& started);
  std::size_t position(const Transcript& transcript) const;

  std::map<std::string, Planned> planned_;  // by walk_id
  std::map<std::string, Host> hosts_;       // by smart host in lower case
  std::multimap<std::size_t, ReportedWalk> judged_;
  bool by_address_;
  Judged on_judged_;
};

}  // namespace authwalk::cli
