// Format text: for people. The first line is the answer; -v tells what it rests on.
#include <fmt/format.h>

#include <algorithm>

#include "report/document.hpp"
#include "report/formats.hpp"
#include "report/judged_host.hpp"
#include "report/style.hpp"
#include "report/target_group.hpp"
#include "report/text_printer.hpp"
#include "report/utf8.hpp"

namespace authwalk {
namespace {

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
  const std::vector<Judgement> judged = judgements(report);
  std::string out;
  for (const ReportedWalk& walk : report.walks) {
    const Transcript& t = walk.transcript;
    const Judgement judgement = judged[static_cast<std::size_t>(&walk - report.walks.data())];
    out +=
        fmt::format("{}  {}  {:<{}}  {}", padded(place(walk), place_width), padded(peer(walk), peer_width),
                    id(t.mode), mode_width,
                    style.paint(judgement == Judgement::not_counted ? Tone::dim : document::tone(judgement),
                                shout(t.outcome)));
    if (t.failure) {
      out += fmt::format("  {}  {}", id(t.failure->step), id(t.failure->cls));
      const std::string words = t.failure->reply ? t.failure->reply->text() : t.failure->detail;
      if (!words.empty()) out += "  " + style.safe(words);
    }
    out += "\n";
  }
  return report.interrupted ? out + "interrupted: what had not been walked is missing\n" : out;
}

}  // namespace

std::string render_text(const Report& report, const RenderOptions& options) {
  const Style style(options);
  if (options.verbosity < 0 && !report.walks.empty()) return quiet(report, style);
  const bool details = options.verbosity > 0;
  std::string out = document::print_text(document::document_of(report, {.details = details}), style, details);
  if (!details && !report.walks.empty() && verdict(report) != "pass")
    out += "\n" + style.hanging("  ", 2, "-v tells all causes, steps, evidence and conversations", Tone::dim);
  return out;
}

}  // namespace authwalk
