#include <algorithm>
#include <authwalk/diagnosis.hpp>
#include <iterator>

#include "diagnosis/evidence.hpp"
#include "diagnosis/rule.hpp"

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
  if (rule.steps.empty() && rule.classes.empty() && rule.codes.empty() && rule.words.empty()) return true;
  if (!t.failure) return false;
  if (!one_of(rule.steps, t.failure->step) || !one_of(rule.classes, t.failure->cls)) return false;
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

// "auth-start, auth-result; bad-credentials; 535 5.7.3; a user name without a domain"
std::string applies(const Rule& rule) {
  std::string all;
  std::string part;
  for (Step step : rule.steps) part = joined(part, id(step), ", ");
  all = joined(all, part, "; ");
  part.clear();
  for (Class cls : rule.classes) part = joined(part, id(cls), ", ");
  all = joined(all, part, "; ");
  part.clear();
  for (std::string_view code : rule.codes) part = joined(part, code, ", ");
  all = joined(all, part, "; ");
  part.clear();
  for (std::string_view word : rule.words) part = joined(part, '"' + std::string(word) + '"', ", ");
  all = joined(all, part, "; ");
  return joined(all, rule.evidence, "; ");
}

}  // namespace

bool matches(const Rule& rule, const Transcript& t) {
  return failure_fits(rule, t) && (rule.when == nullptr || rule.when(t));
}

std::span<const Rule* const> all_rules() {
  static const std::vector<const Rule*> all = [] {
    std::vector<const Rule*> rows;
    for (std::span<const Rule> group :
         {network_rules(), tls_rules(), offer_rules(), exchange_online_rules(), authentication_rules(),
          kerberos_rules(), rights_rules(), own_rules(), fallback_rules(), note_rules()}) {
      for (const Rule& rule : group) rows.push_back(&rule);
    }
    return rows;
  }();
  return all;
}

}  // namespace diagnosis

std::vector<RuleInfo> rules() {
  static const std::vector<std::string> applies = [] {
    std::vector<std::string> texts;
    for (const diagnosis::Rule* rule : diagnosis::all_rules()) texts.push_back(diagnosis::applies(*rule));
    return texts;
  }();
  std::vector<RuleInfo> infos;
  for (std::size_t i = 0; i < applies.size(); ++i) {
    const diagnosis::Rule& rule = *diagnosis::all_rules()[i];
    infos.push_back({rule.id, applies[i], rule.cause, rule.fix, rule.confidence});
  }
  return infos;
}

}  // namespace authwalk
