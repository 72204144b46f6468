// authwalk merge
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "command_error.hpp"
#include "commands.hpp"
#include "merging.hpp"
#include "output.hpp"
#include "report_files.hpp"

namespace authwalk::cli {
namespace {

struct MergeArguments {
  std::vector<std::string> files, output;
  std::optional<std::string> format, color;
  int verbose = 0;
  bool quiet = false;
};

constexpr std::string_view closing =
    "A walk is the same in two files when connector, smart host, port and mode are, and the address where\n"
    "each address was walked: the later file counts. An empty file is the NDJSON of a run that walked "
    "nothing,\n"
    "and a last line that was cut short is left out.\n"
    "\n"
    "Exit status: that of a walk with this report; 65 for a file that is no report, 66 for one that is "
    "missing.";

Syntax merge_syntax(MergeArguments& into) {
  Syntax syntax;
  syntax.command = "merge";
  syntax.synopsis = "authwalk merge FILE... [flags]";
  syntax.what =
      "Makes one report of the JSON and NDJSON reports of several runs, or another format of a single one. "
      "With - standard input is read.";
  syntax.examples = {
      {"authwalk merge part-*.ndjson -o report.html", "the parts of --shard, as one page"},
      {"authwalk merge run.ndjson --format junit", "what --resume has written, in another format"},
      {"authwalk merge all.json again.json -o all.json",
       "the walks that were repeated take the place of the old"},
  };
  syntax.operands = &into.files;
  syntax.operand = "FILE";
  syntax.closing = closing;
  syntax.flags = {
      {"Output", "--format", "FORMAT", "of standard output; default: text", &into.format},
      {"Output", "-o,--output", "FILE", "write a report there too; the ending picks the format; repeatable",
       &into.output},
      {"Output", "-v,--verbose", "", "tell all: steps, causes, evidence and conversations", &into.verbose},
      {"Output", "-q,--quiet", "", "one line a walk", &into.quiet},
      {"Output", "--color", "auto|always|never", "default: auto, on a terminal", &into.color},
  };
  return syntax;
}

void check(const MergeArguments& arguments) {
  if (arguments.verbose > 0 && arguments.quiet)
    throw CommandError{exit_usage, "-v and -q exclude each other", "drop one of them"};
  if (arguments.files.empty())
    throw CommandError{exit_usage, "no FILE is given", "authwalk merge part-0.ndjson part-1.ndjson"};
  if (std::count(arguments.files.begin(), arguments.files.end(), "-") > 1)
    throw CommandError{exit_usage, "- is given twice", "standard input can be read once"};
}

}  // namespace

int merge_command(const Arguments& words) {
  MergeArguments arguments;
  const Syntax syntax = merge_syntax(arguments);
  if (asks_for_help(words)) {
    print_out(help_text(syntax));
    return exit_done;
  }
  parse(syntax, words);
  check(arguments);
  const auto output = output_request(arguments.format, arguments.output,
                                     arguments.quiet ? -1 : arguments.verbose, arguments.color);

  std::vector<Report> reports;
  for (const auto& file : arguments.files) {
    reports.push_back(read_report_file(file));
    if (reports.back().walks.empty() && !arguments.quiet)
      show_note(fmt::format("{} holds no walk", report_file_name(file)));
  }
  const OutputFiles files(output);  // now, so that a FILE may be written over
  const auto merged = merge(std::move(reports));
  if (merged.replaced > 0 && !arguments.quiet) {
    show_note(fmt::format("{} {} again later, and the later one counts", merged.replaced,
                          merged.replaced == 1 ? "walk stands" : "walks stand"));
  }
  const auto options = render_options(output);
  files.give_out(merged.report, options);
  return output.format->status(merged.report);
}

Syntax merge_syntax() {
  return for_readers<MergeArguments>(merge_syntax);
}

}  // namespace authwalk::cli
