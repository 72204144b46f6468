// The wording of a reply as the catalogue writes it: words that stand anywhere in the reply, in any case.
//   *   any text, or none
//   |   either what is before or what is after
//   !x  and x does not stand there, nor y with !x!y (the end of an alternative)
//   \   the next character as it is
#pragma once

#include <bitset>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk::knowledge {

/// A text, made ready for many wordings: which runs of three characters stand in it rules most of them out
/// before anything is searched.
class FoldedText {
 public:
  /// The text has been through fold_case(), and lives as long as this.
  explicit FoldedText(std::string_view text);

  std::string_view text() const { return text_; }
  /// False: the words do not stand in the text.
  bool may_contain(std::string_view words) const;

 private:
  std::string_view text_;
  std::bitset<8192> runs_;
};

class Wording {
 public:
  explicit Wording(std::string_view pattern);

  /// How many characters of the pattern stand in the text, as a measure of how much that says; empty when the
  /// wording does not fit.
  std::optional<std::size_t> fits(const FoldedText& text) const;

 private:
  struct Alternative {
    std::vector<std::string> pieces;  // in this order
    std::vector<std::string> absent;
    std::size_t characters = 0;
  };
  std::vector<Alternative> alternatives_;
};

/// ASCII in lower case, runs of blanks and control characters as one blank, at most `longest` characters.
std::string fold_case(std::string_view text, std::size_t longest);

}  // namespace authwalk::knowledge
