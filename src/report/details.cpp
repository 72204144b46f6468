#include "report/details.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/answer.hpp"
#include "report/explanation.hpp"
#include "report/notes.hpp"

namespace authwalk::document {
namespace {

std::string names_of(const Walks& walks) {
  std::vector<std::string> names;
  for (const ReportedWalk* walk : walks) names.emplace_back(id(walk->transcript.mode));
  return listed(names);
}

// --- how the modes ended

std::string_view in_words(Outcome outcome) {
  switch (outcome) {
    case Outcome::pass:
      return "passed";
    case Outcome::fail:
      return "failed";
    case Outcome::inconclusive:
      return "stayed inconclusive";
    case Outcome::not_tested:
      return "not tested";
  }
  return "";
}

// "failed at auth-result (bad-credentials), as expected"
std::string ending_of(const ReportedWalk& walk) {
  const Transcript& t = walk.transcript;
  std::string words(in_words(t.outcome));
  if (t.failure && t.outcome == Outcome::fail) words += fmt::format(" at {}", id(t.failure->step));
  if (t.failure) words += fmt::format(" ({})", id(t.failure->cls));
  if (!walk.expected) return words;
  if (!walk.met) return words + ", which is no answer to what was expected";
  return words + (*walk.met ? ", as expected" : ", not as expected");
}

struct Ending {
  std::string words, summary;
  Rows rows;
  WalkState state;
  bool operator==(const Ending&) const = default;
};

List endings(const JudgedHost& host, Told& told) {
  Shared<Ending> shared;
  for (const JudgedWalk& judged : host.walks) {
    const ReportedWalk& walk = *judged.walk;
    shared.add({ending_of(walk), walk.finding.summary, failure_rows(walk), state_of(judged, host)}, &walk);
  }
  List list;
  for (auto& [ending, walks] : shared.all()) {
    std::erase_if(ending.rows, [&](const Row& row) { return told.knows(row.words.front().text); });
    constexpr std::string_view outcome = "Not tested: ";
    std::string summary = told.fresh(ending.summary);
    if (summary.starts_with(outcome)) summary.erase(0, outcome.size());
    list.items.push_back({{{"", ending.state.tone, ending.state.mark},
                           {names_of(walks), Tone::bold},
                           {" " + ending.words + (summary.empty() ? "" : ": " + summary)}},
                          std::move(ending.rows)});
  }
  return list;
}

// --- causes

// Of the walk that the answer is about first, then of those that failed.
std::vector<const ReportedWalk*> by_weight(const JudgedHost& host) {
  Walks walks;
  for (const JudgedWalk& judged : host.walks) walks.push_back(judged.walk);
  std::ranges::stable_sort(walks, {}, [&](const ReportedWalk* walk) {
    return walk == host.leading()->walk ? 0 : walk->transcript.outcome == Outcome::fail ? 1 : 2;
  });
  return walks;
}

List causes(const JudgedHost& host, bool of_passes, Told& told) {
  Shared<std::string> likely, possible;
  for (const ReportedWalk* walk : by_weight(host)) {
    const Outcome outcome = walk->transcript.outcome;
    if ((outcome == Outcome::pass) != of_passes) continue;
    for (const Advice& advice : walk->finding.advice) {
      (advice.confidence == "likely" ? likely : possible).add(advice.cause, walk);
      // What was not tried needs one thing to do, not a diagnosis.
      if (outcome != Outcome::fail && outcome != Outcome::pass) break;
    }
  }
  List list{"", {}, true};
  for (Shared<std::string>* shared : {&likely, &possible}) {
    for (const auto& [cause, walks] : shared->all()) {
      Advice advice = *std::ranges::find(walks.front()->finding.advice, cause, &Advice::cause);
      for (std::string* text : {&advice.cause, &advice.fix, &advice.command}) *text = told.fresh(*text);
      if (advice.cause.empty()) std::swap(advice.cause, advice.fix);
      if (advice.cause.empty()) continue;
      list.items.push_back(cause_item(advice));
      if (const std::string modes = modes_in(walks, host); !modes.empty())
        list.items.back().words.push_back({" (" + modes + ")", Tone::dim});
    }
  }
  return list;
}

// --- what is in the way of a stronger mode

// The answer is about one of them.
List obstacles(const JudgedHost& host, const Recommendation& advice, Told& told) {
  List list;
  for (const Obstacle& obstacle : advice.in_the_way) {
    const ReportedWalk& answered = *host.leading()->walk;
    if (answered.transcript.outcome == Outcome::fail && answered.transcript.mode == obstacle.mode) continue;
    const bool there = obstacle.blame == Blame::server || obstacle.blame == Blame::policy;
    const std::string reason = told.fresh(obstacle.reason), message = told.fresh(obstacle.message);
    const std::string command = told.fresh(obstacle.command);
    Item item{{{std::string(id(obstacle.mode)), Tone::bold}, {" " + reason}}};
    if (!command.empty()) item.rows.push_back(command_row(there ? "run there" : "run", command));
    if (!message.empty()) item.rows.push_back(text_row("write to its owner", message));
    if (!reason.empty() || !item.rows.empty()) list.items.push_back(std::move(item));
  }
  return list;
}

// --- events

List events(const JudgedHost& host, Told& told) {
  List list;
  const auto add = [&](std::string_view who, const Event& event) {
    const std::string title = fmt::format("{} would log {}", who, event_name(event));
    const std::string text = told.fresh(event.text);
    const std::string fresh = told.fresh(title);
    if (text.empty() && fresh.empty()) return;
    list.items.push_back({plain(title + (text.empty() ? "" : ": " + text))});
  };
  for (const JudgedWalk& judged : host.walks) {
    const Finding& finding = judged.walk->finding;
    if (finding.event) add("Exchange", *finding.event);
    for (const Event& event : finding.partner_events) add("The receiving Exchange", event);
  }
  return list;
}

// --- put together

Section section(std::string title, List list, bool open) {
  return {.title = std::move(title), .anchor = "", .open = open, .blocks = {{std::move(list)}}};
}

Paragraph legend() {
  const auto one = [](StepStatus status, std::string text) {
    return Span{std::move(text), Tone::dim, mark_of(status)};
  };
  return {{one(StepStatus::pass, "pass"),
           {"   "},
           one(StepStatus::fail, "fail"),
           {"   "},
           one(StepStatus::note, "went on, with a note"),
           {"   "},
           one(StepStatus::skipped, "not part of this mode"),
           {"   "},
           one(StepStatus::not_reached, "not reached")}};
}

Section conversation(const JudgedWalk& judged, const JudgedHost& host) {
  const Transcript& t = judged.walk->transcript;
  const bool remarkable = judged.judgement == Judgement::contradicts || judged.judgement == Judgement::open;
  return {.title = fmt::format("The conversation of {} with {}", id(t.mode), host.name),
          .anchor = judged.anchor,
          .open = remarkable && t.outcome == Outcome::fail,
          .tone = state_of(judged, host).tone,
          .blocks = {{Ladder{t.connector.Fqdn, t.connector.SmartHost, rungs_of(t, false)}}}};
}

}  // namespace

std::string modes_in(const Walks& walks, const JudgedHost& host) {
  return walks.size() == host.walks.size() ? "" : names_of(walks);
}

Blocks details(const JudgedHost& host, const Recommendation& advice, Told& told) {
  Blocks blocks;
  const auto add = [&](std::string title, List list, bool open) {
    if (!list.items.empty()) blocks.push_back({section(std::move(title), std::move(list), open)});
  };
  const bool right = host.judgement() == Judgement::right;
  add("What may be behind it", causes(host, false, told), !right);
  add("How the modes ended", endings(host, told), !right);
  add("Worth knowing", causes(host, true, told), false);
  add("What was noticed", notes(host, told), false);
  add("In the way of a stronger mode", obstacles(host, advice, told), false);
  add("Events", events(host, told), false);
  blocks.push_back(
      {Section{.title = "Step by step", .anchor = "", .blocks = {{step_table(host)}, {legend()}}}});
  for (Block& one : evidence(host)) blocks.push_back(std::move(one));
  for (const JudgedWalk& judged : host.walks) {
    Section walk = conversation(judged, host);
    if (!std::get<Ladder>(walk.blocks.front().is).rungs.empty()) blocks.push_back({std::move(walk)});
  }
  return blocks;
}

}  // namespace authwalk::document
