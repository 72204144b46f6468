// One walk, read back from its JSON object.
#pragma once

#include <authwalk/report.hpp>

#include "report/json_node.hpp"

namespace authwalk {

/// Throws Misread.
ReportedWalk read_walk(const JsonNode& walk);

}  // namespace authwalk
