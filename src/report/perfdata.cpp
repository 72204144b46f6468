// 'label'=value[unit];[warning];[critical];[least]. Each walk has its whole time, the time of each step that
// it reached, and the days that its certificates have left.
//
// Round-robin databases keep 19 characters of a label, so these must tell labels apart. With several walks a
// label begins with the mode's short name ("basic-tls_tls-handshake"), or, where a mode is walked more than
// once, with the walk's number in the report ("12_tls-handshake"): smart hosts' names are too long. The
// longest step name has 14 characters, and no two steps agree in the first 9.
#include "report/perfdata.hpp"

#include <fmt/format.h>

#include <set>

#include "report/measures.hpp"

namespace authwalk {
namespace {

// A scheduler keeps 8 KiB of a plugin's output: with more walks each has its whole time only.
constexpr std::size_t most_walks_with_steps = 12;

constexpr std::string_view seconds_unit = "s";

const AlertRange* find(const std::map<Step, AlertRange>& ranges, Step step) {
  const auto found = ranges.find(step);
  return found == ranges.end() ? nullptr : &found->second;
}

const AlertRange* pointer(const std::optional<AlertRange>& range) {
  return range ? &*range : nullptr;
}

// No quotation mark or equals sign is in any of our labels.
std::string item(const std::string& label, double value, std::string_view unit, const AlertRange* warning,
                 const AlertRange* critical, std::string_view least) {
  std::string text = fmt::format("'{}'={:.6f}{};{};{};{}", label, value, unit, warning ? warning->text : "",
                                 critical ? critical->text : "", least);
  text.erase(text.find_last_not_of(';') + 1);
  return text;
}

std::string label_start(const Report& report, std::size_t index) {
  if (report.walks.size() == 1) return {};
  if (walks_are_numbered(report)) return fmt::format("{}_", index + 1);
  return fmt::format("{}_", row(report.walks[index].transcript.mode).alias);
}

void add_walk(std::vector<std::string>& items, const Report& report, std::size_t index, bool with_steps) {
  const ReportedWalk& walk = report.walks[index];
  const Transcript& t = walk.transcript;
  const std::string start = label_start(report, index);
  const Thresholds none;
  const Thresholds& limits = walk.thresholds ? *walk.thresholds : none;
  if (const auto seconds = walk_seconds(t)) {
    items.push_back(item(start + "time", *seconds, seconds_unit, pointer(limits.seconds_warning),
                         pointer(limits.seconds_critical), "0"));
  }
  if (!with_steps) return;
  if (const auto days = certificate_days(t, report.started)) {
    items.push_back(item(start + "certificate-days", *days, "", pointer(limits.certificate_days_warning),
                         pointer(limits.certificate_days_critical), ""));
  }
  for (const StepRow& step : steps()) {
    const auto seconds = step_seconds(t, step.step);
    if (!seconds) continue;
    items.push_back(item(start + std::string(step.id), *seconds, seconds_unit,
                         find(limits.step_seconds_warning, step.step),
                         find(limits.step_seconds_critical, step.step), "0"));
  }
}

}  // namespace

bool walks_are_numbered(const Report& report) {
  std::set<Mode> seen;
  for (const ReportedWalk& walk : report.walks) {
    if (!seen.insert(walk.transcript.mode).second) return true;
  }
  return false;
}

std::string perfdata(const Report& report) {
  std::vector<std::string> items;
  for (std::size_t i = 0; i < report.walks.size(); ++i) {
    add_walk(items, report, i, report.walks.size() <= most_walks_with_steps);
  }
  return fmt::format("{}", fmt::join(items, " "));
}

}  // namespace authwalk
