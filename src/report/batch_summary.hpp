// The text report of many smart hosts: figures, and then only what is not as it should be.
#pragma once

#include <authwalk/report.hpp>
#include <string>

#include "report/style.hpp"

namespace authwalk {

/// A matrix for each is more than anybody reads: from here on they are summed up.
bool too_many_to_show_each(const Report& report);

/// Walks by outcome and by failing step and class, then a line for each walk that is not as it should be.
std::string batch_summary(const Report& report, const Style& style);

}  // namespace authwalk
