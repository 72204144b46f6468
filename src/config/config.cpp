// The file as a whole: its parts are read first, and then held against each other.
#include <fmt/format.h>

#include <algorithm>
#include <authwalk/suggestion.hpp>
#include <map>
#include <set>
#include <tuple>

#include "config/blocks.hpp"
#include "config/keys.hpp"
#include "model/ip_address.hpp"
#include "model/lookup.hpp"

namespace authwalk {
namespace {

// Modules and credentials are named in reports, metrics and keys of places, so their names stay simple.
const std::string& simple_name(const Value& value) {
  const auto& name = value.key();
  const bool simple = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
  if (!simple || name.empty() || name.size() > 64) {
    refuse(value.key_place(), fmt::format("{} is no name", quoted(name)),
           "up to 64 letters, digits, hyphens and underscores");
  }
  return name;
}

constexpr Key<Config> rows[] = {
    {"credentials",
     [](const Value& v, Config& c) {
       for (const Value& each : v.entries()) {
         c.credentials.emplace(simple_name(each), read_credential(each, simple_name(each)));
       }
     }},
    {"modules",
     [](const Value& v, Config& c) {
       for (const Value& each : v.entries()) {
         c.modules.emplace(simple_name(each), read_module(each, simple_name(each)));
       }
     }},
    {"targets",
     [](const Value& v, Config& c) {
       for (const Value& each : v.list()) c.targets.push_back(read_target(each));
     }},
    {"run", read_run},
    {"network", read_network},
};

template <typename Named>
std::vector<std::string> names_of(const std::map<std::string, Named>& all) {
  std::vector<std::string> names;
  for (const auto& [name, each] : all) names.push_back(name);
  return names;
}

template <typename Named>
std::string among(const std::string& name, const std::map<std::string, Named>& all, std::string_view key) {
  const auto names = names_of(all);
  if (names.empty()) return fmt::format("the file has no {}", key);
  return did_you_mean(name, names, fmt::format("{} has {}", key, fmt::join(names, ", ")));
}

void check_names(const Config& config) {
  for (const auto& [name, module] : config.modules) {
    if (module.credential.empty() || config.credentials.count(module.credential) != 0) continue;
    refuse(config.place(fmt::format("modules.{}.credential", name)),
           fmt::format("no credential is called {}", quoted(module.credential)),
           among(module.credential, config.credentials, "credentials"));
  }
  for (const ConfigTarget& target : config.targets) {
    if (target.module.empty() || config.modules.count(target.module) != 0) continue;
    refuse(target.place, fmt::format("no module is called {}", quoted(target.module)),
           among(target.module, config.modules, "modules"));
  }
}

std::string in_lower_case(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(), lower);
  return name;
}

// The module of a target that names none.
std::string default_module(const Config& config, const Place& place) {
  constexpr const char* name = "default";
  if (config.modules.count(name) != 0) return name;
  if (config.modules.size() == 1) return config.modules.begin()->first;
  refuse(place, "this target has no module, there are several, and none of them is called default",
         fmt::format("{{target: HOST, module: {}}}", config.modules.begin()->first));
}

void check_family(const Config& config, const Place& place, std::string_view what,
                  const std::string& address) {
  if (!is_ip_address(address)) return;
  const bool ipv6 = address.find(':') != std::string::npos;
  if (ipv6 ? config.network.ipv6 : config.network.ipv4) return;
  refuse(place, fmt::format("{} {} contradicts network.{}", what, address, ipv6 ? "ipv6" : "ipv4"),
         fmt::format("drop {}: false", ipv6 ? "ipv6" : "ipv4"));
}

void settle(const Config& config, ConfigTarget& target) {
  if (target.module.empty()) target.module = default_module(config, target.place);
  const ConfigModule& module = config.modules.at(target.module);
  if (target.port == 0) target.port = module.connector.Port;
  check_family(config, target.place, "target", target.host);
  check_family(config, config.place(fmt::format("modules.{}.connector.SourceIPAddress", module.name)),
               "SourceIPAddress", module.connector.SourceIPAddress);
  if (module.credential.empty()) return;
  if (!config.credentials.at(module.credential).may_be_sent_to(target.host)) {
    refuse(target.place, fmt::format("credential {} may not be sent to {}", module.credential, target.host),
           fmt::format("add it to credentials.{}.targets, or use another module", module.credential));
  }
}

void check_targets(Config& config) {
  // Without modules, every target is surveyed with the defaults.
  if (config.modules.empty()) {
    ConfigModule survey;
    survey.name = "default";
    for (const auto& row : modes()) survey.modes.push_back(row.mode);
    config.modules.emplace(survey.name, survey);
  }
  std::map<std::tuple<std::string, std::uint16_t, std::string>, unsigned> seen;
  for (ConfigTarget& target : config.targets) {
    settle(config, target);
    const auto [earlier, first] =
        seen.try_emplace({in_lower_case(target.host), target.port, target.module}, target.place.line);
    if (!first) {
      refuse(
          target.place,
          fmt::format("{} port {} is walked by module {} already", target.host, target.port, target.module),
          fmt::format("the other is in line {}; keep one of them", earlier->second));
    }
  }
}

}  // namespace

std::span<const Key<Config>> config_keys() {
  return rows;
}

Place Config::place(std::string_view keys) const {
  const auto found = places.find(keys);
  if (found != places.end()) return found->second;
  return targets.empty() ? Place{} : Place{targets.front().place.file};
}

Config read_config(std::string_view bytes, std::string_view file_name) {
  const std::string file(file_name);
  const auto root = read_yaml(bytes, file);
  Config config;
  const ConfigSource source{file, config.places};
  read_keys(Value(*root, source), config_keys(), config);
  if (config.targets.empty()) refuse({file}, "the file has no targets", "targets: [relay.contoso.example]");
  check_names(config);
  check_targets(config);
  return config;
}

}  // namespace authwalk
