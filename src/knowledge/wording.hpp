// The wording of a reply as the catalogue writes it: words that stand anywhere in the reply, in any case.
//   *   any text, or none
//   |   either what is before or what is after
//   !x  and x does not stand there, nor y with !x!y (the end of an alternative)
//   \   the next character as it is
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk::knowledge {

class Wording {
 public:
  explicit Wording(std::string_view pattern);

  /// How many characters of the pattern stand in the text, as a measure of how much that says; empty when the
  /// wording does not fit. The text has been through fold_case().
  std::optional<std::size_t> fits(std::string_view text) const;

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
