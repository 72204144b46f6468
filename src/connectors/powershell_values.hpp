// Values as PowerShell source writes them: strings, lists, hash tables, variables. Nothing is run: what would
// have to be run is not known.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "connectors/exported_value.hpp"
#include "connectors/line_index.hpp"

namespace authwalk::connectors {

/// Reads from a place in the text on. No method goes beyond its end.
class PowerShellSource {
 public:
  explicit PowerShellSource(std::string_view text) : text_(text), lines_(text) {}

  /// What a variable holds, by its name without $; empty when nobody knows.
  using Variables = std::function<std::optional<ExportedValue>(std::string_view name)>;

  bool at_end() const { return at_ >= text_.size(); }
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  std::size_t offset() const { return at_; }
  void go_to(std::size_t offset) { at_ = offset; }
  void advance(std::size_t count = 1) { at_ += count; }
  Position here() const { return lines_.at(at_); }

  /// Blanks, comments and continued lines; line ends too inside of brackets.
  void skip_blanks(bool line_ends);
  /// Letters, digits and - _ from here on, which are taken; empty when none stands here.
  std::string_view take_word();
  bool takes(std::string_view expected);
  /// A string, with its quotes, and whatever else is no code: taken. False when none begins here.
  bool skip_string();

  /// "a", 'b', c, 5, $true, $null, @(...), @{...}, and lists of them: taken. A value is `cut` where a part of
  /// it is not known; the whole is empty where nothing is.
  std::optional<ExportedValue> take_value(const Variables& variables);
  /// "Name = value" up to the closing brace, the opening one being taken: a hash table, or a block of DSC.
  ExportedValue take_table(const Variables& variables);

 private:
  std::optional<ExportedValue> take_single(const Variables& variables);
  std::optional<ExportedValue> take_list(const Variables& variables);
  std::optional<std::string> take_string();
  void skip_brackets();
  std::size_t quote_here(char& kind) const;

  std::string_view text_;
  LineIndex lines_;
  std::size_t at_ = 0;
  unsigned depth_ = 0;
};

}  // namespace authwalk::connectors
