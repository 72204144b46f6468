#include <algorithm>
#include <authwalk/diagnosis.hpp>
#include <iterator>

#include "diagnosis/evidence.hpp"
#include "diagnosis/rule.hpp"
#include "diagnosis/survey.hpp"
#include "knowledge/reply_rows.hpp"

namespace authwalk {
namespace diagnosis {
namespace {

template <typename T>
bool one_of(const std::vector<T>& list, const T& value) {
  return list.empty() || std::ranges::find(list, value) != list.end();
}

bool failure_fits(const Rule& rule, const Transcript& t) {
  if (rule.steps.empty() && rule.classes.empty() && rule.facts.empty()) return true;
  if (!t.failure) return false;
  if (!one_of(rule.steps, t.failure->step) || !one_of(rule.classes, t.failure->cls)) return false;
  const auto found = [&](std::string_view fact) { return contains(t.failure->detail, fact); };
  return rule.facts.empty() || std::ranges::any_of(rule.facts, found);
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
  all = joined(all, listed(rule.facts, [](std::string_view fact) { return "detail " + quoted(fact); }), "; ");
  return joined(all, rule.evidence, "; ");
}

std::string applies(const knowledge::ReplyRow& row) {
  std::string all = listed(row.steps, [](Step step) { return id(step); });
  all = joined(all, joined(std::string(row.code), row.enhanced, " "), "; ");
  if (!row.wording.empty()) all = joined(all, quoted(row.wording), "; ");
  return joined(all, "server: " + std::string(row.who), "; ");
}

// RuleInfo only looks at texts; those that stand in no table are kept here.
struct MadeTexts {
  std::vector<std::string> of_rules, of_survey_rules;
  std::vector<std::string> of_replies;
};

MadeTexts make_texts() {
  MadeTexts texts;
  for (const Rule* rule : all_rules()) texts.of_rules.push_back(applies(*rule));
  for (const SurveyRule& rule : survey_rules()) {
    texts.of_survey_rules.push_back("several walks; " + std::string(rule.evidence));
  }
  for (const knowledge::ReplyRow& row : knowledge::reply_rows()) texts.of_replies.push_back(applies(row));
  return texts;
}

}  // namespace

bool matches(const Rule& rule, const Transcript& t) {
  if (!failure_fits(rule, t)) return false;
  if (rule.when == nullptr) return true;
  // What a record does not tell is not known: neither "in clear" nor "a mode without a login".
  return (rule.of_records || !fragment(t)) && rule.when(t);
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
    const knowledge::ReplyRow& row = knowledge::reply_rows()[i];
    // A row without a class is a greeting, an offer or a wrapper, one without a cause tells the class alone.
    if (!row.cls || row.cause.empty()) continue;
    infos.push_back({row.id, made.of_replies[i], row.cause, row.fix, row.likely ? "likely" : "possible"});
  }
  return infos;
}

}  // namespace authwalk
