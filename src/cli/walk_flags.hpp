// What the walks of a command remember of its flags, for the commands that a report prints (walk_command()).
#pragma once

#include <vector>

#include "assignment.hpp"
#include "walk_arguments.hpp"

namespace authwalk::cli {

/// The long names of the flags that were given, in the order of the table.
std::vector<std::string_view> given_flags(WalkArguments given);

/// Gives each walk the flags that say how it is done; what says who names the smart hosts stays a file with
/// --target, so that the walk can be started again by itself.
void give_flags(std::vector<Assignment>& walks, const WalkArguments& given);

/// A command that prints a password may hold it in its own words: a gap takes its place. Called once the
/// walks have their credentials.
void hide_passwords(std::vector<Assignment>& walks);

}  // namespace authwalk::cli
