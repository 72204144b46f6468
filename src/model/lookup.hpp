// Case-insensitive comparison of ASCII names, for the lookups by name in the tables of this folder.
#pragma once

#include <algorithm>
#include <string_view>

namespace authwalk {

inline char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

inline bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace authwalk
