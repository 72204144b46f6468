#include "report/style.hpp"

#include <algorithm>

#include "report/printable.hpp"
#include "report/utf8.hpp"

namespace authwalk {
namespace {

constexpr Glyphs unicode_glyphs{"✓", "✗", "○", "–", "·", "•", "│", "║", "──▶", "◀──", "═", "─", "·"};
constexpr Glyphs ascii_glyphs{"+", "X", "o", "-", ".", "*", "|", "#", "-->", "<--", "=", "-", "|"};

constexpr std::size_t label_indent = 4;
constexpr std::size_t label_width = 20;

std::string_view colour_code(Tone tone) {
  switch (tone) {
    case Tone::plain:
      return "";
    case Tone::bold:
      return "\033[1m";
    case Tone::dim:
      return "\033[2m";
    case Tone::good:
      return "\033[32m";
    case Tone::bad:
      return "\033[31m";
    case Tone::note:
      return "\033[33m";
  }
  return "";
}

// Bytes of the longest beginning of `text` that fits into `width` cells; at least one character.
std::size_t fitting(std::string_view text, std::size_t width) {
  std::size_t cells = 0, bytes = 0;
  while (bytes < text.size()) {
    const Utf8Char c = first_char(text.substr(bytes));
    cells += static_cast<std::size_t>(cell_width(c.point));
    if (cells > width && bytes > 0) break;
    bytes += c.size;
  }
  return bytes;
}

}  // namespace

const Glyphs& Style::glyphs() const {
  return options_.unicode ? unicode_glyphs : ascii_glyphs;
}

std::string_view Style::mark(Mark mark) const {
  const Glyphs& g = glyphs();
  switch (mark) {
    case Mark::none:
      return "";
    case Mark::pass:
      return g.pass;
    case Mark::fail:
      return g.fail;
    case Mark::note:
      return g.note;
    case Mark::skipped:
      return g.skipped;
    case Mark::not_reached:
      return g.not_reached;
    case Mark::open:
      return "?";
    case Mark::separator:
      return g.separator;
  }
  return "";
}

std::string Style::safe(std::string_view bytes) const {
  return options_.unicode ? printable(bytes) : printable_ascii(bytes);
}

std::string Style::paint(Tone tone, std::string_view text) const {
  if (!options_.colour || tone == Tone::plain || text.empty()) return std::string(text);
  return std::string(colour_code(tone)).append(text).append("\033[0m");
}

std::string Style::hanging(std::string_view prefix, std::size_t indent, std::string_view text,
                           Tone tone) const {
  std::string out;
  std::string before(prefix);
  const std::string printable_text = safe(text);
  for (const std::string_view line : wrap(printable_text, columns() - std::min(indent, columns() - 1))) {
    out += before + paint(tone, line) + "\n";
    before.assign(indent, ' ');
  }
  return out;
}

std::string Style::labelled(std::string_view label, std::string_view text, Tone tone) const {
  std::string padded(label);
  padded.resize(std::max(label_width, padded.size() + 1), ' ');
  const std::string prefix = std::string(label_indent, ' ') + paint(Tone::dim, padded);
  return hanging(prefix, label_indent + padded.size(), text, tone);
}

Tone tone(StepStatus status) {
  switch (status) {
    case StepStatus::pass:
      return Tone::good;
    case StepStatus::fail:
      return Tone::bad;
    case StepStatus::note:
      return Tone::note;
    case StepStatus::skipped:
    case StepStatus::not_reached:
      return Tone::dim;
  }
  return Tone::dim;
}

Tone tone(Outcome outcome) {
  switch (outcome) {
    case Outcome::pass:
      return Tone::good;
    case Outcome::fail:
      return Tone::bad;
    case Outcome::inconclusive:
    case Outcome::not_tested:
      return Tone::note;
  }
  return Tone::note;
}

Mark mark_of(StepStatus status) {
  switch (status) {
    case StepStatus::pass:
      return Mark::pass;
    case StepStatus::fail:
      return Mark::fail;
    case StepStatus::skipped:
      return Mark::skipped;
    case StepStatus::not_reached:
      return Mark::not_reached;
    case StepStatus::note:
      return Mark::note;
  }
  return Mark::not_reached;
}

std::string_view shout(Outcome outcome) {
  switch (outcome) {
    case Outcome::pass:
      return "PASS";
    case Outcome::fail:
      return "FAIL";
    case Outcome::inconclusive:
      return "INCONCLUSIVE";
    case Outcome::not_tested:
      return "NOT TESTED";
  }
  return "NOT TESTED";
}

std::vector<std::string_view> wrap(std::string_view text, std::size_t width) {
  std::vector<std::string_view> lines;
  while (true) {
    const std::size_t fits = fitting(text, width);
    if (fits == text.size()) break;
    const std::size_t blank = text.rfind(' ', fits);
    const std::size_t last = blank == text.npos ? text.npos : text.find_last_not_of(' ', blank);
    if (last == text.npos) {  // a word longer than the line
      lines.push_back(text.substr(0, fits));
      text.remove_prefix(fits);
    } else {
      lines.push_back(text.substr(0, last + 1));
      text.remove_prefix(std::min(text.find_first_not_of(' ', last + 1), text.size()));
    }
  }
  if (!text.empty() || lines.empty()) lines.push_back(text);
  return lines;
}

std::string listed(const std::vector<std::string>& names) {
  std::string all;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) all += i + 1 == names.size() ? " and " : ", ";
    all += names[i];
  }
  return all;
}

}  // namespace authwalk
