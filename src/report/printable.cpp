// The one place where bytes of a stranger become text. What a terminal, a log viewer or an eye could take for
// something else is written out:
//   \xNN       a byte: C0, DEL, or a byte that is no valid UTF-8 (overlong forms and surrogates included)
//   \u{NNNN}   a character: C1, bidirectional, invisible, format and noncharacters
// A backslash stays as it is ("CONTOSO\user") unless the run of backslashes that it stands in is followed by
// something that looks like an escape: xHH or u{. Then every backslash of the run is doubled. So the text is
// never ambiguous: a run before xHH or u{ ends in an escape exactly when its length is odd.
#include "report/printable.hpp"

#include <algorithm>
#include <array>
#include <authwalk/report.hpp>

#include "report/utf8.hpp"

namespace authwalk {
namespace {

struct Range {
  char32_t first, last;
};

// Characters that cannot be seen or that move their neighbours: general categories Cf, Zl and Zp, variation
// selectors, fillers and noncharacters (Unicode 15).
constexpr std::array unseen{
    Range{0x0080, 0x009F},     // C1 controls
    Range{0x00AD, 0x00AD},     // soft hyphen
    Range{0x034F, 0x034F},     // combining grapheme joiner
    Range{0x0600, 0x0605},     // Arabic number signs
    Range{0x061C, 0x061C},     // Arabic letter mark
    Range{0x06DD, 0x06DD},     // end of ayah
    Range{0x070F, 0x070F},     // Syriac abbreviation mark
    Range{0x0890, 0x0891},     // Arabic pound marks
    Range{0x08E2, 0x08E2},     // disputed end of ayah
    Range{0x115F, 0x1160},     // Hangul fillers
    Range{0x17B4, 0x17B5},     // Khmer inherent vowels
    Range{0x180B, 0x180F},     // Mongolian variation selectors
    Range{0x200B, 0x200F},     // zero width, direction marks
    Range{0x2028, 0x202E},     // line and paragraph separator, direction embeddings and overrides
    Range{0x2060, 0x206F},     // word joiner, invisible operators, direction isolates
    Range{0x3164, 0x3164},     // Hangul filler
    Range{0xFDD0, 0xFDEF},     // noncharacters
    Range{0xFE00, 0xFE0F},     // variation selectors
    Range{0xFEFF, 0xFEFF},     // byte order mark
    Range{0xFFA0, 0xFFA0},     // half-width Hangul filler
    Range{0xFFF0, 0xFFFB},     // unassigned specials, interlinear annotation
    Range{0xFFFE, 0xFFFF},     // noncharacters
    Range{0x110BD, 0x110BD},   // Kaithi number sign
    Range{0x110CD, 0x110CD},   // Kaithi number sign above
    Range{0x13430, 0x1343F},   // hieroglyph format controls
    Range{0x1BCA0, 0x1BCA3},   // shorthand format controls
    Range{0x1D173, 0x1D17A},   // musical format controls
    Range{0xE0000, 0xE0FFF}};  // tags, variation selectors

bool is_unseen(char32_t point) {
  if ((point & 0xFFFE) == 0xFFFE) return true;  // the last two of every plane are noncharacters
  const auto after = std::upper_bound(unseen.begin(), unseen.end(), point,
                                      [](char32_t p, const Range& range) { return p < range.first; });
  return after != unseen.begin() && point <= (after - 1)->last;
}

constexpr std::string_view hex = "0123456789ABCDEF";

void append_byte(std::string& out, char byte) {
  const auto value = static_cast<unsigned char>(byte);
  out += {'\\', 'x', hex[value >> 4], hex[value & 15]};
}

void append_point(std::string& out, char32_t point) {
  out += "\\u{";
  int shift = point > 0xFFFFF ? 20 : point > 0xFFFF ? 16 : 12;  // four digits at least
  for (; shift >= 0; shift -= 4) out += hex[(point >> shift) & 15];
  out += '}';
}

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// What would be read as an escape if a backslash stood before it.
bool looks_like_an_escape(std::string_view bytes) {
  if (bytes.starts_with("u{")) return true;
  return bytes.size() >= 3 && bytes[0] == 'x' && is_hex(bytes[1]) && is_hex(bytes[2]);
}

// The slow path: also keeps count of the run of backslashes at the end of the output.
class Escaper {
 public:
  Escaper(std::size_t size, bool ascii_only) : ascii_only_(ascii_only) { out_.reserve(size + 16); }

  std::string run(std::string_view bytes) {
    while (!bytes.empty()) {
      const Utf8Char c = first_char(bytes);
      take(c, bytes);
      bytes.remove_prefix(c.size);
    }
    return std::move(out_);
  }

 private:
  void take(const Utf8Char& c, std::string_view bytes) {
    const bool control = c.valid && (c.point < 0x20 || c.point == 0x7F);
    if (!c.valid || control) {
      double_backslashes();
      append_byte(out_, bytes.front());
    } else if (c.point >= 0x80 && (ascii_only_ || is_unseen(c.point))) {
      double_backslashes();
      append_point(out_, c.point);
    } else {
      if (looks_like_an_escape(bytes)) double_backslashes();
      backslashes_ = c.point == U'\\' ? backslashes_ + 1 : 0;
      out_ += bytes.substr(0, c.size);
    }
  }

  void double_backslashes() {
    out_.append(backslashes_, '\\');
    backslashes_ = 0;
  }

  std::string out_;
  std::size_t backslashes_ = 0;
  bool ascii_only_;
};

bool is_plain(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) { return c >= ' ' && c <= '~' && c != '\\'; });
}

int digit(char c) {
  return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

void append_utf8(std::string& out, char32_t point) {
  const auto tail = [&](int shift) { out += static_cast<char>(0x80 | ((point >> shift) & 0x3F)); };
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xC0 | (point >> 6));
    tail(0);
  } else if (point < 0x10000) {
    out += static_cast<char>(0xE0 | (point >> 12));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0 | (point >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

// Takes what stands behind the backslash of an escape, and returns the size of it; 0 when it is none.
std::size_t take_escape(std::string& out, std::string_view text) {
  if (text.starts_with('x')) {
    out += static_cast<char>(digit(text[1]) << 4 | digit(text[2]));
    return 3;
  }
  char32_t point = 0;
  std::size_t at = 2;
  for (; at < text.size() && at < 9 && is_hex(text[at]); ++at)
    point = point << 4 | static_cast<char32_t>(digit(text[at]));
  const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
  if (at == 2 || at == text.size() || text[at] != '}' || point > 0x10FFFF || surrogate) return 0;
  append_utf8(out, point);
  return at + 1;
}

}  // namespace

std::string from_printable(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t run = std::min(text.find('\\', at), text.size());
    out += text.substr(at, run - at);
    at = std::min(text.find_first_not_of('\\', run), text.size());
    const std::size_t length = at - run;
    const std::string_view behind = text.substr(at);
    if (!looks_like_an_escape(behind)) {
      out.append(length, '\\');
      continue;
    }
    out.append(length / 2, '\\');
    if (length % 2 == 0) continue;
    const std::size_t taken = take_escape(out, behind);
    if (taken == 0) out.append(length - length / 2, '\\');
    at += taken;
  }
  return out;
}

std::string printable(std::string_view bytes) {
  return is_plain(bytes) ? std::string(bytes) : Escaper(bytes.size(), false).run(bytes);
}

std::string printable_ascii(std::string_view bytes) {
  return is_plain(bytes) ? std::string(bytes) : Escaper(bytes.size(), true).run(bytes);
}

}  // namespace authwalk
