// authwalk lint
#include <fmt/format.h>

#include <algorithm>
#include <authwalk/lint.hpp>
#include <authwalk/suggestion.hpp>

#include "command_error.hpp"
#include "commands.hpp"
#include "definition_file.hpp"
#include "lint_arguments.hpp"
#include "output.hpp"

namespace authwalk::cli {
namespace {

bool wants_json(const std::optional<std::string>& format) {
  const std::string name = format.value_or("text");
  if (name != "text" && name != "json") {
    throw CommandError{exit_usage, fmt::format("lint has no --format {}", shown(name)),
                       did_you_mean(name, {"text", "json"}, "one of text, json")};
  }
  return name == "json";
}

Severity least_severity(const std::optional<std::string>& typed) {
  if (!typed) return Severity::note;
  if (const auto severity = find_severity(*typed)) return *severity;
  throw CommandError{exit_usage, fmt::format("--severity {} is not known", shown(*typed)),
                     did_you_mean(*typed, {"error", "warning", "note"}, "one of error, warning, note")};
}

void check(const LintArguments& arguments) {
  if (arguments.list_rules && !arguments.files.empty()) {
    throw CommandError{exit_usage, "--list-rules shows the rules, and files are given too",
                       "drop one of them"};
  }
  if (!arguments.list_rules && arguments.files.empty())
    throw CommandError{exit_usage, "no FILE is given", "authwalk lint connectors.xml"};
}

// A file that cannot be read does not keep the others from being read. Returns 0 or an exit status.
int read_files(const std::vector<std::string>& files, LintReport& report) {
  int status = 0;
  for (const std::string& file : files) {
    try {
      auto definitions = read_definition_file(file);
      report.files.push_back(file);
      std::move(definitions.begin(), definitions.end(), std::back_inserter(report.definitions));
    } catch (const CommandError& error) {
      status = std::max(status, show(error));
      report.unread.push_back(file);
    }
  }
  return status;
}

}  // namespace

int lint_command(const Arguments& words) {
  LintArguments arguments;
  const Syntax syntax = lint_syntax(arguments);
  if (asks_for_help(words)) {
    print_out(help_text(syntax));
    return exit_done;
  }
  parse(syntax, words);
  check(arguments);
  const bool json = wants_json(arguments.format);
  const Severity least = least_severity(arguments.severity);
  const auto output = output_request(std::nullopt, {}, arguments.quiet ? -1 : 0, arguments.color);
  if (arguments.list_rules) {
    print_out(json ? render_lint_rules_json() : render_lint_rules_text());
    return exit_done;
  }

  LintReport report;
  const int status = read_files(arguments.files, report);
  report.findings = lint(report.definitions);
  std::erase_if(report.findings, [&](const LintFinding& finding) { return finding.severity > least; });
  print_out(json ? render_lint_json(report) : render_lint_text(report, render_options(output)));
  if (status != 0) return status;
  return report.failed() ? 1 : exit_done;
}

}  // namespace authwalk::cli
