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

std::string utf16(std::string_view bytes, std::string_view zero) {
  std::string text;
  for (char c : bytes) (text += c) += zero;
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

}  // namespace

std::string find_secret(std::string_view text, std::string_view secret) {
  if (secret.size() < 4) return {};  // would be found everywhere
  const std::vector<std::pair<std::string, std::string>> exact = {
      {"raw", std::string(secret)},
      {"base64", base64_at(secret, 0)},
      {"base64 shifted by 1", base64_at(secret, 1)},
      {"base64 shifted by 2", base64_at(secret, 2)},
      {"UTF-16LE", utf16(secret, std::string_view("\0", 1))},
      {"UTF-16LE, escaped", utf16(secret, "\\x00")},
      {"UTF-16LE, escaped in JSON", utf16(secret, "\\\\x00")},
      {"UTF-16LE in JSON", utf16(secret, "\\u0000")},
      {"base64 of UTF-16LE", base64_at(utf16(secret, std::string_view("\0", 1)), 0)},
      {"base64 of UTF-16LE shifted by 1", base64_at(utf16(secret, std::string_view("\0", 1)), 1)},
      {"base64 of UTF-16LE shifted by 2", base64_at(utf16(secret, std::string_view("\0", 1)), 2)},
  };
  for (const auto& [name, form] : exact)
    if (text.find(form) != std::string_view::npos) return name;
  const auto folded = lower(text);
  const std::vector<std::pair<std::string, std::string>> any_case = {
      {"hex", each_byte(secret, "%02x")},
      {"hex with blanks", each_byte(secret, "%02x ")},
      {"hex with colons", each_byte(secret, "%02x:")},
      {"escaped bytes", each_byte(secret, "\\x%02x")},
      {"percent", lower(percent(secret))},
      {"percent, every byte", each_byte(secret, "%%%02x")},
  };
  for (const auto& [name, form] : any_case)
    if (folded.find(form) != std::string::npos) return name;
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
