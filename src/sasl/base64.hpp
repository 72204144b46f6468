// Base64 (RFC 4648 section 4), into memory that is wiped.
#pragma once

#include <authwalk/credential.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace authwalk {

Secret base64_encode(std::string_view bytes);

/// Strict: padding must be right and nothing else may stand in the text. Empty when it is not base64.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace authwalk
