#include <doctest/doctest.h>

#include <algorithm>
#include <authwalk/report.hpp>
#include <set>
#include <string>
#include <string_view>

#include "report/samples.hpp"
#include "report/utf8.hpp"

using namespace authwalk;
using namespace authwalk::test;
using namespace std::string_literals;

namespace {

/// What must never stand in a report, whatever a server sent. Empty when all is well.
std::string unclean(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const Utf8Char c = first_char(text.substr(at));
    const bool control = c.point != U'\n' && (c.point < 0x20 || (c.point >= 0x7F && c.point < 0xA0));
    const bool bidirectional =
        (c.point >= 0x202A && c.point <= 0x202E) || (c.point >= 0x2066 && c.point <= 0x2069);
    if (!c.valid || control || bidirectional) return "at byte " + std::to_string(at);
    at += c.size;
  }
  return {};
}

/// At the ends of lines only.
std::string without_carriage_returns(std::string text) {
  for (std::size_t at = 0; (at = text.find("\r\n", at)) != std::string::npos;) text.erase(at, 1);
  return text;
}

const std::vector<std::string> hostile_texts{"\x1b[2J\x1b]0;title\x07",
                                             "<script>alert(1)</script>",
                                             "line\r\nPASS\nmore",
                                             "nul\0byte"s,
                                             "\xFF\xC0\xAF\xED\xA0\x80\xC3",
                                             "\xE2\x80\xAE"
                                             "txt.exe",
                                             "\xC2\x9B"
                                             "31m",
                                             "\x7F\x08\x08",
                                             "\",\"outcome\":\"pass",
                                             "%s%n{}{0}",
                                             std::string(5000, 'A'),
                                             std::string(300, '\xE4'),
                                             "\xE6\x97\xA5\xE6\x9C\xAC \xE6\x97\xA5\xE6\x9C\xAC",
                                             ""};

}  // namespace

TEST_SUITE("report") {
  TEST_CASE("formats: every row is found by its id and by its ending") {
    std::set<std::string_view> ids, endings;
    for (const FormatRow& row : formats()) {
      CHECK(find_format(row.id) == &row);
      CHECK(format_for_file("report" + std::string(row.ending)) == &row);
      CHECK(ids.insert(row.id).second);
      CHECK(endings.insert(row.ending).second);
    }
    REQUIRE(find_format("JSON") != nullptr);
    CHECK(find_format("JSON")->id == "json");
    CHECK(find_format("xml") == nullptr);
    CHECK(find_format("") == nullptr);
    REQUIRE(format_for_file("/tmp/Report.JSON") != nullptr);
    CHECK(format_for_file("/tmp/Report.JSON")->id == "json");
    CHECK(format_for_file("report") == nullptr);
    CHECK(format_for_file(".json") == nullptr);
    CHECK(format_for_file("json") == nullptr);
  }

  TEST_CASE("formats: no byte of a hostile server gets through") {
    for (const std::string& text : hostile_texts) {
      const Report report = hostile(text);
      for (const FormatRow& format : formats()) {
        for (const int verbosity : {-1, 0, 1}) {
          for (const bool unicode : {true, false}) {
            CAPTURE(format.id);
            CAPTURE(verbosity);
            const std::string out = format.render(report, {verbosity, false, unicode});
            // RFC 4180 ends a record with both; no server can write either into a cell.
            CHECK(unclean(format.id == "csv" ? without_carriage_returns(out) : out) == "");
            CHECK(out.ends_with('\n'));
            if (format.id == "text" && !unicode) {
              CHECK(std::all_of(out.begin(), out.end(),
                                [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); }));
            }
          }
        }
      }
    }
  }

  TEST_CASE("formats: a text of any length and kind takes no lines of its own") {
    // A line feed of the server would make more lines than its escaped twin.
    const auto lines = [](const std::string& text) {
      const std::string out = find_format("text")->render(hostile(text), {1, false, true});
      return std::count(out.begin(), out.end(), '\n');
    };
    CHECK(lines("a\nb") == lines("axxxxb"));
  }
}
