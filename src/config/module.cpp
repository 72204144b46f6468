#include <fmt/format.h>

#include <algorithm>
#include <authwalk/mechanism.hpp>
#include <set>

#include "config/blocks.hpp"
#include "config/keys.hpp"

namespace authwalk {
namespace {

std::vector<std::string> expectable() {
  std::vector<std::string> names(std::begin(fact_names), std::end(fact_names));
  for (const auto& row : modes()) names.emplace_back(row.id);
  return names;
}

void read_modes(const Value& value, ConfigModule& module) {
  for (const Value& each : value.list()) {
    const Mode named = each.as(setting::mode);
    if (std::count(module.modes.begin(), module.modes.end(), named) != 0) {
      refuse(each.place(), fmt::format("{} names {} twice", value.key(), id(named)), "keep one of them");
    }
    module.modes.push_back(named);
  }
}

void read_expect(const Value& value, ConfigModule& module) {
  for (const Value& each : value.entries()) {
    if (const auto wanted = fact(module.facts, each.key())) {
      *wanted = each.text() == "yes" || (each.text() != "no" && each.truth());
      continue;
    }
    const auto named = find_mode(each.key());
    if (!named) each.refuse_key(expectable());
    const auto expected = find_expectation(each.text());
    if (!expected) {
      refuse(each.place(),
             fmt::format("{} {} is not pass, fail, fail@STEP or fail:CLASS", each.key(),
                         setting::quoted(each.text())),
             fmt::format("{}: fail", each.key()));
    }
    if (!module.expect.emplace(*named, *expected).second) {
      refuse(each.key_place(), fmt::format("{} names {} twice", value.key(), id(*named)), "keep one of them");
    }
  }
}

constexpr Key<ConfigModule> rows[] = {
    {"modes", read_modes},
    {"expect", read_expect},
    {"credential", [](const Value& v, ConfigModule& m) { m.credential = v.word(); }},
    {"envelope", read_envelope},
    {"connector", read_connector},
    {"tls", read_tls},
    {"kerberos", read_kerberos},
    {"mechanism", [](const Value& v, ConfigModule& m) { m.mechanism = v.as(setting::mechanism); }},
    {"allow_cleartext", [](const Value& v, ConfigModule& m) { m.allow_cleartext = v.truth(); }},
    {"timeout", [](const Value& v, ConfigModule& m) { m.limits.step = v.as(setting::duration); }},
    {"deadline", [](const Value& v, ConfigModule& m) { m.limits.deadline = v.as(setting::duration); }},
    {"quit_after", [](const Value& v, ConfigModule& m) { m.quit_after = v.as(setting::step); }},
    {"thresholds", read_thresholds},
};

// The rules of --mode and --expect: expect alone names the modes, beside modes the others are to pass, and
// with neither of them nothing is expected.
void choose_modes(const Value& value, ConfigModule& module) {
  const bool facts = module.facts != Expectation{};
  const bool facts_alone = facts && module.modes.empty() && module.expect.empty();
  if (facts_alone) module.modes.push_back(Mode::None);  // goes no further than it has to
  const bool survey = module.modes.empty() && module.expect.empty();
  std::set<Mode> wanted(module.modes.begin(), module.modes.end());
  for (const auto& [named, outcome] : module.expect) {
    if (!module.modes.empty() && wanted.count(named) == 0) {
      refuse(value.place_of("expect"), fmt::format("expect names {}, which modes does not", id(named)),
             fmt::format("add {} to modes, or drop it here", id(named)));
    }
    wanted.insert(named);
  }
  module.modes.clear();
  for (const auto& row : modes()) {
    if (!survey && wanted.count(row.mode) == 0) continue;
    module.modes.push_back(row.mode);
    if (survey) continue;
    Expectation& expected = module.expect[row.mode];
    if (!expected.outcome && !facts_alone) expected.outcome = Outcome::pass;
    expected.auth_before_tls = module.facts.auth_before_tls;
    expected.starttls = module.facts.starttls;
  }
}

// A setting that no mode looks at is a mistake in the modes, or in the setting.
void check_use(const Value& value, const ConfigModule& module) {
  const auto any_mode = [&](bool (*takes)(Mode, std::string_view)) {
    return std::ranges::any_of(module.modes, [&](Mode mode) { return takes(mode, module.mechanism); });
  };
  if (!module.mechanism.empty() && !any_mode(takes_mechanism)) {
    const auto* row = mechanism_named(module.mechanism);
    refuse(value.place_of("mechanism"),
           fmt::format("no mode of this module uses the mechanism {}", row->name),
           fmt::format("{} is for the Basic modes{}", row->name, row->exchange ? " and ExchangeServer" : ""));
  }
  if (value.has("kerberos") && !any_mode(takes_ticket)) {
    refuse(value.place_of("kerberos"), "no mode of this module uses Kerberos",
           "add ExchangeServer to modes, or mechanism: GSSAPI");
  }
}

}  // namespace

std::span<const Key<ConfigModule>> module_keys() {
  return rows;
}

ConfigModule read_module(const Value& value, const std::string& name) {
  ConfigModule module;
  module.name = name;
  // A survey needs no setting: "survey: {}".
  if (!value.is_empty_map()) read_keys(value, module_keys(), module);
  choose_modes(value, module);
  check_use(value, module);
  return module;
}

}  // namespace authwalk
