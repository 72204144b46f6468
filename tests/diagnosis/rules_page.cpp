// docs/rules.md is made from the tables of rules: AUTHWALK_UPDATE_GOLDEN=1 writes it anew.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <authwalk/diagnosis.hpp>

#include "diagnosis/markdown.hpp"
#include "diagnosis/rule.hpp"
#include "diagnosis/survey.hpp"
#include "report/golden.hpp"

using namespace authwalk;
using namespace authwalk::diagnosis;
using test::cell;
using test::code;

namespace {

struct Chapter {
  std::string_view title;
  std::span<const Rule> (*rules)();
};

// In the order in which the rules are tried.
constexpr std::array chapters{Chapter{"From the name to the first EHLO", network_rules},
                              Chapter{"TLS", tls_rules},
                              Chapter{"What is offered to log on with", offer_rules},
                              Chapter{"Exchange Online", exchange_online_rules},
                              Chapter{"Kerberos tickets", kerberos_rules},
                              Chapter{"NTLM", ntlm_rules},
                              Chapter{"The server and our token", token_rules},
                              Chapter{"The login", authentication_rules},
                              Chapter{"Sender, recipient, message", rights_rules},
                              Chapter{"On this side", own_rules},
                              Chapter{"Where no cause is known", fallback_rules},
                              Chapter{"Notes", note_rules},
                              Chapter{"Notes on tokens", token_note_rules},
                              Chapter{"Notes on events", event_note_rules}};

std::string_view kind_of(Kind kind) {
  switch (kind) {
    case Kind::cause:
      return "cause";
    case Kind::usual:
      return "usual";
    case Kind::fallback:
      return "fallback";
    case Kind::note:
      return "note";
  }
  return "";
}

std::string line_of(std::string_view id, std::string_view kind, std::string_view command) {
  const std::vector<RuleInfo> known = rules();
  const RuleInfo& rule = *std::ranges::find(known, id, &RuleInfo::id);
  std::string remedy = cell(rule.fix);
  if (!command.empty()) remedy += "<br>" + code(command);
  return fmt::format("| {} | {} | {} | {} | {} |\n", code(id), fmt::format("{}, {}", kind, rule.confidence),
                     cell(rule.applies), cell(rule.cause), remedy);
}

std::string page() {
  constexpr std::string_view head = "| id | kind | when | cause | what to do |\n|---|---|---|---|---|\n";
  std::string text =
      "# Rules of the diagnosis\n\n"
      "Made from the tables in `src/diagnosis/rules_*.cpp` and `src/diagnosis/survey_rules.cpp`, which is "
      "where a rule is added or corrected.\n"
      "`{name}` is filled in from the walk. A command that begins with `authwalk walk` says here only what "
      "is to be "
      "different: a report prints it whole.\n\n"
      "Every rule of the kind *cause* that fits speaks. *usual* speaks when no rule before it did; then the "
      "replies that authwalk knows by their words, which are in [replies.md](replies.md); then the first "
      "*fallback*. A *note* speaks whatever became of the walk.\n"
      "In the second column, *likely* and *possible* say how sure the rule is.\n"
      "In the third, steps, classes, codes, and words that must stand in the reply; of each list one is "
      "enough, and all lists must hold.\n";
  for (const Chapter& chapter : chapters) {
    text += fmt::format("\n## {}\n\n{}", chapter.title, head);
    for (const Rule& rule : chapter.rules()) text += line_of(rule.id, kind_of(rule.kind), rule.command);
  }
  text += fmt::format("\n## Several walks of one smart host\n\n{}", head);
  for (const SurveyRule& rule : survey_rules()) {
    text += line_of(rule.id, rule.explains ? "cause" : "note", rule.command);
  }
  return text;
}

}  // namespace

TEST_SUITE_BEGIN("diagnosis");

TEST_CASE("rules: the page of rules is the tables', and leaves none out") {
  std::size_t rows = 0;
  for (const Chapter& chapter : chapters) rows += chapter.rules().size();
  CHECK(rows == all_rules().size());
  test::check_golden("../../docs/rules.md", page());
}

TEST_SUITE_END();
