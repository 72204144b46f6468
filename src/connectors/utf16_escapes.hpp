// Characters that a file gives as UTF-16 units in hexadecimal: _x000A_ in CLIXML, \u000A in JSON.
#pragma once

#include <string>
#include <string_view>

#include "exchange/text_decoding.hpp"

namespace authwalk::connectors {

/// The unit of four hexadecimal digits; -1 when they are none.
inline int utf16_unit(std::string_view digits) {
  if (digits.size() != 4) return -1;
  int unit = 0;
  for (const char c : digits) {
    const std::size_t digit = std::string_view("0123456789abcdef0123456789ABCDEF").find(c);
    if (digit == std::string_view::npos) return -1;
    unit = unit * 16 + static_cast<int>(digit % 16);
  }
  return unit;
}

/// Halves of a character that stand alone become U+FFFD.
inline std::string utf8_of(std::u16string_view units) {
  std::string bytes = "\xFE\xFF";
  for (const char16_t unit : units) {
    bytes += static_cast<char>(unit >> 8);
    bytes += static_cast<char>(unit & 0xFF);
  }
  TextDecoder decoder;
  std::string text(decoder.decode(bytes));
  return text + std::string(decoder.finish());
}

}  // namespace authwalk::connectors
