#include "report/json_cursor.hpp"

#include <algorithm>

namespace authwalk {
namespace {

constexpr std::string_view space = " \t\r\n";
constexpr std::string_view ends_a_word = " \t\r\n,:]}[{\"";

}  // namespace

std::size_t JsonCursor::offset() {
  at_ = std::min(text_.find_first_not_of(space, at_), text_.size());
  return at_;
}

bool JsonCursor::take(char c) {
  if (offset() == text_.size() || text_[at_] != c) return false;
  ++at_;
  return true;
}

std::string_view JsonCursor::value() {
  const std::size_t from = offset();
  if (from == text_.size()) return {};
  std::size_t end = 0;
  switch (text_[from]) {
    case '"':
      end = end_of_string(from);
      break;
    case '{':
    case '[':
      end = end_of_structure(from);
      break;
    default:
      end = std::min(text_.find_first_of(ends_a_word, from), text_.size());
  }
  if (end == std::string_view::npos || end == from) return {};
  at_ = end;
  return text_.substr(from, end - from);
}

std::size_t JsonCursor::end_of_string(std::size_t from) const {
  std::size_t at = text_.find_first_of("\"\\", from + 1);
  // A backslash takes the next character with it.
  while (at != std::string_view::npos && text_[at] == '\\') at = text_.find_first_of("\"\\", at + 2);
  return at == std::string_view::npos ? at : at + 1;
}

std::size_t JsonCursor::end_of_structure(std::size_t from) const {
  std::size_t open = 0;
  std::size_t at = from;
  while ((at = text_.find_first_of("\"[]{}", at)) != std::string_view::npos) {
    if (text_[at] == '"') {
      at = end_of_string(at);
      if (at == std::string_view::npos) return at;
      continue;
    }
    if (text_[at] == '[' || text_[at] == '{') {
      ++open;
    } else if (--open == 0) {
      return at + 1;
    }
    ++at;
  }
  return at;
}

std::size_t line_of(std::string_view text, std::size_t offset) {
  const auto before = text.substr(0, offset);
  return 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
}

}  // namespace authwalk
