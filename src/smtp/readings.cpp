#include "smtp/readings.hpp"

#include <array>
#include <optional>
#include <utility>

#include "model/lookup.hpp"

namespace authwalk {
namespace {

// What one escape stands for, and how many characters it takes.
struct Escape {
  char32_t value = 0;
  std::size_t size = 0;
  bool byte = false;  // of any encoding; else a code point, or a half of one
};

std::optional<char32_t> number(std::string_view digits, unsigned base) {
  char32_t value = 0;
  if (digits.empty() || digits.size() > 8) return std::nullopt;
  for (const char digit : digits) {
    const auto at = std::string_view("0123456789abcdef").find(lower(digit));
    if (at >= base) return std::nullopt;
    value = value * base + static_cast<char32_t>(at);
  }
  return value <= 0x10FFFF ? std::optional(value) : std::nullopt;
}

// `prefix` and so many hexadecimal digits.
std::optional<Escape> fixed(std::string_view text, std::string_view prefix, std::size_t digits, bool byte) {
  if (text.size() < prefix.size() + digits || !same_name(text.substr(0, prefix.size()), prefix))
    return std::nullopt;
  const auto value = number(text.substr(prefix.size(), digits), 16);
  return value ? std::optional(Escape{*value, prefix.size() + digits, byte}) : std::nullopt;
}

constexpr std::array names{std::pair{std::string_view("&amp;"), '&'},
                           std::pair{std::string_view("&lt;"), '<'}, std::pair{std::string_view("&gt;"), '>'},
                           std::pair{std::string_view("&quot;"), '"'},
                           std::pair{std::string_view("&apos;"), '\''}};

std::optional<Escape> reference(std::string_view text) {
  for (const auto& [name, c] : names) {
    if (text.size() >= name.size() && same_name(text.substr(0, name.size()), name))
      return Escape{static_cast<unsigned char>(c), name.size(), false};
  }
  const std::size_t end = text.substr(0, 12).find(';');
  if (end == std::string_view::npos || end < 3 || text[1] != '#') return std::nullopt;
  const bool hex = lower(text[2]) == 'x';
  const auto value = number(text.substr(hex ? 3 : 2, end - (hex ? 3 : 2)), hex ? 16 : 10);
  return value ? std::optional(Escape{*value, end + 1, false}) : std::nullopt;
}

std::optional<Escape> escape_at(std::string_view text) {
  std::optional<Escape> found;
  switch (text.front()) {
    case '%':
      found = fixed(text, "%u", 4, false);
      return found ? found : fixed(text, "%", 2, true);
    case '\\':
      found = fixed(text, "\\u", 4, false);
      return found ? found : fixed(text, "\\x", 2, true);
    case '=':
      return fixed(text, "=", 2, true);
    case '&':
      return reference(text);
    case '+':
      return Escape{' ', 1, true};
    default:
      return std::nullopt;
  }
}

// The second half of a code point beyond the first 65,536, where the first one was.
void join_halves(Escape& first, std::string_view rest) {
  if (first.byte || first.value < 0xD800 || first.value > 0xDBFF || rest.empty()) return;
  const std::optional<Escape> second = escape_at(rest);
  if (!second || second->byte || second->value < 0xDC00 || second->value > 0xDFFF) return;
  first.value = 0x10000 + ((first.value - 0xD800) << 10U) + (second->value - 0xDC00);
  first.size += second->size;
}

void append_utf8(std::string& text, char32_t point) {
  const auto tail = [&](unsigned shift) { text += static_cast<char>(0x80U | ((point >> shift) & 0x3FU)); };
  if (point < 0x80) {
    text += static_cast<char>(point);
  } else if (point < 0x800) {
    text += static_cast<char>(0xC0U | (point >> 6U));
    tail(0);
  } else if (point < 0x10000) {
    text += static_cast<char>(0xE0U | (point >> 12U));
    tail(6), tail(0);
  } else {
    text += static_cast<char>(0xF0U | (point >> 18U));
    tail(12), tail(6), tail(0);
  }
}

}  // namespace

Reading without_escapes(std::string_view text, EscapedBytes bytes) {
  Reading reading;
  for (std::size_t at = 0; at < text.size();) {
    std::optional<Escape> escape = escape_at(text.substr(at));
    if (escape) join_halves(*escape, text.substr(at + escape->size));
    if (escape && (!escape->byte || bytes == EscapedBytes::are_points)) {
      append_utf8(reading.text, escape->value);
    } else {
      reading.text += escape ? static_cast<char>(escape->value) : text[at];
    }
    const std::size_t end = at + (escape ? escape->size : 1);
    reading.places.resize(reading.text.size(),
                          {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)});
    at = end;
  }
  return reading;
}

Reading without_separators(std::string_view text) {
  Reading reading;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool prefix = text[at] == '0' && at + 1 < text.size() && lower(text[at + 1]) == 'x';
    if (prefix) ++at;
    if (prefix || std::string_view(" \t:-,.").find(text[at]) != std::string_view::npos) continue;
    reading.text += text[at];
    reading.places.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + 1)});
  }
  return reading;
}

}  // namespace authwalk
