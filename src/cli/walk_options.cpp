#include "walk_options.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "command_error.hpp"
#include "flag_value.hpp"
#include "state_dir.hpp"
#include "walk_overrides.hpp"

namespace authwalk::cli {
namespace {

[[noreturn]] void refuse(std::string problem, std::string hint) {
  throw CommandError{exit_usage, std::move(problem), std::move(hint)};
}

bool authenticates(const std::vector<Mode>& modes) {
  return std::any_of(modes.begin(), modes.end(), [](Mode mode) { return row(mode).auth != AuthUse::none; });
}

std::string own_name(const std::string& system_host_name) {
  try {
    return flag_value("this system's name", system_host_name, setting::host_name);
  } catch (CommandError& error) {
    error.hint = "--fqdn NAME gives another for EHLO";
    throw;
  }
}

std::vector<Assignment> walks_of_targets(const WalkArguments& given, const CommonSettings& common,
                                         const NetworkSettings& network) {
  const auto credential = std::make_shared<const CredentialRequest>(common.credential);
  std::vector<Assignment> walks;
  for (const auto& typed : given.targets) {
    const auto target = flag_value("TARGET", typed, setting::target);
    refuse_wrong_family("TARGET", target.host, network);
    refuse_unlike_families(common.walk.connector.SourceIPAddress, target.host);
    for (const Mode mode : common.expectations.modes) {
      Assignment walk;
      walk.plan = common.walk;
      walk.plan.connector.SmartHost = target.host;
      walk.plan.connector.Port = target.port.value_or(common.walk.connector.Port);
      walk.plan.mode = mode;
      if (const auto error = definition_error(walk.plan.connector); !error.empty())
        refuse(error, "authwalk walk --help");
      walk.expected = common.expectations.of(mode);
      walk.credential = credential;
      walks.push_back(std::move(walk));
    }
  }
  return walks;
}

}  // namespace

WalkRequest request_without_walks(const WalkArguments& given) {
  if (given.verbose > 0 && given.quiet) refuse("-v and -q exclude each other", "drop one of them");
  WalkRequest request;
  request.output = output_request(given.format, given.output, given.quiet ? -1 : given.verbose, given.color);
  request.offline = given.offline;
  const bool report = given.format.value_or("text") != "text" || !given.output.empty() || given.resume;
  if (given.offline && report) {
    refuse("--offline prints commands as text, and makes no report", "drop --format, -o and --resume");
  }
  lockout_budget(given.lockout_budget);  // a mistake in it is found before a password is asked for
  if (given.shard) request.shard = parse_shard(*given.shard);
  request.journal = given.resume.value_or("");
  if (given.resume && given.resume->empty()) refuse("--resume is empty", "--resume run.ndjson");
  return request;
}

CommonSettings common_settings(const WalkArguments& given, const std::string& system_host_name) {
  CommonSettings common;
  common.expectations = choose_modes(given.mode, given.expect);
  common.credential = credential_request(given);
  if (!authenticates(common.expectations.modes) && given.user) {
    // No secret is read, and nobody is asked for one, that nothing would use.
    common.credential = {};
    common.notes.push_back("no walked mode authenticates; --user is not used");
  }
  WalkPlan& walk = common.walk;
  if (!given.fqdn) walk.connector.Fqdn = own_name(system_host_name);
  override_connector(given, walk.connector);
  if (given.port) walk.connector.Port = flag_value("--port", *given.port, setting::port);
  override_walk(given, common.expectations.modes, walk);
  if (given.timeout && walk.limits.step < std::chrono::seconds(5)) {
    common.notes.push_back(
        "Exchange holds failures back for 5 s; with --timeout below 5 they look like time-outs");
  }
  // Whatever we wait for, a walk's deadline bounds it.
  common.credential.limit = std::min(common.credential.limit, walk.limits.deadline);
  return common;
}

ProbePlan run_settings(const WalkArguments& given, std::vector<std::string>& notes) {
  ProbePlan run;
  override_run(given, run);
  if (run.max_rejected > 1)
    notes.push_back(fmt::format("up to {} rejected logons may lock the account", run.max_rejected));
  return run;
}

// A connector's own Fqdn, where it has one, is what it says.
void note_own_name(WalkRequest& request, const std::string& system_host_name) {
  const auto says_own_name = [&](const Assignment& walk) {
    return walk.plan.connector.Fqdn == system_host_name && system_host_name.find('.') == std::string::npos;
  };
  if (std::ranges::none_of(request.walks, says_own_name)) return;
  request.notes.push_back(
      fmt::format("EHLO says {}; a Send connector says its FQDN (--fqdn NAME)", system_host_name));
}

WalkRequest walk_request(const WalkArguments& given, const std::string& system_host_name) {
  if (given.targets.empty()) {
    refuse(given.hosts_file ? fmt::format("--hosts-file {} names no smart host", shown(*given.hosts_file))
                            : std::string("no TARGET is given"),
           "authwalk walk relay.contoso.example");
  }
  auto request = request_without_walks(given);
  auto common = common_settings(given, system_host_name);
  request.survey = common.expectations.survey;
  request.run = run_settings(given, common.notes);
  refuse_wrong_family("--source-ip", common.walk.connector.SourceIPAddress, request.run.network);
  request.walks = walks_of_targets(given, common, request.run.network);
  request.notes = std::move(common.notes);
  if (!given.fqdn) note_own_name(request, system_host_name);
  return request;
}

}  // namespace authwalk::cli
