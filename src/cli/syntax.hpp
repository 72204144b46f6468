// The command line of one command, as a table: parse() and help_text() both read it.
#pragma once

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
                                 std::optional<std::string>*,  // value, given at most once
                                 std::vector<std::string>*>;   // value, repeatable

struct Flag {
  std::string_view group;
  std::string_view names;  ///< "-u,--user"; the long name last
  std::string_view value;  ///< "NAME"; empty for a switch
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
  std::string_view closing;                      ///< paragraphs after the flags
};

/// Writes the arguments to where the flags point. Throws CommandError.
void parse(const Syntax& syntax, const Arguments& arguments);

/// Is -h or --help among the arguments?
bool asks_for_help(const Arguments& arguments);

/// Usage, examples, flags by group: at most 100 columns wide.
std::string help_text(const Syntax& syntax);

/// The long name of a flag: "--user".
std::string_view long_name(const Flag& flag);

}  // namespace authwalk::cli
