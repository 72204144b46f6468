// authwalk while it runs: what run_authwalk() cannot show because it waits for the end.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "live/temporary.hpp"

namespace authwalk::test {

class RunningProgram {
 public:
  enum class Surroundings {
    pipe,      ///< standard input /dev/null, both outputs in one pipe
    terminal,  ///< all three on a terminal of its own
  };
  RunningProgram(const std::vector<std::string>& args, Surroundings surroundings,
                 const std::string& program = AUTHWALK_PROGRAM);
  ~RunningProgram();  ///< kills it when it still runs
  RunningProgram(const RunningProgram&) = delete;
  RunningProgram& operator=(const RunningProgram&) = delete;

  /// Everything written so far, as soon as `mark` is in it; fails the test when that takes 10 s.
  const std::string& read_until(const std::string& mark);
  void type(const std::string& text) const;
  void signal(int number) const;
  /// Does the terminal show what is typed?
  bool echoes() const;
  /// Exit status; 1000 and the number after a signal; fails the test when it still runs after 10 s.
  int wait();
  /// Everything written until the end.
  const std::string& output() const { return output_; }

 private:
  bool read_some(int milliseconds);

  const TemporaryFolder state_;  // rejected logons must not be remembered from test to test
  pid_t pid_ = -1;
  int fd_ = -1;  // the pipe's end, or the terminal's other side
  std::string output_;
};

}  // namespace authwalk::test
