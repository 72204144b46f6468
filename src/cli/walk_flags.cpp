#include "walk_flags.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <variant>

#include "flag_value.hpp"

namespace authwalk::cli {
namespace {

bool is_given(const Destination& into) {
  if (auto* const* on = std::get_if<bool*>(&into)) return **on;
  if (auto* const* count = std::get_if<int*>(&into)) return **count > 0;
  if (auto* const* one = std::get_if<std::optional<std::string>*>(&into)) return (*one)->has_value();
  return !std::get<std::vector<std::string>*>(into)->empty();
}

// What becomes of a report, and how many walks are done at once, is no matter of one walk.
bool repeated(const Flag& flag) {
  // --password-fd: the descriptor is gone with this process; without it the terminal is asked.
  static const std::set<std::string_view> own = {"--mode", "--offline", "--password-fd"};
  return flag.group != "Instead of TARGET" && flag.group != "Batch" && flag.group != "Output" &&
         own.count(long_name(flag)) == 0;
}

WalkFlags repeated_flags(WalkArguments given) {
  // TARGET tells the port, where the walk was not taken from a file.
  if (!given.targets.empty() || given.hosts_file) given.port.reset();
  WalkFlags flags;
  for (const Flag& flag : walk_syntax(given).flags) {
    if (!repeated(flag) || !is_given(flag.into)) continue;
    const auto name = long_name(flag);
    if (flag.value.empty()) flags.emplace_back(name);
    if (auto* const* one = std::get_if<std::optional<std::string>*>(&flag.into))
      flags.push_back(fmt::format("{}={}", name, ***one));
    if (auto* const* all = std::get_if<std::vector<std::string>*>(&flag.into)) {
      for (const std::string& value : **all) flags.push_back(fmt::format("{}={}", name, value));
    }
  }
  return flags;
}

}  // namespace

std::vector<std::string_view> given_flags(WalkArguments given) {
  std::vector<std::string_view> names;
  for (const auto& flag : walk_syntax(given).flags) {
    if (is_given(flag.into)) names.push_back(long_name(flag));
  }
  return names;
}

void give_flags(std::vector<Assignment>& walks, const WalkArguments& given) {
  const WalkFlags common = repeated_flags(given);
  // A name picks a smart host, where it is that of one alone.
  std::map<std::string, std::set<std::string>> hosts_of;
  for (const auto& walk : walks) {
    hosts_of[in_lower_case(walk.plan.connector.Name)].insert(in_lower_case(walk.told_as));
  }
  std::map<std::pair<std::string, std::string>, std::shared_ptr<const WalkFlags>> made;
  for (auto& walk : walks) {
    const Connector& connector = walk.plan.connector;
    auto& flags = made[{walk.told_by, connector.Name + "\n" + walk.told_as}];
    if (!flags) {
      WalkFlags own = common;
      if (!walk.told_by.empty()) {
        const bool by_name = !connector.Name.empty() && hosts_of[in_lower_case(connector.Name)].size() == 1;
        own.push_back(walk.told_by);
        // "FILE#NAME" has picked the connector already.
        if (!by_name || walk.told_by.starts_with("--config"))
          own.push_back("--target=" + (by_name ? connector.Name : walk.told_as));
      }
      flags = std::make_shared<const WalkFlags>(std::move(own));
    }
    walk.plan.flags = flags;
  }
}

void hide_passwords(std::vector<Assignment>& walks) {
  constexpr std::string_view name = "--password-command=";
  for (auto& walk : walks) {
    auto& plan = walk.plan;
    if (!plan.flags || !plan.credential || plan.credential->password.empty()) continue;
    const auto tells = [&](const std::string& flag) {
      return flag.starts_with(name) && flag.find(plan.credential->password.view(), name.size()) != flag.npos;
    };
    if (std::ranges::none_of(*plan.flags, tells)) continue;
    WalkFlags hidden = *plan.flags;
    std::ranges::replace_if(hidden, tells, std::string(name) + "<command>");
    plan.flags = std::make_shared<const WalkFlags>(std::move(hidden));
  }
}

}  // namespace authwalk::cli
