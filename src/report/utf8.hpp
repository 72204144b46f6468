// Strict UTF-8, one character at a time (RFC 3629: no overlong forms, no surrogates).
#pragma once

#include <cstddef>
#include <string_view>

namespace authwalk {

struct Utf8Char {
  char32_t point = 0;    ///< meaningless when not valid
  std::size_t size = 1;  ///< bytes taken; 1 for a byte that belongs to no character
  bool valid = false;
};

/// The character at the front of `bytes`, which must not be empty.
Utf8Char first_char(std::string_view bytes);

/// Cells that a character takes on a terminal: 0 for combining marks, 2 for East Asian wide ones.
int cell_width(char32_t point);

/// Cells that a printable text takes. It must be valid UTF-8.
std::size_t cell_width(std::string_view text);

}  // namespace authwalk
