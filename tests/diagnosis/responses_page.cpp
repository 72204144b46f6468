// docs/replies.md is made from the catalogue: AUTHWALK_UPDATE_GOLDEN=1 writes it anew.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "diagnosis/markdown.hpp"
#include "diagnosis/responses.hpp"
#include "report/golden.hpp"

using namespace authwalk;
using diagnosis::ResponseRow;
using test::cell;
using test::code;

namespace {

std::string steps_of(const ResponseRow& row) {
  std::string all;
  for (Step step : row.steps) all += (all.empty() ? "" : ", ") + std::string(id(step));
  return all.empty() ? "any" : all;
}

std::string words_of(const ResponseRow& row) {
  std::string all(row.code);
  if (!row.enhanced.empty()) all += (all.empty() ? "" : " ") + std::string(row.enhanced);
  if (!row.wording.empty()) all += (all.empty() ? "" : " ") + std::string(row.wording);
  return code(all);
}

std::string verdict_of(const ResponseRow& row) {
  if (!row.cls) return "";
  return fmt::format("{}; {}{}", id(*row.cls), id(*row.blame), row.transient ? "; may pass" : "");
}

std::string explanation_of(const ResponseRow& row) {
  std::string all = cell(row.meaning);
  if (!row.cause.empty()) all += " " + cell(row.cause);
  if (!row.verified) all += " *(not verified)*";
  return all;
}

std::string remedy_of(const ResponseRow& row) {
  return row.command.empty() ? cell(row.fix) : cell(row.fix) + "<br>" + code(row.command);
}

std::string page() {
  std::string text =
      "# Replies that authwalk knows\n\n"
      "Made from `src/diagnosis/responses.tsv`, which is where a reply is added or corrected.\n"
      "In the first column `*` stands for any text, `|` for either, `!` for words that must not stand "
      "there.\n"
      "`{name}` in a command is filled in by the program.\n";
  std::string_view kind;
  for (const ResponseRow& row : diagnosis::responses()) {
    if (row.kind != kind) {
      kind = row.kind;
      text += fmt::format(
          "\n## {}\n\n| reply | steps | class; whose move | meaning and cause | what to do "
          "|\n|---|---|---|---|---|\n",
          kind);
    }
    text += fmt::format("| {} | {} | {} | {} | {} |\n", words_of(row), steps_of(row), verdict_of(row),
                        explanation_of(row), remedy_of(row));
  }
  return text;
}

}  // namespace

TEST_SUITE_BEGIN("diagnosis");

TEST_CASE("responses: the page of replies is the table's") {
  test::check_golden("../../docs/replies.md", page());
}

TEST_SUITE_END();
