// What people put around evidence when they hand it on: quotation marks of a mail, line numbers, list marks,
// a table, a page, a mail with its transfer encoding. It is taken off line by line, before a reader sees the
// text.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "exchange/log_lines.hpp"

namespace authwalk {

class UnwrappedText {
 public:
  using Take = std::function<void(std::string_view)>;

  /// What is around the text follows from its beginning.
  UnwrappedText(std::string_view beginning, Take take);

  void feed(std::string_view bytes) { lines_.feed(bytes); }
  void finish();

 private:
  enum class Encoding { none, quoted_printable, base64 };

  void take_line(std::string_view line);
  bool note_header(std::string_view line);
  void decoded(std::string_view text);
  void end_body();
  void hand_on(std::string_view line);

  Take take_;
  LogLines lines_;
  LogLines body_;  // of a message in base64: its lines are not those of the file
  bool quoted_ = false, found_ = false, numbered_ = false, listed_ = false, html_ = false;
  Encoding announced_ = Encoding::none;  // by a header whose blank line has not come
  Encoding encoding_ = Encoding::none;
  std::string waiting_;  // of an encoded line whose end has not come
};

}  // namespace authwalk
