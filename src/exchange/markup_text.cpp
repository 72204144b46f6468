#include "exchange/markup_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "exchange/text_search.hpp"
#include "report/utf8.hpp"
#include "sasl/base64.hpp"

namespace authwalk {
namespace {

constexpr std::size_t npos = std::string_view::npos;

// Elements behind which a browser begins a line.
constexpr std::array<std::string_view, 14> line_ends{"br", "p",  "div", "tr", "td",    "th",  "li",
                                                     "h1", "h2", "h3",  "ul", "table", "pre", "hr"};
// Elements that stand in mail and on pages around words.
constexpr std::array<std::string_view, 19> inline_elements{
    "html", "body", "head", "meta", "b",    "i",     "a",     "em",     "code", "u",
    "span", "font", "img",  "link", "font", "style", "title", "strong", "tbody"};

struct CharacterReference {
  std::string_view name, text;
};

constexpr std::array references{CharacterReference{"lt", "<"},   CharacterReference{"gt", ">"},
                                CharacterReference{"amp", "&"},  CharacterReference{"quot", "\""},
                                CharacterReference{"apos", "'"}, CharacterReference{"nbsp", " "},
                                CharacterReference{"#8217", "'"}};

// "br" of "<br />", "</p>"; empty when this is no element that is known.
std::string_view element_name(std::string_view tag) {
  tag.remove_prefix(1);
  if (tag.starts_with('/')) tag.remove_prefix(1);
  std::size_t size = 0;
  while (size < tag.size() && (is_letter(tag[size]) || is_digit(tag[size]))) ++size;
  const std::string_view name = tag.substr(0, size);
  const std::string_view rest = tag.substr(size);
  const bool ended = rest.empty() || rest.front() == '>' || rest.front() == '/' || is_blank(rest.front());
  const auto is_named = [&](std::string_view known) { return same_name(known, name); };
  const bool known =
      std::ranges::any_of(line_ends, is_named) || std::ranges::any_of(inline_elements, is_named);
  return ended && known ? name : std::string_view();
}

std::string utf8_of(unsigned point) {
  const auto byte = [](unsigned value) { return static_cast<char>(static_cast<unsigned char>(value)); };
  if (point < 0x80) return {byte(point)};
  if (point < 0x800) return {byte(0xC0 | point >> 6), byte(0x80 | (point & 0x3F))};
  return {byte(0xE0 | point >> 12), byte(0x80 | (point >> 6 & 0x3F)), byte(0x80 | (point & 0x3F))};
}

// "&lt;", "&#39;", "&#x27;" at the front of the text: its characters, and how much of the text it takes.
std::pair<std::string, std::size_t> reference_at(std::string_view text) {
  const std::size_t end = text.substr(0, 10).find(';');
  if (end == npos || end < 2) return {"&", 1};
  std::string_view name = text.substr(1, end - 1);
  for (const CharacterReference& row : references) {
    if (same_name(name, row.name)) return {std::string(row.text), end + 1};
  }
  if (!name.starts_with('#')) return {"&", 1};
  name.remove_prefix(1);
  const bool hex = starts_in_any_case(name, "x");
  if (hex) name.remove_prefix(1);
  unsigned point = 0;
  const auto [stop, error] = std::from_chars(name.data(), name.data() + name.size(), point, hex ? 16 : 10);
  const bool whole = error == std::errc() && stop == name.data() + name.size();
  if (!whole || point < 0x20 || (point >= 0xD800 && point <= 0xDFFF) || point > 0xFFFF) return {"&", 1};
  return {utf8_of(point), end + 1};
}

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (lower(c) >= 'a' && lower(c) <= 'f') return lower(c) - 'a' + 10;
  return -1;
}

// 0x80 to 0x9F of Windows-1252; the rest is ISO 8859-1.
constexpr std::array<unsigned, 32> windows_1252{
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

}  // namespace

bool looks_like_html(std::string_view text) {
  constexpr std::array<std::string_view, 9> marks{"<br",   "</p>",  "</td>", "</div>", "<html",
                                                  "<body", "</li>", "&gt; ", "&lt;"};
  return std::ranges::any_of(marks, [&](std::string_view mark) { return contains_in_any_case(text, mark); });
}

std::string shown_html(std::string_view line) {
  std::string out;
  for (std::size_t at = 0; at < line.size();) {
    if (line[at] == '&') {
      const auto [text, size] = reference_at(line.substr(at));
      out += text;
      at += size;
      continue;
    }
    const std::string_view name = line[at] == '<' ? element_name(line.substr(at)) : std::string_view();
    if (name.empty()) {
      out += line[at++];
      continue;
    }
    const bool ends = std::ranges::any_of(line_ends, [&](std::string_view n) { return same_name(n, name); });
    if (ends) out += '\n';
    at = std::min(line.find('>', at), line.size() - 1) + 1;
  }
  return out;
}

std::string from_quoted_printable(std::string_view line, bool& goes_on) {
  goes_on = line.ends_with('=');
  if (goes_on) line.remove_suffix(1);
  std::string out;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const bool escape = line[at] == '=' && at + 2 < line.size() && hex_value(line[at + 1]) >= 0 &&
                        hex_value(line[at + 2]) >= 0;
    if (!escape) {
      out += line[at];
      continue;
    }
    out +=
        static_cast<char>(static_cast<unsigned char>(hex_value(line[at + 1]) * 16 + hex_value(line[at + 2])));
    at += 2;
  }
  return out;
}

std::string from_base64_line(std::string_view line, std::string& waiting) {
  waiting += trimmed(line);
  const std::size_t whole = waiting.size() / 4 * 4;
  const auto bytes = base64_decode(std::string_view(waiting).substr(0, whole));
  waiting.erase(0, whole);
  return bytes.value_or(std::string());
}

std::string as_utf8(std::string_view bytes) {
  std::string out;
  while (!bytes.empty()) {
    const Utf8Char c = first_char(bytes);
    const auto byte = static_cast<unsigned char>(bytes.front());
    if (c.valid) {
      out += bytes.substr(0, c.size);
    } else {
      out += utf8_of(byte >= 0x80 && byte < 0xA0 ? windows_1252[byte - 0x80U] : byte);
    }
    bytes.remove_prefix(c.valid ? c.size : 1);
  }
  return out;
}

}  // namespace authwalk
