// The end of a check: by its own time limit, or by the scheduler's signal. The walks are ended first, so that
// the report says how far they came; what does not end then is left with one line.
#pragma once

#include <atomic>
#include <chrono>
#include <string>

namespace authwalk::cli {

class CheckClock {
 public:
  /// From now on SIGTERM and SIGINT, and shortly before the limit its own alarm, set interrupted(). At the
  /// limit, or a second after the signal, the process writes why it has no result, and ends as UNKNOWN.
  explicit CheckClock(std::chrono::milliseconds limit);
  ~CheckClock();  ///< the report is ready: only one of the two may speak
  CheckClock(const CheckClock&) = delete;
  CheckClock& operator=(const CheckClock&) = delete;

  const std::atomic<bool>& interrupted() const;

  /// What is being done, for that line: "while reading the credential".
  void now(const std::string& doing);

 private:
  std::chrono::milliseconds limit_;
};

}  // namespace authwalk::cli
