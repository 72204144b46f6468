#include <doctest/doctest.h>

#include <cli/syntax.hpp>
#include <cli/walk_arguments.hpp>
#include <cli/wrap.hpp>
#include <set>
#include <sstream>

using namespace authwalk::cli;

TEST_SUITE("command line: help") {
  TEST_CASE("every flag of walk is in its help, which is at most 100 columns wide") {
    WalkArguments unused;
    const auto syntax = walk_syntax(unused);
    const auto text = help_text(syntax);
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      INFO(line);
      CHECK(line.size() <= 100);
      CHECK(!line.ends_with(' '));
    }
    std::set<std::string_view> names;
    for (const auto& flag : syntax.flags) {
      INFO(flag.names);
      CHECK(text.find(long_name(flag)) != std::string::npos);
      CHECK(!flag.what.empty());
      CHECK(names.insert(long_name(flag)).second);
    }
    CHECK(syntax.examples.size() == 7);
    CHECK(text.find("Examples:") < text.find("--mode"));
  }

  TEST_CASE("wrapping breaks at blanks and keeps long words whole") {
    CHECK(wrapped("", 4) == "");
    CHECK(wrapped("a b", 4) == "a b");
    const std::string word(60, 'x');
    CHECK(wrapped(word + " " + word, 2) == word + "\n  " + word);
    const std::string too_long(150, 'y');
    CHECK(wrapped("a " + too_long, 0) == "a\n" + too_long);
  }

  TEST_CASE("help is asked for anywhere before --") {
    CHECK(asks_for_help({"mx", "--help"}));
    CHECK(asks_for_help({"-h"}));
    CHECK(!asks_for_help({"--", "-h"}));
    CHECK(!asks_for_help({}));
  }
}
