// What is too slow, and too close to the end of a certificate: the ranges of monitoring plugins.
#include <fmt/format.h>

#include "config/blocks.hpp"
#include "config/keys.hpp"

namespace authwalk {
namespace {

struct Pair {
  std::optional<AlertRange> warning, critical;
};

AlertRange range(const Value& value) {
  if (const auto found = find_alert_range(value.text())) return *found;
  refuse(value.place(), fmt::format("{} {} is not a range", value.key(), quoted(value.text())),
         "\"5\" alerts above 5 and below 0, \"30:\" below 30, \"1:5\" outside of 1 to 5, \"@1:5\" inside");
}

constexpr Key<Pair> pair_rows[] = {
    {"warning", [](const Value& v, Pair& pair) { pair.warning = range(v); }},
    {"critical", [](const Value& v, Pair& pair) { pair.critical = range(v); }},
};

Pair read_pair(const Value& value) {
  Pair pair;
  read_keys(value, pair_rows, pair);
  return pair;
}

void read_steps(const Value& value, Thresholds& thresholds) {
  for (const Value& each : value.entries()) {
    const auto step = find_step(each.key());
    if (!step) {
      std::vector<std::string> known;
      for (const auto& row : steps()) known.emplace_back(row.id);
      each.refuse_key(known);
    }
    const auto pair = read_pair(each);
    if (pair.warning) thresholds.step_seconds_warning[*step] = *pair.warning;
    if (pair.critical) thresholds.step_seconds_critical[*step] = *pair.critical;
  }
}

constexpr Key<Thresholds> rows[] = {
    {"seconds",
     [](const Value& v, Thresholds& t) {
       const auto pair = read_pair(v);
       t.seconds_warning = pair.warning;
       t.seconds_critical = pair.critical;
     }},
    {"steps", read_steps},
    {"certificate_days",
     [](const Value& v, Thresholds& t) {
       const auto pair = read_pair(v);
       t.certificate_days_warning = pair.warning;
       t.certificate_days_critical = pair.critical;
     }},
};

}  // namespace

std::span<const Key<Thresholds>> threshold_keys() {
  return rows;
}

void read_thresholds(const Value& value, ConfigModule& module) {
  read_keys(value, threshold_keys(), module.thresholds);
}

}  // namespace authwalk
