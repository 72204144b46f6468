// From the flags of `walk` to what is to be done. Pure: no file is read, no name is looked up.
#pragma once

#include <authwalk/probe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "assignment.hpp"
#include "expectations.hpp"
#include "output.hpp"
#include "shard.hpp"
#include "walk_arguments.hpp"

namespace authwalk::cli {

/// What all walks of a command share, whoever names the smart hosts.
struct CommonSettings {
  WalkPlan walk;              ///< its smart host and mode are not filled in yet
  Expectations expectations;  ///< by --mode and --expect
  CredentialRequest credential;
  std::vector<std::string> notes;  ///< for standard error
};

struct WalkRequest {
  std::vector<Assignment> walks;
  ProbePlan run;        ///< everything but its walks
  bool survey = false;  ///< neither --mode nor --expect, nor anything else that says what to expect
  OutputRequest output;
  bool offline = false;
  std::optional<Shard> shard;
  std::string journal;             ///< --resume; empty: none
  std::vector<std::string> notes;  ///< for standard error
};

/// The flags that matter whoever names the smart hosts; no walk yet. All throw CommandError.
WalkRequest request_without_walks(const WalkArguments& given);
CommonSettings common_settings(const WalkArguments& given, const std::string& system_host_name);
ProbePlan run_settings(const WalkArguments& given, std::vector<std::string>& notes);

/// A note where EHLO says the short name of this system; a connector's own Fqdn is what it says.
void note_own_name(WalkRequest& request, const std::string& system_host_name);

/// The request of `walk TARGET...`. Throws CommandError for everything that is wrong or contradicts itself.
/// `system_host_name` is the EHLO name where --fqdn gives none.
WalkRequest walk_request(const WalkArguments& given, const std::string& system_host_name);

}  // namespace authwalk::cli
