#pragma once

#include <string_view>

namespace authwalk {

/// "0.1.0"
std::string_view version();

}  // namespace authwalk
