// The four states of monitoring plugins, for one walk and for a report.
#pragma once

#include <authwalk/report.hpp>
#include <string_view>
#include <vector>

namespace authwalk {

/// The values are the exit statuses of a plugin.
enum class MonitoringState { ok = 0, warning = 1, critical = 2, unknown = 3 };

/// "OK", "WARNING", "CRITICAL", "UNKNOWN".
std::string_view word(MonitoringState state);

MonitoringState state_of(const ReportedWalk& walk);
MonitoringState state_of(const Report& report);

/// The walks that decide the state of the report.
std::vector<const ReportedWalk*> counted_walks(const Report& report);

}  // namespace authwalk
