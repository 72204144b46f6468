// The run of base64 characters in which something stands.
#pragma once

#include <cstddef>
#include <string_view>

namespace authwalk {

/// Of both alphabets (RFC 4648 sections 4 and 5), without padding.
inline bool is_base64(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' || c == '/' ||
         c == '-' || c == '_';
}

/// Widens [begin, end) to the whole run, with its padding: the characters at the ends of what was found hold
/// some of its bits.
inline void widen_to_run(std::string_view text, std::size_t& begin, std::size_t& end) {
  while (begin > 0 && is_base64(text[begin - 1])) --begin;
  while (end < text.size() && is_base64(text[end])) ++end;
  while (end < text.size() && text[end] == '=') ++end;
}

}  // namespace authwalk
