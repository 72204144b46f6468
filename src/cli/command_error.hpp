// How a command gives up: the exit status, the problem, and what to type instead.
#pragma once

#include <string>
#include <string_view>

namespace authwalk::cli {

/// Exit statuses beside 0, 1 and 2, which the report decides. They are those of <sysexits.h>.
enum ExitStatus : int {
  exit_done = 0,
  exit_usage = 64,
  exit_data = 65,
  exit_no_input = 66,
  exit_internal = 70,
  exit_cannot_create = 73,
  exit_permission = 77,
  exit_interrupted = 130,
};

/// Thrown before anything is sent. Its words are safe to print: what the user typed stands in them through
/// shown() only.
struct CommandError {
  ExitStatus status = exit_usage;
  std::string problem;
  std::string hint;     ///< empty when there is nothing to type
  std::string about{};  ///< the flag whose value is wrong, which begins `problem`; empty: none, or not said
};

/// What the user typed, in quotation marks, escaped, and cut when it is long.
std::string shown(std::string_view typed);

/// Writes "authwalk: problem" and the hint to standard error; returns the exit status.
int show(const CommandError& error);

/// Writes one line to standard error, if there is one.
void show_line(std::string_view line);

/// Writes "authwalk: note: ..." to standard error.
void show_note(std::string_view note);

}  // namespace authwalk::cli
