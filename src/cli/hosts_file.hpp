// Smart hosts from a file or from standard input: --hosts-file.
#pragma once

#include <string>
#include <vector>

namespace authwalk::cli {

/// A TARGET a line; blanks around it, empty lines and what follows a # do not count. "-" is standard input.
/// One that stands there again is walked once, and a note says so. Throws CommandError, with the line where
/// one is no TARGET.
std::vector<std::string> read_hosts_file(const std::string& name, std::vector<std::string>& notes);

}  // namespace authwalk::cli
