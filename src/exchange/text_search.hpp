// Searching in recorded text: in any case, and without minding how a console has wrapped it.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "model/lookup.hpp"

namespace authwalk {

inline bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0';
}

inline bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

inline bool is_letter(char c) {
  return lower(c) >= 'a' && lower(c) <= 'z';
}

inline std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

/// Where `part` begins in `text`, in any case (ASCII); npos when it does not stand there.
inline std::size_t find_in_any_case(std::string_view text, std::string_view part, std::size_t from = 0) {
  if (part.empty() || part.size() > text.size())
    return part.empty() && from <= text.size() ? from : std::string_view::npos;
  // Nearly every place is ruled out by its first character, so the library looks for that, small and capital.
  const char small = lower(part.front());
  const char capital = small >= 'a' && small <= 'z' ? static_cast<char>(small - 'a' + 'A') : small;
  std::size_t at_small = text.find(small, from), at_capital = text.find(capital, from);
  while (at_small != std::string_view::npos || at_capital != std::string_view::npos) {
    const std::size_t at = std::min(at_small, at_capital);
    if (at + part.size() > text.size()) break;
    if (same_name(text.substr(at, part.size()), part)) return at;
    if (at == at_small) at_small = text.find(small, at + 1);
    if (at == at_capital) at_capital = text.find(capital, at + 1);
  }
  return std::string_view::npos;
}

inline bool contains_in_any_case(std::string_view text, std::string_view part) {
  return find_in_any_case(text, part) != std::string_view::npos;
}

inline bool starts_in_any_case(std::string_view text, std::string_view part) {
  return text.size() >= part.size() && same_name(text.substr(0, part.size()), part);
}

/// The text on one line: every run of blanks and line ends becomes one blank.
inline std::string on_one_line(std::string_view text) {
  std::string line;
  for (char c : trimmed(text)) {
    if (!is_blank(c)) {
      line += c;
    } else if (!line.ends_with(' ')) {
      line += ' ';
    }
  }
  return line;
}

}  // namespace authwalk
