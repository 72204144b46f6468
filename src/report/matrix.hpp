// The table at the top of the text report: one row a mode, one column a step.
#pragma once

#include <string>

#include "report/style.hpp"
#include "report/target_group.hpp"

namespace authwalk {

std::string matrix(const TargetGroup& group, const Style& style);

/// What the marks mean.
std::string legend(const Style& style);

/// "PASS", "FAIL", "INCONCLUSIVE" or "NOT TESTED".
std::string_view shout(Outcome outcome);

}  // namespace authwalk
