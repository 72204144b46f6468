// Text for the cells of a Markdown table.
#pragma once

#include <string>
#include <string_view>

namespace authwalk::test {

inline std::string cell(std::string_view text) {
  std::string escaped;
  for (char c : text) {
    if (c == '|' || c == '<' || c == '>' || c == '*' || c == '\\' || c == '_' || c == '`') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

/// In a code span only the bar ends a cell; two backticks let one stand inside.
inline std::string code(std::string_view text) {
  if (text.empty()) return "";
  std::string escaped;
  for (char c : text) escaped += c == '|' ? std::string("\\|") : std::string(1, c);
  return text.find('`') == std::string_view::npos ? "`" + escaped + "`" : "`` " + escaped + " ``";
}

}  // namespace authwalk::test
