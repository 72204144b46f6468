#include "live/printed_command.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cli/command_error.hpp>
#include <cli/walk_arguments.hpp>
#include <set>

namespace authwalk::test {
namespace {

void collect(const boost::json::value& value, std::set<std::string>& into) {
  if (const auto* text = value.if_string(); text && text->starts_with("authwalk walk"))
    into.insert(std::string(*text));
  if (const auto* list = value.if_array()) {
    for (const auto& each : *list) collect(each, into);
  }
  if (const auto* object = value.if_object()) {
    for (const auto& each : *object) collect(each.value(), into);
  }
}

bool is_gap(const std::string& word) {
  return word.size() > 2 && word.front() == '<' && word.back() == '>';
}

}  // namespace

std::vector<std::string> printed_commands(const boost::json::value& report) {
  std::set<std::string> found;
  collect(report, found);
  return {found.begin(), found.end()};
}

std::vector<std::string> words_of(const std::string& command) {
  std::vector<std::string> words;
  bool inside = false;
  for (std::size_t i = 0; i < command.size(); ++i) {
    const char c = command[i];
    if (c == ' ') {
      inside = false;
      continue;
    }
    if (!inside) words.emplace_back();
    inside = true;
    const bool escapes = c == '$' && i + 1 < command.size() && command[i + 1] == '\'';
    if (c == '\\') {
      words.back() += command.at(++i);
    } else if (c == '\'' || escapes) {
      for (i += escapes ? 2 : 1; command.at(i) != '\''; ++i) {
        if (escapes && command[i] == '\\') {
          words.back() += static_cast<char>(std::stoi(command.substr(i + 1, 3), nullptr, 8));
          i += 3;
        } else {
          words.back() += command[i];
        }
      }
    } else {
      words.back() += c;
    }
  }
  return words;
}

bool has_gap(const std::string& command) {
  const auto words = words_of(command);
  return std::any_of(words.begin(), words.end(), is_gap);
}

void check_parses(const std::string& command) {
  auto words = words_of(command);
  INFO(command);
  REQUIRE(words.size() > 2);
  words.erase(words.begin(), words.begin() + 2);
  for (auto& word : words) {
    if (is_gap(word)) word = "filled";
  }
  cli::WalkArguments given;
  try {
    cli::parse(cli::walk_syntax(given), words);
  } catch (const cli::CommandError& error) {
    FAIL_CHECK(error.problem);
  }
}

}  // namespace authwalk::test
