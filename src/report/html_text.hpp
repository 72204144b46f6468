// The pieces that a page is made of. What a stranger wrote comes in as bytes and goes out as text.
#pragma once

#include <string>
#include <string_view>

#include "report/markup.hpp"
#include "report/style.hpp"

namespace authwalk {

/// A line that can be copied with one click.
std::string html_command(std::string_view command);

/// Folded away until somebody opens it; on paper everything is open. The title is raw, the body is HTML.
std::string html_folded(std::string_view title, const std::string& body, bool open = false);

/// "good", "bad", "note" or "dim", the classes of the style sheet.
std::string_view html_class(Tone tone);

/// A mark that says in words what it stands for, so that colour and shape are not the only signs.
std::string html_mark(StepStatus status);
std::string html_mark(Outcome outcome);

/// A list of labels and texts. Empty texts are left out.
class HtmlFacts {
 public:
  void add(std::string_view label, std::string_view bytes);
  void add_html(std::string_view label, const std::string& html);
  /// Empty when nothing was added.
  std::string list() const;

 private:
  std::string rows_;
};

}  // namespace authwalk
