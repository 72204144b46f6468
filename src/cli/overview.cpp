#include "overview.hpp"

#include <fmt/format.h>

#include "command_error.hpp"
#include "commands.hpp"
#include "later.hpp"
#include "suggestion.hpp"

namespace authwalk::cli {
namespace {

constexpr CommandRow commands[] = {
    {"walk", "walk the modes against smart hosts", walk_command},
    {"demo", "start a rehearsal smart host in this process and walk all five modes against it", demo_command},
    {"rehearse", "only the rehearsal smart host, with named faults", rehearse_command},
    {"explain", "name the failing step in protocol logs, events and queue errors", explain_command},
    {"steps", "the steps of a walk", steps_command},
    {"classes", "why a step may fail", classes_command},
    {"rules", "the causes that a diagnosis may name", rules_command},
};

// The word before the command is easily forgotten.
bool looks_like_target(std::string_view word) {
  return word.find_first_of(".:") != std::string_view::npos;
}

// smtp://user:password@host
bool may_hold_password(std::string_view word) {
  return word.find('@') != std::string_view::npos || word.find("//") != std::string_view::npos;
}

}  // namespace

const CommandRow& command_named(std::string_view name) {
  std::vector<std::string> known = {"help"};
  for (const auto& command : commands) {
    if (command.name == name) return command;
    known.emplace_back(command.name);
  }
  if (const auto message = comes_later(LaterKind::command, name); !message.empty()) {
    throw CommandError{exit_usage, fmt::format("authwalk {} {}", name, message), "authwalk --help"};
  }
  if (name.starts_with('-')) {
    throw CommandError{exit_usage, "a command comes before the flags", "authwalk walk TARGET... [flags]"};
  }
  if (looks_like_target(name)) {
    throw CommandError{exit_usage,
                       fmt::format("{} is not a command", may_hold_password(name) ? "a URL" : shown(name)),
                       "authwalk walk TARGET walks a smart host"};
  }
  throw CommandError{exit_usage, fmt::format("{} is not a command", shown(name)),
                     did_you_mean(name, known, "authwalk --help")};
}

std::string overview() {
  std::string out =
      "usage: authwalk COMMAND [arguments]\n"
      "\n"
      "Walks the authentication modes of an Exchange Send connector against a smart host and names the step\n"
      "that fails.\n"
      "\n"
      "Examples:\n"
      "  authwalk demo                                       see it work, on this machine alone\n"
      "  authwalk walk relay.contoso.example -u svc          all five modes; asks for the password\n"
      "  authwalk walk mx1:587 -m basic-tls -u svc -v        one mode, with the conversation\n"
      "  authwalk walk mx1 --expect none=fail --format json  for a script\n"
      "  authwalk rehearse --fault auth-535 --port 2525      a smart host that refuses every password\n"
      "  authwalk explain SEND20261121-*.log                 what broke in recorded sessions, and why\n"
      "\n"
      "Commands:\n";
  for (const auto& command : commands) out += fmt::format("  {:10}{}\n", command.name, command.what);
  return out +
         "  help      this text; authwalk help COMMAND and authwalk COMMAND --help say more\n"
         "  --version the version\n"
         "\n"
         "Exit status: 0 as expected, 1 not as expected, 2 undecided, 64 usage, 65 bad input, 66 input\n"
         "missing, 70 internal error, 73 cannot write, 77 a credential file that others can read,\n"
         "130 interrupted.\n";
}

}  // namespace authwalk::cli
