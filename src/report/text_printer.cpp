#include "report/text_printer.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/ladder.hpp"
#include "report/utf8.hpp"

namespace authwalk::document {
namespace {

// Holds a mark and its word together; no text has it, since controls are written out.
constexpr char bound = '\x1f';

// Words as one printable text, and which bytes of it have which tone.
class Painted {
 public:
  Painted(const Words& words, const Style& style) : style_(style) {
    for (const Span& span : words) add(span);
  }

  std::vector<std::string> lines(std::size_t width) const {
    std::vector<std::string> all;
    for (const std::string_view line : wrap(text_, width)) all.push_back(paint(line));
    return all;
  }

  std::size_t width() const { return cell_width(text_); }

 private:
  struct Part {
    std::size_t end;
    Tone tone;
  };

  void add(const Span& span) {
    std::string text = style_.safe(span.text);
    const std::string mark(style_.mark(span.mark));
    const bool fits = cell_width(text) < style_.columns() / 2;
    if ((span.whole && fits) || span.mark_behind) std::replace(text.begin(), text.end(), ' ', bound);
    if (span.mark == Mark::separator) {
      put(" " + mark + " ", Tone::dim);
    } else if (mark.empty()) {
      put(text, span.tone);
    } else if (span.mark_behind) {
      put(text + bound, Tone::plain);
      put(mark, span.tone);
    } else {
      put(mark, span.tone);
      put(bound + text, Tone::plain);
    }
  }

  void put(const std::string& text, Tone tone) {
    text_ += text;
    parts_.push_back({text_.size(), tone});
  }

  std::string paint(std::string_view line) const {
    const auto begin = static_cast<std::size_t>(line.data() - text_.data());
    std::string out;
    std::size_t at = begin;
    for (const Part& part : parts_) {
      const std::size_t end = std::min(part.end, begin + line.size());
      if (end <= at) continue;
      out += style_.paint(part.tone, std::string_view(text_).substr(at, end - at));
      at = end;
    }
    std::replace(out.begin(), out.end(), bound, ' ');
    return out;
  }

  const Style& style_;
  std::string text_;
  std::vector<Part> parts_;
};

std::string hanging(const std::string& prefix, std::size_t indent, const Words& words, const Style& style) {
  std::string out;
  std::string before = prefix;
  const std::size_t columns = std::max(style.columns(), indent + 20);
  for (const std::string& line : Painted(words, style).lines(columns - indent)) {
    out += before + line;
    while (out.ends_with(' ')) out.pop_back();
    out += "\n";
    before.assign(indent, ' ');
  }
  return out;
}

// A label, and beside it a text that is wrapped or a command that is not.
std::string labelled(const Row& row, std::size_t indent, std::size_t width, Tone tone, const Style& style) {
  std::string label = style.safe(row.label);
  label.resize(std::max(width, label.size() + 1), ' ');
  const std::string prefix = std::string(indent, ' ') + style.paint(tone, label);
  if (!row.command) return hanging(prefix, indent + label.size(), row.words, style);
  std::string command;
  for (const Span& span : row.words) command += style.paint(span.tone, style.safe(span.text));
  return prefix + command + "\n";
}

std::string print(const Paragraph& paragraph, const Style& style) {
  return hanging("  ", 2, paragraph.words, style);
}

std::string print(const Facts& facts, const Style& style) {
  std::string out;
  for (const Row& row : facts.rows) {
    out += facts.answer ? labelled(row, 0, 6, Tone::bold, style) : labelled(row, 4, 20, Tone::dim, style);
  }
  return out;
}

std::string print(const List& list, const Style& style) {
  std::string out;
  if (!list.title.empty()) out += hanging("    ", 4, plain(list.title, Tone::dim), style);
  int number = 1;
  for (const Item& item : list.items) {
    const bool has_mark = !item.words.empty() && item.words.front().mark != Mark::none;
    const std::string prefix = list.numbered ? fmt::format("      {:>2}. ", number++)
                               : has_mark    ? "    "
                                             : "      ";
    const std::size_t indent = list.numbered ? prefix.size() : 6;
    out += hanging(prefix, indent, item.words, style);
    std::size_t width = 0;
    for (const Row& row : item.rows) width = std::max(width, row.label.size() + 2);
    for (const Row& row : item.rows) out += labelled(row, indent, width, Tone::dim, style);
  }
  return out;
}

// Every column as wide as its widest cell; the last one is wrapped.
std::string print(const Table& table, const Style& style) {
  std::vector<std::vector<Words>> rows;
  if (!table.headings.empty()) {
    rows.emplace_back();
    for (const std::string& heading : table.headings) rows.back().push_back(plain(heading, Tone::dim));
  }
  rows.insert(rows.end(), table.rows.begin(), table.rows.end());
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], Painted(row[i], style).width());
  }
  std::string out;
  for (const auto& row : rows) {
    std::string prefix = "  ";
    std::size_t indent = prefix.size();
    for (std::size_t i = 0; i + 1 < row.size(); ++i) {
      const Painted cell(row[i], style);
      prefix += cell.lines(cell.width() + 1).front() + std::string(widths[i] - cell.width() + 2, ' ');
      indent += widths[i] + 2;
    }
    Words last = row.empty() ? Words{} : row.back();
    while (!last.empty() && last.back().expendable && indent + Painted(last, style).width() > style.columns())
      last.pop_back();
    out += hanging(prefix, indent, last, style);
  }
  return out;
}

std::string print(const Ladder& ladder, const Style& style) {
  return ladder.excerpt ? excerpt_text(ladder.rungs, style) : ladder_text(ladder.rungs, style);
}

}  // namespace

std::string print_text(const Blocks& blocks, const Style& style, bool details) {
  std::string out;
  for (const Block& block : blocks) {
    std::string text;
    if (const auto* section = std::get_if<Section>(&block.is)) {
      if (section->detail && !details) continue;
      const Tone tone = section->tone == Tone::plain ? Tone::bold : section->tone;
      text = style.hanging("", 0, section->title, tone) + print_text(section->blocks, style, details);
    } else {
      text = std::visit(
          [&](const auto& one) {
            if constexpr (std::is_same_v<std::decay_t<decltype(one)>, Section>) {
              return std::string();
            } else {
              return print(one, style);
            }
          },
          block.is);
    }
    if (!out.empty() && !text.empty()) out += "\n";
    out += text;
  }
  return out;
}

std::string print_text(const Document& document, const Style& style, bool details) {
  const std::string verdict = style.safe(document.verdict) + "  ";
  std::string out =
      hanging(style.paint(document.tone, verdict), cell_width(verdict), document.headline, style);
  for (const std::string& line : document.said)
    out += style.hanging(std::string(cell_width(verdict), ' '), cell_width(verdict), line, Tone::bold);
  const std::string blocks = print_text(document.blocks, style, details);
  return blocks.empty() ? out : out + "\n" + blocks;
}

}  // namespace authwalk::document
