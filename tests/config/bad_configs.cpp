// One bad file for each error text: its place, its words and its hint stand in the file's first lines.
#include <doctest/doctest.h>

#include <algorithm>
#include <authwalk/report.hpp>

#include "config/files.hpp"
#include "config/yaml.hpp"

using namespace authwalk;
using namespace authwalk::test;

namespace {

struct Wanted {
  std::string place, problem, hint;
};

// "# place: 4:5", "# problem: ...", "# hint: ..."; empty where the file cannot have them.
Wanted wanted(const std::string& bytes) {
  Wanted wanted;
  std::string_view rest = bytes;
  for (const auto& [key, value] :
       {std::pair{"# place: ", &wanted.place}, std::pair{"# problem: ", &wanted.problem},
        std::pair{"# hint: ", &wanted.hint}}) {
    const std::string_view name = key;
    const auto line = rest.substr(0, rest.find('\n'));
    if (!line.starts_with(name)) return {};
    *value = line.substr(name.size());
    rest.remove_prefix(line.size() + 1);
  }
  return wanted;
}

std::string place_in_file(const Place& place) {
  return place.line == 0 ? "0" : std::to_string(place.line) + ":" + std::to_string(place.column);
}

std::vector<std::string> all_problems() {
  std::vector<std::string> problems;
  for (const auto& file : config_files("bad")) problems.push_back(refused_config(source_file(file)).problem);
  return problems;
}

// Does a text come from a pattern of fmt, in which {} stands for anything?
bool comes_from(std::string_view text, std::string_view pattern) {
  bool first = true;
  while (true) {
    const auto gap = pattern.find("{}");
    const auto piece = pattern.substr(0, gap);
    if (gap == std::string_view::npos) return first ? text == piece : text.ends_with(piece);
    const auto at = text.find(piece);
    if (at == std::string_view::npos || (first && at != 0)) return false;
    text.remove_prefix(at + piece.size());
    pattern.remove_prefix(gap + 2);
    first = false;
  }
}

// The first text in quotation marks behind `at`, before the statement ends; adjacent ones are one.
std::string first_literal(std::string_view source, std::size_t at) {
  std::string literal;
  for (bool inside = false; at < source.size(); ++at) {
    const char c = source[at];
    if (inside && c == '\\') {
      literal += source[++at];
    } else if (c == '"') {
      inside = !inside;
    } else if (inside) {
      literal += c;
    } else if (c == ';' || (!literal.empty() && c != ' ' && c != '\n')) {
      break;
    }
  }
  return literal;
}

// Behind the comma that ends the argument at `at`.
std::size_t next_argument(std::string_view source, std::size_t at) {
  int depth = 0;
  for (bool inside = false; at < source.size(); ++at) {
    const char c = source[at];
    if (c == '"') inside = !inside;
    if (inside) continue;
    if (c == '(' || c == '{') ++depth;
    if (c == ')' || c == '}') --depth;
    if (c == ';' || depth < 0) return at;
    if (c == ',' && depth == 0) return at + 1;
  }
  return at;
}

// Every problem text that the readers can give, as it stands in the source: the second argument of refuse()
// and of the rows of faults, and what refuse_choice() says that a text is not.
std::vector<std::string> patterns_of_source() {
  std::vector<std::string> patterns;
  for (const auto& entry : std::filesystem::directory_iterator(source_path("src/config"))) {
    if (entry.path().extension() != ".cpp") continue;
    const auto source = source_file(entry.path());
    for (const std::string_view call : {" refuse(", "{YAML::ErrorMsg::", "refuse_choice(\""}) {
      for (auto at = source.find(call); at != std::string::npos; at = source.find(call, at + 1)) {
        const bool choice = call.ends_with('"');
        const auto start = at + call.size();
        const auto from = choice ? start - 1 : next_argument(source, start);
        const auto literal = first_literal(source.substr(from, next_argument(source, from) - from), 0);
        if (!literal.empty()) patterns.push_back(choice ? "{} {} is not " + literal : literal);
      }
    }
  }
  return patterns;
}

}  // namespace

TEST_SUITE("config: bad files") {
  TEST_CASE("each is refused at its place, in its words and with its hint") {
    for (const auto& file : config_files("bad")) {
      CAPTURE(file.filename().string());
      const auto bytes = source_file(file);
      const auto error = refused_config(bytes, file.filename().string());
      REQUIRE(!error.problem.empty());
      CHECK(error.place.file == file.filename().string());
      CHECK(!error.hint.empty());
      CHECK(printable(error.problem) == error.problem);
      CHECK(printable(error.hint) == error.hint);
      CHECK((error.problem + error.hint).find("Canary") == std::string::npos);
      if (file.stem() == "utf16") {  // no line of it can be read as ASCII
        CHECK(place_in_file(error.place) == "1:1");
        CHECK(error.problem == "the file is not UTF-8");
        continue;
      }
      const auto [place, problem, hint] = wanted(bytes);
      CHECK(place_in_file(error.place) == place);
      CHECK(error.problem == problem);
      CHECK(error.hint == hint);
    }
  }

  TEST_CASE("no error text is without its bad file") {
    const auto problems = all_problems();
    const auto patterns = patterns_of_source();
    CHECK(patterns.size() > 60);
    for (const auto& pattern : patterns) {
      CAPTURE(pattern);
      // That one has a test of its own: the file would be large.
      if (pattern == "the file has {} bytes, more than {}") continue;
      CHECK(std::any_of(problems.begin(), problems.end(),
                        [&](const std::string& problem) { return comes_from(problem, pattern); }));
    }
  }

  TEST_CASE("the test of the error texts can fail") {
    CHECK(comes_from("port \"x\" is not a number from 1 to 65535", "port {} is not a number from {} to {}"));
    CHECK(!comes_from("a port \"x\" is not a number", "port {} is not a number"));
    CHECK(!comes_from("port \"x\" is not a number, really", "port {} is not a number"));
    CHECK(!comes_from("a tag", "a tab"));
    const std::string_view call = "place_of(\"x, y\"), fmt::format(\"a {} \"\n  \"b\", x), \"hint\");";
    CHECK(first_literal(call, next_argument(call, 0)) == "a {} b");
    CHECK(first_literal("place(), text); refuse(\"next\");", 0).empty());
  }

  TEST_CASE("a file that is too large is not read") {
    const std::string large = "targets: [relay.contoso.example]\n" + std::string(largest_yaml, '#');
    CHECK(refused_config(large).problem == "the file has 1048609 bytes, more than 1048576");
    CHECK(refused_config(large.substr(0, largest_yaml)).problem.empty());
  }

  TEST_CASE("ten thousand targets are no matter, and half a million values are") {
    std::string many = "targets:\n";
    for (int i = 0; i < 10000; ++i) many += "  - {target: mx" + std::to_string(i) + ".contoso.example}\n";
    CHECK(config_of(many).targets.size() == 10000);
    std::string more = "targets: [";
    for (int i = 0; i < 300000; ++i) more += "x,";
    CHECK(refused_config(more + "x]\n").problem == "more than 200000 values");
  }

  TEST_CASE("a file that is cut short anywhere is refused or read, and never repeated") {
    const auto whole = source_file(source_path("tests/configs/good/everything.yml"));
    for (std::size_t size = 0; size < whole.size(); size += 3) {
      const auto error = refused_config(whole.substr(0, size));
      CAPTURE(size);
      CHECK(printable(error.problem) == error.problem);
      CHECK(error.problem.size() < 300);
    }
  }
}
