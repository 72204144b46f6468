// docs/replies.md is made from the catalogue: AUTHWALK_UPDATE_GOLDEN=1 writes it anew.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "diagnosis/markdown.hpp"
#include "knowledge/reply_rows.hpp"
#include "report/golden.hpp"

using namespace authwalk;
using knowledge::ReplyRow;
using test::cell;
using test::code;

namespace {

std::string steps_of(const ReplyRow& row) {
  std::string all;
  for (Step step : row.steps) all += (all.empty() ? "" : ", ") + std::string(id(step));
  if (row.anywhere) all += all.empty() ? "any" : ", any";
  return all;
}

std::string words_of(const ReplyRow& row) {
  std::string all(row.code);
  if (!row.enhanced.empty()) all += (all.empty() ? "" : " ") + std::string(row.enhanced);
  if (!row.wording.empty()) all += (all.empty() ? "" : " ") + std::string(row.wording);
  return code(all);
}

std::string verdict_of(const ReplyRow& row) {
  if (!row.cls) return "";
  const std::string_view origin = row.origin == Origin::server  ? ""
                                  : row.origin == Origin::local ? "; made by the sender"
                                                                : "; network";
  return fmt::format("{}; {}{}{}", id(*row.cls), id(*row.blame), row.transient ? "; may pass" : "", origin);
}

std::string explanation_of(const ReplyRow& row) {
  return row.cause.empty()
             ? ""
             : fmt::format("{} *({}, {})*", cell(row.cause), row.likely ? "likely" : "possible", row.source);
}

std::string remedy_of(const ReplyRow& row) {
  return row.command.empty() ? cell(row.fix) : cell(row.fix) + "<br>" + code(row.command);
}

std::string page() {
  std::string text =
      "# Replies that authwalk knows\n\n"
      "Made from `src/knowledge/replies.tsv`, which is where a reply is added or corrected.\n"
      "In the first column `*` stands for any text, `|` for either, `!` for words that must not stand "
      "there.\n"
      "`{name}` in a command is filled in by the program.\n";
  std::string_view who;
  for (const ReplyRow& row : knowledge::reply_rows()) {
    if (row.who != who) {
      who = row.who;
      text += fmt::format(
          "\n## {}\n\n| reply | steps | class; whose move | cause | what to do "
          "|\n|---|---|---|---|---|\n",
          who);
    }
    text += fmt::format("| {} | {} | {} | {} | {} |\n", words_of(row), steps_of(row), verdict_of(row),
                        explanation_of(row), remedy_of(row));
  }
  return text;
}

}  // namespace

TEST_SUITE_BEGIN("knowledge");

TEST_CASE("replies: the page of replies is the table's") {
  test::check_golden("../../docs/replies.md", page());
}

TEST_SUITE_END();
