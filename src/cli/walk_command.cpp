// authwalk walk
#include <fmt/format.h>

#include <algorithm>
#include <authwalk/report.hpp>
#include <optional>

#include "command_error.hpp"
#include "commands.hpp"
#include "interruption.hpp"
#include "journal.hpp"
#include "progress.hpp"
#include "run.hpp"
#include "state_dir.hpp"
#include "walk_groups.hpp"
#include "walk_preparation.hpp"
#include "walk_sources.hpp"

namespace authwalk::cli {
namespace {

// Nothing is sent, so no password is read; the conversation shows "[password]" in its place.
std::shared_ptr<const Credential> stand_in(const std::shared_ptr<const CredentialRequest>& request) {
  if (!request || request->user.empty()) return nullptr;
  auto credential = std::make_shared<Credential>();
  credential->user = request->user;
  credential->domain = request->domain;
  credential->password = Secret::copy_of("not the password");
  return credential;
}

int print_offline(WalkRequest& request) {
  give_ids(request.walks);
  std::string out;
  for (auto& walk : request.walks) {
    auto& plan = walk.plan;
    plan.credential = stand_in(walk.credential);
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

// Walks the plan. What ends is judged, shown, written to the journal and to the files that take single walks.
Report walk_all(WalkRequest& request, std::optional<Journal>& journal, OutputFiles& files) {
  const auto& interrupted = watch_for_interruption();
  const auto done = journal ? journal->done() : std::vector<ReportedWalk>();
  for (const auto& walk : done) files.stream(walk);

  // A callback runs inside the loop of the walks, where nothing may be thrown.
  std::optional<CommandError> broken;
  Progress progress(request.walks.size(), request.output.verbosity < 0);
  WalkGroups groups(request.walks, request.run.all_addresses, [&](const std::vector<ReportedWalk>& walks) {
    try {
      if (journal) journal->append(walks);
      const Progress::Pause pause(progress);
      for (const auto& walk : walks) files.stream(walk);
    } catch (const CommandError& error) {
      broken = error;
      interrupt_walks();
    }
  });
  const auto started = utc_now();
  request.run.on_walk = [&](const Transcript& walk) {
    progress.ended(walk);
    if (!request.run.all_addresses) groups.ended(walk, started);
  };
  request.run.interrupted = &interrupted;
  for (const auto& walk : request.walks) {
    request.run.walks.push_back(walk.plan);
    request.run.walks.back().on_step = [&](const WalkPlan& plan, Step step) { progress.came_to(plan, step); };
  }
  const auto ended = run(request.run);
  if (request.run.all_addresses) {
    // In the order of the addresses, which only the whole run knows.
    for (const auto& walk : ended.walks) groups.ended(walk, started);
  }
  groups.run_ended(started);
  if (broken) throw CommandError(*broken);

  auto walks = done;
  for (auto& walk : groups.take()) walks.push_back(std::move(walk));
  return assemble(std::move(walks), request.survey, started, interrupted);
}

int run_walks(const WalkArguments& given) {
  auto request = request_of(given, system_host_name());
  if (request.offline) return print_offline(request);

  check_files(request);
  OutputFiles files(request.output);
  prepare(request);
  std::optional<Journal> journal;
  if (!request.journal.empty()) {
    journal.emplace(request.journal);
    WalkSettings settings(resume_key(given.state_dir, request.notes), request.run);
    journal->leave_out_what_is_done(request.walks, settings);
    if (request.walks.empty()) {
      show_note(journal->told(0));  // with -q too: nobody may take what is old for new
    } else if (const auto told = journal->told(request.walks.size()); !told.empty()) {
      request.notes.push_back(told);
    }
  }
  const auto ledger = ledger_of(request, given);
  request.run.ledger = ledger.get();
  if (request.output.verbosity >= 0) {
    for (const auto& note : request.notes) show_note(note);
  }

  const auto report = walk_all(request, journal, files);
  const auto options = render_options(request.output);
  files.give_out(report, options);
  return request.output.format->status(report);
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
  return run_walks(given);
}

}  // namespace authwalk::cli
