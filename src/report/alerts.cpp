// Thresholds: the range expressions of the monitoring plugins, and which of them a walk crossed.
#include <fmt/format.h>

#include <authwalk/report.hpp>
#include <charconv>
#include <cmath>
#include <limits>

#include "report/measures.hpp"

namespace authwalk {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

std::optional<double> number(std::string_view text) {
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stopped != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

void compare(std::vector<Alert>& alerts, bool critical, std::string metric, std::optional<double> value,
             const std::optional<AlertRange>& range) {
  if (!range || !value || !range->alerts(*value)) return;
  for (const Alert& alert : alerts) {
    if (alert.metric == metric) return;  // critical already: the warning adds nothing
  }
  alerts.push_back({critical, std::move(metric), *value, range->text});
}

}  // namespace

bool AlertRange::alerts(double value) const {
  return (value >= start && value <= end) == inside;
}

std::optional<AlertRange> find_alert_range(std::string_view text) {
  AlertRange range;
  range.text = text;
  range.end = infinity;
  if (text.starts_with('@')) {
    range.inside = true;
    text.remove_prefix(1);
  }
  const auto colon = text.find(':');
  const std::string_view from = colon == std::string_view::npos ? "" : text.substr(0, colon);
  const std::string_view to = colon == std::string_view::npos ? text : text.substr(colon + 1);
  if (from.empty() && to.empty()) return std::nullopt;
  if (from == "~") {
    range.start = -infinity;
  } else if (!from.empty()) {
    const auto start = number(from);
    if (!start) return std::nullopt;
    range.start = *start;
  }
  if (!to.empty()) {
    const auto end = number(to);
    if (!end) return std::nullopt;
    range.end = *end;
  }
  if (range.start > range.end) return std::nullopt;
  return range;
}

std::vector<Alert> alerts_of(const Transcript& transcript, const Thresholds& thresholds,
                             std::string_view now) {
  std::vector<Alert> alerts;
  const auto seconds = walk_seconds(transcript);
  const auto days = certificate_days(transcript, now);
  for (const bool critical : {true, false}) {
    compare(alerts, critical, "seconds", seconds,
            critical ? thresholds.seconds_critical : thresholds.seconds_warning);
    compare(alerts, critical, "certificate_days", days,
            critical ? thresholds.certificate_days_critical : thresholds.certificate_days_warning);
    for (const auto& [step, range] :
         critical ? thresholds.step_seconds_critical : thresholds.step_seconds_warning) {
      compare(alerts, critical, fmt::format("seconds of {}", id(step)), step_seconds(transcript, step),
              range);
    }
  }
  return alerts;
}

}  // namespace authwalk
