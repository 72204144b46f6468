#include "live/clean_output.hpp"

#include <cctype>
#include <cstdint>
#include <cstdio>
#include <utility>
#include <vector>

namespace authwalk::test {
namespace {

std::string base64(std::string_view bytes) {
  static constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  unsigned bits = 0;
  int count = 0;
  for (unsigned char byte : bytes) {
    bits = bits << 8 | byte;
    for (count += 8; count >= 6; count -= 6) text += digits[bits >> (count - 6) & 63];
  }
  return text;  // without the bits of an incomplete digit: only whole digits can be looked for
}

/// The base64 digits that depend on the secret alone when `offset` unknown bytes stand before it.
std::string base64_at(std::string_view secret, std::size_t offset) {
  const auto text = base64(std::string(offset, '\0') + std::string(secret));
  return text.substr((offset * 8 + 5) / 6);
}

std::string each_byte(std::string_view bytes, const char* format) {
  std::string text;
  for (unsigned char byte : bytes) {
    char buffer[16];
    std::snprintf(buffer, sizeof buffer, format, byte);
    text += buffer;
  }
  return text;
}

/// As a browser would write it: only what is not unreserved (RFC 3986) is encoded.
std::string percent(std::string_view bytes) {
  std::string text;
  for (char c : bytes) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) ||
                       std::string_view("-._~").find(c) != std::string_view::npos;
    text += plain ? std::string(1, c) : each_byte({&c, 1}, "%%%02X");
  }
  return text;
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

bool invisible(std::uint32_t c) {
  return c == 0x61C || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF || (c >= 0xE0000 && c <= 0xE007F);
}

/// Reads one UTF-8 character at `at` and moves on; false when there is none (overlong forms and surrogates
/// too).
bool read_character(std::string_view text, std::size_t& at, std::uint32_t& c) {
  const auto first = static_cast<unsigned char>(text[at]);
  const std::size_t more = first < 0x80       ? 0
                           : first >> 5 == 6  ? 1
                           : first >> 4 == 14 ? 2
                           : first >> 3 == 30 ? 3
                                              : 9;
  if (more == 9 || at + more >= text.size()) return false;
  c = more == 0 ? first : first & (0x3Fu >> more);
  for (std::size_t i = 1; i <= more; ++i) {
    const auto byte = static_cast<unsigned char>(text[at + i]);
    if (byte >> 6 != 2) return false;
    c = c << 6 | (byte & 0x3F);
  }
  static constexpr std::uint32_t smallest[] = {0, 0x80, 0x800, 0x10000};
  at += more + 1;
  return c >= smallest[more] && c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF);
}

/// What is no printable ASCII, as outputs show it.
std::string escaped(std::string_view bytes, const char* format) {
  std::string text;
  for (const char& c : bytes) text += c >= 0x20 && c < 0x7F ? std::string(1, c) : each_byte({&c, 1}, format);
  return text;
}

/// The code units of UTF-16.
std::u16string units_of(std::string_view utf8) {
  std::u16string units;
  for (std::size_t at = 0; at < utf8.size();) {
    std::uint32_t c = 0;
    if (!read_character(utf8, at, c)) return {};
    if (c > 0xFFFF) units += static_cast<char16_t>(0xD7C0 + (c >> 10));
    units += static_cast<char16_t>(c > 0xFFFF ? 0xDC00 | (c & 0x3FF) : c);
  }
  return units;
}

/// Each unit by one of two formats, below 256 and above; letters and digits as they are where `plain`.
std::string by_units(std::string_view secret, const char* narrow, const char* wide, bool plain) {
  std::string text;
  for (const char16_t unit : units_of(secret)) {
    char buffer[16];
    std::snprintf(buffer, sizeof buffer, unit < 256 ? narrow : wide, static_cast<unsigned>(unit));
    text += plain && unit < 0x7F && unit > 0x20 ? std::string(1, static_cast<char>(unit)) : buffer;
  }
  return text;
}

/// The secret in the character sets of mail servers, with their names for messages.
std::vector<std::pair<std::string, std::string>> in_every_charset(std::string_view secret) {
  std::string wide, narrow;
  for (const char16_t unit : units_of(secret)) {
    (wide += static_cast<char>(unit & 0xFF)) += static_cast<char>(unit >> 8);
    narrow += unit == 0x20AC ? '\x80' : static_cast<char>(unit & 0xFF);
  }
  std::vector<std::pair<std::string, std::string>> all = {{"", std::string(secret)}};
  if (wide.empty()) return all;
  all.emplace_back(" of UTF-16LE", wide);
  if (narrow != secret) all.emplace_back(" of Windows-1252", narrow);
  return all;
}

}  // namespace

std::string find_secret(std::string_view text, std::string_view secret) {
  if (secret.size() < 4) return {};  // would be found everywhere
  const auto folded = lower(text);
  const auto found = [&](const std::string& form) { return folded.find(lower(form)) != std::string::npos; };
  for (const auto& [charset, bytes] : in_every_charset(secret)) {
    const std::pair<const char*, std::string> exact[] = {
        {"raw", bytes},
        {"base64", base64_at(bytes, 0)},
        {"base64 shifted by 1", base64_at(bytes, 1)},
        {"base64 shifted by 2", base64_at(bytes, 2)},
    };
    for (const auto& [name, form] : exact)
      if (text.find(form) != std::string_view::npos) return name + charset;
    const std::pair<const char*, std::string> any_case[] = {
        {"escaped", escaped(bytes, "\\x%02x")},
        {"escaped in JSON", escaped(bytes, "\\\\x%02x")},
        {"hex", each_byte(bytes, "%02x")},
        {"hex with blanks", each_byte(bytes, "%02x ")},
        {"hex with colons", each_byte(bytes, "%02x:")},
        {"escaped bytes", each_byte(bytes, "\\x%02x")},
        {"percent", percent(bytes)},
        {"percent, every byte", each_byte(bytes, "%%%02x")},
    };
    for (const auto& [name, form] : any_case)
      if (found(form)) return name + charset;
  }
  if (found(by_units(secret, "%%%02x", "%%u%04x", true))) return "JavaScript's escape()";
  for (const auto* format : {"%%u%04x", "\\u%04x", "\\\\u%04x", "&#x%x;", "&#%d;"})
    for (const bool all : {false, true})
      if (found(by_units(secret, format, format, !all))) return std::string("units as ") + format;
  return {};
}

std::string unclean(std::string_view text, bool colour) {
  for (std::size_t at = 0; at < text.size();) {
    const auto start = at;
    std::uint32_t c = 0;
    const bool valid = read_character(text, at, c);
    const bool line_end = c == '\n' || (c == '\r' && text.substr(at, 1) == "\n");  // CSV, RFC 4180
    const bool control = (c < 0x20 && !line_end && !(colour && c == 0x1B)) || (c >= 0x7F && c <= 0x9F);
    if (valid && !control && !invisible(c)) continue;
    char where[64];
    std::snprintf(where, sizeof where, "%s at byte %zu (U+%04X): ", valid ? "character" : "not UTF-8", start,
                  c);
    return where + each_byte(text.substr(start < 20 ? 0 : start - 20, 40), "%02x ");
  }
  return {};
}

}  // namespace authwalk::test
