// Runs a program as a child process and collects everything that can be seen of it from outside.
#pragma once

#include <chrono>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace authwalk::test {

struct ChildPlan {
  std::string program;
  std::vector<std::string> args;  ///< args[0] is the program's own name
  std::vector<std::string> env;
  std::string folder;          ///< working directory; empty: the caller's
  std::string standard_input;  ///< empty: /dev/null
  std::string typed;           ///< typed at each prompt; not empty: the child gets a terminal
  std::vector<std::pair<int, std::string>> descriptors;  ///< content to be read from descriptor N
  std::chrono::milliseconds limit{30000};                ///< killed then
  std::chrono::milliseconds interrupt_after{0};          ///< not 0: SIGINT is sent then
};

struct ChildResult {
  int status = -1;  ///< exit status; -1 after a signal
  int signal = 0;
  bool timed_out = false;
  std::string out, err, terminal;
  double seconds = 0;
  long peak_kib = 0;
  std::set<std::string> arguments;     ///< /proc/PID/cmdline of it and its children, sampled while it ran
  std::set<std::string> environments;  ///< /proc/PID/environ, the same way
};

/// Throws std::runtime_error when the program cannot be started.
ChildResult run_child(const ChildPlan& plan);

}  // namespace authwalk::test
