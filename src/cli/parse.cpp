// The only file that includes CLI11: it takes the arguments apart, the words of every error are ours.
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <authwalk/suggestion.hpp>

#include "command_error.hpp"
#include "foreign_flags.hpp"
#include "password_arguments.hpp"
#include "syntax.hpp"

namespace authwalk::cli {
namespace {

std::string help_hint(const Syntax& syntax) {
  return fmt::format("authwalk {} --help", syntax.command);
}

std::vector<std::string> long_names(const Syntax& syntax) {
  std::vector<std::string> names = {"--help"};
  for (const auto& flag : syntax.flags) names.emplace_back(long_name(flag));
  return names;
}

bool is_flag_of(const Syntax& syntax, std::string_view word) {
  return std::any_of(syntax.flags.begin(), syntax.flags.end(), [&](const Flag& flag) {
    return word == long_name(flag) || (word.size() == 2 && flag.names.starts_with(word));
  });
}

// What stands after the name may be a secret put into the wrong place.
std::string_view name_of(std::string_view argument) {
  if (argument.starts_with("--")) return argument.substr(0, argument.find('='));
  return argument.substr(0, 2);
}

// A slip of the finger must not lead to a flag that lets more happen than was asked for.
bool may_be_suggested(std::string_view flag, std::string_view typed) {
  constexpr std::string_view careful[] = {"--deliver", "--allow-cleartext", "--ignore-starttls",
                                          "--max-rejected", "--lockout-budget"};
  constexpr std::size_t enough = 6;  // "--deli"
  const bool risky = std::find(std::begin(careful), std::end(careful), flag) != std::end(careful);
  return !risky || typed.substr(0, enough) == flag.substr(0, enough);
}

[[noreturn]] void refuse_unknown_flag(const Syntax& syntax, std::string_view argument) {
  std::string hint;
  if (syntax.command == "walk") hint = our_flag_for(argument);
  const auto name = hint.empty() ? name_of(argument) : argument.substr(0, argument.find('='));
  if (hint.empty()) {
    auto known = long_names(syntax);
    std::erase_if(known, [&](const std::string& flag) { return !may_be_suggested(flag, name); });
    hint = did_you_mean(name, known, help_hint(syntax));
  }
  throw CommandError{exit_usage, fmt::format("unknown flag {}", shown(name)), hint};
}

// "-user svc" would be taken for -u with the value "ser", and "-tls" for a run of short flags.
void refuse_long_names_behind_one_dash(const Syntax& syntax, const Arguments& arguments) {
  for (const auto& argument : arguments) {
    if (argument.size() < 4 || argument[0] != '-' || argument[1] == '-') continue;
    const auto name = "-" + argument.substr(0, argument.find('='));
    if (is_flag_of(syntax, name))
      throw CommandError{exit_usage, fmt::format("unknown flag {}", shown(name.substr(1))),
                         "did you mean " + name + "?"};
    if (syntax.command == "walk" && !our_flag_for(argument).empty()) refuse_unknown_flag(syntax, argument);
  }
}

// "<user>" in a command that was printed: only the user knows what belongs there.
void refuse_gap(std::string_view what, std::string_view value) {
  const bool gap = value.size() > 2 && value.front() == '<' && value.back() == '>' &&
                   value.find('@') == std::string_view::npos;
  if (!gap) return;
  throw CommandError{exit_usage, fmt::format("{} {} is a gap to be filled", what, shown(value)),
                     "put in its place what it stands for"};
}

// CLI11 takes "--user=" for "--user" and eats the next argument.
Arguments with_empty_values_apart(const Arguments& arguments) {
  Arguments apart;
  for (const auto& argument : arguments) {
    if (argument.size() > 3 && argument.starts_with("--") && argument.find('=') == argument.size() - 1) {
      apart.push_back(argument.substr(0, argument.size() - 1));
      apart.emplace_back();
    } else {
      apart.push_back(argument);
    }
  }
  return apart;
}

void store(const Syntax& syntax, const Flag& flag, const CLI::Option& option) {
  const auto& values = option.results();
  if (flag.value.empty()) {
    if (auto* const* count = std::get_if<int*>(&flag.into)) **count = static_cast<int>(option.count());
    if (auto* const* given = std::get_if<bool*>(&flag.into)) **given = option.count() > 0;
    return;
  }
  for (const auto& value : values) {
    refuse_gap(long_name(flag), value);
    if (!is_flag_of(syntax, value)) continue;
    throw CommandError{exit_usage, fmt::format("{} needs a value, {}", long_name(flag), flag.value),
                       help_hint(syntax)};
  }
  if (auto* const* all = std::get_if<std::vector<std::string>*>(&flag.into)) **all = values;
  if (auto* const* single = std::get_if<std::optional<std::string>*>(&flag.into)) {
    if (!values.empty()) **single = values.back();  // a script's default goes before what its user adds
  }
}

[[noreturn]] void refuse(const Syntax& syntax, const CLI::ParseError& error) {
  // CLI11's texts begin with the option's name, with or without dashes; what follows may repeat an argument.
  std::string_view text = error.what();
  text.remove_prefix(std::min(text.find_first_not_of('-'), text.size()));
  const auto name = text.substr(0, text.find_first_of(": "));
  for (const auto& flag : syntax.flags) {
    if (long_name(flag).substr(long_name(flag).find_first_not_of('-')) != name) continue;
    throw CommandError{exit_usage,
                       flag.value.empty() ? fmt::format("{} takes no value", long_name(flag))
                                          : fmt::format("{} needs a value, {}", long_name(flag), flag.value),
                       help_hint(syntax)};
  }
  throw CommandError{exit_usage, fmt::format("the arguments of {} cannot be understood", syntax.command),
                     help_hint(syntax)};
}

}  // namespace

void parse(const Syntax& syntax, const Arguments& arguments) {
  refuse_password_arguments(arguments);
  const auto end_of_flags = std::find(arguments.begin(), arguments.end(), "--");
  refuse_long_names_behind_one_dash(syntax, {arguments.begin(), end_of_flags});

  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  std::vector<CLI::Option*> options;
  for (const auto& flag : syntax.flags) {
    const std::string names(flag.names);
    auto* option = flag.value.empty() ? app.add_flag(names)->disable_flag_override() : app.add_option(names);
    if (!flag.value.empty()) option->expected(1);
    options.push_back(option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll));
  }
  auto reversed = with_empty_values_apart({arguments.begin(), end_of_flags});
  std::reverse(reversed.begin(), reversed.end());
  try {
    app.parse(reversed);
  } catch (const CLI::ParseError& error) {
    refuse(syntax, error);
  }

  // Operands are left over as well: declared to CLI11, "[a,b]" would be taken apart at its comma.
  std::vector<std::string> operands = app.remaining();
  for (const auto& operand : operands) {
    if (operand.size() > 1 && operand.front() == '-') refuse_unknown_flag(syntax, operand);
  }
  if (end_of_flags != arguments.end()) operands.insert(operands.end(), end_of_flags + 1, arguments.end());
  if (!operands.empty() && !syntax.operands) {
    throw CommandError{exit_usage,
                       fmt::format("authwalk {} does not take {}", syntax.command, shown(operands.front())),
                       help_hint(syntax)};
  }
  for (const auto& operand : operands) refuse_gap(syntax.operand, operand);
  if (syntax.operands) *syntax.operands = std::move(operands);
  for (std::size_t i = 0; i < options.size(); ++i) store(syntax, syntax.flags[i], *options[i]);
}

}  // namespace authwalk::cli
