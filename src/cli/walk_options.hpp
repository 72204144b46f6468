// From the flags of `walk` to what is to be done. Pure: no file is read, no name is looked up.
#pragma once

#include <authwalk/probe.hpp>
#include <string>
#include <vector>

#include "credential_sources.hpp"
#include "expectations.hpp"
#include "output.hpp"
#include "walk_arguments.hpp"

namespace authwalk::cli {

struct WalkRequest {
  ProbePlan plan;  ///< its walks have no credential and no walk_id yet
  Expectations expectations;
  CredentialRequest credential;
  OutputRequest output;
  bool offline = false;
  std::vector<std::string> notes;  ///< for standard error
};

/// Throws CommandError for everything that is wrong or contradicts itself. `system_host_name` is the EHLO
/// name where --fqdn gives none.
WalkRequest walk_request(const WalkArguments& given, const std::string& system_host_name);

}  // namespace authwalk::cli
