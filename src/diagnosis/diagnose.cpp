// The engine: every rule of the table is asked, in the table's order.
#include <algorithm>
#include <authwalk/diagnosis.hpp>

#include "diagnosis/events.hpp"
#include "diagnosis/phrases.hpp"
#include "diagnosis/rule.hpp"
#include "diagnosis/server_kind.hpp"
#include "diagnosis/summary.hpp"

namespace authwalk {
namespace {

using diagnosis::Kind;
using diagnosis::Rule;

Advice advice_of(const Rule& rule, const Transcript& t) {
  return {std::string(rule.id), diagnosis::fill_words(rule.cause, t), diagnosis::fill_words(rule.fix, t),
          diagnosis::fill_command(rule.command, t), std::string(rule.confidence)};
}

// A fallback only repeats what a rule that knows the cause has said better.
std::vector<const Rule*> rules_for(const Transcript& t) {
  std::vector<const Rule*> found;
  bool cause_known = false;
  for (const Rule* rule : diagnosis::all_rules()) {
    if (rule->kind == Kind::fallback && cause_known) continue;
    if (!diagnosis::matches(*rule, t)) continue;
    found.push_back(rule);
    cause_known = cause_known || rule->kind != Kind::note;
  }
  return found;
}

}  // namespace

Finding diagnose(const Transcript& t) {
  Finding finding;
  finding.summary = diagnosis::summary(t);
  finding.event = diagnosis::event_of(t);
  finding.server_kind = diagnosis::server_kind(t);

  std::optional<Blame> blame;
  std::optional<bool> transient;
  for (const Rule* rule : rules_for(t)) {
    finding.advice.push_back(advice_of(*rule, t));
    if (!blame) blame = rule->blame;
    if (!transient) transient = rule->transient;
  }
  if (t.failure) {
    const ClassRow& cls = row(t.failure->cls);
    // RFC 5321 section 4.2.1: 4yz may be tried again as it is, 5yz may not.
    const bool by_reply = t.failure->reply && t.failure->reply->temporary();
    finding.blame = blame.value_or(cls.blame);
    finding.transient = transient.value_or(by_reply || cls.transient);
  }
  return finding;
}

}  // namespace authwalk
