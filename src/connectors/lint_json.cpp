// Schemas authwalk.lint/1 and authwalk.lint-rules/1 (docs/lint.schema.json).
#include <authwalk/lint.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "report/json_print.hpp"

namespace authwalk {
namespace {

namespace json = boost::json;

json::value text_or_null(std::string_view bytes) {
  return bytes.empty() ? json::value(nullptr) : json::value(printable(bytes));
}

json::value number_or_null(unsigned number) {
  return number == 0 ? json::value(nullptr) : json::value(number);
}

json::array names(const std::vector<std::string_view>& properties) {
  json::array list;
  for (const std::string_view each : properties) list.emplace_back(each);
  return list;
}

json::object connector_json(const ConnectorDefinition& connector) {
  json::array hosts;
  for (const DefinedSmartHost& host : connector.SmartHosts) hosts.emplace_back(printable(host.host));
  const bool sends = connector.kind == ConnectorKind::send;
  return {{"name", text_or_null(connector.Name)},
          {"kind", id(connector.kind)},
          {"enabled", connector.Enabled},
          {"mode", sends ? json::value(id(connector.SmartHostAuthMechanism)) : json::value(nullptr)},
          {"smart_hosts", std::move(hosts)},
          {"port", sends_mail(connector.kind) ? json::value(connector.Port) : json::value(nullptr)},
          {"file", printable(connector.place.file)},
          {"line", number_or_null(connector.place.line)}};
}

json::object finding_json(const LintFinding& finding, const LintReport& report) {
  return {{"rule", finding.rule},
          {"severity", id(finding.severity)},
          {"connector", text_or_null(report.definitions[finding.connector].Name)},
          {"properties", names(finding.properties)},
          {"summary", printable(finding.summary)},
          {"why", printable(finding.why)},
          {"source", text_or_null(finding.source)},
          {"command", text_or_null(finding.command)},
          {"file", printable(finding.place.file)},
          {"line", number_or_null(finding.place.line)},
          {"column", number_or_null(finding.place.column)}};
}

}  // namespace

std::string render_lint_json(const LintReport& report) {
  json::array files, connectors, findings;
  std::size_t counts[3] = {};
  json::array unread;
  for (const std::string& file : report.unread) unread.emplace_back(printable(file));
  for (const std::string& file : report.files) files.emplace_back(printable(file));
  for (const ConnectorDefinition& each : report.definitions) connectors.emplace_back(connector_json(each));
  for (const LintFinding& finding : report.findings) {
    ++counts[static_cast<std::size_t>(finding.severity)];
    findings.emplace_back(finding_json(finding, report));
  }
  return print_pretty(
      json::object{{"schema", "authwalk.lint/1"},
                   {"verdict", report.failed() ? "fail" : "pass"},
                   {"files", std::move(files)},
                   {"counts", {{"error", counts[0]}, {"warning", counts[1]}, {"note", counts[2]}}},
                   {"connectors", std::move(connectors)},
                   {"findings", std::move(findings)},
                   {"unread", std::move(unread)}});
}

std::string render_lint_rules_json() {
  json::array rules;
  for (const LintRuleInfo& rule : lint_rules()) {
    rules.emplace_back(json::object{{"id", rule.id},
                                    {"severity", id(rule.severity)},
                                    {"properties", names(rule.properties)},
                                    {"summary", rule.summary},
                                    {"why", rule.why},
                                    {"source", text_or_null(rule.source)},
                                    {"command", text_or_null(rule.command)}});
  }
  return print_pretty(json::object{{"schema", "authwalk.lint-rules/1"}, {"rules", std::move(rules)}});
}

}  // namespace authwalk
