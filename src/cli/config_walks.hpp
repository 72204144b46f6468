// The walks that a configuration file asks for (walk --config FILE).
#pragma once

#include <authwalk/probe.hpp>
#include <string>
#include <vector>

#include "assignment.hpp"
#include "walk_arguments.hpp"

namespace authwalk::cli {

struct ConfigWalks {
  std::vector<Assignment> walks;
  ProbePlan run;        ///< everything but its walks
  bool survey = false;  ///< of some walks nothing is expected: one mode that passes is enough there
};

/// Reads the file of --config, and looks at the files that it names; no password is read and nothing is sent.
/// Paths in it are relative to its own folder. What the other flags say takes the place of what it says. Adds
/// to `notes` what is not an error. Throws CommandError: 66 where the file is missing, 65 with its line and
/// column where something in it is wrong, 77 where a key or a keytab is open to others.
ConfigWalks walks_of_config(const WalkArguments& given, const std::string& system_host_name,
                            std::vector<std::string>& notes);

}  // namespace authwalk::cli
