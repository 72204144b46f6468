// A password on the command line can be read by everybody on the machine (ps, /proc/PID/cmdline), so no
// flag takes one, and what looks like an attempt is refused without being repeated.
#pragma once

#include <string>
#include <vector>

namespace authwalk::cli {

/// Throws CommandError when an argument looks like a flag that carries a password.
void refuse_password_arguments(const std::vector<std::string>& arguments);

}  // namespace authwalk::cli
