#include "report/html_text.hpp"

#include <fmt/format.h>

#include <authwalk/report.hpp>

namespace authwalk {
namespace {

std::string mark(Tone tone, std::string_view glyph, std::string_view words) {
  return fmt::format(R"(<i class="mark {}" role="img" aria-label="{}">{}</i>)", html_class(tone), words,
                     glyph);
}

std::string_view in_words(StepStatus status) {
  switch (status) {
    case StepStatus::pass:
      return "pass";
    case StepStatus::fail:
      return "fail";
    case StepStatus::note:
      return "went on, with a note";
    case StepStatus::skipped:
      return "not part of this walk";
    case StepStatus::not_reached:
      return "not reached";
  }
  return "";
}

std::string_view in_words(Outcome outcome) {
  switch (outcome) {
    case Outcome::pass:
      return "pass";
    case Outcome::fail:
      return "fail";
    case Outcome::inconclusive:
      return "inconclusive";
    case Outcome::not_tested:
      return "not tested";
  }
  return "";
}

}  // namespace

std::string html_command(std::string_view command) {
  return command.empty()
             ? ""
             : fmt::format("<pre class=\"command\"><code>{}</code></pre>\n", markup_text(command));
}

std::string html_folded(std::string_view title, const std::string& body, bool open) {
  if (body.empty()) return {};
  return fmt::format("<details class=\"part\"{}><summary>{}</summary>\n{}</details>\n",
                     open ? " open=\"open\"" : "", markup_text(title), body);
}

std::string_view html_class(Tone tone) {
  switch (tone) {
    case Tone::good:
      return "good";
    case Tone::bad:
      return "bad";
    case Tone::note:
      return "note";
    case Tone::plain:
    case Tone::bold:
    case Tone::dim:
      break;
  }
  return "dim";
}

std::string html_mark(StepStatus status) {
  return mark(tone(status), Style(RenderOptions{}).mark(status), in_words(status));
}

std::string html_mark(Outcome outcome) {
  return mark(tone(outcome), Style(RenderOptions{}).mark(outcome), in_words(outcome));
}

void HtmlFacts::add(std::string_view label, std::string_view bytes) {
  if (!bytes.empty()) add_html(label, markup_text(bytes));
}

void HtmlFacts::add_html(std::string_view label, const std::string& html) {
  rows_ += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", markup_text(label), html);
}

std::string HtmlFacts::list() const {
  return rows_.empty() ? "" : "<dl class=\"facts\">\n" + rows_ + "</dl>\n";
}

}  // namespace authwalk
