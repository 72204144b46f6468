// Format html: one page that needs nothing but itself. No script, no address that leaves the page; the policy
// in its head forbids both, should a stranger's text ever become markup.
#include <fmt/format.h>

#include <array>

#include "report/formats.hpp"
#include "report/html_printer.hpp"
#include "report/html_style.hpp"
#include "report/markup.hpp"
#include "report/utc.hpp"

namespace authwalk {
namespace {

using document::Document;

// Beyond `walks_in_full` walks the smart hosts that are as expected have no page of their own, and of the
// others the first `pages_at_most`.
constexpr std::size_t walks_in_full = 50;
constexpr std::size_t pages_at_most = 100;

// "21 Nov 2026, 12:00:00 UTC" of "2026-11-21T12:00:00.000Z".
std::string when(const std::string& started) {
  const auto ms = utc_milliseconds(started);
  if (!ms) return markup_text(started);
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::string text = utc_text(*ms);
  const auto month = static_cast<std::size_t>(std::stoi(text.substr(5, 2)) - 1);
  return fmt::format("{} {} {}, {} UTC", std::stoi(text.substr(8, 2)), months.at(month), text.substr(0, 4),
                     text.substr(11, 8));
}

std::string head(const Document& document, const Report& report) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'; img-src data:\"/>\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
      "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
      "<meta name=\"referrer\" content=\"no-referrer\"/>\n"
      "<title>authwalk: {}, {}</title>\n<style>\n{}</style>\n</head>\n",
      markup_text(document.verdict), when(report.started), html_style());
}

std::string header(const Document& document, const Report& report) {
  std::string said;
  for (const std::string& line : document.said) said += (said.empty() ? "" : "\n") + markup_text(line);
  if (!said.empty()) said = "<pre class=\"said\">" + said + "</pre>\n";
  return fmt::format(
      "<header>\n<p class=\"product\">authwalk</p>\n<h1><span class=\"badge {}\">{}</span> {}</h1>\n{}"
      "<p class=\"dim\">Started {} · {} {} · {}</p>\n</header>\n",
      document::html_class(document.tone), markup_text(document.verdict),
      document::print_html(document.headline), said, when(report.started), report.walks.size(),
      report.walks.size() == 1 ? "walk" : "walks",
      report.survey ? "survey of the modes" : "against expectations");
}

}  // namespace

std::string render_html(const Report& report, const RenderOptions&) {
  const Document document = document::document_of(
      report, {.pages_at_most = pages_at_most, .pages_of_right = report.walks.size() <= walks_in_full});
  return head(document, report) + "<body>\n<main>\n" + header(document, report) +
         document::print_html(document.blocks, document::anchors_in(document.blocks)) +
         fmt::format(
             "</main>\n<footer>Times are milliseconds. Made by authwalk {}.</footer>\n</body>\n</html>\n",
             markup_text(report.version));
}

}  // namespace authwalk
