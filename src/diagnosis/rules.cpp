#include <algorithm>
#include <authwalk/diagnosis.hpp>
#include <iterator>

#include "diagnosis/evidence.hpp"
#include "diagnosis/responses.hpp"
#include "diagnosis/rule.hpp"
#include "diagnosis/survey.hpp"

namespace authwalk {
namespace diagnosis {
namespace {

bool has_code(const Reply& reply, std::string_view wanted) {
  const std::string code = std::to_string(reply.code);
  return wanted == code || (!reply.enhanced.empty() && wanted == code + " " + reply.enhanced);
}

template <typename T>
bool one_of(const std::vector<T>& list, const T& value) {
  return list.empty() || std::ranges::find(list, value) != list.end();
}

bool failure_fits(const Rule& rule, const Transcript& t) {
  if (rule.steps.empty() && rule.classes.empty() && rule.codes.empty() && rule.words.empty() &&
      rule.facts.empty()) {
    return true;
  }
  if (!t.failure) return false;
  if (!one_of(rule.steps, t.failure->step) || !one_of(rule.classes, t.failure->cls)) return false;
  const auto found = [&](std::string_view fact) { return contains(t.failure->detail, fact); };
  if (!rule.facts.empty() && std::ranges::none_of(rule.facts, found)) return false;
  if (rule.codes.empty() && rule.words.empty()) return true;
  if (!t.failure->reply) return false;
  const Reply& reply = *t.failure->reply;
  const std::string text = reply.text();
  const auto stands_there = [&](std::string_view word) { return contains(text, word); };
  return (rule.codes.empty() ||
          std::ranges::any_of(rule.codes, [&](auto code) { return has_code(reply, code); })) &&
         (rule.words.empty() || std::ranges::any_of(rule.words, stands_there));
}

std::string joined(std::string all, std::string_view more, std::string_view between) {
  if (more.empty()) return all;
  if (!all.empty()) all += between;
  return all.append(more);
}

std::string quoted(std::string_view text) {
  return '"' + std::string(text) + '"';
}

// "auth-start, auth-result"
template <typename T, typename Function>
std::string listed(const std::vector<T>& values, Function text) {
  std::string all;
  for (const T& value : values) all = joined(all, text(value), ", ");
  return all;
}

// "auth-start, auth-result; bad-credentials; 535 5.7.3; a user name without a domain"
std::string applies(const Rule& rule) {
  std::string all = listed(rule.steps, [](Step step) { return id(step); });
  all = joined(all, listed(rule.classes, [](Class cls) { return id(cls); }), "; ");
  all = joined(all, listed(rule.codes, [](std::string_view code) { return code; }), "; ");
  all = joined(all, listed(rule.words, quoted), "; ");
  all = joined(all, listed(rule.facts, [](std::string_view fact) { return "detail " + quoted(fact); }), "; ");
  return joined(all, rule.evidence, "; ");
}

std::string applies(const ResponseRow& row) {
  std::string all = listed(row.steps, [](Step step) { return id(step); });
  all = joined(all, joined(std::string(row.code), row.enhanced, " "), "; ");
  if (!row.wording.empty()) all = joined(all, quoted(row.wording), "; ");
  return joined(all, "server: " + std::string(row.kind), "; ");
}

// RuleInfo only looks at texts; those that stand in no table are kept here.
struct MadeTexts {
  std::vector<std::string> of_rules, of_survey_rules;
  std::vector<std::pair<std::string, std::string>> of_replies;  // when it applies, cause
};

MadeTexts make_texts() {
  MadeTexts texts;
  for (const Rule* rule : all_rules()) texts.of_rules.push_back(applies(*rule));
  for (const SurveyRule& rule : survey_rules()) {
    texts.of_survey_rules.push_back("several walks; " + std::string(rule.evidence));
  }
  for (const ResponseRow& row : responses()) texts.of_replies.emplace_back(applies(row), whole_cause(row));
  return texts;
}

}  // namespace

bool matches(const Rule& rule, const Transcript& t) {
  return failure_fits(rule, t) && (rule.when == nullptr || rule.when(t));
}

std::span<const Rule* const> all_rules() {
  static const std::vector<const Rule*> all = [] {
    std::vector<const Rule*> rows;
    for (std::span<const Rule> group :
         {network_rules(), tls_rules(), offer_rules(), exchange_online_rules(), kerberos_rules(),
          ntlm_rules(), token_rules(), authentication_rules(), rights_rules(), own_rules(), fallback_rules(),
          note_rules(), token_note_rules(), event_note_rules()}) {
      for (const Rule& rule : group) rows.push_back(&rule);
    }
    return rows;
  }();
  return all;
}

}  // namespace diagnosis

std::vector<RuleInfo> rules() {
  static const diagnosis::MadeTexts made = diagnosis::make_texts();
  std::vector<RuleInfo> infos;
  for (std::size_t i = 0; i < made.of_rules.size(); ++i) {
    const diagnosis::Rule& rule = *diagnosis::all_rules()[i];
    infos.push_back({rule.id, made.of_rules[i], rule.cause, rule.fix, rule.confidence});
  }
  for (std::size_t i = 0; i < made.of_survey_rules.size(); ++i) {
    const diagnosis::SurveyRule& rule = diagnosis::survey_rules()[i];
    infos.push_back({rule.id, made.of_survey_rules[i], rule.cause, rule.fix, rule.confidence});
  }
  for (std::size_t i = 0; i < made.of_replies.size(); ++i) {
    const diagnosis::ResponseRow& row = diagnosis::responses()[i];
    const auto& [applies, cause] = made.of_replies[i];
    // A row without a class is a greeting, an offer or a wrapper: it never explains a failure.
    if (row.cls) infos.push_back({row.id, applies, cause, row.fix, row.verified ? "likely" : "possible"});
  }
  return infos;
}

}  // namespace authwalk
