// "Secured by other means?": what speaks for it and against it, where a walk looked at its path.
#pragma once

#include <authwalk/path.hpp>
#include <authwalk/transcript.hpp>
#include <vector>

namespace authwalk {

/// Of one walk; empty when it did not look at its path.
std::vector<PathEvidence> path_evidence_of(const Transcript& t);

}  // namespace authwalk
