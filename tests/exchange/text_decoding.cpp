#include "exchange/text_decoding.hpp"

#include <doctest/doctest.h>

using namespace authwalk;

namespace {

std::string utf16(std::u16string_view text, bool little, bool mark) {
  std::string bytes;
  const auto add = [&](char16_t unit) {
    const char low = static_cast<char>(unit & 0xFF), high = static_cast<char>(unit >> 8);
    bytes += little ? low : high;
    bytes += little ? high : low;
  };
  if (mark) add(0xFEFF);
  for (char16_t unit : text) add(unit);
  return bytes;
}

std::string decoded(const std::string& bytes, std::size_t piece, bool* torn = nullptr) {
  TextDecoder decoder;
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += piece) text += decoder.decode(bytes.substr(at, piece));
  text += decoder.finish();
  if (torn != nullptr) *torn = decoder.torn();
  return text;
}

}  // namespace

TEST_SUITE("text decoding") {
  TEST_CASE("UTF-8, with and without a byte order mark") {
    for (const std::size_t piece : {1, 2, 3, 5, 100}) {
      CHECK(decoded("组织内\n", piece) == "组织内\n");
      CHECK(decoded("\xEF\xBB\xBF#Fields\n", piece) == "#Fields\n");
      CHECK(decoded("", piece).empty());
      CHECK(decoded("a", piece) == "a");
      CHECK(decoded("\xEF\xBB\xBF", piece).empty());
    }
  }

  TEST_CASE("UTF-16 of both byte orders, with and without a mark") {
    const std::u16string text = u"#Log 组织内 \U0001F4E7\r\n";
    for (const std::size_t piece : {1, 2, 3, 5, 100}) {
      for (const bool little : {true, false}) {
        for (const bool mark : {true, false}) {
          CHECK(decoded(utf16(text, little, mark), piece) == "#Log 组织内 \xF0\x9F\x93\xA7\r\n");
        }
      }
    }
  }

  TEST_CASE("half a surrogate pair becomes the replacement character") {
    CHECK(decoded(utf16(u"ab\xD83D"
                        u"c",
                        true, true),
                  1) ==
          "ab\xEF\xBF\xBD"
          "c");
    CHECK(decoded(utf16(u"ab\xDCE7"
                        u"c",
                        true, true),
                  1) ==
          "ab\xEF\xBF\xBD"
          "c");
  }

  TEST_CASE("an end in the middle of a character is told") {
    bool torn = false;
    std::string bytes = utf16(u"abc", true, true);
    bytes.pop_back();
    CHECK(decoded(bytes, 3, &torn) == "ab\xEF\xBF\xBD");
    CHECK(torn);
    CHECK(decoded(utf16(u"abc", true, true), 3, &torn) == "abc");
    CHECK_FALSE(torn);
    CHECK(decoded("\xFF\xFE"
                  "a",
                  1, &torn) == "\xEF\xBF\xBD");
    CHECK(torn);
  }

  TEST_CASE("bytes that are no UTF-16 are not copied") {
    const std::string bytes = "#Software: Microsoft Exchange Server\n";
    TextDecoder decoder;
    CHECK(decoder.decode(bytes).data() == bytes.data());
    CHECK(decoder.decode(bytes).data() == bytes.data());
  }
}
