#include <fmt/format.h>

#include "report/html_printer.hpp"
#include "report/markup.hpp"

namespace authwalk::document {
namespace {

struct Kind {
  std::string_view css;
  std::string_view spoken;  ///< for those who hear the page: arrows are drawn
};

Kind kind_of(const Rung& rung) {
  switch (rung.who) {
    case '>':
      return {"sent", "sent: "};
    case '<':
      return {"heard", "received: "};
    case '=':
      return {"secured", ""};
    case '-':
      return {"again", ""};
    case '*':
      return {"event", ""};
    default:
      return {"remark", ""};
  }
}

// The row that ended the walk says so in words.
std::string ending(const Rung& rung) {
  if (!rung.mark) return {};
  const std::string_view words = *rung.mark == StepStatus::fail      ? "failed here"
                                 : *rung.mark == StepStatus::skipped ? "ended here"
                                                                     : "note";
  return fmt::format(" <b class=\"ending {}\">{} {}</b>", html_class(tone(*rung.mark)),
                     Style(RenderOptions{}).mark(mark_of(*rung.mark)), words);
}

std::string row_of(const Rung& rung, bool names_its_step) {
  const Kind kind = kind_of(rung);
  const bool inside = rung.inside_tls || rung.who == '=';
  const std::string_view state = rung.mark ? html_class(tone(*rung.mark)) : "";
  const std::string time = rung.ms ? fmt::format("{:.1f}<span class=\"unit\"> ms</span>", *rung.ms) : "";
  const std::string spoken =
      kind.spoken.empty() ? "" : fmt::format("<span class=\"heard-only\">{}</span>", kind.spoken);
  return fmt::format(
      "<li class=\"{}{}{}{}\"><span class=\"step\">{}</span><span class=\"time\">{}</span>"
      "<span class=\"wire\"><span class=\"text\">{}{}{}</span></span></li>\n",
      kind.css, inside ? " tls" : "", state.empty() ? "" : " ", state,
      names_its_step ? id(rung.step) : std::string_view(), time, spoken, markup_text(rung.text),
      ending(rung));
}

}  // namespace

std::string print_html(const Ladder& ladder) {
  if (ladder.rungs.empty()) return {};
  std::string rows;
  std::optional<Step> previous;
  for (const Rung& rung : ladder.rungs) {
    const bool boundary = rung.who == '-';
    rows += row_of(rung, !boundary && (rung.step != previous || rung.mark));
    previous = boundary ? std::nullopt : std::optional(rung.step);
  }
  const std::string client = ladder.client.empty() ? "this side" : ladder.client;
  return fmt::format(
      "<div class=\"ladder\">\n<p class=\"ends\"><span><span class=\"heard-only\">between </span>{}</span>"
      "<span><span class=\"heard-only\">and </span>{}</span></p>\n<ol>\n{}</ol>\n</div>\n",
      markup_text(client), markup_text(ladder.server), rows);
}

}  // namespace authwalk::document
