// All readers of exported connectors. What must hold: a file is read or refused with a place in it, what was
// read is within its limits and free of type errors, and lint and its renderings take whatever was read.
#include <authwalk/lint.hpp>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace authwalk;

bool is_printable(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < ' ' && c != '\n') return false;
  }
  return true;
}

void check(const ConnectorDefinition& connector, std::size_t size) {
  if (connector.Port < 0 || connector.Port > 65535 || connector.place.file != "fuzz") std::abort();
  // UTF-8 takes up to three bytes for two of UTF-16.
  if (connector.properties.size() > size || connector.place.line > size + 1) std::abort();
  for (const DefinedSmartHost& host : connector.SmartHosts) {
    if ((host.kind == DefinedSmartHost::Kind::invalid) == host.fault.empty()) std::abort();
    if (host.kind != DefinedSmartHost::Kind::invalid &&
        host.host.find_first_of(" \t\r\n") != std::string::npos)
      std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  LintReport report;
  try {
    report.definitions = read_definitions(std::string(reinterpret_cast<const char*>(data), size), "fuzz");
  } catch (const InputError& error) {
    if (error.place.file != "fuzz" || error.problem.empty() || error.hint.empty()) std::abort();
    if (!is_printable(error.problem) || error.problem.size() > 1000) std::abort();
    return 0;
  }
  if (report.definitions.empty()) std::abort();
  for (const ConnectorDefinition& connector : report.definitions) check(connector, size);
  report.files = {"fuzz"};
  report.findings = lint(report.definitions);
  for (const LintFinding& finding : report.findings) {
    if (!is_printable(finding.command) || finding.command.find('\n') != std::string::npos) std::abort();
  }
  if (!is_printable(render_lint_text(report, {}))) std::abort();
  render_lint_json(report);
  return 0;
}
