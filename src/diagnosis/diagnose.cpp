// The engine: every rule of the table is asked, in the table's order, then the catalogue of replies.
#include <algorithm>
#include <authwalk/diagnosis.hpp>
#include <iterator>

#include "diagnosis/events.hpp"
#include "diagnosis/evidence.hpp"
#include "diagnosis/phrases.hpp"
#include "diagnosis/rule.hpp"
#include "diagnosis/server_kind.hpp"
#include "diagnosis/summary.hpp"
#include "knowledge/refusal.hpp"
#include "knowledge/reply_lookup.hpp"

namespace authwalk {
namespace {

using diagnosis::Kind;
using diagnosis::Rule;
using knowledge::PartFit;
using knowledge::ReplyMatch;

// One explanation, and whose move it is by that.
struct Explanation {
  Advice advice;
  std::optional<Blame> blame;
  std::optional<bool> transient;
};

Explanation explain(const Rule& rule, const Transcript& t) {
  return {{std::string(rule.id), diagnosis::fill_words(rule.cause, t), diagnosis::fill_words(rule.fix, t),
           diagnosis::fill_command(rule.command, t), std::string(rule.confidence)},
          rule.blame,
          rule.transient};
}

Explanation explain(const ReplyMatch& match, const Transcript& t) {
  const knowledge::ReplyRow& row = *match.row;
  Explanation found;
  found.advice = {std::string(row.id), diagnosis::fill_words(row.cause, t), diagnosis::fill_words(row.fix, t),
                  diagnosis::fill_command(row.command, t), match.likely ? "likely" : "possible"};
  if (match.likely) {
    found.blame = row.blame;
    found.transient = row.transient;
  }
  return found;
}

// What the table knows of the reply that decided, or of a recorded text without one: the best row, and one
// that sees it otherwise.
std::vector<Explanation> from_table(const Transcript& t) {
  std::vector<Explanation> found;
  // A walk knows more of its own faults than their texts tell; a record has only these.
  const bool recorded =
      t.at(Step::local).status == StepStatus::not_reached && t.failure && !t.failure->detail.empty();
  if (!t.failure || (!t.failure->reply && !diagnosis::fragment(t) && !recorded)) return found;
  const Reply text{0, "", {t.failure->detail}};
  const Reply& reply = t.failure->reply ? *t.failure->reply : text;
  const bool here = t.failure->origin != Origin::server;
  const std::string_view who = here ? knowledge::sending_side : diagnosis::server_kind(t);
  std::optional<Class> first;
  for (const ReplyMatch& match : knowledge::look_up_reply(who, t.failure->step, reply)) {
    const knowledge::ReplyRow& row = *match.row;
    if (!row.cls || row.cause.empty() || row.cls == first) continue;
    if (!here && row.origin != Origin::server && row.code.empty()) continue;
    const Class cls = class_of_row(row, reply);
    // A code alone does not outweigh what the walk has read from the words.
    if (match.words != PartFit::same && cls != t.failure->cls) continue;
    found.push_back(explain(match, t));
    if (cls != t.failure->cls) found.back().advice.confidence = "possible";
    if (first || found.back().advice.confidence == "likely") break;
    first = row.cls;
  }
  return found;
}

bool by_evidence(const Rule& rule) {
  return rule.when != nullptr || !rule.facts.empty();
}

bool likely(const Explanation& e) {
  return e.advice.confidence == "likely";
}

// What the evidence shows, what the table knows of the reply, and only then what the class alone means; the
// likely before the possible. Notes come last.
std::vector<Explanation> explanations(const Transcript& t) {
  std::vector<Explanation> found;
  const auto ask = [&](auto speaks) {
    for (const Rule* rule : diagnosis::all_rules()) {
      if (speaks(*rule) && diagnosis::matches(*rule, t)) found.push_back(explain(*rule, t));
    }
  };
  ask([](const Rule& rule) { return rule.kind == Kind::cause && by_evidence(rule); });
  if (std::ranges::none_of(found, likely)) std::ranges::move(from_table(t), std::back_inserter(found));
  ask([&](const Rule& rule) { return rule.kind == Kind::cause && !by_evidence(rule) && found.empty(); });
  ask([&](const Rule& rule) { return rule.kind == Kind::usual && found.empty(); });
  ask([&](const Rule& rule) { return rule.kind == Kind::fallback && found.empty(); });
  std::stable_partition(found.begin(), found.end(), likely);
  ask([](const Rule& rule) { return rule.kind == Kind::note; });
  return found;
}

}  // namespace

Finding diagnose(const Transcript& t) {
  Finding finding;
  finding.summary = diagnosis::summary(t);
  finding.event = diagnosis::event_of(t);
  finding.partner_events = diagnosis::partner_events_of(t);
  finding.server_kind = diagnosis::server_kind(t);

  std::optional<Blame> blame;
  std::optional<bool> transient;
  for (Explanation& found : explanations(t)) {
    finding.advice.push_back(std::move(found.advice));
    if (!blame) blame = found.blame;
    if (!transient) transient = found.transient;
  }
  if (t.failure) {
    const ClassRow& cls = row(t.failure->cls);
    // RFC 5321 section 4.2.1: 4yz may be tried again as it is, 5yz may not. A 4yz that a sending server has
    // made up itself says no more than that the mail stays in its queue.
    const bool by_reply =
        t.failure->reply && t.failure->reply->temporary() && t.failure->origin == Origin::server;
    finding.blame = blame.value_or(cls.blame);
    finding.transient = transient.value_or(by_reply || cls.transient);
  }
  return finding;
}

}  // namespace authwalk
