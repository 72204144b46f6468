#include "report/csv_rows.hpp"

#include <doctest/doctest.h>

namespace authwalk::test {

std::vector<std::vector<std::string>> csv_rows(const std::string& text) {
  std::vector<std::vector<std::string>> rows(1);
  std::size_t at = 0;
  while (at < text.size()) {
    std::string cell;
    if (text[at] == '"') {
      for (++at;; ++at) {
        REQUIRE(at < text.size());
        if (text[at] == '"' && (at + 1 == text.size() || text[at + 1] != '"')) break;
        if (text[at] == '"') ++at;
        cell += text[at];
      }
      ++at;
    } else {
      const std::size_t end = text.find_first_of(",\r\n\"", at);
      REQUIRE(end != std::string::npos);
      REQUIRE(text[end] != '"');
      cell = text.substr(at, end - at);
      at = end;
    }
    rows.back().push_back(cell);
    REQUIRE(at < text.size());
    if (text[at] == ',') {
      ++at;
      continue;
    }
    REQUIRE(text.substr(at, 2) == "\r\n");
    at += 2;
    if (at < text.size()) rows.emplace_back();
  }
  return rows;
}

}  // namespace authwalk::test
