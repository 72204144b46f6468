// How far a batch is, on standard error: one line that is drawn again on a terminal, a line for every tenth
// of the walks elsewhere.
#pragma once

#include <authwalk/transcript.hpp>
#include <chrono>
#include <cstddef>
#include <map>
#include <string>

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

class Progress {
 public:
  /// Silent when `quiet`, and where there are too few walks for a line each tenth to tell anything.
  Progress(std::size_t walks, bool quiet);
  ~Progress();  ///< takes the bar away
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void ended(const Transcript& walk);

 private:
  using Clock = std::chrono::steady_clock;
  void draw();

  BatchCounts counts_;
  bool bar_ = false;
  bool lines_ = false;
  std::size_t tenths_ = 0;
  Clock::time_point began_ = Clock::now();
  Clock::time_point drawn_ = began_ - std::chrono::hours(1);
};

}  // namespace authwalk::cli
