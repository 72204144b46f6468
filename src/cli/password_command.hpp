// --password-command: a program that prints the password.
#pragma once

#include <authwalk/credential.hpp>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk::cli {

/// Splits at blanks; '...' and "..." keep blanks together, and nothing else is special. Throws CommandError.
std::vector<std::string> split_command(std::string_view command);

/// Runs it without a shell and returns what it wrote to standard output. Throws CommandError when it fails or
/// takes longer than `limit`.
Secret run_password_command(std::string_view command, std::chrono::milliseconds limit);

}  // namespace authwalk::cli
