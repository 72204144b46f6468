#include "report/html_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "report/html_evidence.hpp"
#include "report/html_text.hpp"
#include "report/matrix.hpp"

namespace authwalk {
namespace {

using Endings = std::map<std::pair<Step, Class>, std::vector<const ReportedWalk*>>;

bool ended_early(const Transcript& t) {
  return t.failure && t.outcome != Outcome::pass;
}

std::string endings_table(const Endings& endings, const HtmlLink& linked) {
  std::size_t most = 1;
  for (const auto& [where, walks] : endings) most = std::max(most, walks.size());
  std::string rows;
  for (const auto& [where, walks] : endings) {
    const ReportedWalk& first = *walks.front();
    const std::size_t share = std::max<std::size_t>(1, 100 * walks.size() / most);
    rows += fmt::format(
        "<tr><th scope=\"row\">{}</th><td class=\"nowrap\">{}</td>"
        "<td class=\"bar\"><span style=\"width:{}%\"></span> {}</td><td class=\"nowrap\">{}</td></tr>\n",
        id(where.first), id(where.second), share, walks.size(),
        linked(first, markup_text(first.transcript.connector.target())));
  }
  return html_table("Where walks ended", {"ended at", "class", "walks", "the first"}, rows);
}

// "bad-credentials: 535 5.7.3"
std::string why(const Failure& failure) {
  std::string words(id(failure.cls));
  if (!failure.reply || failure.origin != Origin::server) return words;
  words += ": " + std::to_string(failure.reply->code);
  return failure.reply->enhanced.empty() ? words : words + " " + markup_text(failure.reply->enhanced);
}

std::string_view expectation(const ReportedWalk& walk) {
  if (!to_fail(walk)) return "";
  return as_expected(walk) ? " (expected)" : " (FAIL expected)";
}

std::string tls_in_short(const Transcript& t) {
  if (!t.tls || !t.tls->established) return t.retry ? "broke" : "";
  return markup_text(t.tls->version) + (t.tls->verified ? "" : ", not verified");
}

std::string days_text(int days) {
  return days < 0 ? "ended" : std::to_string(days);
}

// With the address, where it tells two walks of one target apart.
std::string target_of(const Report& report, const Transcript& t) {
  const std::string target = t.connector.target();
  return also_at_another_address(report, t) ? target + " [" + tried_address(t) + "]" : target;
}

std::string index_row(const Report& report, const ReportedWalk& walk, const HtmlLink& linked) {
  const Transcript& t = walk.transcript;
  const auto days = certificate_days_left(t, report.started);
  return fmt::format(
      "<tr><th scope=\"row\">{}</th><td class=\"nowrap {}\">{} <b>{}</b>{}</td><td>{}</td>"
      "<td class=\"nowrap\">{}</td><td class=\"nowrap\">{}</td><td class=\"nowrap\">{}</td><td "
      "class=\"number\">{}</td>"
      "<td class=\"number\">{:.0f}</td></tr>\n",
      linked(walk, markup_text(target_of(report, t))), html_class(tone(t.outcome)), html_mark(t.outcome),
      shout(t.outcome), expectation(walk), id(t.mode),
      ended_early(t) ? id(t.failure->step) : std::string_view(), ended_early(t) ? why(*t.failure) : "",
      tls_in_short(t), days ? days_text(*days) : "", t.total_ms);
}

}  // namespace

std::string html_table(std::string_view caption, const std::vector<std::string_view>& headings,
                       const std::string& rows, std::string_view css) {
  if (rows.empty()) return {};
  std::string head;
  for (const std::string_view name : headings) head += fmt::format("<th scope=\"col\">{}</th>", name);
  return fmt::format(
      "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"{}\"><table class=\"{}\">\n"
      "<thead><tr>{}</tr></thead>\n<tbody>\n{}</tbody></table></div>\n",
      caption, css.empty() ? "list" : css, head, rows);
}

std::string html_matrix(const TargetGroup& group, const HtmlLink& linked) {
  const std::vector<MatrixRow> all = matrix_rows(group, Style(RenderOptions{}));
  const std::vector<const StepRow*> columns = matrix_columns(all);
  std::vector<std::string> titles;
  titles.reserve(columns.size());
  std::vector<std::string_view> headings{"mode", "result"};
  for (const StepRow* column : columns) {
    titles.push_back(fmt::format("<abbr title=\"{}: {}\">{}</abbr>", column->id, markup_text(column->what),
                                 column->column));
    headings.emplace_back(titles.back());
  }
  headings.emplace_back("ms");
  std::string rows;
  for (const MatrixRow& row : all) {
    rows += fmt::format("<tr><th scope=\"row\">{}</th><td class=\"nowrap {}\"><b>{}</b></td>",
                        linked(*row.walk, row.label), html_class(row.result_tone), row.result);
    for (const StepRow* column : columns) {
      const StepRecord& record = (*row.steps)[static_cast<std::size_t>(column->step)];
      rows += fmt::format("<td class=\"cell\">{}</td>", html_mark(record.status));
    }
    rows += fmt::format("<td class=\"number\">{}</td></tr>\n", row.ms);
  }
  return html_table("Modes and steps", headings, rows, "matrix");
}

std::string html_summary(const Report& report, std::size_t smart_hosts, const HtmlLink& linked) {
  std::map<Outcome, std::size_t> outcomes;
  Endings endings;
  for (const ReportedWalk& walk : report.walks) {
    ++outcomes[walk.transcript.outcome];
    if (!ended_early(walk.transcript)) continue;
    const Failure& failure = *walk.transcript.failure;
    endings[{failure.step, failure.cls}].push_back(&walk);
  }
  std::string tiles =
      fmt::format("<li><b>{}</b> smart host{}</li>\n", smart_hosts, smart_hosts == 1 ? "" : "s");
  for (const auto& [outcome, count] : outcomes) {
    tiles += fmt::format("<li class=\"{}\"><b>{}</b> {} {}</li>\n", html_class(tone(outcome)), count,
                         html_mark(outcome), id(outcome));
  }
  return "<section><h2>Summary</h2>\n<ul class=\"tiles\">\n" + tiles + "</ul>\n" +
         endings_table(endings, linked) + "</section>\n";
}

std::string html_index(const Report& report, const std::vector<TargetGroup>& groups, const HtmlLink& linked) {
  // What is not as it should be comes first.
  std::string rows, unremarkable;
  for (const TargetGroup& group : groups) {
    for (const ReportedWalk* walk : group.walks) {
      const bool remarkable = !as_expected(*walk) || !walk->alerts.empty();
      (remarkable ? rows : unremarkable) += index_row(report, *walk, linked);
    }
  }
  rows += unremarkable;
  return "<section><h2>All walks</h2>\n" +
         html_table("All walks",
                    {"smart host", "result", "mode", "ended at", "why", "TLS", "certificate days", "ms"},
                    rows) +
         "</section>\n";
}

}  // namespace authwalk
