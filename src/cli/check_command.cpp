// check_authwalk: the walk as a monitoring plugin. Whatever happens, one line on standard output says so, and
// the exit status is 0 to 3.
#include <fmt/format.h>

#include <authwalk/report.hpp>
#include <authwalk/version.hpp>
#include <exception>
#include <map>

#include "check_arguments.hpp"
#include "check_clock.hpp"
#include "command_error.hpp"
#include "commands.hpp"
#include "output.hpp"
#include "run.hpp"
#include "walk_preparation.hpp"
#include "walk_sources.hpp"

namespace authwalk::cli {
namespace {

// Of a plugin, also after --help and --version: nothing was checked.
constexpr int exit_unknown = 3;

Report walk_all(WalkRequest& request, const Thresholds& thresholds, CheckClock& clock) {
  const auto shared = std::make_shared<const Thresholds>(thresholds);
  std::map<std::string, Expected> expected;
  for (const auto& walk : request.walks) {
    expected[walk.plan.walk_id] = {walk.expected, shared};
    request.run.walks.push_back(walk.plan);
  }
  request.run.interrupted = &clock.interrupted();
  clock.now("walking");
  auto done = run(request.run);
  auto judged = judge(
      std::move(done.walks), [&](const Transcript& walk) { return expected[walk.walk_id]; }, done.started);
  return assemble(std::move(judged), request.survey, std::move(done.started), clock.interrupted());
}

struct CheckResult {
  std::string text;
  int status = exit_unknown;
};

CheckResult check(const CheckPlan& plan) {
  CheckClock clock(plan.limit);
  auto request = request_of(plan.walk, system_host_name());
  check_files(request);
  clock.now("reading the credential");
  prepare(request);
  const auto ledger = ledger_of(request, plan.walk);
  request.run.ledger = ledger.get();
  const auto report = walk_all(request, plan.thresholds, clock);
  CheckResult result{request.output.format->render(report, render_options(request.output)),
                     request.output.format->status(report)};
  if (plan.walk.verbose > 0) {
    for (const auto& note : request.notes) result.text += fmt::format("note: {}\n", note);
  }
  return result;
}

int run_check(const Arguments& arguments) {
  CheckArguments given;
  const auto syntax = check_syntax(given);
  if (asks_for_help(arguments)) {
    print_out(help_text(syntax));
    return exit_unknown;
  }
  parse(syntax, with_port_spelled_out(arguments));
  if (given.version) {
    print_out(fmt::format("check_authwalk {}\n", version()));
    return exit_unknown;
  }
  const auto result = check(check_plan(std::move(given)));
  print_out(result.text);
  return result.status;
}

// A hint of `walk` names its help.
std::string fitting(const std::string& hint) {
  return hint == "authwalk walk --help" ? "check_authwalk --help" : hint;
}

int unknown(const std::string& text) {
  try {
    std::string line = fmt::format("AUTHWALK UNKNOWN: {}\n", text);
    for (char& c : line) {
      if (c == '|') c = '/';  // what follows it would be taken for performance data
    }
    print_out(line);
  } catch (const CommandError&) {
    // Standard output is closed: the exit status alone has to say it.
  }
  return exit_unknown;
}

}  // namespace

int check_command(const Arguments& arguments) {
  try {
    return run_check(arguments);
  } catch (const CommandError& error) {
    return unknown(error.hint.empty() ? error.problem
                                      : fmt::format("{} - {}", error.problem, fitting(error.hint)));
  } catch (const std::bad_alloc&) {
    return unknown("out of memory");
  } catch (const std::exception& error) {
    return unknown(fmt::format("internal error: {}", printable(error.what())));
  }
}

}  // namespace authwalk::cli
