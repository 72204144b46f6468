// How a walk ended, and what it showed on the way.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "report/diff.hpp"
#include "report/style.hpp"

namespace authwalk {
namespace {

// What was proved before and is not any more is worse, also where the walk was only not repeated whole. That
// a walk has failed says more than that it was not tried.
constexpr auto W = ChangeKind::worse, B = ChangeKind::better, C = ChangeKind::changed;
constexpr ChangeKind transitions[4][4] = {  // to pass, fail, inconclusive, not tested
    {C, W, W, W},                           // from pass
    {B, C, B, C},                           // from fail
    {B, W, C, C},                           // from inconclusive
    {B, W, C, C}};                          // from not tested

// Where a failure is expected, it is the pass.
Outcome against(const ReportedWalk& expecting, Outcome outcome) {
  if (!to_fail(expecting)) return outcome;
  if (outcome == Outcome::pass) return Outcome::fail;
  return outcome == Outcome::fail ? Outcome::pass : outcome;
}

ChangeKind transition(const WalkPair& pair) {
  const auto from = against(pair.after, pair.before.transcript.outcome);
  const auto to = against(pair.after, pair.after.transcript.outcome);
  return transitions[static_cast<std::size_t>(from)][static_cast<std::size_t>(to)];
}

const Alert* find_alert(const std::vector<Alert>& alerts, std::string_view metric) {
  const auto found =
      std::find_if(alerts.begin(), alerts.end(), [&](const Alert& alert) { return alert.metric == metric; });
  return found == alerts.end() ? nullptr : &*found;
}

std::string alert_text(const Alert* alert) {
  if (alert == nullptr) return {};
  return fmt::format("{:.1f}, {} range {}", alert->value, alert->critical ? "critical" : "warning",
                     alert->range);
}

std::string broken_tls(const ReportedWalk& walk) {
  const auto& retry = walk.transcript.retry;
  return retry ? fmt::format("{} ({})", id(retry->why.step), id(retry->why.cls)) : std::string();
}

bool holds(const std::vector<std::string>& claims, const std::string& claim) {
  return std::find(claims.begin(), claims.end(), claim) != claims.end();
}

bool told_by_another_rule(const WalkPair& pair, Step step) {
  const auto ended_there = [&](const ReportedWalk& walk) {
    return walk.transcript.failure && walk.transcript.failure->step == step;
  };
  const bool retried = pair.before.transcript.retry || pair.after.transcript.retry;
  if (retried && step >= Step::starttls && step <= Step::ehlo_tls) return true;
  return step == Step::tls_verify || ended_there(pair.before) || ended_there(pair.after);
}

}  // namespace

std::string ending_of(const ReportedWalk& walk) {
  const Transcript& t = walk.transcript;
  std::string text(shout(t.outcome));
  if (!t.failure || t.outcome == Outcome::pass) return text;
  text += fmt::format(" at {} ({})", id(t.failure->step), id(t.failure->cls));
  return t.failure->reply ? text + " " + t.failure->reply->text() : text;
}

void compare_outcome(const WalkPair& pair, ChangeList& changes) {
  if (pair.same_outcome()) return;
  changes.add(transition(pair), "", ending_of(pair.before), ending_of(pair.after));
}

void compare_alerts(const WalkPair& pair, ChangeList& changes) {
  for (const Alert& now : pair.after.alerts) {
    const Alert* then = find_alert(pair.before.alerts, now.metric);
    if (then != nullptr && then->critical == now.critical) continue;
    changes.add(then != nullptr && then->critical ? B : W, now.metric, alert_text(then), alert_text(&now));
  }
  for (const Alert& then : pair.before.alerts) {
    if (find_alert(pair.after.alerts, then.metric) == nullptr)
      changes.add(B, then.metric, alert_text(&then), "");
  }
}

void compare_retry(const WalkPair& pair, ChangeList& changes) {
  const std::string then = broken_tls(pair.before), now = broken_tls(pair.after);
  if (then == now) return;
  const ChangeKind kind = then.empty() ? W : now.empty() ? B : C;
  changes.add(kind, "TLS broke, on in clear", then, now);
}

// A walk that ended elsewhere has proved other things; how it ended is told.
void compare_proofs(const WalkPair& pair, ChangeList& changes) {
  if (!pair.same_outcome()) return;
  const auto &then = pair.before.transcript.proved, &now = pair.after.transcript.proved;
  for (const std::string& claim : then) changes.add_good("proved", true, holds(now, claim), claim);
  for (const std::string& claim : now) changes.add_good("proved", holds(then, claim), true, claim);
}

void compare_notes(const WalkPair& pair, ChangeList& changes) {
  for (const StepRow& step : steps()) {
    if (!pair.both_took(step.step) || told_by_another_rule(pair, step.step)) continue;
    const std::string &then = pair.before.transcript.at(step.step).note,
                      &now = pair.after.transcript.at(step.step).note;
    if (lasting_words(then) == lasting_words(now)) continue;
    changes.add(then.empty() ? W : now.empty() ? B : C, fmt::format("note at {}", step.id), then, now);
  }
}

void compare_failure(const WalkPair& pair, ChangeList& changes) {
  const auto &then = pair.before.transcript.failure, &now = pair.after.transcript.failure;
  if (!pair.same_outcome() || !then || !now) return;
  if (then->step == now->step && then->cls == now->cls) return;
  changes.add(C, "", ending_of(pair.before), ending_of(pair.after));
}

void compare_reply(const WalkPair& pair, ChangeList& changes) {
  const auto &then = pair.before.transcript.failure, &now = pair.after.transcript.failure;
  if (!pair.same_outcome() || !then || !now || then->step != now->step || then->cls != now->cls) return;
  const std::string old_words = then->reply ? then->reply->text() : "",
                    new_words = now->reply ? now->reply->text() : "";
  if (lasting_words(old_words) != lasting_words(new_words))
    changes.add(C, fmt::format("reply at {}", id(now->step)), old_words, new_words);
}

void compare_expectation(const WalkPair& pair, ChangeList& changes) {
  const auto name = [](const ReportedWalk& walk) {
    return walk.expected ? text_of(*walk.expected) : std::string("nothing");
  };
  if (pair.before.expected != pair.after.expected)
    changes.add(C, "expected", name(pair.before), name(pair.after));
}

std::string lasting_words(std::string_view text) {
  constexpr std::string_view days_and_months =
      " mon tue wed thu fri sat sun jan feb mar apr may jun jul aug sep oct nov dec ";
  constexpr std::string_view around = "()[]<>,;";
  std::string kept;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::string whole(word);
    while (!word.empty() && around.find(word.front()) != around.npos) word.remove_prefix(1);
    while (!word.empty() && around.find(word.back()) != around.npos) word.remove_suffix(1);
    std::string low(word);
    for (char& c : low) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const bool calendar = low.size() == 3 && days_and_months.find(" " + low + " ") != low.npos;
    const bool digits = low.find_first_of("0123456789") != low.npos;
    // Names, versions and enhanced codes have dots; times have colons.
    const bool name = low.find('.') != low.npos && low.find(':') == low.npos;
    const bool reply_code = kept.empty() && low.size() == 3;
    if (calendar || (digits && !name && !reply_code)) continue;
    kept += whole + " ";
  }
  return kept;
}

}  // namespace authwalk
