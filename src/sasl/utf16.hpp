// Passwords as Windows has them: UTF-16, little-endian.
#pragma once

#include <authwalk/credential.hpp>
#include <optional>
#include <string_view>

namespace authwalk {

/// Nothing when the text is not UTF-8.
std::optional<Secret> utf16_le(std::string_view text);

}  // namespace authwalk
