#include <fmt/format.h>

#include <algorithm>

#include "syntax.hpp"
#include "wrap.hpp"

namespace authwalk::cli {
namespace {

// "-u, --user NAME"; flags without a short name are indented as if they had one.
std::string heading(const Flag& flag) {
  const auto comma = flag.names.find(',');
  const std::string names =
      comma == std::string_view::npos
          ? (flag.names.size() == 2 ? std::string(flag.names) : "    " + std::string(flag.names))
          : fmt::format("{}, {}", flag.names.substr(0, comma), flag.names.substr(comma + 1));
  return flag.value.empty() ? names : fmt::format("{} {}", names, flag.value);
}

std::string flag_lines(const std::vector<Flag>& flags, std::size_t columns) {
  constexpr std::size_t left = 2, gap = 2;
  std::size_t longest = 0;
  for (const auto& flag : flags) longest = std::max(longest, heading(flag).size());
  const auto line = [&](const Flag& flag) {
    return fmt::format("{:{}}{:{}}{}\n", "", left, heading(flag), longest + gap,
                       wrapped(flag.what, left + longest + gap, columns));
  };
  std::string out;
  std::string_view group;
  for (const auto& flag : flags) {
    if (flag.group != group) out += fmt::format("\n{}:\n", flag.group);
    group = flag.group;
    out += line(flag);
  }
  bool* const asked_elsewhere = nullptr;
  return out + line({group, "-h,--help", "", "this text", asked_elsewhere});
}

}  // namespace

std::string_view long_name(const Flag& flag) {
  const auto comma = flag.names.find(',');
  return comma == std::string_view::npos ? flag.names : flag.names.substr(comma + 1);
}

bool asks_for_help(const Arguments& arguments) {
  const auto end = std::find(arguments.begin(), arguments.end(), "--");
  return std::any_of(arguments.begin(), end,
                     [](const std::string& argument) { return argument == "-h" || argument == "--help"; });
}

std::string example_lines(const std::vector<Example>& examples) {
  std::size_t longest = 0;
  for (const auto& example : examples) longest = std::max(longest, example.command.size());
  std::string out;
  for (const auto& example : examples)
    out += fmt::format("  {:{}}  {}\n", example.command, longest, example.what);
  return out;
}

std::string help_text(const Syntax& syntax) {
  std::string out =
      fmt::format("usage: {}\n\n{}\n", syntax.synopsis, wrapped(syntax.what, 0, syntax.columns));
  if (!syntax.examples.empty()) out += "\nExamples:\n" + example_lines(syntax.examples);
  out += flag_lines(syntax.flags, syntax.columns);
  if (!syntax.closing.empty()) out += fmt::format("\n{}\n", syntax.closing);
  return out;
}

}  // namespace authwalk::cli
