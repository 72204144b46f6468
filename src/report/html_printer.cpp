#include "report/html_printer.hpp"

#include <fmt/format.h>

#include "report/markup.hpp"

namespace authwalk::document {
namespace {

// So that colour and shape are not the only signs.
std::string_view in_words(Mark mark) {
  switch (mark) {
    case Mark::pass:
      return "pass";
    case Mark::fail:
      return "fail";
    case Mark::note:
      return "went on, with a note";
    case Mark::skipped:
      return "not part of this walk, or not tried";
    case Mark::not_reached:
      return "not reached";
    case Mark::open:
      return "undecided";
    case Mark::none:
    case Mark::separator:
      break;
  }
  return "";
}

std::string mark_html(Mark mark, Tone tone) {
  const std::string_view glyph = Style(RenderOptions{}).mark(mark);
  if (mark == Mark::none) return {};
  if (mark == Mark::separator) return fmt::format(" <span class=\"dim\">{}</span> ", glyph);
  return fmt::format(R"(<i class="mark {}" role="img" aria-label="{}">{}</i>)", html_class(tone),
                     in_words(mark), glyph);
}

std::string span_html(const Span& span, const std::set<std::string>& anchors) {
  const std::string mark = mark_html(span.mark, span.tone);
  std::string text = markup_text(span.text);
  if (anchors.contains(span.anchor))
    text = fmt::format("<a href=\"#{}\">{}</a>", markup_text(span.anchor), text);
  if (span.tone == Tone::bold) text = "<b>" + text + "</b>";
  if (span.mark == Mark::none && span.tone != Tone::plain && span.tone != Tone::bold)
    text = fmt::format("<span class=\"{}\">{}</span>", html_class(span.tone), text);
  if (mark.empty() || span.mark == Mark::separator) return mark + text;
  if (text.empty()) return mark + " ";
  return "<span class=\"nowrap\">" + (span.mark_behind ? text + " " + mark : mark + " " + text) + "</span>";
}

class Printer {
 public:
  explicit Printer(const std::set<std::string>& anchors) : anchors_(anchors) {}

  std::string operator()(const Paragraph& paragraph) const {
    return "<p>" + print_html(paragraph.words, anchors_) + "</p>\n";
  }

  std::string operator()(const Facts& facts) const {
    return fmt::format("<dl class=\"{}\">\n{}</dl>\n", facts.answer ? "answer" : "facts", rows(facts.rows));
  }

  std::string operator()(const List& list) const {
    std::string out = list.title.empty() ? "" : "<p class=\"dim\">" + markup_text(list.title) + "</p>\n";
    const std::string_view tag = list.numbered ? "ol" : "ul";
    out += fmt::format("<{} class=\"list\">\n", tag);
    for (const Item& item : list.items) {
      out += "<li>" + print_html(item.words, anchors_);
      if (!item.rows.empty()) out += "\n<dl class=\"facts\">\n" + rows(item.rows) + "</dl>\n";
      out += "</li>\n";
    }
    return out + fmt::format("</{}>\n", tag);
  }

  std::string operator()(const Table& table) const {
    std::string head;
    for (const std::string& heading : table.headings)
      head += "<th scope=\"col\">" + markup_text(heading) + "</th>";
    if (!head.empty()) head = "<thead><tr>" + head + "</tr></thead>\n";
    std::string body;
    for (const auto& row : table.rows) {
      body += "<tr>";
      for (std::size_t i = 0; i < row.size(); ++i) {
        const std::string cell = print_html(row[i], anchors_);
        body += i == 0 ? "<th scope=\"row\">" + cell + "</th>" : "<td>" + cell + "</td>";
      }
      body += "</tr>\n";
    }
    return fmt::format(
        "<div class=\"wide\" role=\"region\" tabindex=\"0\" "
        "aria-label=\"{}\"><table>\n{}<tbody>\n{}</tbody></table></div>\n",
        markup_text(table.caption), head, body);
  }

  std::string operator()(const Ladder& ladder) const { return print_html(ladder); }

  std::string operator()(const Section& section) const {
    const bool page = !section.blocks.empty() && section.anchor.starts_with("host-");
    return fmt::format("<details class=\"{}\"{}{}><summary class=\"{}\">{}</summary>\n{}</details>\n",
                       page ? "page" : "part",
                       section.anchor.empty() ? "" : " id=\"" + markup_text(section.anchor) + "\"",
                       section.open ? " open=\"open\"" : "", html_class(section.tone),
                       markup_text(section.title), print_html(section.blocks, anchors_));
  }

 private:
  std::string rows(const std::vector<Row>& all) const {
    std::string out;
    for (const Row& row : all) {
      const std::string words = print_html(row.words, anchors_);
      out += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", markup_text(row.label),
                         row.command ? "<pre class=\"command\"><code>" + words + "</code></pre>" : words);
    }
    return out;
  }

  const std::set<std::string>& anchors_;
};

}  // namespace

std::set<std::string> anchors_in(const Blocks& blocks) {
  std::set<std::string> all;
  for (const Block& block : blocks) {
    const auto* section = std::get_if<Section>(&block.is);
    if (section == nullptr) continue;
    if (!section->anchor.empty()) all.insert(section->anchor);
    all.merge(anchors_in(section->blocks));
  }
  return all;
}

std::string print_html(const Blocks& blocks, const std::set<std::string>& anchors) {
  std::string out;
  for (const Block& block : blocks) out += std::visit(Printer(anchors), block.is);
  return out;
}

std::string print_html(const Words& words, const std::set<std::string>& anchors) {
  std::string out;
  for (const Span& span : words) out += span_html(span, anchors);
  return out;
}

std::string_view html_class(Tone tone) {
  switch (tone) {
    case Tone::good:
      return "good";
    case Tone::bad:
      return "bad";
    case Tone::note:
      return "note";
    case Tone::dim:
      return "dim";
    case Tone::plain:
    case Tone::bold:
      break;
  }
  return "plain";
}

}  // namespace authwalk::document
