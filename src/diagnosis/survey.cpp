// The engine of the survey rules: every walk is compared with the others of its smart host.
#include "diagnosis/survey.hpp"

#include <algorithm>
#include <authwalk/diagnosis.hpp>

#include "diagnosis/phrases.hpp"
#include "model/lookup.hpp"

namespace authwalk {
namespace {

using diagnosis::Survey;
using diagnosis::SurveyRule;

using Fill = std::string (*)(std::string_view, const Transcript&);

// Cut up before anything is filled in, so that no text of a server is taken for a placeholder.
std::string fill_both(std::string_view text, const Transcript& t, const Transcript& other, Fill fill) {
  constexpr std::string_view mark = "{other-";
  std::string filled;
  while (true) {
    const std::size_t open = text.find(mark);
    const std::size_t close = open == text.npos ? open : text.find('}', open);
    filled += fill(text.substr(0, open), t);
    if (close == text.npos) return filled;
    const std::string_view name = text.substr(open + mark.size(), close - open - mark.size());
    filled += fill("{" + std::string(name) + "}", other);
    text.remove_prefix(close + 1);
  }
}

Advice advice_of(const SurveyRule& rule, const Transcript& t, const Transcript& other) {
  return {std::string(rule.id), fill_both(rule.cause, t, other, diagnosis::fill_words),
          fill_both(rule.fix, t, other, diagnosis::fill_words),
          fill_both(rule.command, t, other, diagnosis::fill_command), std::string(rule.confidence)};
}

Survey with_the_same_host(std::span<const Transcript> walks, const Transcript& t) {
  Survey all;
  for (const Transcript& walk : walks) {
    if (same_name(walk.connector.SmartHost, t.connector.SmartHost)) all.push_back(&walk);
  }
  return all;
}

void extend(Finding& finding, const Transcript& t, const Survey& all) {
  bool explained = false;
  for (const SurveyRule& rule : diagnosis::survey_rules()) {
    if (rule.explains && (explained || t.outcome != Outcome::fail)) continue;
    const Transcript* other = rule.other(t, all);
    if (other == nullptr) continue;
    if (rule.overrules) {
      for (Advice& advice : finding.advice) advice.confidence = "possible";
    }
    // Another walk's result says more than the words of a reply.
    finding.advice.insert(rule.explains ? finding.advice.begin() : finding.advice.end(),
                          advice_of(rule, t, *other));
    if (rule.blame) finding.blame = *rule.blame;
    explained = explained || rule.explains;
  }
}

}  // namespace

void diagnose_survey(std::span<const Transcript> walks, std::span<Finding> findings) {
  for (std::size_t i = 0; i < std::min(walks.size(), findings.size()); ++i) {
    extend(findings[i], walks[i], with_the_same_host(walks, walks[i]));
  }
}

}  // namespace authwalk
