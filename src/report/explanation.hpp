// Why a walk did not pass: headline, the words that were said, causes, fixes, the event.
#pragma once

#include <authwalk/report.hpp>
#include <string>
#include <vector>

#include "report/style.hpp"
#include "report/target_group.hpp"

namespace authwalk {

/// One block for each walk that failed, stayed open or is not as expected; walks that ended in the same way
/// for the same reason share a block.
std::string explanations(const TargetGroup& group, const Style& style);

/// How a walk ended, in a few words: "server said 535 5.7.3", "cert-expired". Empty when it passed.
std::string ending_in_short(const Transcript& transcript);

}  // namespace authwalk
