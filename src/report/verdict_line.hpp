// The last line of the text report, which is the one that is read first.
#pragma once

#include <authwalk/report.hpp>
#include <string>

#include "report/style.hpp"

namespace authwalk {

/// "FAIL: 1 of 5 modes failed: BasicAuth at auth-result, server said 535 5.7.3; 4 passed", with a line feed.
std::string verdict_line(const Report& report, const Style& style);

}  // namespace authwalk
