// "Secured by other means?": what speaks for it and against it, where a walk looked at its path.
#pragma once

#include <authwalk/path.hpp>
#include <authwalk/transcript.hpp>
#include <string>
#include <vector>

#include "report/style.hpp"
#include "report/target_group.hpp"

namespace authwalk {

/// Of one walk; empty when it did not look at its path.
std::vector<PathEvidence> path_evidence_of(const Transcript& t);

/// One block for each walk of the group that looked at its path, below the findings.
std::string path_evidence(const TargetGroup& group, const Style& style);

}  // namespace authwalk
