#include "walk_sources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <authwalk/report.hpp>
#include <authwalk/suggestion.hpp>
#include <set>
#include <tuple>

#include "command_error.hpp"
#include "config_walks.hpp"
#include "connector_walks.hpp"
#include "flag_value.hpp"
#include "hosts_file.hpp"
#include "walk_flags.hpp"

namespace authwalk::cli {
namespace {

bool by_target(const WalkArguments& given) {
  return !given.targets.empty() || given.hosts_file;
}

void refuse_several_sources(const WalkArguments& given) {
  const int sources = (by_target(given) ? 1 : 0) + (given.connector.empty() ? 0 : 1) + (given.config ? 1 : 0);
  if (sources > 1) {
    throw CommandError{exit_usage, "TARGET, --connector and --config exclude each other",
                       "give one of them; --target NAME picks one of a file"};
  }
  if (given.connector.empty() && !given.tls_certificate.empty()) {
    throw CommandError{exit_usage, "--tls-certificate without --connector", "--client-cert FILE"};
  }
  if (given.connector.empty() && given.for_domain) {
    throw CommandError{exit_usage, "--for without --connector: it is for connectors that route by DNS",
                       fmt::format("authwalk walk {}", printable(*given.for_domain))};
  }
  if (given.target && given.connector.empty() && !given.config) {
    throw CommandError{exit_usage, "--target picks a smart host of --config or --connector",
                       fmt::format("authwalk walk {}", printable(*given.target))};
  }
  if (given.connector_name && !by_target(given)) {
    throw CommandError{exit_usage, "--connector-name is told by the file", "drop it, or give TARGET instead"};
  }
}

WalkRequest request_of_targets(WalkArguments given, const std::string& system_host_name) {
  std::vector<std::string> notes;
  if (given.hosts_file) {
    for (auto& target : read_hosts_file(*given.hosts_file, notes)) given.targets.push_back(std::move(target));
  }
  auto request = walk_request(given, system_host_name);
  request.notes.insert(request.notes.begin(), notes.begin(), notes.end());
  return request;
}

WalkRequest request_of_connectors(const WalkArguments& given, const std::string& system_host_name) {
  auto request = request_without_walks(given);
  auto common = common_settings(given, system_host_name);
  request.run = run_settings(given, common.notes);
  request.walks = walks_of_connectors(given, common, request.run.network.tls, common.notes);
  request.notes = std::move(common.notes);
  if (!given.fqdn) note_own_name(request, system_host_name);
  return request;
}

WalkRequest request_of_config(const WalkArguments& given, const std::string& system_host_name) {
  auto request = request_without_walks(given);
  auto config = walks_of_config(given, system_host_name, request.notes);
  request.walks = std::move(config.walks);
  request.survey = config.survey;
  request.run = std::move(config.run);
  return request;
}

// --target: a name, a smart host, or a smart host with its port, as the file has them.
void pick_target(std::vector<Assignment>& walks, const std::string& typed) {
  const auto wanted = in_lower_case(typed);
  std::vector<std::string> known;
  std::string file;
  const auto is_wanted = [&](const Assignment& walk) {
    const Connector& connector = walk.plan.connector;
    for (const auto& name : {connector.Name, walk.told_as, connector.SmartHost}) {
      if (in_lower_case(name) == wanted) return true;
      if (!name.empty() && std::ranges::find(known, name) == known.end()) known.push_back(name);
    }
    return false;
  };
  if (!walks.empty()) file = walks.front().told_by.substr(walks.front().told_by.find('=') + 1);
  std::erase_if(walks, [&](const Assignment& walk) { return !is_wanted(walk); });
  if (!walks.empty()) return;
  std::vector<std::string> shown_names;
  for (const auto& name : known) {
    if (shown_names.size() < 8) shown_names.push_back(printable(name));
  }
  throw CommandError{
      exit_usage, fmt::format("--target {} is not in {}", shown(typed), shown(file)),
      did_you_mean(typed, shown_names, fmt::format("there are {}", fmt::join(shown_names, ", ")))};
}

// A report tells walks apart by these three, and so do --resume, merge, diff and the labels of metrics.
void refuse_the_same_walk_twice(const WalkRequest& request, const WalkArguments& given) {
  std::set<std::tuple<std::string, std::string, Mode>> planned;
  for (const auto& walk : request.walks) {
    const auto& connector = walk.plan.connector;
    if (planned.emplace(connector.Name, in_lower_case(connector.target()), walk.plan.mode).second) continue;
    const auto twice =
        fmt::format("{} would be walked twice in mode {}", shown(connector.target()), id(walk.plan.mode));
    if (given.config) {
      throw CommandError{exit_data, fmt::format("--config {}: {}", shown(*given.config), twice),
                         "give one of its targets a name of its own: {target: ..., name: ...}"};
    }
    if (!given.connector.empty()) {
      throw CommandError{exit_data, fmt::format("{} by connectors of the same name", twice),
                         "pick one: --connector FILE#NAME"};
    }
    throw CommandError{given.hosts_file ? exit_data : exit_usage, twice, "give each TARGET once"};
  }
}

}  // namespace

WalkRequest request_of(const WalkArguments& given, const std::string& system_host_name) {
  refuse_several_sources(given);
  auto request = given.config              ? request_of_config(given, system_host_name)
                 : given.connector.empty() ? request_of_targets(given, system_host_name)
                                           : request_of_connectors(given, system_host_name);
  if (given.target) pick_target(request.walks, *given.target);
  refuse_the_same_walk_twice(request, given);
  if (request.shard) {
    std::erase_if(request.walks,
                  [&](const Assignment& walk) { return !request.shard->holds(walk.plan.connector); });
  }
  give_flags(request.walks, given);
  return request;
}

}  // namespace authwalk::cli
