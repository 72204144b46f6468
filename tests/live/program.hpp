// Runs the built program as its users do, and checks after every run what must hold for every run: no
// password anywhere, clean text, a documented exit status, bounded memory and JSON that parses.
#pragma once

#include <boost/json/value.hpp>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "live/temporary.hpp"
#include "live/walk_json.hpp"

namespace authwalk::test {

struct RunOptions {
  std::vector<std::string> env = {};  ///< "NAME=value" lines, added to a minimal environment
  std::string standard_input = {};    ///< empty: /dev/null
  std::string typed = {};  ///< what a person types at each prompt; not empty: the program gets a terminal
  std::vector<std::pair<int, std::string>> descriptors = {};  ///< content to be read from descriptor N
  std::string folder = {};                                    ///< working directory; empty: the test's own
  std::string program = {};                                   ///< empty: the authwalk just built
  std::string name = {};                                      ///< argv[0]; empty: the program's path
  std::chrono::milliseconds limit{30000};        ///< the program is killed then, and the test fails
  std::chrono::milliseconds interrupt_after{0};  ///< not 0: SIGINT is sent then
  long memory_kib = 64 * 1024;                   ///< peak resident memory that the run may need
  bool colour = false;                           ///< ESC may appear in the output
  bool canary_in_arguments = false;  ///< for the test that a password on the command line is refused
  std::vector<std::string> more_secrets = {};  ///< looked for like the canary
};

struct ProgramRun {
  std::string command;  ///< what was run, for messages
  int status = -1;      ///< exit status; -1 after a signal
  int signal = 0;
  bool timed_out = false;
  std::string out;
  std::string err;
  std::string terminal;  ///< what was written to the terminal, with `typed`
  double seconds = 0;
  long peak_kib = 0;        ///< peak resident memory
  boost::json::value json;  ///< standard output with --format json; else null

  /// Command, status and both outputs, for INFO().
  std::string describe() const;
};

/// Runs the program to its end and makes the checks that hold for every run. JSON reports are kept in
/// $AUTHWALK_REPORTS_DIR (else `reports` beside the program) to be validated against the schema later.
ProgramRun run_authwalk(std::vector<std::string> args, RunOptions options = {});

}  // namespace authwalk::test
