// What is waited for, on standard error: on a terminal one line, from half a second without news on, which
// goes away again; elsewhere a line for every tenth of many walks.
#pragma once

#include <authwalk/transcript.hpp>
#include <authwalk/walk.hpp>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <thread>

namespace authwalk::cli {

/// Counts, and the words for them. Pure.
struct BatchCounts {
  std::size_t all = 0;                           ///< walks of the run
  std::size_t ended = 0;                         ///< so far
  std::size_t passed = 0, failed = 0, open = 0;  ///< open: inconclusive or not tested
  std::map<Step, std::size_t> failing;           ///< walks that failed, by step

  void add(const Transcript& walk);

  /// "120 of 1200 walks: 100 passed, 18 failed, 2 open; failing at auth-result 11, connect 7".
  std::string line() const;
  /// " 742/1200  62%  [############........]  passed 701  failed 38  open 3  auth-result 21  connect 6  eta
  /// 0:41", cut to `width`. `spent`: since the run began.
  std::string bar(std::chrono::seconds spent, std::size_t width) const;
};

/// A walk that is on its way: where it is, and since when.
struct Waiting {
  std::string target;
  Mode mode = Mode::None;
  Step step = Step::local;
  std::chrono::milliseconds limit{0};  ///< of the step
};
/// "mx.contoso.example:25, BasicAuth: waiting for the banner, 3 s of 15 s at most", cut to `width`.
std::string waiting_line(const Waiting& walk, std::chrono::seconds spent, std::size_t width);

class Progress {
 public:
  /// Silent when `quiet`, and where there are too few walks for a line each tenth to tell anything.
  Progress(std::size_t walks, bool quiet);
  ~Progress();  ///< takes the line away
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// The walk has come to a step: WalkPlan::on_step.
  void came_to(const WalkPlan& walk, Step step);
  void ended(const Transcript& walk);

  /// While the result lives, the line is away and stays away: something else is written to the terminal.
  class Pause {
   public:
    explicit Pause(Progress& progress);

   private:
    std::unique_lock<std::mutex> lock_;
  };

 private:
  using Clock = std::chrono::steady_clock;
  struct Seen : Waiting {
    Clock::time_point since;
  };
  void keep_drawing();
  void draw();
  void take_away();

  BatchCounts counts_;
  bool terminal_ = false;
  bool lines_ = false;
  std::size_t tenths_ = 0;
  Clock::time_point began_ = Clock::now();
  Clock::time_point news_ = began_;  // when a walk last came to a step or to its end

  std::mutex mutex_;                       // guards what follows, and the counts
  std::map<std::string, Seen> under_way_;  // by walk_id
  bool drawn_ = false;
  std::string shown_;  // the line that stands there
  bool over_ = false;
  std::condition_variable wake_;
  std::thread drawing_;
};

}  // namespace authwalk::cli
