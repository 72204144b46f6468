// authwalk diff
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <authwalk/compare.hpp>
#include <authwalk/suggestion.hpp>
#include <charconv>

#include "command_error.hpp"
#include "commands.hpp"
#include "output.hpp"
#include "report_files.hpp"

namespace authwalk::cli {
namespace {

constexpr int exit_worse = 1, exit_undecided = 2;

struct DiffArguments {
  std::vector<std::string> files, ignore;
  std::optional<std::string> format, color, certificate_days;
  bool quiet = false;
};

const std::string& closing() {
  static const std::string text = [] {
    std::string lines = "What is compared, and what --ignore takes:\n";
    for (const auto& rule : compare_rules()) lines += fmt::format("  {:18} {}\n", rule.id, rule.what);
    return lines +
           "\n"
           "Exit status:\n"
           "  0  nothing got worse\n"
           "  1  something did\n"
           "  2  no walk is in both reports\n"
           " 64  usage               65  a file is no report       66  a file is missing";
  }();
  return text;
}

Syntax diff_syntax(DiffArguments& into) {
  Syntax syntax;
  syntax.command = "diff";
  syntax.synopsis = "authwalk diff BEFORE AFTER [flags]";
  syntax.what =
      "Compares two reports of the same smart hosts, JSON or NDJSON, walk by walk: what got worse, what "
      "better "
      "and what changed, the worst first. With - one of them is read from standard input.";
  syntax.examples = {
      {"authwalk diff before.json after.json", "did the change window break anything?"},
      {"authwalk diff before.json after.json --ignore timing", "... however long it took"},
      {"authwalk diff last-week.ndjson now.json --format json", "for a script"},
  };
  syntax.operands = &into.files;
  syntax.operand = "FILE";
  syntax.closing = closing();
  syntax.flags = {
      {"What", "--ignore", "RULE", "do not tell of this; repeatable", &into.ignore},
      {"What", "--certificate-days", "N", "a certificate with fewer days left ends too soon; default: 30",
       &into.certificate_days},
      {"Output", "--format", "text|json", "default: text", &into.format},
      {"Output", "-q,--quiet", "", "only the last line", &into.quiet},
      {"Output", "--color", "auto|always|never", "default: auto, on a terminal", &into.color},
  };
  return syntax;
}

void check(const DiffArguments& arguments) {
  if (arguments.files.size() != 2)
    throw CommandError{
        exit_usage,
        fmt::format("two files are compared, and {} given",
                    arguments.files.size() == 1 ? "one is" : fmt::format("{} are", arguments.files.size())),
        "authwalk diff before.json after.json"};
  if (arguments.files[0] == "-" && arguments.files[1] == "-")
    throw CommandError{exit_usage, "- is given twice", "standard input can be read once"};
  const auto format = arguments.format.value_or("text");
  if (format != "text" && format != "json") {
    throw CommandError{exit_usage, fmt::format("diff has no --format {}", shown(format)),
                       did_you_mean(format, {"text", "json"}, "one of text, json")};
  }
}

CompareOptions compare_options(const DiffArguments& arguments) {
  CompareOptions options;
  std::vector<std::string> known;
  for (const auto& rule : compare_rules()) known.emplace_back(rule.id);
  for (const auto& name : arguments.ignore) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      throw CommandError{exit_usage, fmt::format("--ignore {} is not known", shown(name)),
                         did_you_mean(name, known, fmt::format("one of {}", fmt::join(known, ", ")))};
    }
    options.ignored.push_back(name);
  }
  if (const auto& typed = arguments.certificate_days) {
    unsigned days = 0;
    const char* const end = typed->data() + typed->size();
    const auto [stopped, error] = std::from_chars(typed->data(), end, days);
    if (error != std::errc() || stopped != end || days > 100'000) {
      throw CommandError{exit_usage, fmt::format("--certificate-days {} is no number of days", shown(*typed)),
                         "--certificate-days 30"};
    }
    options.certificate_days = days;
  }
  return options;
}

}  // namespace

int diff_command(const Arguments& words) {
  DiffArguments arguments;
  const Syntax syntax = diff_syntax(arguments);
  if (asks_for_help(words)) {
    print_out(help_text(syntax));
    return exit_done;
  }
  parse(syntax, words);
  check(arguments);
  const auto options = compare_options(arguments);
  const auto output = output_request(std::nullopt, {}, arguments.quiet ? -1 : 0, arguments.color);

  const auto before = read_report_file(arguments.files[0]), after = read_report_file(arguments.files[1]);
  const auto comparison = compare(before, after, options);
  const ComparedReports names{arguments.files[0], arguments.files[1], before.started, after.started};
  print_out(arguments.format == "json" ? render_comparison_json(comparison, names)
                                       : render_comparison_text(comparison, names, render_options(output)));
  if (comparison.compared == 0) return exit_undecided;
  return comparison.regressed() ? exit_worse : exit_done;
}

Syntax diff_syntax() {
  return for_readers<DiffArguments>(diff_syntax);
}

}  // namespace authwalk::cli
