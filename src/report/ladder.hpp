// The conversation of one walk as text, line by line: step, time, direction, inside or outside TLS.
#pragma once

#include <string>
#include <vector>

#include "report/rungs.hpp"
#include "report/style.hpp"

namespace authwalk {

/// Empty when nothing was said and nothing happened.
std::string ladder_text(const std::vector<Rung>& rungs, const Style& style);

/// A few rungs of one step, without their times.
std::string excerpt_text(const std::vector<Rung>& rungs, const Style& style);

}  // namespace authwalk
