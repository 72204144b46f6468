// All commands, and the help that lists them.
#pragma once

#include <string>
#include <string_view>

#include "syntax.hpp"

namespace authwalk::cli {

struct CommandRow {
  std::string_view name;
  std::string_view what;
  int (*run)(const Arguments&);
};

/// Throws CommandError for one that is not there, or not yet.
const CommandRow& command_named(std::string_view name);

/// What `authwalk --help` prints.
std::string overview();

}  // namespace authwalk::cli
