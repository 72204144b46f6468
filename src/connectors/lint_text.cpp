// The findings for people: one block a connector, then the count.
#include <fmt/format.h>

#include <algorithm>
#include <authwalk/lint.hpp>

#include "report/style.hpp"

namespace authwalk {
namespace {

std::string counted(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string_view mark(Severity severity, const Style& style) {
  const Glyphs& g = style.glyphs();
  return severity == Severity::error ? g.fail : severity == Severity::warning ? g.note : g.event;
}

Tone tone(Severity severity) {
  return severity == Severity::error ? Tone::bad : severity == Severity::warning ? Tone::note : Tone::plain;
}

std::string route(const ConnectorDefinition& connector) {
  if (connector.SmartHosts.empty())
    return connector.shows_whole("SmartHosts") ? "by DNS" : "to smart hosts that are not shown";
  std::string hosts;
  for (const DefinedSmartHost& host : connector.SmartHosts) {
    const bool ipv6 = host.host.find(':') != std::string::npos;
    hosts += fmt::format("{}{}{}{}:{}", hosts.empty() ? "to " : ", ", ipv6 ? "[" : "", host.host,
                         ipv6 ? "]" : "", connector.Port);
  }
  return hosts;
}

std::string heading(const ConnectorDefinition& connector) {
  if (!sends_mail(connector.kind)) return std::string(words_for(connector.kind));
  const std::string mode = connector.kind == ConnectorKind::send
                               ? fmt::format("{} ", id(connector.SmartHostAuthMechanism))
                               : std::string();
  return fmt::format("{}{}, {}{}", words_for(connector.kind), connector.Enabled ? "" : ", disabled", mode,
                     route(connector));
}

std::string listed(const std::vector<std::string_view>& properties) {
  std::string list;
  for (const std::string_view each : properties) list.append(list.empty() ? "" : ", ").append(each);
  return list;
}

std::string labelled_whole(std::string_view label, std::string_view text, const Style& style) {
  return text.empty() ? std::string() : fmt::format("    {:20}{}\n", label, style.safe(text));
}

std::string block(const LintFinding& finding, const Style& style) {
  const std::string prefix = fmt::format("{} ", mark(finding.severity, style));
  std::string out =
      style.hanging(style.paint(tone(finding.severity), prefix), 2,
                    fmt::format("{} {}: {}", id(finding.severity), finding.rule, finding.summary));
  out += style.labelled("why", finding.why);
  // Not wrapped, so that they can be copied.
  out += labelled_whole("where", fmt::format("{} ({})", finding.place.text(), listed(finding.properties)),
                        style);
  out += labelled_whole("source", finding.source, style);
  out += labelled_whole("run", finding.command, style);
  return out;
}

std::string count_line(const LintReport& report, const Style& style) {
  std::size_t counts[3] = {};
  for (const LintFinding& finding : report.findings) ++counts[static_cast<std::size_t>(finding.severity)];
  std::string verdict = report.failed() ? style.paint(Tone::bad, "FAIL") : style.paint(Tone::good, "PASS");
  if (!report.unread.empty())
    verdict += fmt::format(": {} could not be read", counted(report.unread.size(), "file"));
  return fmt::format("{}: {}, {}, {} in {}, {}\n", verdict, counted(counts[0], "error"),
                     counted(counts[1], "warning"), counted(counts[2], "note"),
                     counted(report.definitions.size(), "connector"), counted(report.files.size(), "file"));
}

std::string lines(const LintReport& report, const Style& style) {
  std::string out;
  for (const LintFinding& finding : report.findings) {
    const std::string& name = report.definitions[finding.connector].Name;
    out += style.safe(fmt::format("{}: {}: {}: {}: {}", finding.place.text(), id(finding.severity),
                                  finding.rule, name, finding.summary)) +
           "\n";
  }
  return out;
}

}  // namespace

std::string render_lint_text(const LintReport& report, const RenderOptions& options) {
  const Style style(options);
  if (options.verbosity < 0) return lines(report, style) + count_line(report, style);
  std::string out;
  auto finding = report.findings.begin();
  for (std::size_t i = 0; i < report.definitions.size(); ++i) {
    const ConnectorDefinition& connector = report.definitions[i];
    const std::string name = connector.Name.empty() ? "(no name)" : connector.Name;
    const auto end = std::find_if(finding, report.findings.end(),
                                  [&](const LintFinding& each) { return each.connector != i; });
    out += style.hanging(style.paint(Tone::bold, style.safe(name)) + "  ", 2,
                         fmt::format("{} ({})", heading(connector), connector.place.text()));
    if (finding == end)
      out += fmt::format("{} nothing to say\n", style.paint(Tone::good, style.glyphs().pass));
    for (; finding != end; ++finding) out += block(*finding, style);
    out += "\n";
  }
  return out + count_line(report, style);
}

std::string render_lint_rules_text() {
  const Style style(RenderOptions{});
  std::string out;
  for (const LintRuleInfo& rule : lint_rules()) {
    out += fmt::format("{}{} ({})\n", out.empty() ? "" : "\n", rule.id, id(rule.severity));
    out += labelled_whole("looks at", listed(rule.properties), style);
    out += style.labelled("says", rule.summary);
    out += style.labelled("why", rule.why);
    out += labelled_whole("source", rule.source, style);
    out += labelled_whole("run", rule.command, style);
  }
  return out;
}

}  // namespace authwalk
