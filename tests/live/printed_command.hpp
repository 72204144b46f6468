// The authwalk commands that a report prints: every one is to run as it stands.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <vector>

namespace authwalk::test {

/// All of a JSON report, each once.
std::vector<std::string> printed_commands(const boost::json::value& report);

/// The words of a command as a POSIX shell takes them apart.
std::vector<std::string> words_of(const std::string& command);

/// Does it have a gap that only its reader can fill: '<user>'?
bool has_gap(const std::string& command);

/// Checks that the program's own parser takes the command, gaps apart.
void check_parses(const std::string& command);

}  // namespace authwalk::test
