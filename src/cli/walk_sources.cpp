#include "walk_sources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "command_error.hpp"
#include "config_walks.hpp"
#include "connector_walks.hpp"
#include "flag_value.hpp"
#include "walk_flags.hpp"

namespace authwalk::cli {
namespace {

using Names = std::vector<std::string_view>;

// A definition says these things itself.
const Names told_by_definition = {"--connector-name", "--port",       "--require-tls", "--ignore-starttls",
                                  "--tls-auth-level", "--tls-domain", "--source-ip"};

// A configuration says everything about the walks; left are how the run goes, and what becomes of the report.
const Names beside_config = {"--config",   "--offline", "--lockout-budget", "--state-dir", "--jobs",
                             "--per-host", "--rate",    "--shard",          "--resume",    "--format",
                             "--output",   "--verbose", "--quiet",          "--color"};

bool holds(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void refuse_several_sources(const WalkArguments& given) {
  const int sources =
      (given.targets.empty() ? 0 : 1) + (given.connector.empty() ? 0 : 1) + (given.config ? 1 : 0);
  if (sources > 1) {
    throw CommandError{exit_usage, "TARGET, --connector and --config exclude each other", "give one of them"};
  }
  if (given.connector.empty() && !given.tls_certificate.empty()) {
    throw CommandError{exit_usage, "--tls-certificate without --connector", "--client-cert FILE"};
  }
}

WalkRequest request_of_connectors(const WalkArguments& given, const std::string& system_host_name) {
  for (const auto name : given_flags(given)) {
    if (!holds(told_by_definition, name)) continue;
    throw CommandError{exit_usage, fmt::format("{} is told by the connector's definition", name),
                       fmt::format("drop {}, or give TARGET instead of --connector", name)};
  }
  auto request = request_without_walks(given);
  auto common = common_settings(given, system_host_name);
  request.run = run_settings(given, common.notes);
  request.walks = walks_of_connectors(given.connector, common, given.tls_certificate, request.run.network.tls,
                                      common.notes);
  request.notes = std::move(common.notes);
  return request;
}

WalkRequest request_of_config(const WalkArguments& given, const std::string& system_host_name) {
  for (const auto name : given_flags(given)) {
    if (holds(beside_config, name)) continue;
    throw CommandError{exit_usage, fmt::format("{} has its place in the file of --config", name),
                       fmt::format("drop {}, and write it there", name)};
  }
  auto request = request_without_walks(given);
  auto config = walks_of_config(*given.config, system_host_name, request.notes);
  std::vector<std::string> notes;
  const auto typed = run_settings(given, notes);
  request.walks = std::move(config.walks);
  request.survey = config.survey;
  request.run = std::move(config.run);
  if (given.jobs) request.run.jobs = typed.jobs;
  if (given.per_host) request.run.per_host = typed.per_host;
  if (given.rate) request.run.rate = typed.rate;
  return request;
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
    throw CommandError{exit_usage, twice, "give each TARGET once"};
  }
}

}  // namespace

WalkRequest request_of(const WalkArguments& given, const std::string& system_host_name) {
  refuse_several_sources(given);
  auto request = given.config              ? request_of_config(given, system_host_name)
                 : given.connector.empty() ? walk_request(given, system_host_name)
                                           : request_of_connectors(given, system_host_name);
  refuse_the_same_walk_twice(request, given);
  if (request.shard) {
    std::erase_if(request.walks,
                  [&](const Assignment& walk) { return !request.shard->holds(walk.plan.connector); });
  }
  give_flags(request.walks, given);
  return request;
}

}  // namespace authwalk::cli
