// The sub-commands. Each takes what follows its name and returns the exit status; its syntax is for readers.
#pragma once

#include "syntax.hpp"

namespace authwalk::cli {

int walk_command(const Arguments& arguments);
Syntax walk_syntax();

int demo_command(const Arguments& arguments);
Syntax demo_syntax();

int rehearse_command(const Arguments& arguments);
Syntax rehearse_syntax();

int explain_command(const Arguments& arguments);
Syntax explain_syntax();

int lint_command(const Arguments& arguments);
Syntax lint_syntax();

int merge_command(const Arguments& arguments);
Syntax merge_syntax();

int diff_command(const Arguments& arguments);
Syntax diff_syntax();

int steps_command(const Arguments& arguments);
Syntax steps_syntax();

int classes_command(const Arguments& arguments);
Syntax classes_syntax();

int rules_command(const Arguments& arguments);
Syntax rules_syntax();

int check_command(const Arguments& arguments);
Syntax check_syntax();

int complete_command(const Arguments& words);
int man_command(const Arguments& words);

}  // namespace authwalk::cli
