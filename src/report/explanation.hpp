// Why a walk did not pass: headline, the words that were said, causes, fixes, the event.
#pragma once

#include <authwalk/report.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "report/style.hpp"
#include "report/target_group.hpp"

namespace authwalk {

/// One block for each walk that failed, stayed open or is not as expected; walks that ended in the same way
/// for the same reason share a block.
std::string explanations(const TargetGroup& group, const Style& style);

/// What the two sides are called.
struct Parties {
  std::string_view ours = "this side";
  std::string_view server = "the smart host";
};

/// What the server has counted against the account, one sentence each.
std::vector<std::string> refused_logons(const AuthFacts& auth);

/// Whose move it is, in words.
std::string whose_move(Blame blame, const Parties& parties = {});

/// What stands below the headline of a failure: what was said, whose move it is, the causes and what to do,
/// the event.
std::string failure_body(const ReportedWalk& walk, const Style& style, const Parties& parties = {});

/// How a walk ended, in a few words: "server said 535 5.7.3", "cert-expired". Empty when it passed.
std::string ending_in_short(const Transcript& transcript);

}  // namespace authwalk
