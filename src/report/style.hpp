// How the text report looks: its marks with Unicode or ASCII, its colours, its paragraphs.
#pragma once

#include <authwalk/report.hpp>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk {

/// Red is for failures only.
enum class Tone { plain, bold, dim, good, bad, note };

/// A sign that stands for how something ended.
enum class Mark { none, pass, fail, note, skipped, not_reached, open, separator };

struct Glyphs {
  std::string_view pass, fail, note, skipped, not_reached;  ///< one cell each
  std::string_view event;                                   ///< a line that is not SMTP
  std::string_view clear, tls;                              ///< the wire, outside and inside TLS; one cell
  std::string_view sent, heard;                             ///< arrows of three cells
  std::string_view bar, rule;  ///< repeated to draw a TLS bar and a plain one; one cell
  std::string_view separator;  ///< between facts on one line; one cell
};

class Style {
 public:
  explicit Style(const RenderOptions& options) : options_(options) {}

  /// Text is wrapped here; commands are not, so that they can be copied.
  std::size_t columns() const { return options_.columns; }
  const Glyphs& glyphs() const;
  std::string_view mark(Mark mark) const;

  /// Bytes of a stranger, fit for this terminal.
  std::string safe(std::string_view bytes) const;
  /// Puts colour around text that is safe already.
  std::string paint(Tone tone, std::string_view text) const;

  /// `prefix`, then `text` wrapped with a hanging indent as wide as the prefix, which takes `indent` cells.
  /// Ends with a line feed. The text is made safe here, the prefix is safe already.
  std::string hanging(std::string_view prefix, std::size_t indent, std::string_view text,
                      Tone tone = Tone::plain) const;
  /// A row "    label    text" of an explanation.
  std::string labelled(std::string_view label, std::string_view text, Tone tone = Tone::plain) const;

 private:
  RenderOptions options_;
};

Tone tone(StepStatus status);
Tone tone(Outcome outcome);
Mark mark_of(StepStatus status);

/// "PASS", "FAIL", "INCONCLUSIVE" or "NOT TESTED".
std::string_view shout(Outcome outcome);

/// Breaks printable text at blanks, and inside words longer than `width` cells. Never empty; the lines are
/// parts of `text`.
std::vector<std::string_view> wrap(std::string_view text, std::size_t width);

/// "None, BasicAuth and BasicAuthRequireTLS".
std::string listed(const std::vector<std::string>& names);

}  // namespace authwalk
