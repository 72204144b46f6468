// printable() of the public header, and its form for terminals that only know ASCII.
#pragma once

#include <string>
#include <string_view>

namespace authwalk {

/// As printable(), with every character beyond ASCII written as \u{NNNN} too.
std::string printable_ascii(std::string_view bytes);

}  // namespace authwalk
