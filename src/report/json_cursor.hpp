// Finds its way through the text of a JSON document without building it: where values begin and end. What is
// no JSON is not noticed here; the parser that gets the pieces does.
#pragma once

#include <cstddef>
#include <string_view>

namespace authwalk {

class JsonCursor {
 public:
  explicit JsonCursor(std::string_view text, std::size_t at = 0) : text_(text), at_(at) {}

  /// Where the next token begins.
  std::size_t offset();
  bool at_end() { return offset() == text_.size(); }

  /// Takes the character if it comes next.
  bool take(char c);

  /// Takes the next value, whatever it is, and returns its text; empty when the text ends before it does or
  /// no value begins here.
  std::string_view value();

 private:
  std::size_t end_of_string(std::size_t from) const;
  std::size_t end_of_structure(std::size_t from) const;

  std::string_view text_;
  std::size_t at_;
};

/// 1-based, of the byte at `offset`.
std::size_t line_of(std::string_view text, std::size_t offset);

}  // namespace authwalk
