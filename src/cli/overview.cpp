#include "overview.hpp"

#include <fmt/format.h>

#include <authwalk/suggestion.hpp>

#include "command_error.hpp"
#include "commands.hpp"
#include "wrap.hpp"

namespace authwalk::cli {
namespace {

// A command's row is all that its help, its completion and its man page need.
constexpr CommandRow rows[] = {
    {"walk", "walk the modes against smart hosts", walk_command, walk_syntax},
    {"demo", "start a rehearsal smart host in this process and walk all five modes against it", demo_command,
     demo_syntax},
    {"rehearse", "only the rehearsal smart host, with named faults", rehearse_command, rehearse_syntax},
    {"explain", "name the failing step in protocol logs, events and queue errors", explain_command,
     explain_syntax},
    {"check", "the monitoring plugin, also called check_authwalk: one line and exit status 0 to 3",
     check_command, check_syntax},
    {"lint", "check definitions of connectors, send nothing", lint_command, lint_syntax},
    {"merge", "make one report of several, or another format of one", merge_command, merge_syntax},
    {"diff", "compare two reports: what got worse, better or changed", diff_command, diff_syntax},
    {"steps", "the steps of a walk", steps_command, steps_syntax},
    {"classes", "why a step may fail", classes_command, classes_syntax},
    {"rules", "the causes that a diagnosis may name", rules_command, rules_syntax},
};

constexpr CommandRow check_authwalk[] = {
    {"check_authwalk", "the monitoring plugin: walk a mode, one line and exit status 0 to 3", check_command,
     check_syntax},
};

// What only the stubs of the shells and the build call.
constexpr CommandRow hidden[] = {
    {"__complete", "words that may stand next on a command line", complete_command, nullptr},
    {"__man", "write the man pages", man_command, nullptr},
};

// Named by the contract, and not there yet.
constexpr std::string_view coming[] = {"serve", "inventory", "history"};

// The word before the command is easily forgotten.
bool looks_like_target(std::string_view word) {
  return word.find_first_of(".:") != std::string_view::npos;
}

// smtp://user:password@host
bool may_hold_password(std::string_view word) {
  return word.find('@') != std::string_view::npos || word.find("//") != std::string_view::npos;
}

}  // namespace

std::span<const CommandRow> commands() {
  return rows;
}

std::span<const CommandRow> other_programs() {
  return check_authwalk;
}

const CommandRow& command_named(std::string_view name) {
  for (const auto& command : hidden) {
    if (command.name == name) return command;
  }
  std::vector<std::string> known = {"help"};
  for (const auto& command : rows) {
    if (command.name == name) return command;
    known.emplace_back(command.name);
  }
  for (const std::string_view later : coming) {
    if (name != later) continue;
    throw CommandError{exit_usage, fmt::format("authwalk {} comes with a later version of authwalk", name),
                       "authwalk --help"};
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

Syntax overview_syntax() {
  Syntax syntax;
  syntax.synopsis = "authwalk COMMAND [arguments]";
  syntax.what =
      "Walks the authentication modes of an Exchange Send connector against a smart host and names the step "
      "that fails.";
  syntax.examples = {
      {"authwalk demo", "see it work, on this machine alone"},
      {"authwalk walk relay.contoso.example -u svc", "all five modes; asks for the password"},
      {"authwalk walk mx1:587 -m basic-tls -u svc -v", "one mode, with the conversation"},
      {"authwalk walk mx1 --expect none=fail --format json", "for a script"},
      {"authwalk rehearse --fault auth-535 --port 2525", "a smart host that refuses every password"},
      {"authwalk explain SEND20261121-*.log", "what broke in recorded sessions, and why"},
      {"authwalk lint connectors.xml", "what is wrong with exported connectors"},
  };
  syntax.closing =
      "Exit status: 0 as expected, 1 not as expected, 2 undecided, 64 usage, 65 bad input, 66 input\n"
      "missing, 70 internal error, 73 cannot write, 77 a credential file that others can read,\n"
      "130 interrupted.";
  return syntax;
}

std::string overview() {
  const auto syntax = overview_syntax();
  std::string out = fmt::format("usage: {}\n\n{}\n\nExamples:\n{}\nCommands:\n", syntax.synopsis,
                                wrapped(syntax.what, 0), example_lines(syntax.examples));
  for (const auto& command : rows) out += fmt::format("  {:10}{}\n", command.name, command.what);
  return out + fmt::format(
                   "  help      this text; authwalk help COMMAND and authwalk COMMAND --help say more\n"
                   "  --version the version\n"
                   "\n{}\n",
                   syntax.closing);
}

}  // namespace authwalk::cli
