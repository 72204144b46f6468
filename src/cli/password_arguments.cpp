#include "password_arguments.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "command_error.hpp"

namespace authwalk::cli {
namespace {

// How this and other programs' users are used to give a password. "-p" is the port of some of them.
constexpr std::string_view beginnings[] = {"--pass",  "--pw",  "--secret", "--auth-pass", "--auth-secret",
                                           "--token", "-pass", "-ap",      "-p",          "-P"};

// --password-file and its sisters, and slips in them; the parser knows what to say of those.
bool is_our_flag(std::string_view argument) {
  return argument.starts_with("--password-");
}

// The part of the argument that can be shown: "-pSecret" is "-p...", "--password=Secret" is "--pass...".
std::string carrier(std::string_view argument) {
  for (const auto beginning : beginnings) {
    if (argument == beginning || argument == "--password") return std::string(argument);
    if (argument.starts_with(beginning)) return std::string(beginning) + "...";
  }
  return {};
}

}  // namespace

void refuse_password_arguments(const std::vector<std::string>& arguments) {
  for (const auto& argument : arguments) {
    if (argument == "--") return;
    if (is_our_flag(argument)) continue;
    const auto name = carrier(argument);
    if (name.empty()) continue;
    const bool port_elsewhere = name.starts_with("-p") || name.starts_with("-P");
    throw CommandError{
        exit_usage,
        fmt::format("{} is refused: a password on the command line is visible to every user of the machine",
                    shown(name)),
        fmt::format("--password-file FILE (mode 0600), --password-fd N or --password-command CMD{}",
                    port_elsewhere ? "; a port is --port N" : "")};
  }
}

}  // namespace authwalk::cli
