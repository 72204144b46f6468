#include <fmt/format.h>

#include <authwalk/definition.hpp>

#include "commands.hpp"
#include "lint_arguments.hpp"
#include "wrap.hpp"

namespace authwalk::cli {
namespace {

const std::string& closing() {
  static const std::string text = [] {
    std::string lines = "What can be read, found out by its content, in UTF-8 or UTF-16:\n";
    for (const DefinitionFormat& format : definition_formats())
      lines += fmt::format("  {:12} {}:\n{:15}{}\n", format.id, wrapped(format.what, 15), "", format.command);
    return lines +
           "Get-OutboundConnector of Exchange Online is read in the same forms, and so is what belongs to a\n"
           "connector: Get-ReceiveConnector, Get-InboundConnector, Get-ExchangeCertificate,\n"
           "Get-AcceptedDomain. Stored credentials are never decoded.\n"
           "\n"
           "Exit status:\n"
           "  0  no error was found\n"
           "  1  at least one\n"
           " 64  usage               65  a file is no export of connectors\n"
           " 66  a file is missing";
  }();
  return text;
}

}  // namespace

Syntax lint_syntax(LintArguments& into) {
  Syntax syntax;
  syntax.command = "lint";
  syntax.synopsis = "authwalk lint FILE... [flags]";
  syntax.what =
      "Checks the definitions of Send connectors and sends nothing: what Exchange refuses, what can never "
      "work, "
      "what does not do what it seems to do. Each finding names the property, its place in the file, the "
      "reason "
      "and the command that mends it. With - standard input is read.";
  syntax.examples = {
      {"authwalk lint connectors.xml", "what Get-SendConnector | Export-Clixml has written"},
      {"authwalk lint send.xml receive.xml inbound.xml certificates.xml",
       "also Get-ReceiveConnector, Get-InboundConnector, Get-ExchangeCertificate, Get-AcceptedDomain: what "
       "belongs together"},
      {"authwalk lint -q *.json", "one line a finding, with file, line and column"},
      {"authwalk lint --severity error c.txt", "without warnings and notes"},
      {"authwalk lint --list-rules", "all rules"},
  };
  syntax.operands = &into.files;
  syntax.operand = "FILE";
  syntax.closing = closing();
  syntax.flags = {
      {"What", "--severity", "error|warning|note", "the least that is told; default: note", &into.severity},
      {"What", "--list-rules", "", "show the table of rules instead", &into.list_rules},
      {"Output", "--format", "text|json", "default: text", &into.format},
      {"Output", "-q,--quiet", "", "one line a finding", &into.quiet},
      {"Output", "--color", "auto|always|never", "default: auto, on a terminal", &into.color},
  };
  return syntax;
}

Syntax lint_syntax() {
  return for_readers<LintArguments>(lint_syntax);
}

}  // namespace authwalk::cli
