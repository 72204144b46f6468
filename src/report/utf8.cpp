#include "report/utf8.hpp"

#include <algorithm>
#include <array>

namespace authwalk {
namespace {

struct Range {
  char32_t first, last;
};

// Marks that are drawn over the character before them, in the scripts that occur in mail.
constexpr std::array combining{Range{0x0300, 0x036F}, Range{0x0483, 0x0489}, Range{0x0591, 0x05BD},
                               Range{0x0610, 0x061A}, Range{0x064B, 0x065F}, Range{0x0E31, 0x0E31},
                               Range{0x0E34, 0x0E3A}, Range{0x0E47, 0x0E4E}, Range{0x1AB0, 0x1AFF},
                               Range{0x1DC0, 0x1DFF}, Range{0x20D0, 0x20FF}, Range{0xFE20, 0xFE2F}};

// East Asian Wide and Fullwidth, and the emoji that terminals draw two cells wide.
constexpr std::array wide{Range{0x1100, 0x115F},   Range{0x2E80, 0x303E},   Range{0x3041, 0xA4CF},
                          Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},   Range{0xFE30, 0xFE6F},
                          Range{0xFF00, 0xFF60},   Range{0xFFE0, 0xFFE6},   Range{0x1F300, 0x1F64F},
                          Range{0x1F680, 0x1F6FF}, Range{0x1F900, 0x1F9FF}, Range{0x20000, 0x3FFFD}};

template <std::size_t N>
bool in(const std::array<Range, N>& ranges, char32_t point) {
  const auto after = std::upper_bound(ranges.begin(), ranges.end(), point,
                                      [](char32_t p, const Range& range) { return p < range.first; });
  return after != ranges.begin() && point <= (after - 1)->last;
}

bool continues(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

}  // namespace

Utf8Char first_char(std::string_view bytes) {
  const auto lead = static_cast<unsigned char>(bytes.front());
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || bytes.size() < size) return {};
  char32_t point = lead & (0x7Fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if (!continues(bytes[i])) return {};
    point = (point << 6) | (static_cast<unsigned char>(bytes[i]) & 0x3Fu);
  }
  constexpr std::array<char32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
  if (point < smallest[size] || surrogate || point > 0x10FFFF) return {};
  return {point, size, true};
}

int cell_width(char32_t point) {
  if (point < 0x300) return 1;
  if (in(combining, point)) return 0;
  return in(wide, point) ? 2 : 1;
}

std::size_t cell_width(std::string_view text) {
  std::size_t cells = 0;
  while (!text.empty()) {
    const Utf8Char c = first_char(text);
    cells += static_cast<std::size_t>(c.valid ? cell_width(c.point) : 1);
    text.remove_prefix(c.size);
  }
  return cells;
}

}  // namespace authwalk
