// The only file that includes CLI11: it takes the arguments apart, the words of every error are ours.
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <authwalk/suggestion.hpp>

#include "command_error.hpp"
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

[[noreturn]] void refuse_unknown_flag(const Syntax& syntax, std::string_view argument) {
  const auto name = name_of(argument);
  throw CommandError{exit_usage, fmt::format("unknown flag {}", shown(name)),
                     did_you_mean(name, long_names(syntax), help_hint(syntax))};
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
    if (!is_flag_of(syntax, value)) continue;
    throw CommandError{exit_usage, fmt::format("{} needs a value, {}", long_name(flag), flag.value),
                       help_hint(syntax)};
  }
  if (auto* const* all = std::get_if<std::vector<std::string>*>(&flag.into)) **all = values;
  if (auto* const* single = std::get_if<std::optional<std::string>*>(&flag.into)) {
    if (values.size() > 1) {
      throw CommandError{exit_usage, fmt::format("{} is given {} times", long_name(flag), values.size()),
                         fmt::format("give {} once", long_name(flag))};
    }
    if (!values.empty()) **single = values.front();
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
  const auto end_of_flags = std::find(arguments.begin(), arguments.end(), "--");
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
  if (syntax.operands) *syntax.operands = std::move(operands);
  for (std::size_t i = 0; i < options.size(); ++i) store(syntax, syntax.flags[i], *options[i]);
}

}  // namespace authwalk::cli
