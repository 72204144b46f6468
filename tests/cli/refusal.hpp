// Runs something that must be refused.
#pragma once

#include <cli/command_error.hpp>
#include <utility>

namespace authwalk::test {

/// The error that `attempt` throws; status 0 when it throws none.
template <typename Attempt>
cli::CommandError refusal(Attempt&& attempt) {
  try {
    std::forward<Attempt>(attempt)();
  } catch (const cli::CommandError& error) {
    return error;
  }
  return {cli::exit_done, "", ""};
}

}  // namespace authwalk::test
