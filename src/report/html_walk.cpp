#include "report/html_walk.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/explanation.hpp"
#include "report/findings.hpp"
#include "report/html_evidence.hpp"
#include "report/html_ladder.hpp"
#include "report/html_text.hpp"
#include "report/matrix.hpp"
#include "report/target_group.hpp"

namespace authwalk {
namespace {

bool failed(const ReportedWalk& walk) {
  return walk.transcript.outcome == Outcome::fail;
}

// Red is for what nobody expected.
Tone tone_of(const ReportedWalk& walk) {
  if (!to_fail(walk)) return tone(walk.transcript.outcome);
  if (as_expected(walk)) return Tone::good;
  return walk.transcript.outcome == Outcome::pass ? Tone::bad : Tone::note;
}

std::string title(const ReportedWalk& walk) {
  const Transcript& t = walk.transcript;
  std::string ending;
  if (t.failure && failed(walk)) {
    ending = fmt::format("at <b>{}</b>: {}", id(t.failure->step), id(t.failure->cls));
  } else if (t.failure) {
    ending = std::string(id(t.failure->cls));
  }
  if (to_fail(walk)) {
    ending += as_expected(walk) ? ", as expected"
                                : std::string(ending.empty() ? "" : ", ") + "a failure was expected";
  }
  return fmt::format("<h3>{} {} <span class=\"badge {}\">{}</span>{}</h3>", html_mark(t.outcome), id(t.mode),
                     html_class(tone_of(walk)), shout(t.outcome),
                     ending.empty() ? "" : " <span class=\"ending-of\">" + ending + "</span>");
}

// --- what happened

std::string reply_text(const Reply& reply) {
  if (reply.lines.empty()) return std::to_string(reply.code);
  std::string out;
  for (std::size_t i = 0; i < reply.lines.size(); ++i) {
    const bool last = i + 1 == reply.lines.size();
    out +=
        fmt::format("{}{}{}{}", reply.code, last ? ' ' : '-', markup_text(reply.lines[i]), last ? "" : "\n");
  }
  return out;
}

std::string said(const Transcript& t) {
  if (!t.failure || !t.failure->reply) return {};
  return fmt::format("<figure class=\"said\"><figcaption>{}</figcaption><pre>{}</pre></figure>\n",
                     t.failure->origin == Origin::server ? "The server said" : "Made on this side",
                     reply_text(*t.failure->reply));
}

std::string ending_facts(const ReportedWalk& walk) {
  const Transcript& t = walk.transcript;
  HtmlFacts facts;
  if (t.failure) {
    const Failure& failure = *t.failure;
    facts.add_html(failed(walk) ? "Failed step" : "Ended at",
                   fmt::format("<b>{}</b>: {}", id(failure.step), row(failure.step).what));
    facts.add_html("Class",
                   fmt::format("<b>{}</b>: {}", id(failure.cls), markup_text(row(failure.cls).meaning)));
    facts.add("Detail", failure.detail);
    facts.add("Told by", failure.origin == Origin::local ? "this side" : id(failure.origin));
    facts.add("Whose move",
              whose_move(walk.finding.blame) + (walk.finding.transient ? "; it may pass by itself" : ""));
    for (const std::string& text : refused_logons(t.auth)) facts.add("Refused logons", text);
  }
  if (t.retry) {
    facts.add("TLS broke",
              fmt::format("at {} ({}){}; the walk went on in clear on a new connection, as a Send "
                          "connector does",
                          id(t.retry->why.step), id(t.retry->why.cls),
                          t.retry->why.detail.empty() ? "" : ": " + t.retry->why.detail));
  }
  if (t.outcome == Outcome::pass) facts.add("Message-ID", t.message_id);
  for (const Alert& alert : walk.alerts) {
    facts.add(alert.critical ? "Critical" : "Warning",
              fmt::format("{} is {:.3g}; the threshold is {}", alert.metric, alert.value, alert.range));
  }
  return facts.list();
}

// --- what to do

std::string advice(const ReportedWalk& walk) {
  std::string items;
  for (const Advice& a : walk.finding.advice) {
    items += fmt::format(
        "<li><p>{}{}</p>\n",
        a.confidence.empty() ? "" : "<span class=\"confidence\">" + markup_text(a.confidence) + "</span> ",
        markup_text(a.cause));
    if (!a.fix.empty()) items += fmt::format("<p><b>Fix:</b> {}</p>\n", markup_text(a.fix));
    items += html_command(a.command) + "</li>\n";
  }
  if (items.empty()) return {};
  const std::string_view heading = failed(walk) ? "What may be behind it, and what to do"
                                   : walk.transcript.outcome == Outcome::pass ? "Worth knowing"
                                                                              : "What to do";
  return fmt::format("<h4>{}</h4>\n<ol class=\"advice\">\n{}</ol>\n", heading, items);
}

std::string event_box(std::string_view title, const Event& event) {
  return fmt::format(
      "<div class=\"logged\"><h4>{}</h4>\n<p><b>{} {}</b> <span "
      "class=\"dim\">{}{}{}</span></p>\n<p>{}</p></div>\n",
      title, markup_text(event.source), event.id, markup_text(event.level), event.symbol.empty() ? "" : ", ",
      markup_text(event.symbol), markup_text(event.text));
}

std::string events(const Finding& finding) {
  std::string out;
  if (finding.event) out += event_box("Exchange would log", *finding.event);
  for (const Event& event : finding.partner_events)
    out += event_box("The receiving Exchange would log", event);
  return out;
}

// --- what it is worth

std::string claims(const Transcript& t) {
  std::string out;
  for (const std::string& claim : t.proved) {
    out += fmt::format("<li>{} {} proved</li>\n", html_mark(StepStatus::pass), markup_text(claim));
  }
  for (const std::string& claim : t.not_proved) {
    out += fmt::format("<li>{} {} not proved{}</li>\n", html_mark(StepStatus::skipped), markup_text(claim),
                       needed_for(claim, t));
  }
  return out.empty() ? "" : "<ul class=\"claims\">\n" + out + "</ul>\n";
}

std::string notes(const Transcript& t) {
  std::string out;
  for (const StepRow& step : steps()) {
    const StepRecord& record = t.at(step.step);
    const bool ended_here = t.failure && t.failure->step == step.step;
    if (record.status != StepStatus::note || record.note.empty() || ended_here) continue;
    out += fmt::format("<li>{} <b>{}</b>: {}</li>\n", html_mark(StepStatus::note), step.id,
                       markup_text(record.note));
  }
  if (t.quit_after) {
    out += fmt::format("<li>{} told to end after <b>{}</b></li>\n", html_mark(StepStatus::note),
                       id(*t.quit_after));
  }
  return out.empty() ? "" : "<ul class=\"plain\">\n" + out + "</ul>\n";
}

std::string place(const Transcript& t) {
  const std::string connector =
      t.connector.Name.empty() ? "" : " as connector <b>" + markup_text(t.connector.Name) + "</b>";
  const std::string tried = tried_address(t);
  const std::string to = !t.remote.empty() ? markup_text(t.remote)
                         : tried.empty()   ? "no connection"
                                           : markup_text(tried) + ", no connection";
  return fmt::format("<p class=\"dim place\">{}{}, {:.0f} ms</p>\n", to, connector, t.total_ms);
}

std::string conversation(const Transcript& t) {
  const std::string drawn = html_ladder(t);
  return drawn.empty() ? "" : "<h4>The conversation</h4>\n" + drawn;
}

std::string body(const ReportedWalk& walk, std::string_view now) {
  const Transcript& t = walk.transcript;
  const std::string summary =
      walk.finding.summary.empty() ? "" : "<p class=\"lead\">" + markup_text(walk.finding.summary) + "</p>\n";
  return place(t) + summary + said(t) + ending_facts(walk) + notes(t) + advice(walk) + events(walk.finding) +
         conversation(t) + claims(t) + html_evidence(walk, now);
}

}  // namespace

std::string html_walk_anchor(std::size_t number) {
  return fmt::format("walk-{}", number + 1);
}

std::string html_walk(const ReportedWalk& walk, std::size_t number, std::string_view now) {
  const std::string anchor = html_walk_anchor(number);
  const std::string_view colour = html_class(tone_of(walk));
  const bool folded = as_expected(walk) && walk.alerts.empty() && walk.transcript.outcome == Outcome::pass;
  if (folded) {
    return fmt::format("<details class=\"walk {}\" id=\"{}\"><summary>{}</summary>\n{}</details>\n", colour,
                       anchor, title(walk), body(walk, now));
  }
  return fmt::format("<section class=\"walk {}\" id=\"{}\">{}\n{}</section>\n", colour, anchor, title(walk),
                     body(walk, now));
}

}  // namespace authwalk
