// authwalk walk
#include <fmt/format.h>
#include <unistd.h>

#include <array>

#include "command_error.hpp"
#include "commands.hpp"
#include "interruption.hpp"
#include "kerberos_options.hpp"
#include "report_assembly.hpp"
#include "run.hpp"
#include "tls_files.hpp"
#include "walk_options.hpp"

namespace authwalk::cli {
namespace {

std::string system_host_name() {
  std::array<char, 256> name{};
  gethostname(name.data(), name.size() - 1);
  return name.data();
}

void give_credentials(WalkRequest& request) {
  std::vector<std::string> hosts;
  for (const auto& walk : request.plan.walks) {
    if (hosts.empty() || hosts.back() != walk.connector.SmartHost) hosts.push_back(walk.connector.SmartHost);
  }
  const auto credentials = read_credentials(request.credential, hosts);
  std::size_t host = 0;
  for (auto& walk : request.plan.walks) {
    if (walk.connector.SmartHost != hosts[host]) ++host;
    walk.credential = credentials[host];
  }
}

// Nothing is sent, so no password is read; the conversation shows "[password]" in its place.
int print_offline(WalkRequest& request) {
  std::shared_ptr<const Credential> stand_in;
  if (!request.credential.user.empty()) {
    auto credential = std::make_shared<Credential>();
    credential->user = request.credential.user;
    credential->domain = request.credential.domain;
    credential->password = Secret::copy_of("not the password");
    stand_in = credential;
  }
  std::string out;
  for (auto& plan : request.plan.walks) {
    plan.credential = stand_in;
    plan.walk_id = random_hex(8);
    const auto transcript = rehearse_offline(plan);
    out += fmt::format("{}{} to {}\n", out.empty() ? "" : "\n", id(plan.mode), plan.connector.target());
    for (const auto& line : transcript.lines) {
      if (line.who == '>') out += fmt::format("  > {}\n", printable(line.text));
    }
    if (transcript.outcome == Outcome::not_tested && transcript.failure) {
      out += fmt::format("  ends here: {}\n", printable(transcript.failure->detail));
    }
  }
  print_out(out);
  return exit_done;
}

}  // namespace

int walk_command(const Arguments& arguments) {
  WalkArguments given;
  const auto syntax = walk_syntax(given);
  if (asks_for_help(arguments)) {
    print_out(help_text(syntax));
    return exit_done;
  }
  parse(syntax, arguments);
  auto request = walk_request(given, system_host_name());
  if (request.offline) return print_offline(request);

  check_tls_files(request.plan.network);
  check_kerberos_files(request.plan.walks.front().kerberos);
  const OutputFiles files(request.output);
  give_credentials(request);
  if (request.output.verbosity >= 0) {
    for (const auto& note : request.notes) show_note(note);
  }

  const auto& interrupted = watch_for_interruption();
  request.plan.interrupted = &interrupted;
  if (request.output.verbosity >= 0 && isatty(STDERR_FILENO) == 1) {
    show_line(fmt::format("authwalk: {} walks, at most {:.0f} s each ...", request.plan.walks.size(),
                          std::chrono::duration<double>(request.plan.walks.front().limits.deadline).count()));
  }

  auto done = run(request.plan);
  const auto report =
      assemble(std::move(done.walks), request.expectations, std::move(done.started), interrupted);
  const auto options = render_options(request.output);
  files.write(report, options);
  print_out(request.output.format->render(report, options));
  return exit_status(report);
}

}  // namespace authwalk::cli
