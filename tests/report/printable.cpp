#include "report/printable.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <authwalk/report.hpp>
#include <cctype>
#include <cstdio>
#include <random>
#include <string>
#include <string_view>

#include "report/utf8.hpp"

using namespace authwalk;
using namespace std::string_literals;

namespace {

void append_utf8(std::string& out, unsigned long point) {
  const auto byte = [&](unsigned long value) { out += static_cast<char>(value); };
  if (point < 0x80) {
    byte(point);
  } else if (point < 0x800) {
    byte(0xC0 | (point >> 6)), byte(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    byte(0xE0 | (point >> 12)), byte(0x80 | ((point >> 6) & 0x3F)), byte(0x80 | (point & 0x3F));
  } else {
    byte(0xF0 | (point >> 18)), byte(0x80 | ((point >> 12) & 0x3F)), byte(0x80 | ((point >> 6) & 0x3F)),
        byte(0x80 | (point & 0x3F));
  }
}

// Undoes printable() by its documented rule: a run of backslashes before xHH or u{ is halved, and the odd one
// opens an escape.
std::string unescape(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t run = std::min(text.find_first_not_of('\\'), text.size());
    const char next = run < text.size() ? text[run] : '\0';
    const auto hex = [&](std::size_t at) {
      return at < text.size() && std::isxdigit(static_cast<unsigned char>(text[at]));
    };
    const bool before_escape = (next == 'x' && hex(run + 1) && hex(run + 2)) ||
                               (next == 'u' && text.substr(run + 1).starts_with('{'));
    out.append(before_escape ? run / 2 : run, '\\');
    text.remove_prefix(run);
    if (text.empty()) break;
    if (before_escape && run % 2 == 1 && next == 'x') {
      out += static_cast<char>(std::stoul(std::string(text.substr(1, 2)), nullptr, 16));
      text.remove_prefix(3);
    } else if (before_escape && run % 2 == 1) {
      const std::size_t end = text.find('}');
      append_utf8(out, std::stoul(std::string(text.substr(2, end - 2)), nullptr, 16));
      text.remove_prefix(end + 1);
    } else {
      out += text.front();
      text.remove_prefix(1);
    }
  }
  return out;
}

bool clean(std::string_view text) {
  while (!text.empty()) {
    const Utf8Char c = first_char(text);
    if (!c.valid || c.point < 0x20 || (c.point >= 0x7F && c.point < 0xA0)) return false;
    if (c.point >= 0x200B && c.point <= 0x200F) return false;
    if (c.point >= 0x2028 && c.point <= 0x202E) return false;
    if (c.point >= 0x2060 && c.point <= 0x206F) return false;
    if (c.point == 0xFEFF) return false;
    text.remove_prefix(c.size);
  }
  return true;
}

}  // namespace

TEST_SUITE("report") {
  TEST_CASE("printable: ordinary text stays as it is") {
    for (const std::string& text : {""s, "535 5.7.3 Authentication unsuccessful"s, "<script>&'\"|"s,
                                    "Grüße, Łódź, 日本語, Ω"s, "a b"s}) {
      CHECK(printable(text) == text);
    }
  }

  TEST_CASE("printable: every control byte is written out") {
    for (int byte = 0; byte < 0x20; ++byte) {
      char expected[8];
      std::snprintf(expected, sizeof expected, "\\x%02X", byte);
      CHECK(printable(std::string(1, static_cast<char>(byte))) == expected);
    }
    CHECK(printable("\x7F") == "\\x7F");
    CHECK(printable("a\r\nb\tc\0d"s) == "a\\x0D\\x0Ab\\x09c\\x00d");
    CHECK(printable("\x1B[31mred") == "\\x1B[31mred");
  }

  TEST_CASE("printable: C1 controls, as characters and as bytes") {
    CHECK(printable("\xC2\x80\xC2\x9B\xC2\x9F") == "\\u{0080}\\u{009B}\\u{009F}");
    CHECK(printable("\xC2\xA0") == "\xC2\xA0");
    CHECK(printable("\x9B"
                    "31m") == "\\x9B31m");
  }

  TEST_CASE("printable: what moves or hides its neighbours is written out") {
    for (unsigned long point :
         {0xADul,   0x34Ful,   0x61Cul,   0x115Ful,  0x17B4ul,  0x180Eul,  0x200Bul, 0x200Cul,
          0x200Dul, 0x200Eul,  0x200Ful,  0x2028ul,  0x2029ul,  0x202Aul,  0x202Bul, 0x202Cul,
          0x202Dul, 0x202Eul,  0x2060ul,  0x2064ul,  0x2066ul,  0x2067ul,  0x2068ul, 0x2069ul,
          0x206Ful, 0x3164ul,  0xFDD0ul,  0xFE0Ful,  0xFEFFul,  0xFFA0ul,  0xFFF9ul, 0xFFFEul,
          0xFFFFul, 0x1FFFEul, 0xE0001ul, 0xE0100ul, 0x1D173ul, 0x10FFFFul}) {
      std::string text;
      append_utf8(text, point);
      char expected[16];
      std::snprintf(expected, sizeof expected, "\\u{%04lX}", point);
      CHECK(printable("a" + text + "b") == "a" + std::string(expected) + "b");
    }
  }

  TEST_CASE("printable: bytes that are no UTF-8") {
    CHECK(printable("\xFF\xFE") == "\\xFF\\xFE");
    CHECK(printable("\x80") == "\\x80");
    CHECK(printable("\xC0\xAF") == "\\xC0\\xAF");                    // overlong "/"
    CHECK(printable("\xE0\x80\xAF") == "\\xE0\\x80\\xAF");           // overlong in three
    CHECK(printable("\xF0\x80\x80\xAF") == "\\xF0\\x80\\x80\\xAF");  // overlong in four
    CHECK(printable("\xED\xA0\x80") == "\\xED\\xA0\\x80");           // surrogate
    CHECK(printable("\xF4\x90\x80\x80") == "\\xF4\\x90\\x80\\x80");  // beyond U+10FFFF
    CHECK(printable("\xF5\x80\x80\x80") == "\\xF5\\x80\\x80\\x80");
    CHECK(printable("ab\xE2\x82") == "ab\\xE2\\x82");  // cut off at the end
    CHECK(printable("\xC3(") == "\\xC3(");             // cut off by the next character
  }

  TEST_CASE("printable: a backslash is doubled only where it could be taken for an escape") {
    CHECK(printable("CONTOSO\\svc") == "CONTOSO\\svc");
    CHECK(printable("\\") == "\\");
    CHECK(printable("\\\\server\\share") == "\\\\server\\share");
    CHECK(printable("CONTOSO\\user") == "CONTOSO\\user");
    CHECK(printable("CONTOSO\\xavier") == "CONTOSO\\xavier");
    CHECK(printable("CONTOSO\\xadmin") == "CONTOSO\\\\xadmin");
    CHECK(printable("\\x1B") == "\\\\x1B");
    CHECK(printable("\\u{202E}") == "\\\\u{202E}");
    CHECK(printable("\\\x1B") == "\\\\\\x1B");
    CHECK(printable("\\\\x41") == "\\\\\\\\x41");
  }

  TEST_CASE("printable: never unclean and never ambiguous, whatever comes in") {
    std::mt19937 random(20261121);
    const std::string_view pieces[] = {"\\",
                                       "\\",
                                       "x",
                                       "u",
                                       "u{",
                                       "41",
                                       "}",
                                       "a",
                                       " ",
                                       "\x1B",
                                       "\n",
                                       "\xE2\x80\xAE",
                                       "\xC3\xA9",
                                       "\xFF",
                                       "\xE2\x82",
                                       "\xED\xA0\x80",
                                       "\xF0\x9F\x98\x80",
                                       "\x7F"};
    for (int round = 0; round < 20000; ++round) {
      std::string text;
      for (auto count = random() % 12; count > 0; --count) {
        if (random() % 4 == 0) {
          text += static_cast<char>(random() % 256);
        } else {
          text += pieces[random() % std::size(pieces)];
        }
      }
      const std::string shown = printable(text);
      REQUIRE(clean(shown));
      REQUIRE(unescape(shown) == text);
      const std::string ascii = printable_ascii(text);
      REQUIRE(clean(ascii));
      REQUIRE(std::all_of(ascii.begin(), ascii.end(), [](char c) { return c >= ' ' && c <= '~'; }));
      REQUIRE(unescape(ascii) == text);
    }
  }

  TEST_CASE("printable_ascii: every character beyond ASCII is written out") {
    CHECK(printable_ascii("Grüße") == "Gr\\u{00FC}\\u{00DF}e");
    CHECK(printable_ascii("\xF0\x9F\x98\x80") == "\\u{1F600}");
    CHECK(printable_ascii("\\é") == "\\\\\\u{00E9}");
  }

  TEST_CASE("cell_width: what a terminal shows") {
    CHECK(cell_width("abc") == 3);
    CHECK(cell_width("é") == 1);
    CHECK(cell_width("e\xCC\x81") == 1);
    CHECK(cell_width("日本") == 4);
    CHECK(cell_width("✓–·") == 3);
    CHECK(cell_width("") == 0);
  }
}
