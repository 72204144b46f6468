// Format text: for people. The matrix shows it at a glance, the blocks say why, the last line is the verdict.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "report/auth_evidence.hpp"
#include "report/batch_summary.hpp"
#include "report/explanation.hpp"
#include "report/findings.hpp"
#include "report/formats.hpp"
#include "report/ladder.hpp"
#include "report/matrix.hpp"
#include "report/path_evidence.hpp"
#include "report/style.hpp"
#include "report/target_group.hpp"
#include "report/utf8.hpp"
#include "report/verdict_line.hpp"

namespace authwalk {
namespace {

bool failed(const ReportedWalk& walk) {
  return walk.transcript.outcome == Outcome::fail;
}

// The conversation that is shown without being asked for: that of the first failure nobody expected.
const ReportedWalk* first_failure(const Report& report) {
  const auto unexpected =
      std::find_if(report.walks.begin(), report.walks.end(),
                   [](const ReportedWalk& walk) { return failed(walk) && !as_expected(walk); });
  if (unexpected != report.walks.end()) return &*unexpected;
  const auto any = std::find_if(report.walks.begin(), report.walks.end(), failed);
  return any == report.walks.end() ? nullptr : &*any;
}

std::string conversation(const Report& report, const ReportedWalk& walk, const Style& style,
                         bool word_for_word) {
  const std::string rungs = ladder(walk.transcript, style, word_for_word);
  if (rungs.empty()) return {};
  // A walk that passed has no block of its own to say what it showed.
  const bool untold = walk.transcript.outcome == Outcome::pass && !walk.finding.summary.empty();
  const std::string summary = untold ? style.hanging("  ", 2, walk.finding.summary) : "";
  const bool tell_address = also_at_another_address(report, walk.transcript);
  const std::string title =
      fmt::format("The conversation of {} with {}{}", id(walk.transcript.mode),
                  style.safe(walk.transcript.connector.target()),
                  tell_address ? style.safe(" [" + tried_address(walk.transcript) + "]") : "");
  const std::string evidence = word_for_word ? auth_evidence(walk.transcript, style) : "";
  return "\n" + style.paint(Tone::bold, title) + "\n" + summary + "\n" + rungs +
         (evidence.empty() ? "" : "\n" + evidence);
}

bool on_the_smart_host(Blame blame) {
  return blame == Blame::server || blame == Blame::policy;
}

std::string what_to_do(const Obstacle& obstacle, const Style& style) {
  std::string out;
  if (!obstacle.command.empty()) {
    const std::string_view label = on_the_smart_host(obstacle.blame) ? "run there  " : "run  ";
    out +=
        "    " + style.paint(Tone::dim, label) + style.paint(Tone::bold, style.safe(obstacle.command)) + "\n";
  }
  if (!obstacle.message.empty()) {
    out += style.hanging("    " + style.paint(Tone::dim, "write to its owner") + "  ", 24, obstacle.message);
  }
  return out;
}

std::string in_the_way(const Recommendation& advice, const Style& style) {
  std::string out;
  for (const Obstacle& obstacle : advice.in_the_way) {
    // Where no mode passed, `why` has told already.
    if (advice.mode) {
      out += style.hanging("  " + style.paint(Tone::note, style.glyphs().note) + " ", 4,
                           fmt::format("{} {}", id(obstacle.mode), obstacle.reason));
    }
    out += what_to_do(obstacle, style);
  }
  return out;
}

std::string recommendation(const Recommendation& advice, const Style& style) {
  if (!advice.mode) {
    return (advice.why.empty() ? "" : "\n" + style.hanging("", 0, advice.why)) + in_the_way(advice, style);
  }
  std::string out = "\n" + style.paint(Tone::bold, fmt::format("Recommended: {}", id(*advice.mode))) + "\n";
  for (const std::string& what : advice.after)
    out += style.hanging("  " + style.paint(Tone::dim, "after") + "  ", 9, what);
  if (!advice.why.empty()) out += style.hanging("  ", 2, advice.why);
  if (!advice.command.empty()) {
    out +=
        "  " + style.paint(Tone::dim, "run  ") + style.paint(Tone::bold, style.safe(advice.command)) + "\n";
  }
  return out + in_the_way(advice, style);
}

std::string padded(const std::string& text, std::size_t width) {
  return text + std::string(width - std::min(width, cell_width(text)), ' ');
}

// --quiet: one line a walk, for scripts and cron mail.
std::string quiet(const Report& report, const Style& style) {
  const auto place = [&](const ReportedWalk& walk) { return style.safe(walk.transcript.connector.target()); };
  const auto peer = [&](const ReportedWalk& walk) {
    const Transcript& t = walk.transcript;
    const std::string reached = t.remote.empty() ? tried_address(t) : t.remote;
    return reached.empty() ? "-" : style.safe(reached);
  };
  std::size_t place_width = 0, peer_width = 0, mode_width = 0;
  for (const ModeRow& mode : modes()) mode_width = std::max(mode_width, mode.id.size());
  for (const ReportedWalk& walk : report.walks) {
    place_width = std::max(place_width, cell_width(place(walk)));
    peer_width = std::max(peer_width, cell_width(peer(walk)));
  }
  std::string out;
  for (const ReportedWalk& walk : report.walks) {
    const Transcript& t = walk.transcript;
    out += fmt::format("{}  {}  {:<{}}  {}", padded(place(walk), place_width), padded(peer(walk), peer_width),
                       id(t.mode), mode_width, style.paint(tone(t.outcome), shout(t.outcome)));
    if (t.failure) {
      out += fmt::format("  {}  {}", id(t.failure->step), id(t.failure->cls));
      const std::string words = t.failure->reply ? t.failure->reply->text() : t.failure->detail;
      if (!words.empty()) out += "  " + style.safe(words);
    }
    out += "\n";
  }
  return report.walks.empty() || report.interrupted ? out + verdict_line(report, style) : out;
}

std::string target_by_target(const Report& report, const Style& style, bool every_conversation) {
  const ReportedWalk* shown = every_conversation ? nullptr : first_failure(report);
  std::string out;
  bool explained_marks = false;
  for (const TargetGroup& group : group_by_target(report)) {
    if (!out.empty()) out += "\n";
    out += heading(group, style) + "\n" + matrix(group, style);
    if (!std::exchange(explained_marks, true)) out += "\n" + legend(style);
    out += findings(group, style) + path_evidence(group, style) + explanations(group, style);
    for (const ReportedWalk* walk : group.walks) {
      if (every_conversation || walk == shown) out += conversation(report, *walk, style, every_conversation);
    }
  }
  return out;
}

}  // namespace

std::string render_text(const Report& report, const RenderOptions& options) {
  const Style style(options);
  if (options.verbosity < 0) return quiet(report, style);
  const bool summed_up = options.verbosity == 0 && too_many_to_show_each(report);
  std::string out =
      summed_up ? batch_summary(report, style) : target_by_target(report, style, options.verbosity > 0);
  out += recommendation(report.recommendation, style);
  if (!out.empty()) out += "\n";
  return out + verdict_line(report, style);
}

}  // namespace authwalk
