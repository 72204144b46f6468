// Performance data of monitoring plugins: what is behind the "|".
#pragma once

#include <authwalk/report.hpp>
#include <string>

namespace authwalk {

/// "'time'=0.412031s;2;5;0 'connect'=0.000411s;;;0 ...", one line without its end. Empty when nothing was
/// measured.
std::string perfdata(const Report& report);

/// Are the walks told apart by their number and not by their mode?
bool walks_are_numbered(const Report& report);

}  // namespace authwalk
