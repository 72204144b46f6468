#include "report/batch_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "report/judgement.hpp"
#include "report/matrix.hpp"
#include "report/target_group.hpp"
#include "report/utf8.hpp"

namespace authwalk {
namespace {

constexpr std::size_t shown_one_by_one = 10;

std::string outcomes(const Report& report, const Style& style) {
  std::map<Outcome, std::size_t> counted;
  for (const ReportedWalk& walk : report.walks) ++counted[walk.transcript.outcome];
  std::string out;
  for (const auto& [outcome, count] : counted)
    out += fmt::format("  {:>7}  {}\n", count, style.paint(tone(outcome), shout(outcome)));
  return out;
}

// One line a step, in the order of the walk; its classes, the most frequent first.
std::string endings(const Report& report, const Style& style) {
  std::map<Step, std::map<std::string, std::size_t>> counted;
  for (const ReportedWalk& walk : report.walks) {
    const Transcript& t = walk.transcript;
    if (t.failure && t.outcome != Outcome::pass) ++counted[t.failure->step][std::string(id(t.failure->cls))];
  }
  if (counted.empty()) return {};
  std::string out = "\n" + style.paint(Tone::bold, "Where they ended") + "\n";
  for (const auto& [step, classes] : counted) {
    std::vector<std::pair<std::size_t, std::string>> ranked;
    std::size_t sum = 0;
    for (const auto& [name, count] : classes) {
      ranked.emplace_back(count, name);
      sum += count;
    }
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    std::string names;
    for (const auto& [count, name] : ranked) {
      names += names.empty() ? "" : ", ";
      names += ranked.size() > 1 ? fmt::format("{} {}", name, count) : name;
    }
    out += style.hanging(fmt::format("  {:>7}  {:<14}  ", sum, id(step)), 27, names);
  }
  return out;
}

std::string place(const ReportedWalk& walk, bool with_connector) {
  const Transcript& t = walk.transcript;
  std::string text = t.connector.target();
  if (with_connector && !t.connector.Name.empty()) text = "\"" + t.connector.Name + "\" " + text;
  return text;
}

std::string words(const ReportedWalk& walk) {
  const Transcript& t = walk.transcript;
  std::string text(shout(t.outcome));
  if (t.outcome == Outcome::pass && to_fail(walk)) text += " (FAIL expected)";
  if (t.failure && t.outcome != Outcome::pass) {
    text += fmt::format("  {}  {}", id(t.failure->step), id(t.failure->cls));
    const std::string said = t.failure->reply ? t.failure->reply->text() : t.failure->detail;
    if (!said.empty()) text += "  " + said;
  }
  for (const Alert& alert : walk.alerts) {
    if (alert.critical)
      text += fmt::format("  {} {:.1f} is out of range {}", alert.metric, alert.value, alert.range);
  }
  return text;
}

std::string not_as_it_should_be(const Report& report, const Style& style) {
  const std::vector<Judgement> judged = judgements(report);
  std::vector<const ReportedWalk*> walks;
  std::set<std::string> connectors;
  for (std::size_t i = 0; i < judged.size(); ++i) {
    if (judged[i] == Judgement::contradicts || judged[i] == Judgement::open)
      walks.push_back(&report.walks[i]);
    connectors.insert(report.walks[i].transcript.connector.Name);
  }
  if (walks.empty()) return {};
  std::size_t place_width = 0, mode_width = 0;
  for (const ReportedWalk* walk : walks) {
    place_width = std::max(place_width, cell_width(style.safe(place(*walk, connectors.size() > 1))));
    mode_width = std::max(mode_width, id(walk->transcript.mode).size());
  }
  place_width = std::min<std::size_t>(place_width, 50);
  std::string out = "\n" + style.paint(Tone::bold, "Not as expected") + "\n";
  for (const ReportedWalk* walk : walks) {
    const std::string where = style.safe(place(*walk, connectors.size() > 1));
    const std::size_t gap = place_width - std::min(place_width, cell_width(where));
    out += fmt::format("  {}{}  {:<{}}  {}\n", where, std::string(gap, ' '), id(walk->transcript.mode),
                       mode_width, style.paint(tone(walk->transcript.outcome), style.safe(words(*walk))));
  }
  return out;
}

}  // namespace

bool too_many_to_show_each(const Report& report) {
  return SmartHosts(report).count() > shown_one_by_one;
}

std::string batch_summary(const Report& report, const Style& style) {
  const std::string title =
      fmt::format("{} walks at {} smart hosts", report.walks.size(), SmartHosts(report).count());
  return style.paint(Tone::bold, title) + "\n" + outcomes(report, style) + endings(report, style) +
         not_as_it_should_be(report, style) + "\n  " +
         style.paint(Tone::dim, "-v shows each of them with its conversation, -q one line for each") + "\n";
}

}  // namespace authwalk
