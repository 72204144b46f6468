// The engine: every rule of the table is asked, in the table's order, then the catalogue of replies.
#include <algorithm>
#include <authwalk/diagnosis.hpp>

#include "diagnosis/events.hpp"
#include "diagnosis/phrases.hpp"
#include "diagnosis/reply_lookup.hpp"
#include "diagnosis/rule.hpp"
#include "diagnosis/server_kind.hpp"
#include "diagnosis/summary.hpp"

namespace authwalk {
namespace {

using diagnosis::CatalogueMatch;
using diagnosis::Kind;
using diagnosis::PartFit;
using diagnosis::Rule;

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

Explanation explain(const CatalogueMatch& match, const Transcript& t) {
  const diagnosis::ResponseRow& row = *match.row;
  Explanation found;
  found.advice = {std::string(row.id), diagnosis::whole_cause(row), std::string(row.fix),
                  diagnosis::fill_command(row.command, t), match.likely ? "likely" : "possible"};
  if (match.likely) {
    found.blame = row.blame;
    found.transient = row.transient;
  }
  return found;
}

// What the catalogue knows of the reply that decided: the best row, and one that sees it otherwise.
std::vector<Explanation> from_catalogue(const Transcript& t) {
  std::vector<Explanation> found;
  if (!t.failure || !t.failure->reply) return found;
  std::optional<Class> first;
  for (const CatalogueMatch& match :
       diagnosis::look_up_reply(diagnosis::server_kind(t), t.failure->step, *t.failure->reply)) {
    if (!match.row->cls || match.row->cls == first) continue;
    // A code alone does not outweigh what the walk has read from the words.
    if (match.words != PartFit::same && match.row->cls != t.failure->cls) continue;
    found.push_back(explain(match, t));
    if (first) break;
    first = match.row->cls;
  }
  return found;
}

// A cause, else what such a reply mostly means, else the catalogue, else the general case; then the notes.
std::vector<Explanation> explanations(const Transcript& t) {
  std::vector<Explanation> found;
  const auto ask = [&](auto speaks) {
    for (const Rule* rule : diagnosis::all_rules()) {
      if (speaks(rule->kind) && diagnosis::matches(*rule, t)) found.push_back(explain(*rule, t));
    }
  };
  ask([&](Kind kind) { return kind == Kind::cause || (kind == Kind::usual && found.empty()); });
  if (found.empty()) found = from_catalogue(t);
  ask([&](Kind kind) { return kind == Kind::fallback && found.empty(); });
  ask([](Kind kind) { return kind == Kind::note; });
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
