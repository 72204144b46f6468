// A man page in the macros of man(7), from plain text.
#pragma once

#include <string>
#include <string_view>

namespace authwalk::cli {

class Roff {
 public:
  /// `source` stands in the footer: "authwalk 0.1.0". No date: the same input gives the same bytes.
  Roff(std::string_view name, int section, std::string_view source);

  void section(std::string_view title);
  void subsection(std::string_view title);
  /// NAME, in the form that whatis(1) reads.
  void name(std::string_view name, std::string_view what);
  /// A command with what may stand in its place: words in capitals are for the reader to replace.
  void synopsis(std::string_view text);
  /// Running text. Words that begin with a dash are set as flags.
  void paragraph(std::string_view text);
  /// A term with its explanation.
  void item(std::string_view term, std::string_view text);
  /// The same for a flag: "-o,--output" with the value "FILE".
  void flag(std::string_view names, std::string_view value, std::string_view what);
  /// Lines that stay as they are.
  void literal(std::string_view text);
  /// "authwalk-walk(1), authwalk-lint(1)" and such, already without formatting.
  void references(std::string_view text);
  /// The text that stands after the flags in a command's help: paragraphs, lists whose columns stand two
  /// blanks apart, and "Exit status:", which becomes a section.
  void closing(std::string_view text);

  const std::string& text() const { return text_; }

 private:
  void line(std::string_view roff);

  std::string text_;
};

}  // namespace authwalk::cli
