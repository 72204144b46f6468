#include "report/ladder.hpp"

#include <fmt/format.h>

#include "report/rungs.hpp"

namespace authwalk {
namespace {

std::string bar_of(std::string_view glyph, std::size_t count) {
  std::string bar;
  for (std::size_t i = 0; i < count; ++i) bar += glyph;
  return bar;
}

std::string print(const Rung& rung, bool names_its_step, const Style& style) {
  const Glyphs& g = style.glyphs();
  if (rung.who == '-') {
    const std::string rule = "  " + style.paint(rung.tone, bar_of(g.rule, 3)) + " ";
    return "\n" + style.hanging(rule, 6, rung.text, rung.tone) + "\n";
  }
  const std::string mark = rung.mark ? style.paint(rung.tone, style.mark(mark_of(*rung.mark))) : " ";
  const std::string step(names_its_step ? id(rung.step) : "");
  const std::string time = rung.ms ? fmt::format("{:>8.1f}", *rung.ms) : std::string(8, ' ');
  const std::string_view wire = rung.inside_tls || rung.who == '=' ? g.tls : g.clear;
  std::string middle;
  switch (rung.who) {
    case '>':
      middle = std::string(wire) + " " + std::string(g.sent) + " ";
      break;
    case '<':
      middle = std::string(wire) + " " + std::string(g.heard) + " ";
      break;
    case '=':
      middle = std::string(wire) + bar_of(g.bar, 4) + " ";
      break;
    default:
      middle = std::string(wire) + "  " + std::string(rung.ms ? g.event : " ") + "  ";
  }
  const std::string prefix =
      mark + " " + style.paint(Tone::dim, fmt::format("{:<14}{}", step, time)) + "  " + middle;
  return style.hanging(prefix, 32, rung.text, rung.tone);
}

}  // namespace

std::string ladder_text(const std::vector<Rung>& rungs, const Style& style) {
  if (rungs.empty()) return {};
  std::string out = "  " + style.paint(Tone::dim, "step                ms") + "\n";
  std::optional<Step> previous;
  for (const Rung& rung : rungs) {
    out += print(rung, rung.who != '-' && (rung.step != previous || rung.mark), style);
    previous = rung.who == '-' ? std::nullopt : std::optional(rung.step);
  }
  return out;
}

std::string excerpt_text(const std::vector<Rung>& rungs, const Style& style) {
  std::string out;
  std::optional<Step> previous;
  for (const Rung& rung : rungs) {
    const std::string_view step = rung.step == previous ? "" : id(rung.step);
    const std::string_view arrow = rung.who == '>'   ? style.glyphs().sent
                                   : rung.who == '<' ? style.glyphs().heard
                                                     : std::string_view("   ");
    out += style.hanging(
        "  " + style.paint(Tone::dim, fmt::format("{:<14}", step)) + " " + std::string(arrow) + " ", 21,
        rung.text, rung.tone);
    previous = rung.step;
  }
  return out;
}

}  // namespace authwalk
