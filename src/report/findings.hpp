// What stands around the matrix of one target: the heading, and what the walks found without failing.
#pragma once

#include <string>
#include <string_view>

#include "report/style.hpp"
#include "report/target_group.hpp"

namespace authwalk {

/// Target, address, server, EHLO name; addresses that failed before one answered.
std::string heading(const TargetGroup& group, const Style& style);

/// Notes of the steps, broken TLS, and what the walks that passed did not prove.
std::string findings(const TargetGroup& group, const Style& style);

/// Which flag would have proved a claim of this walk, " (needs --to)"; empty when none would.
std::string_view needed_for(std::string_view claim, const Transcript& transcript);

}  // namespace authwalk
