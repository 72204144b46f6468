// authwalk explain
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <authwalk/explain.hpp>
#include <authwalk/suggestion.hpp>

#include "command_error.hpp"
#include "commands.hpp"
#include "evidence_sources.hpp"
#include "explain_arguments.hpp"
#include "output.hpp"

namespace authwalk::cli {
namespace {

const ExplanationFormat& format_named(const std::string& name) {
  std::vector<std::string> known;
  for (const ExplanationFormat& format : explanation_formats()) {
    if (format.id == name) return format;
    known.emplace_back(format.id);
  }
  throw CommandError{exit_usage, fmt::format("explain has no --format {}", shown(name)),
                     did_you_mean(name, known, fmt::format("one of {}", fmt::join(known, ", ")))};
}

std::optional<Step> step_named(const std::optional<std::string>& name) {
  if (!name) return std::nullopt;
  if (const auto step = find_step(*name)) return step;
  std::vector<std::string> known;
  for (const StepRow& row : steps()) known.emplace_back(row.id);
  throw CommandError{exit_usage, fmt::format("--step {} is not a step", shown(*name)),
                     did_you_mean(*name, known, "authwalk steps lists them")};
}

void check(const ExplainArguments& arguments) {
  if (arguments.verbose > 0 && arguments.quiet) {
    throw CommandError{exit_usage, "-v and -q exclude each other", "drop one of them"};
  }
  if (arguments.reply && !arguments.files.empty()) {
    throw CommandError{exit_usage, "--reply explains a text, and files are given too", "drop one of them"};
  }
  if (arguments.step && !arguments.reply) {
    throw CommandError{exit_usage, "--step goes with --reply", "a file tells its steps itself"};
  }
  if (!arguments.reply && arguments.files.empty() && isatty(STDIN_FILENO) == 1) {
    throw CommandError{exit_usage, "no FILE is given", "authwalk explain SEND20261121-1.log"};
  }
}

EvidenceRead read_reply(const std::string& text, std::optional<Step> step, bool quiet) {
  auto failure = failure_of_reply(text, step);
  if (!failure) {
    throw CommandError{
        exit_data, fmt::format("--reply {} tells no failure", shown(text)),
        "a failure begins with a code from 400 up: --reply \"535 5.7.3 Authentication unsuccessful\""};
  }
  if (!step && !quiet) {
    show_note(fmt::format("no --step: taken for what is said at {}", id(failure->transcript.failure->step)));
  }
  EvidenceRead result;
  result.explanation.sources.emplace_back("--reply");
  result.explanation.sessions = 1;
  FailureGroups groups;
  groups.add(std::move(*failure));
  result.explanation.groups = groups.take();
  return result;
}

}  // namespace

int explain_command(const Arguments& words) {
  ExplainArguments arguments;
  const Syntax syntax = explain_syntax(arguments);
  if (asks_for_help(words)) {
    print_out(help_text(syntax));
    return exit_done;
  }
  parse(syntax, words);
  check(arguments);
  const ExplanationFormat& format = format_named(arguments.format.value_or("text"));
  const auto step = step_named(arguments.step);
  const int verbosity = arguments.quiet ? -1 : arguments.verbose;
  const auto output = output_request(std::nullopt, {}, verbosity, arguments.color);

  if (arguments.files.empty()) arguments.files.emplace_back("-");
  const EvidenceRead read = arguments.reply ? read_reply(*arguments.reply, step, arguments.quiet)
                                            : read_evidence(in_written_order(arguments.files));
  print_out(format.render(read.explanation, render_options(output)));
  if (read.status != 0) return read.status;
  return read.explanation.groups.empty() ? exit_done : 1;
}

}  // namespace authwalk::cli
