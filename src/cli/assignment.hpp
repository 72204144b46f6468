// One walk that was asked for: by a TARGET, by a connector's definition, or by a configuration.
#pragma once

#include <authwalk/report.hpp>
#include <authwalk/walk.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "credential_sources.hpp"

namespace authwalk::cli {

struct Assignment {
  WalkPlan plan;                                        ///< without credential and walk_id yet
  std::optional<Expectation> expected;                  ///< empty in a survey
  std::shared_ptr<const CredentialRequest> credential;  ///< null: none. Walks that share one share the object
  std::shared_ptr<const Thresholds> thresholds;         ///< null: none
  std::string told_by;  ///< "--config=FILE" or "--connector=FILE#NAME"; empty: TARGET
  std::string told_as;  ///< the smart host with its port, as the file has it
};

/// Reads each credential once and gives it to the walks that ask for it. Throws CommandError.
void give_credentials(std::vector<Assignment>& walks);

/// Gives each walk an id; transcripts are told apart by it.
void give_ids(std::vector<Assignment>& walks);

}  // namespace authwalk::cli
