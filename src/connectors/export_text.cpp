#include "connectors/export_text.hpp"

#include <string.h>

#include <algorithm>
#include <array>
#include <utility>

#include "exchange/text_decoding.hpp"
#include "exchange/text_search.hpp"

namespace authwalk::connectors {
namespace {

// 0x80 to 0x9F of Windows-1252; above it is Latin-1. An unused place is U+FFFD.
constexpr std::u16string_view windows_1252 =
    u"\u20AC\uFFFD\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\uFFFD\u017D\uFFFD"
    u"\uFFFD\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\uFFFD\u017E\u0178";

// 0x80 to 0xFF of code page 850, which Western consoles write.
constexpr std::u16string_view code_page_850 =
    u"\u00C7\u00FC\u00E9\u00E2\u00E4\u00E0\u00E5\u00E7\u00EA\u00EB\u00E8\u00EF\u00EE\u00EC\u00C4\u00C5"
    u"\u00C9\u00E6\u00C6\u00F4\u00F6\u00F2\u00FB\u00F9\u00FF\u00D6\u00DC\u00F8\u00A3\u00D8\u00D7\u0192"
    u"\u00E1\u00ED\u00F3\u00FA\u00F1\u00D1\u00AA\u00BA\u00BF\u00AE\u00AC\u00BD\u00BC\u00A1\u00AB\u00BB"
    u"\u2591\u2592\u2593\u2502\u2524\u00C1\u00C2\u00C0\u00A9\u2563\u2551\u2557\u255D\u00A2\u00A5\u2510"
    u"\u2514\u2534\u252C\u251C\u2500\u253C\u00E3\u00C3\u255A\u2554\u2569\u2566\u2560\u2550\u256C\u00A4"
    u"\u00F0\u00D0\u00CA\u00CB\u00C8\u0131\u00CD\u00CE\u00CF\u2518\u250C\u2588\u2584\u00A6\u00CC\u2580"
    u"\u00D3\u00DF\u00D4\u00D2\u00F5\u00D5\u00B5\u00FE\u00DE\u00DA\u00DB\u00D9\u00FD\u00DD\u00AF\u00B4"
    u"\u00AD\u00B1\u2017\u00BE\u00B6\u00A7\u00F7\u00B8\u00B0\u00A8\u00B7\u00B9\u00B3\u00B2\u25A0\u00A0";

// Length of the UTF-8 character at `at`; 0 where there is none.
std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  const std::size_t length = first < 0x80   ? 1
                             : first < 0xC2 ? 0
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                             : first < 0xF5 ? 4
                                            : 0;
  if (length == 0 || at + length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
  }
  return length;
}

// More bytes that are no UTF-8 than characters that are: another encoding, and not a torn file.
bool is_code_page(std::string_view text) {
  std::size_t wrong = 0, characters = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_length(text, at);
    if (length == 0) ++wrong;
    if (length > 1) ++characters;
    at += length == 0 ? 1 : length;
  }
  // A zero byte is in no text of a console.
  return wrong > characters && text.find('\0') == std::string_view::npos;
}

// In names a foreign letter stands beside others. Each code page has its letters where the other one has
// signs: Windows-1252 from 0xC0 on, code page 850 from 0x80 to 0xA5.
bool speaks_850(std::string_view text) {
  int balance = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool beside_letter =
        (i > 0 && is_letter(text[i - 1])) || (i + 1 < text.size() && is_letter(text[i + 1]));
    if (byte < 0x80 || !beside_letter) continue;
    if (byte >= 0xC0 && byte != 0xE1) --balance;
    if (byte <= 0xA5 && byte != 0xA0 && byte != 0x92) ++balance;
  }
  return balance > 0;
}

std::string utf8_of_code_page(std::string_view bytes, bool is_850) {
  std::string units = "\xFE\xFF";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    char16_t unit = byte;
    if (byte >= 0x80 && is_850) unit = code_page_850[byte - 0x80U];
    if (byte >= 0x80 && byte < 0xA0 && !is_850) unit = windows_1252[byte - 0x80U];
    units += static_cast<char>(unit >> 8);
    units += static_cast<char>(unit & 0xFF);
  }
  TextDecoder decoder;
  std::string text(decoder.decode(units));
  text += decoder.finish();
  explicit_bzero(units.data(), units.size());  // the file may hold a password
  return text;
}

}  // namespace

ExportText export_text(std::string_view bytes) {
  TextDecoder decoder;
  ExportText read;
  read.text.reserve(bytes.size());
  read.text += decoder.decode(bytes);
  read.text += decoder.finish();
  if (!is_code_page(read.text)) return read;
  const bool is_850 = speaks_850(read.text);
  std::string text = utf8_of_code_page(read.text, is_850);
  explicit_bzero(read.text.data(), read.text.size());
  return {std::move(text), is_850 ? "code page 850" : "Windows-1252"};
}

void blank_what_is_around(std::string& text) {
  const auto for_lines = [&](auto take) {
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.size(), text.find('\n', at));
      const std::string_view line = trimmed(std::string_view(text).substr(at, end - at));
      if (take(line)) std::fill_n(text.begin() + static_cast<std::ptrdiff_t>(at), end - at, ' ');
      at = end + 1;
    }
  };
  const auto is_fence = [](std::string_view line) { return line.starts_with("```"); };
  bool fenced = false, inside = false, begun = false;
  for_lines([&](std::string_view line) { return (fenced = fenced || is_fence(line)), false; });
  for_lines([&](std::string_view line) {
    if (is_fence(line)) inside = !inside;
    if (fenced && (is_fence(line) || !inside)) return true;
    const bool prompt = line.starts_with("PS ") || line.starts_with("[PS");
    begun = begun || (!line.empty() && !prompt);
    return prompt && !begun && contains_in_any_case(line, "Get-");
  });
}

void plain_blanks(std::string& text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> blanks{{{"\u00A0", " "},
                                                                                 {"\u202F", " "},
                                                                                 {"\u2007", " "},
                                                                                 {"\u2009", " "},
                                                                                 {"\u200B", ""},
                                                                                 {"\uFEFF", ""},
                                                                                 {"\u3000", " "}}};
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> entities{
      {{"&nbsp;", " "}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}}};
  const bool of_a_page = text.find("&lt;") != std::string::npos || text.find("&nbsp;") != std::string::npos;
  std::string_view rest = text;
  std::string plain;
  plain.reserve(text.size());
  while (!rest.empty()) {
    std::size_t taken = 0;
    const auto replace = [&](const auto& pairs) {
      for (const auto& [from, to] : pairs) {
        if (taken != 0 || !rest.starts_with(from)) continue;
        plain += to;
        taken = from.size();
      }
    };
    if (static_cast<unsigned char>(rest.front()) >= 0x80) replace(blanks);
    if (of_a_page && rest.front() == '&') replace(entities);
    if (taken == 0) plain += rest.front();
    rest.remove_prefix(taken == 0 ? 1 : taken);
  }
  text.swap(plain);
  explicit_bzero(plain.data(), plain.size());
}

}  // namespace authwalk::connectors
