#include <fmt/format.h>

#include <authwalk/explain.hpp>

#include "commands.hpp"
#include "explain_arguments.hpp"
#include "wrap.hpp"

namespace authwalk::cli {
namespace {

const std::string& closing() {
  static const std::string text = [] {
    std::string lines = "What can be read, found out by itself:\n";
    for (const EvidenceFormat& format : evidence_formats()) {
      lines += fmt::format("  {:17} {}\n", format.name, wrapped(format.what, 20));
    }
    return lines +
           "Files may be UTF-8 or UTF-16. What cannot be read in them is told on standard error with file\n"
           "and line, and the rest is still read.\n"
           "\n"
           "Exit status:\n"
           "  0  no failure in what was read\n"
           "  1  at least one\n"
           " 64  usage               65  a source is nothing that can be read\n"
           " 66  a source is missing";
  }();
  return text;
}

}  // namespace

Syntax explain_syntax(ExplainArguments& into) {
  Syntax syntax;
  syntax.command = "explain";
  syntax.synopsis = "authwalk explain [FILE...|-] [flags]";
  syntax.what =
      "Reads recorded evidence and names, for each session that failed, the step, the likely cause and the "
      "command "
      "that mends it. Failures of one connector with one remote host, at one step and of one class, are told "
      "together. Without FILE, or with -, standard input is read.";
  syntax.examples = {
      {"authwalk explain SEND20261121-*.log", "protocol logs; sessions may go on from file to file"},
      {"authwalk explain -v RECV20261121-1.log", "... with the conversation of one of each kind"},
      {"authwalk explain - < queue.txt", "what Get-Queue | fl Identity,LastError has said"},
      {"authwalk explain --reply \"535 5.7.3 No\"", "a single reply"},
      {"authwalk explain --reply \"550 No\" --step data", "... to a certain command"},
  };
  syntax.operands = &into.files;
  syntax.operand = "FILE";
  syntax.closing = closing();
  syntax.flags = {
      {"What", "--reply", "TEXT", "explain this reply instead of a file", &into.reply},
      {"What", "--step", "STEP",
       "where the reply was given (authwalk steps lists them); default: by its words", &into.step},
      {"Output", "--format", "text|json|ndjson", "default: text", &into.format},
      {"Output", "-v,--verbose", "", "show the conversation of one session of each kind", &into.verbose},
      {"Output", "-q,--quiet", "", "one line for each kind of failure", &into.quiet},
      {"Output", "--color", "auto|always|never", "default: auto, on a terminal", &into.color},
  };
  return syntax;
}

Syntax explain_syntax() {
  return for_readers<ExplainArguments>(explain_syntax);
}

}  // namespace authwalk::cli
