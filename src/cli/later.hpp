// Commands that the contract names and this version does not have yet. It says so instead of calling them
// unknown.
#pragma once

#include <string_view>

namespace authwalk::cli {

/// What to say of the command, "comes with a later version of authwalk"; empty when this version has it or no
/// version will.
std::string_view comes_later(std::string_view command);

}  // namespace authwalk::cli
