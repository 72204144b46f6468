#include "expectations.hpp"

#include <fmt/format.h>

#include <set>

#include "flag_value.hpp"

namespace authwalk::cli {
namespace {

Mode mode_named(std::string_view flag, std::string_view name) {
  return flag_value(flag, name, setting::mode);
}

std::vector<std::string_view> split_at_commas(std::string_view text) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto comma = text.find(',');
    parts.push_back(text.substr(0, comma));
    if (comma == std::string_view::npos) return parts;
    text.remove_prefix(comma + 1);
  }
}

std::pair<Mode, Outcome> parse_expectation(std::string_view typed) {
  const auto equals = typed.find('=');
  const auto outcome = equals == std::string_view::npos ? std::string_view() : typed.substr(equals + 1);
  if (outcome != "pass" && outcome != "fail") {
    throw CommandError{exit_usage, fmt::format("--expect {} is not MODE=pass or MODE=fail", shown(typed)),
                       typed.find(',') == std::string_view::npos
                           ? "--expect BasicAuth=fail"
                           : "one mode each; --expect may be given several times: --expect None=fail "
                             "--expect BasicAuth=pass"};
  }
  return {mode_named("--expect", typed.substr(0, equals)), outcome == "pass" ? Outcome::pass : Outcome::fail};
}

}  // namespace

Expectations choose_modes(const std::vector<std::string>& mode, const std::vector<std::string>& expect) {
  std::set<Mode> wanted;
  for (const auto& typed : mode) {
    for (const auto name : split_at_commas(typed)) wanted.insert(mode_named("--mode", name));
  }

  Expectations chosen;
  for (const auto& typed : expect) {
    const auto [named, outcome] = parse_expectation(typed);
    if (!mode.empty() && wanted.count(named) == 0) {
      throw CommandError{exit_usage, fmt::format("--expect names {}, which --mode does not walk", id(named)),
                         fmt::format("add --mode {}, or drop its --expect", id(named))};
    }
    if (!chosen.outcome.emplace(named, outcome).second) {
      throw CommandError{exit_usage,
                         fmt::format("--expect names {} twice{}", id(named),
                                     chosen.outcome[named] == outcome ? "" : ", as pass and as fail"),
                         fmt::format("give --expect {} once", id(named))};
    }
  }
  if (mode.empty()) {
    for (const auto& [named, outcome] : chosen.outcome) wanted.insert(named);
  }

  chosen.survey = wanted.empty();
  for (const auto& row : modes()) {
    if (!chosen.survey && wanted.count(row.mode) == 0) continue;
    chosen.modes.push_back(row.mode);
    // A mode that was asked for by name is expected to pass.
    if (!chosen.survey) chosen.outcome.emplace(row.mode, Outcome::pass);
  }
  return chosen;
}

std::optional<Outcome> Expectations::of(Mode mode) const {
  const auto found = outcome.find(mode);
  return found == outcome.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace authwalk::cli
