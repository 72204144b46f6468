// What is wrong with definitions of connectors, found without sending anything. Pure functions.
#pragma once

#include <authwalk/definition.hpp>
#include <authwalk/report.hpp>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk {

enum class Severity {
  error,    ///< Exchange refuses it, or no mail can pass this way
  warning,  ///< it works, and not as one would wish
  note,     ///< worth knowing
};
/// "error", "warning", "note".
std::string_view id(Severity severity);
std::optional<Severity> find_severity(std::string_view name);

struct LintFinding {
  std::string_view rule;  ///< stable id, for example "connector-starttls-ignored"
  Severity severity = Severity::error;
  std::size_t connector = 0;  ///< index of the definition
  std::vector<std::string_view> properties;
  std::string summary;  ///< one sentence
  std::string why;
  std::string source;
  std::string command;  ///< can be typed; empty when none helps
  Place place;          ///< of the first of its properties that the export shows
};

/// All findings, by definition, by severity, then in the order of the rules.
std::vector<LintFinding> lint(std::span<const ConnectorDefinition> definitions);

/// One row of the table of rules, its texts with their {placeholders}.
struct LintRuleInfo {
  std::string_view id;
  Severity severity;
  std::vector<std::string_view> properties;
  std::string_view summary, why, source, command;
};
std::vector<LintRuleInfo> lint_rules();

struct LintReport {
  std::vector<std::string> files;
  std::vector<ConnectorDefinition> definitions;
  std::vector<LintFinding> findings;
  std::vector<std::string> unread;  ///< files that could not be read: nothing is known of what is in them

  /// An error was found, or a file could not be read.
  bool failed() const;
};

/// One block a connector, then the count. With verbosity below 0 one line a finding: "file:line:column:
/// severity: ...".
std::string render_lint_text(const LintReport& report, const RenderOptions& options);
/// Schema authwalk.lint/1 (docs/lint.schema.json).
std::string render_lint_json(const LintReport& report);

/// The table of rules itself: a block a rule.
std::string render_lint_rules_text();
/// Schema authwalk.lint-rules/1 (in the same file).
std::string render_lint_rules_json();

}  // namespace authwalk
