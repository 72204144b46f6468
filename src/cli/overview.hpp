// All commands, and the help that lists them.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "syntax.hpp"

namespace authwalk::cli {

struct CommandRow {
  std::string_view name;
  std::string_view what;
  int (*run)(const Arguments&);
  Syntax (*syntax)();  ///< its flags, for completion and for its man page
};

/// All commands, in the order in which the help lists them.
std::span<const CommandRow> commands();

/// What this program is when it is called by another name.
std::span<const CommandRow> other_programs();

/// Throws CommandError for one that is not there, or not yet.
const CommandRow& command_named(std::string_view name);

/// The program as a whole, in the form of a command: its examples and its exit statuses.
Syntax overview_syntax();

/// What `authwalk --help` prints.
std::string overview();

}  // namespace authwalk::cli
