// The shapes in which administrators have evidence: what programs of all kinds print, and what people put
// around it. One sample a shape in tests/logs/shapes, and one row in its expected.tsv.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <sstream>

#include "exchange/evidence.hpp"

using namespace authwalk;
using namespace authwalk::test;

namespace {

const std::string folder = "shapes/";

// file -> "sessions<TAB>failures<TAB>exit status"
std::map<std::string, std::string> expected() {
  std::map<std::string, std::string> rows;
  std::istringstream table(sample_log(folder + "expected.tsv"));
  for (std::string line; std::getline(table, line);) {
    if (line.starts_with('#')) continue;
    rows[line.substr(0, line.find('\t'))] = line.substr(line.find('\t') + 1);
  }
  return rows;
}

std::string told(std::string_view bytes, std::size_t piece) {
  FailureGroups groups;
  std::size_t sessions = 0, lost = 0;
  EvidenceIntake intake({[&](RecordedFailure failure) { groups.add(std::move(failure)); },
                         [&](std::size_t count) { sessions += count; },
                         [&](const ReadProblem& problem) { lost += problem.lost ? 1 : 0; }});
  intake.begin("sample");
  for (std::size_t at = 0; at < bytes.size(); at += piece) intake.feed(bytes.substr(at, piece));
  const bool read = intake.end();
  intake.finish();
  std::string failures;
  for (const FailureGroup& group : groups.take()) {
    const Failure& failure = *group.example.transcript.failure;
    failures += fmt::format("{}{}/{} {}", failures.empty() ? "" : "; ", id(failure.step), id(failure.cls),
                            group.count);
  }
  const int status = !read || lost > 0 ? 65 : failures.empty() ? 0 : 1;
  return fmt::format("{}\t{}\t{}", sessions, failures.empty() ? "-" : failures, status);
}

std::string each_line(const std::string& text, std::string_view before) {
  std::string out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) out += std::string(before) + line + "\n";
  return out;
}

TEST_SUITE_BEGIN("exchange");

TEST_CASE("every shape of evidence is read, and tells its failure once") {
  const auto rows = expected();
  std::size_t files = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(AUTHWALK_SOURCE_DIR) + "/tests/logs/shapes")) {
    const std::string name = entry.path().filename().string();
    if (name == "expected.tsv") continue;
    CAPTURE(name);
    ++files;
    REQUIRE(rows.contains(name));
    const std::string text = sample_log(folder + name);
    CHECK(told(text, text.size()) == rows.at(name));
    CHECK(told(text, 1) == rows.at(name));
  }
  CHECK(files == rows.size());
}

TEST_CASE("a mail that quotes the evidence, or a page that escapes it, tells the same") {
  for (const auto& [name, row] : expected()) {
    CAPTURE(name);
    const std::string text = sample_log(folder + name);
    // An encoded message is one no more when it is quoted.
    const bool message = name.ends_with(".eml");
    // Arrows at the front are what quotation marks look like.
    const bool arrows =
        name.starts_with("curl") || name.starts_with("arrows") || name.starts_with("sendmail");
    if (!message && !arrows) CHECK(told(each_line(text, "> "), 1 << 20) == row);
  }
}

TEST_SUITE_END();

}  // namespace
