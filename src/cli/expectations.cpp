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

// "MODE=pass", "MODE=fail", "MODE=fail@STEP" or "MODE=fail:CLASS".
std::pair<Mode, Expectation> parse_expectation(std::string_view typed) {
  const auto equals = typed.find('=');
  const auto wanted = equals == std::string_view::npos ? std::string_view() : typed.substr(equals + 1);
  const auto expectation = find_expectation(wanted);
  if (!expectation) {
    if (wanted.starts_with("fail@")) flag_value("--expect", wanted.substr(5), setting::step);
    throw CommandError{
        exit_usage,
        fmt::format("--expect {} is not MODE=pass, MODE=fail, MODE=fail@STEP or MODE=fail:CLASS",
                    shown(typed)),
        wanted.starts_with("fail:") ? "authwalk classes"
        : typed.find(',') == std::string_view::npos
            ? "--expect BasicAuth=fail, or a fact: --expect auth-before-tls=no"
            : "one mode each; --expect may be given several times: "
              "--expect None=fail --expect BasicAuth=pass"};
  }
  return {mode_named("--expect", typed.substr(0, equals)), *expectation};
}

// "auth-before-tls=no": a fact that every walk sees. False: it is none.
bool take_fact(std::string_view typed, Expectation& facts) {
  const auto equals = typed.find('=');
  const auto wanted = fact(facts, typed.substr(0, equals));
  if (wanted == nullptr) return false;
  const auto value = equals == std::string_view::npos ? std::string_view() : typed.substr(equals + 1);
  if (value != "yes" && value != "no") {
    throw CommandError{exit_usage, fmt::format("--expect {} is not yes or no", shown(typed)),
                       fmt::format("--expect {}=no", typed.substr(0, equals))};
  }
  *wanted = value == "yes";
  return true;
}

}  // namespace

Expectations choose_modes(const std::vector<std::string>& mode, const std::vector<std::string>& expect) {
  std::set<Mode> wanted;
  for (const auto& typed : mode) {
    for (const auto name : split_at_commas(typed)) wanted.insert(mode_named("--mode", name));
  }

  Expectations chosen;
  Expectation facts;
  for (const auto& typed : expect) {
    if (take_fact(typed, facts)) continue;
    const auto [named, outcome] = parse_expectation(typed);
    if (!mode.empty() && wanted.count(named) == 0) {
      throw CommandError{exit_usage, fmt::format("--expect names {}, which --mode does not walk", id(named)),
                         fmt::format("add --mode {}, or drop its --expect", id(named))};
    }
    if (!chosen.outcome.emplace(named, outcome).second) {
      throw CommandError{exit_usage,
                         fmt::format("--expect names {} twice{}", id(named),
                                     chosen.outcome[named] == outcome ? "" : ", and says different things"),
                         fmt::format("give --expect {} once", id(named))};
    }
  }
  if (mode.empty()) {
    for (const auto& [named, outcome] : chosen.outcome) wanted.insert(named);
  }

  // Any walk sees the facts; that of None goes no further than it has to.
  const bool facts_alone = wanted.empty() && facts != Expectation{};
  if (facts_alone) wanted.insert(Mode::None);

  chosen.survey = wanted.empty();
  for (const auto& row : modes()) {
    if (!chosen.survey && wanted.count(row.mode) == 0) continue;
    chosen.modes.push_back(row.mode);
    // A mode that was asked for by name is expected to pass.
    if (chosen.survey) continue;
    Expectation& expected = chosen.outcome[row.mode];
    if (!expected.outcome && !facts_alone) expected.outcome = Outcome::pass;
    expected.auth_before_tls = facts.auth_before_tls;
    expected.starttls = facts.starttls;
  }
  return chosen;
}

std::optional<Expectation> Expectations::of(Mode mode) const {
  const auto found = outcome.find(mode);
  return found == outcome.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace authwalk::cli
