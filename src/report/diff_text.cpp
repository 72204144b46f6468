// A comparison for people in a change window: what got worse stands first, and the last line is the verdict.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "report/diff.hpp"
#include "report/style.hpp"

namespace authwalk {
namespace {

struct Section {
  ChangeKind kind;
  std::string_view title;
  Tone tone;
};
constexpr std::array sections{Section{ChangeKind::worse, "Worse", Tone::bad},
                              Section{ChangeKind::only_before, "Only in the report before", Tone::note},
                              Section{ChangeKind::changed, "Changed", Tone::note},
                              Section{ChangeKind::better, "Better", Tone::good},
                              Section{ChangeKind::only_after, "Only in the report after", Tone::plain}};

// The same change in several modes of one smart host is told once.
struct Line {
  std::string place;
  std::vector<std::string> modes;
  std::string text;
};

std::string text_of(const Change& change) {
  const std::string what = change.what.empty() ? "" : change.what + ": ";
  if (change.kind == ChangeKind::only_before) return change.before;
  if (change.kind == ChangeKind::only_after) return change.after;
  if (change.before.empty()) return what + "new: " + change.after;
  if (change.after.empty()) return what + "gone: " + change.before;
  return what + change.before + " -> " + change.after;
}

class Text {
 public:
  Text(const Comparison& comparison, const RenderOptions& options)
      : comparison_(comparison), style_(options) {
    std::set<std::string> connectors;
    for (const Change& change : comparison.changes) connectors.insert(change.walk.connector);
    several_connectors_ = connectors.size() > 1;
  }

  std::string section(const Section& section) const {
    std::vector<Line> lines;
    for (const Change& change : comparison_.changes) {
      if (change.kind != section.kind) continue;
      const std::string place = place_of(change.walk), text = text_of(change);
      const auto same = std::find_if(lines.begin(), lines.end(), [&](const Line& line) {
        return line.place == place && line.text == text;
      });
      const std::string mode(id(change.walk.mode));
      if (same == lines.end()) {
        lines.push_back({place, {mode}, text});
      } else {
        same->modes.push_back(mode);
      }
    }
    if (lines.empty()) return {};
    std::string out = style_.paint(Tone::bold, section.title) + "\n";
    for (const Line& line : lines) {
      const std::string modes =
          line.modes.size() == authwalk::modes().size() ? "all modes" : listed(line.modes);
      out += style_.hanging("  ", 4, fmt::format("{} {}  {}", line.place, modes, line.text), section.tone);
    }
    return out + "\n";
  }

  std::string verdict() const {
    const std::size_t worse = walks(ChangeKind::worse), better = walks(ChangeKind::better);
    const std::string_view word = comparison_.compared == 0     ? "NOTHING TO COMPARE"
                                  : worse > 0                   ? "WORSE"
                                  : comparison_.changes.empty() ? "SAME"
                                  : better > 0                  ? "BETTER"
                                                                : "CHANGED";
    std::vector<std::string> parts;
    const auto part = [&](std::size_t count, std::string_view what) {
      if (count > 0) parts.push_back(fmt::format("{} {}", count, what));
    };
    part(worse, "got worse");
    part(better, "got better");
    part(walks(ChangeKind::changed), "changed");
    part(comparison_.unchanged, "unchanged");
    part(walks(ChangeKind::only_before), "only before");
    part(walks(ChangeKind::only_after), "only after");
    const Tone tone = worse > 0 ? Tone::bad : comparison_.compared == 0 ? Tone::note : Tone::good;
    return style_.paint(tone, fmt::format("{}: {} walk{} compared{}{}", word, comparison_.compared,
                                          comparison_.compared == 1 ? "" : "s", parts.empty() ? "" : ": ",
                                          fmt::join(parts, ", "))) +
           "\n";
  }

  const Style& style() const { return style_; }

 private:
  std::string place_of(const WalkKey& walk) const {
    Connector connector;
    connector.SmartHost = walk.smart_host;
    connector.Port = walk.port;
    std::string text = connector.target();
    if (!walk.address.empty()) text += " [" + walk.address + "]";
    if (several_connectors_ && !walk.connector.empty()) text = "\"" + walk.connector + "\" " + text;
    return text;
  }

  // A walk with several changes is counted once.
  std::size_t walks(ChangeKind kind) const {
    std::set<std::string> names;
    for (const Change& change : comparison_.changes) {
      if (change.kind != kind) continue;
      names.insert(fmt::format("{}\n{}\n{}\n{}\n{}", change.walk.connector, change.walk.smart_host,
                               change.walk.port, id(change.walk.mode), change.walk.address));
    }
    return names.size();
  }

  const Comparison& comparison_;
  Style style_;
  bool several_connectors_ = false;
};

std::string origin(std::string_view label, const std::string& name, const std::string& started,
                   const Style& style) {
  const std::string when = started.empty() ? "" : " of " + started;
  return style.hanging("  " + style.paint(Tone::dim, label) + "  ", 10, name + when);
}

}  // namespace

std::string render_comparison_text(const Comparison& comparison, const ComparedReports& reports,
                                   const RenderOptions& options) {
  const Text text(comparison, options);
  if (options.verbosity < 0) return text.verdict();
  std::string out = origin("before", reports.before_name, reports.before_started, text.style()) +
                    origin("after ", reports.after_name, reports.after_started, text.style()) + "\n";
  for (const Section& section : sections) out += text.section(section);
  return out + text.verdict();
}

}  // namespace authwalk
