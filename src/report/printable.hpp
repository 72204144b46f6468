// printable() of the public header, and its form for terminals that only know ASCII.
#pragma once

#include <string>
#include <string_view>

namespace authwalk {

/// The bytes that printable() has made the text of. The escapes are never ambiguous, so nothing is lost on
/// the way; a text that printable() cannot have made comes back in some form, and is as little trusted as
/// before.
std::string from_printable(std::string_view text);

/// As printable(), with every character beyond ASCII written as \u{NNNN} too.
std::string printable_ascii(std::string_view bytes);

}  // namespace authwalk
