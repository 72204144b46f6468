// Format html: one page that needs nothing but itself. No script, no address that leaves the page; the policy
// in its head forbids both, should a stranger's text ever become markup.
//
// A run of many walks stays readable: beyond `walks_in_full` walks, those that passed as they should stand in
// the table only, and of the others the first `told_at_most` have a section of their own.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "report/formats.hpp"
#include "report/html_style.hpp"
#include "report/html_tables.hpp"
#include "report/html_text.hpp"
#include "report/html_walk.hpp"
#include "report/matrix.hpp"
#include "report/target_group.hpp"
#include "report/utc.hpp"
#include "report/verdict_line.hpp"

namespace authwalk {
namespace {

constexpr std::size_t walks_in_full = 50;
constexpr std::size_t told_at_most = 100;

const Style& plain_style() {
  static const Style style(RenderOptions{});
  return style;
}

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

class Page {
 public:
  explicit Page(const Report& report) : report_(report), groups_(group_by_target(report)) {
    choose_sections();
  }

  std::string print() const {
    std::string main = header() + recommendation();
    if (groups_.size() > 1)
      main += html_summary(report_, groups_.size(), link_) + html_index(report_, groups_, link_);
    for (const TargetGroup& group : groups_) {
      if (has_section(group)) main += section(group);
    }
    main += left_out();
    return head() + "<body>\n<main>\n" + main + "</main>\n" + footer() + "</body>\n</html>\n";
  }

 private:
  std::size_t number(const ReportedWalk& walk) const {
    return static_cast<std::size_t>(&walk - report_.walks.data());
  }

  static bool unremarkable(const ReportedWalk& walk) {
    return as_expected(walk) && walk.alerts.empty() && walk.transcript.outcome == Outcome::pass;
  }

  // Sections of the walks that need one; the smart host's other walks stand in its matrix.
  void choose_sections() {
    const bool all = report_.walks.size() <= walks_in_full;
    for (const TargetGroup& group : groups_) {
      for (const ReportedWalk* walk : group.walks) {
        if (!all && unremarkable(*walk)) continue;
        if (!all && sections_.size() == told_at_most) {
          ++left_out_;
        } else {
          sections_.insert(walk);
        }
      }
    }
  }

  bool has_section(const TargetGroup& group) const {
    return std::any_of(group.walks.begin(), group.walks.end(),
                       [&](const ReportedWalk* walk) { return sections_.contains(walk); });
  }

  // --- around it

  std::string head() const {
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'; "
        "img-src data:\"/>\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
        "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
        "<meta name=\"referrer\" content=\"no-referrer\"/>\n"
        "<title>authwalk: {}, {}</title>\n<style>\n{}</style>\n</head>\n",
        shout(outcome()), when(report_.started), html_style());
  }

  std::string footer() const {
    return fmt::format(
        "<footer>{} pass, {} fail, {} went on, with a note, {} not part of this walk, {} not reached. "
        "Times are milliseconds since the walk began. A command that begins with authwalk needs the other "
        "flags of this run as well. Made by authwalk {}.</footer>\n",
        html_mark(StepStatus::pass), html_mark(StepStatus::fail), html_mark(StepStatus::note),
        html_mark(StepStatus::skipped), html_mark(StepStatus::not_reached), markup_text(report_.version));
  }

  Outcome outcome() const {
    const std::string_view result = verdict(report_);
    if (result == "pass") return Outcome::pass;
    return result == "fail" ? Outcome::fail : Outcome::inconclusive;
  }

  std::string header() const {
    // The verdict is one sentence in every format.
    std::string line = verdict_line(report_, plain_style());
    line.pop_back();
    line.erase(0, line.find(": ") + 2);
    return fmt::format(
        "<header>\n<p class=\"product\">authwalk</p>\n<h1><span class=\"badge {}\">{}</span> "
        "{}</h1>\n"
        "<p class=\"dim\">Started {} · {} {} · {}{}</p>\n</header>\n",
        html_class(tone(outcome())), shout(outcome()), markup_escaped(line), when(report_.started),
        report_.walks.size(), report_.walks.size() == 1 ? "walk" : "walks",
        report_.survey ? "survey of the modes" : "against expectations",
        report_.interrupted ? " · <b>interrupted</b>: what had not been walked is missing" : "");
  }

  std::string recommendation() const {
    const Recommendation& advice = report_.recommendation;
    std::string body;
    if (!advice.why.empty()) body += "<p>" + markup_text(advice.why) + "</p>\n";
    body += html_command(advice.command);
    std::string obstacles;
    for (const Obstacle& obstacle : advice.in_the_way) obstacles += told(obstacle, advice.mode.has_value());
    if (!obstacles.empty()) {
      body += advice.mode ? "<h3>In the way of a stronger mode</h3>\n" : "";
      body += "<ul>\n" + obstacles + "</ul>\n";
    }
    if (body.empty() && !advice.mode) return {};
    const std::string title =
        advice.mode ? fmt::format("Recommended: {}", id(*advice.mode)) : std::string("No mode to recommend");
    return fmt::format("<section class=\"card\"><h2>{}</h2>\n{}</section>\n", title, body);
  }

  static std::string told(const Obstacle& obstacle, bool with_reason) {
    const bool there = obstacle.blame == Blame::server || obstacle.blame == Blame::policy;
    std::string out = "<li>";
    if (with_reason)
      out += fmt::format("<p><b>{}</b> {}</p>\n", id(obstacle.mode), markup_text(obstacle.reason));
    if (!obstacle.command.empty()) {
      out += fmt::format("<p class=\"dim\">{}</p>\n{}", there ? "On the smart host, run" : "Run",
                         html_command(obstacle.command));
    }
    if (!obstacle.message.empty()) {
      out += fmt::format("<p class=\"dim\">Write to its owner</p>\n<blockquote>{}</blockquote>\n",
                         markup_text(obstacle.message));
    }
    return out + "</li>\n";
  }

  std::string left_out() const {
    if (left_out_ == 0) return {};
    return fmt::format(
        "<p class=\"card\">{} more walks did not end as they should. They stand in the table of all walks; "
        "to keep "
        "this page usable, only the first {} have a section of their own. The JSON report has all of "
        "them.</p>\n",
        left_out_, told_at_most);
  }

  // --- one smart host

  std::string section(const TargetGroup& group) const {
    std::string walks;
    for (const ReportedWalk* walk : group.walks) {
      if (sections_.contains(walk)) walks += html_walk(*walk, number(*walk), report_.started);
    }
    return "<section class=\"host\">" + heading(group) + html_matrix(group, link_) + walks + "</section>\n";
  }

  static std::string heading(const TargetGroup& group) {
    const Connector& first = group.walks.front()->transcript.connector;
    const bool one_port = std::all_of(group.walks.begin(), group.walks.end(), [&](const ReportedWalk* walk) {
      return walk->transcript.connector.Port == first.Port;
    });
    std::string kind;
    for (const ReportedWalk* walk : group.walks) {
      const std::string& told = walk->finding.server_kind;
      if (kind.empty() && told != "unknown") kind = told;
    }
    const std::string address = group.address();
    return fmt::format("<h2>{}</h2>\n<p class=\"dim\">{}{}{} · EHLO as {}</p>\n",
                       markup_text(one_port ? first.target() : first.SmartHost),
                       group.connected() ? markup_text(address)
                       : address.empty() ? "no connection"
                                         : markup_text(address) + " · no connection",
                       kind.empty() ? "" : " · ", markup_text(kind), markup_text(first.Fqdn));
  }

  std::string linked(const ReportedWalk& walk, const std::string& html) const {
    if (!sections_.contains(&walk)) return html;
    return fmt::format("<a href=\"#{}\">{}</a>", html_walk_anchor(number(walk)), html);
  }

  const Report& report_;
  std::vector<TargetGroup> groups_;
  std::set<const ReportedWalk*> sections_;
  std::size_t left_out_ = 0;
  HtmlLink link_ = [this](const ReportedWalk& walk, const std::string& html) { return linked(walk, html); };
};

}  // namespace

std::string render_html(const Report& report, const RenderOptions&) {
  return Page(report).print();
}

}  // namespace authwalk
