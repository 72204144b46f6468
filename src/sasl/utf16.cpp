#include "sasl/utf16.hpp"

#include "report/utf8.hpp"

namespace authwalk {

std::optional<Secret> utf16_le(std::string_view text) {
  Secret units(text.size() * 2);  // no character takes more than twice its bytes
  std::size_t size = 0;
  const auto append = [&](char32_t unit) {
    units.bytes()[size++] = static_cast<char>(unit);
    units.bytes()[size++] = static_cast<char>(unit >> 8);
  };
  while (!text.empty()) {
    const Utf8Char c = first_char(text);
    if (!c.valid) return std::nullopt;
    text.remove_prefix(c.size);
    if (c.point < 0x10000) {
      append(c.point);
    } else {
      append(0xD800 + ((c.point - 0x10000) >> 10));
      append(0xDC00 + ((c.point - 0x10000) & 0x3FF));
    }
  }
  units.shrink(size);
  return units;
}

}  // namespace authwalk
