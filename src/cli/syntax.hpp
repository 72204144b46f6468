// The command line of one command, as a table: parse() and help_text() both read it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace authwalk::cli {

using Arguments = std::vector<std::string>;

/// Where the value of a flag goes. Values stay text here; each command checks its own.
using Destination = std::variant<bool*,                        // switch
                                 int*,                         // switch that counts
                                 std::optional<std::string>*,  // value; given again, the last one counts
                                 std::vector<std::string>*>;   // value, repeatable

struct Flag {
  std::string_view group;
  std::string_view names;  ///< "-u,--user"; the long name last
  std::string_view value;  ///< "NAME"; empty for a switch. completion_values.cpp knows what may stand for it
  std::string_view what;
  Destination into;
};

struct Example {
  std::string_view command;
  std::string_view what;
};

struct Syntax {
  std::string_view command;   ///< "walk"
  std::string_view synopsis;  ///< "authwalk walk TARGET... [flags]"
  std::string_view what;
  std::vector<Example> examples;
  std::vector<Flag> flags;
  std::vector<std::string>* operands = nullptr;  ///< null: the command takes none
  std::string_view operand;                      ///< what they are: "TARGET" or "FILE"
  std::string_view closing;                      ///< paragraphs after the flags
  std::size_t columns = 100;                     ///< of the help text, at most
};

/// Writes the arguments to where the flags point. Throws CommandError.
void parse(const Syntax& syntax, const Arguments& arguments);

/// Is -h or --help among the arguments?
bool asks_for_help(const Arguments& arguments);

/// Usage, examples, flags by group.
std::string help_text(const Syntax& syntax);

/// The lines below "Examples:", the commands in a column.
std::string example_lines(const std::vector<Example>& examples);

/// The long name of a flag: "--user".
std::string_view long_name(const Flag& flag);

/// The table of a command for those who only read it, as completion and the man pages do: nothing is ever
/// parsed into its destinations.
template <typename Given>
Syntax for_readers(Syntax (*syntax)(Given& into)) {
  static Given nothing_given;
  return syntax(nothing_given);
}

}  // namespace authwalk::cli
