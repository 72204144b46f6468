// The sub-commands. Each takes what follows its name and returns the exit status.
#pragma once

#include "syntax.hpp"

namespace authwalk::cli {

int walk_command(const Arguments& arguments);
int demo_command(const Arguments& arguments);
int rehearse_command(const Arguments& arguments);
int explain_command(const Arguments& arguments);
int steps_command(const Arguments& arguments);
int classes_command(const Arguments& arguments);
int rules_command(const Arguments& arguments);

}  // namespace authwalk::cli
