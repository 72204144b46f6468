#include "live/program.hpp"

#include <doctest/doctest.h>

#include <boost/json/parse.hpp>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <set>
#include <sstream>

#include "live/child.hpp"
#include "live/clean_output.hpp"
#include "live/printed_command.hpp"

namespace authwalk::test {
namespace {

std::filesystem::path reports_folder() {
  if (const char* folder = std::getenv("AUTHWALK_REPORTS_DIR")) return folder;
  return std::filesystem::path(AUTHWALK_PROGRAM).parent_path() / "reports";
}

/// Same test, same name: a second run of the suite replaces the reports of the first.
std::string report_name() {
  static int count = 0;
  const std::string test = doctest::getContextOptions()->currentTest->m_name;
  std::string name;
  for (char c : test.substr(0, 60)) name += std::isalnum(static_cast<unsigned char>(c)) ? c : '-';
  std::ostringstream hash;
  hash << std::hex << std::hash<std::string>{}(test);
  return name + "-" + hash.str() + "-" + std::to_string(++count) + ".json";
}

void keep_if_report(const boost::json::value& value, const std::string& text) {
  const auto* object = value.if_object();
  if (!object || !object->contains("schema") || object->at("schema") != "authwalk.report/1") return;
  std::filesystem::create_directories(reports_folder());
  write_file(reports_folder() / report_name(), text, 0644);
}

boost::json::value parse_checked(const std::string& where, const std::string& text) {
  boost::system::error_code error;
  auto value = boost::json::parse(text, error);
  CHECK_MESSAGE(!error, "JSON on " << where << ": " << error.message());
  keep_if_report(value, text);
  return value;
}

bool wants_json(const std::vector<std::string>& args) {
  for (std::size_t i = 0; i < args.size(); ++i)
    if (args[i] == "--format=json" || (args[i] == "json" && i > 0 && args[i - 1] == "--format")) return true;
  return false;
}

std::vector<std::string> output_files(const std::vector<std::string>& args) {
  std::vector<std::string> files;
  for (std::size_t i = 0; i + 1 < args.size(); ++i)
    if (args[i] == "-o" && std::filesystem::is_regular_file(args[i + 1])) files.push_back(args[i + 1]);
  return files;
}

void check_no_secret(const std::string& where, std::string_view text, const RunOptions& options) {
  CHECK_MESSAGE(find_secret(text, canary) == "", "the password is in " << where);
  for (const auto& secret : options.more_secrets)
    CHECK_MESSAGE(find_secret(text, secret) == "", "a secret is in " << where);
}

void check_text(const std::string& where, std::string_view text, const RunOptions& options) {
  check_no_secret(where, text, options);
  CHECK_MESSAGE(unclean(text, options.colour) == "", where);
}

void check_end(const ProgramRun& run, const RunOptions& options) {
  CHECK_MESSAGE(!run.timed_out, "still running after " << options.limit.count() << " ms");
  if (run.timed_out) return;
  CHECK_MESSAGE(run.signal == 0, "ended by signal " << run.signal);
  // 70, an internal error, is documented as well, but it is always a bug.
  static const std::set<int> documented = {0, 1, 2, 3, 64, 65, 66, 73, 77, 130};
  if (run.signal == 0) CHECK_MESSAGE(documented.count(run.status) == 1, "exit status " << run.status);
#ifndef __SANITIZE_ADDRESS__
  CHECK_MESSAGE(run.peak_kib <= options.memory_kib, "peak memory " << run.peak_kib << " KiB");
#endif
}

#ifdef __SANITIZE_ADDRESS__
// AddressSanitizer says, once a process, that it cannot tell a fiber's stack when an exception passes; that
// is known (docs/decisions/0001-fibers.md) and no finding.
std::string without_the_fiber_notice(const std::string& text) {
  std::istringstream lines(text);
  std::string kept;
  for (std::string line; std::getline(lines, line);) {
    const bool notice = line.find("__asan_handle_no_return") != std::string::npos ||
                        line.find("False positive error reports may follow") != std::string::npos ||
                        line.find("github.com/google/sanitizers/issues/189") != std::string::npos;
    if (!notice) kept += line + "\n";
  }
  return kept;
}
#else
std::string without_the_fiber_notice(std::string text) {
  return text;
}
#endif

void check_outputs(ProgramRun& run, const std::vector<std::string>& args, const RunOptions& options) {
  check_text("standard output", run.out, options);
  check_text("standard error", run.err, options);
  check_no_secret("what was shown on the terminal", run.terminal, options);
  if (wants_json(args) && !run.out.empty()) run.json = parse_checked("standard output", run.out);
  for (const auto& command : printed_commands(run.json)) check_parses(command);
  for (const auto& file : output_files(args)) {
    const auto content = read_whole_file(std::filesystem::path(options.folder) / file);
    check_text(file, content, options);
    if (file.ends_with(".json") && !content.empty()) parse_checked(file, content);
  }
}

/// What other users of the machine could read in /proc while it ran.
void check_processes(const ChildResult& child, const RunOptions& options) {
  for (const auto& text : child.arguments)
    if (!options.canary_in_arguments) check_no_secret("a command line", text, options);
  for (const auto& text : child.environments) check_no_secret("an environment", text, options);
}

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const auto& word : words) all += (all.empty() ? "" : " ") + word;
  return all;
}

}  // namespace

ProgramRun run_authwalk(std::vector<std::string> args, RunOptions options) {
  ChildPlan plan;
  plan.program = options.program.empty() ? AUTHWALK_PROGRAM : options.program;
  plan.args = args;
  plan.args.insert(plan.args.begin(), options.name.empty() ? plan.program : options.name);
  plan.env = options.env;  // of two with the same name the first counts
  // Rejected logons are remembered from run to run, and must not be from test to test.
  const TemporaryFolder state;
  plan.env.push_back("XDG_STATE_HOME=" + state.path().string());
  // Without the last two a walk would meet the Kerberos realm and the tickets of whoever runs the tests.
  for (const auto* line : {"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "HOME=/nonexistent", "TZ=UTC",
                           "KRB5_CONFIG=/dev/null", "KRB5CCNAME=FILE:/nonexistent/krb5cc"})
    plan.env.emplace_back(line);
  plan.folder = options.folder;
  plan.standard_input = options.standard_input;
  plan.typed = options.typed;
  plan.descriptors = options.descriptors;
  plan.limit = options.limit;
  plan.interrupt_after = options.interrupt_after;

  auto child = run_child(plan);
  ProgramRun run;
  run.command = "authwalk " + joined(args);
  run.status = child.status;
  run.signal = child.signal;
  run.timed_out = child.timed_out;
  run.out = std::move(child.out);
  run.err = without_the_fiber_notice(std::move(child.err));
  run.terminal = std::move(child.terminal);
  run.seconds = child.seconds;
  run.peak_kib = child.peak_kib;

  INFO(run.describe());
  check_end(run, options);
  check_outputs(run, args, options);
  check_processes(child, options);
  return run;
}

std::string ProgramRun::describe() const {
  constexpr std::size_t shown = 6000;
  return command + "\nended with " + std::to_string(status) + " after " + std::to_string(seconds) + " s\n" +
         "--- standard output\n" + out.substr(0, shown) + "\n--- standard error\n" + err.substr(0, shown);
}

}  // namespace authwalk::test
