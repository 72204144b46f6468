#include "config_walks.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <authwalk/config.hpp>
#include <cerrno>
#include <chrono>
#include <map>
#include <system_error>

#include "command_error.hpp"
#include "config_words.hpp"
#include "expectations.hpp"
#include "file_descriptor.hpp"
#include "file_reading.hpp"
#include "flag_value.hpp"
#include "kerberos_options.hpp"
#include "tls_files.hpp"
#include "walk_overrides.hpp"

namespace authwalk::cli {
namespace {

constexpr std::size_t largest_config =
    (1 << 20) + 1;  // one more than read_config() takes, so that it says so

[[noreturn]] void refuse_file(const std::string& file, int error) {
  throw CommandError{error == EACCES || error == EPERM ? exit_permission : exit_no_input,
                     fmt::format("--config {}: {}", shown(file), std::generic_category().message(error)),
                     "--config takes a YAML file; docs/config.md describes it"};
}

std::string content(const std::string& file) {
  // O_NONBLOCK: opening a FIFO must not wait for a writer.
  const FileDescriptor opened(open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat status {};
  if (opened.number() < 0 || fstat(opened.number(), &status) != 0) refuse_file(file, errno);
  if (!S_ISREG(status.st_mode)) {
    throw CommandError{exit_data, fmt::format("--config {} is not a regular file", shown(file)),
                       "--config takes a YAML file; docs/config.md describes it"};
  }
  refuse_what_others_write("--config " + shown(file), status,
                           "it decides what is walked and may run a command");
  std::string bytes(largest_config, '\0');
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const auto got = read(opened.number(), bytes.data() + filled, bytes.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) refuse_file(file, errno);
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

Config read(const std::string& file) {
  try {
    return read_config(content(file), file);
  } catch (const InputError& error) {
    throw CommandError{exit_data, fmt::format("{}: {}", printable(error.place.text()), error.problem),
                       error.hint};
  }
}

// Before anything is sent, and with the place of the key rather than that of a flag.
void check_files(const Config& config, const ConfigModule& module, const WalkArguments& given) {
  TlsSettings tls = module.tls;
  // What a flag takes the place of is not looked at; its own files are, with those of the run.
  if (given.ca_file) tls.ca_file.clear();
  if (given.client_cert) tls.client_certificate.clear();
  try {
    check_tls_files(tls);
    if (!given.ccache && !given.keytab) check_kerberos_files(module.kerberos);
  } catch (const CommandError& error) {
    const auto place = config.place(fmt::format("modules.{}.{}", module.name, key_of_config(error)));
    throw in_words_of_config(error, fmt::format("{}: module {}", printable(place.text()), module.name));
  }
}

CredentialRequest::Source source(ConfigCredential::Source from) {
  switch (from) {
    case ConfigCredential::Source::terminal:
      return CredentialRequest::Source::terminal;
    case ConfigCredential::Source::file:
      return CredentialRequest::Source::file;
    case ConfigCredential::Source::command:
      return CredentialRequest::Source::command;
    case ConfigCredential::Source::netrc:
      return CredentialRequest::Source::netrc;
    case ConfigCredential::Source::systemd:
      return CredentialRequest::Source::systemd;
  }
  return CredentialRequest::Source::terminal;
}

std::shared_ptr<const CredentialRequest> request_of(const Config& config,
                                                    const ConfigCredential& credential) {
  auto request = std::make_shared<CredentialRequest>();
  request->user = credential.user;
  request->domain = credential.domain;
  request->source = source(credential.source);
  request->where = credential.where;
  request->name = credential.name;
  auto place = config.place(fmt::format("credentials.{}", credential.name));
  for (const auto* key : {"password_file", "password_command", "netrc_file", "systemd_credential"}) {
    const auto found = config.places.find(fmt::format("credentials.{}.{}", credential.name, key));
    if (found != config.places.end()) place = found->second;
  }
  request->place = printable(place.text());
  return request;
}

// What the walks of a module share.
struct Prepared {
  WalkPlan plan;  // without smart host and mode
  std::vector<Mode> modes;
  std::shared_ptr<const CredentialRequest> credential;
  std::shared_ptr<const Thresholds> thresholds;
};

// --mode and --expect in the place of what the module says; beside --mode alone its expectations stay.
struct Chosen {
  explicit Chosen(const WalkArguments& given)
      : typed(choose_modes(given.mode, given.expect)), expectations_too(!given.expect.empty()) {}

  const std::vector<Mode>& modes(const ConfigModule& module) const {
    return typed.survey ? module.modes : typed.modes;
  }
  std::optional<Expectation> expected(const ConfigModule& module, Mode mode) const {
    const auto found = module.expect.find(mode);
    if (found != module.expect.end() && !expectations_too) return found->second;
    return typed.of(mode);
  }

  Expectations typed;
  bool expectations_too;
};

Prepared prepare(const ConfigModule& module, const WalkArguments& given, const Chosen& chosen,
                 const std::string& system_host_name) {
  Prepared prepared;
  prepared.modes = chosen.modes(module);
  WalkPlan& plan = prepared.plan;
  plan.connector = module.connector;
  override_connector(given, plan.connector);
  if (const auto error = definition_error(plan.connector); !error.empty())
    throw CommandError{exit_usage, fmt::format("module {}: {}", module.name, error), "drop the flag"};
  if (plan.connector.Fqdn.empty()) {
    try {
      plan.connector.Fqdn = flag_value("this system's name", system_host_name, setting::host_name);
    } catch (CommandError& error) {
      error.hint = fmt::format("modules.{}.connector.Fqdn gives another for EHLO", module.name);
      throw;
    }
  }
  TlsSettings tls = module.tls;
  override_tls(given, tls);
  plan.tls = std::make_shared<const TlsSettings>(tls);
  plan.kerberos = module.kerberos;
  plan.mechanism = module.mechanism;
  plan.envelope = module.envelope;
  plan.limits = module.limits;
  plan.allow_cleartext = module.allow_cleartext;
  plan.quit_after = module.quit_after;
  override_walk(given, prepared.modes, plan);
  prepared.thresholds = std::make_shared<const Thresholds>(module.thresholds);
  return prepared;
}

bool authenticates(Mode mode) {
  return row(mode).auth != AuthUse::none;
}

// A flag that puts one value in the place of several says so.
void note_replaced(std::string_view flag, const std::vector<std::string>& typed,
                   const std::vector<std::string>& replaced, std::vector<std::string>& notes) {
  if (typed.empty() || replaced.size() < 2) return;
  notes.push_back(fmt::format("{} takes the place of all {} of the configuration", flag, replaced.size()));
}

void add_notes(const ConfigModule& module, const WalkArguments& given, const Prepared& prepared,
               std::vector<std::string>& notes) {
  const auto note = [&](std::string text) {
    notes.push_back(fmt::format("module {}: {}", module.name, text));
  };
  const WalkPlan& plan = prepared.plan;
  if (module.connector.Fqdn.empty() && plan.connector.Fqdn.find('.') == std::string::npos) {
    note(fmt::format("EHLO says {}; a Send connector says its FQDN (connector.Fqdn)", plan.connector.Fqdn));
  }
  if (!module.credential.empty() &&
      std::none_of(prepared.modes.begin(), prepared.modes.end(), authenticates)) {
    note(fmt::format("none of its modes authenticates; credential {} is not used", module.credential));
  }
  if (plan.limits.step < std::chrono::seconds(5)) {
    note("Exchange holds failures back for 5 s; with a timeout below 5 they look like time-outs");
  }
  note_replaced("--from", given.from, module.envelope.from, notes);
  note_replaced("--to", given.to, module.envelope.to, notes);
}

ProbePlan run_settings(const Config& config, const WalkArguments& given, std::vector<std::string>& notes) {
  ProbePlan run;
  run.network = config.network;
  run.jobs = config.run.jobs;
  run.per_host = config.run.per_host;
  run.rate = config.run.rate;
  run.all_addresses = config.run.all_addresses;
  run.max_rejected = config.run.max_rejected;
  override_run(given, run);
  if (run.max_rejected > 1) {
    notes.push_back(fmt::format("up to {} rejected logons may lock the account", run.max_rejected));
  }
  return run;
}

}  // namespace

ConfigWalks walks_of_config(const WalkArguments& given, const std::string& system_host_name,
                            std::vector<std::string>& notes) {
  const std::string& file = *given.config;
  const Config config = read(file);
  const Chosen chosen(given);
  std::map<std::string, std::shared_ptr<const CredentialRequest>> requests;
  for (const auto& [name, credential] : config.credentials) requests[name] = request_of(config, credential);
  // A credential that was typed is for whatever is walked.
  std::shared_ptr<const CredentialRequest> typed;
  if (auto request = credential_request(given); given.user || given.netrc_file)
    typed = std::make_shared<const CredentialRequest>(std::move(request));

  // Modules that no target names are not looked at any further.
  std::map<std::string, Prepared> modules;
  for (const auto& target : config.targets) {
    if (modules.count(target.module) != 0) continue;
    const ConfigModule& module = config.modules.at(target.module);
    check_files(config, module, given);
    auto prepared = prepare(module, given, chosen, system_host_name);
    if (typed) {
      prepared.credential = typed;
    } else if (!module.credential.empty()) {
      prepared.credential = requests.at(module.credential);
    }
    add_notes(module, given, prepared, notes);
    modules.emplace(target.module, std::move(prepared));
  }

  ConfigWalks asked;
  asked.run = run_settings(config, given, notes);
  for (const auto& target : config.targets) {
    const ConfigModule& module = config.modules.at(target.module);
    const Prepared& prepared = modules.at(target.module);
    asked.survey = asked.survey || (chosen.typed.survey && module.survey());
    for (const Mode mode : prepared.modes) {
      Assignment walk;
      walk.told_by = "--config=" + file;
      walk.plan = prepared.plan;
      walk.plan.connector.SmartHost = target.host;
      walk.plan.connector.Port = target.port;
      walk.told_as = walk.plan.connector.target();
      if (given.port) walk.plan.connector.Port = flag_value("--port", *given.port, setting::port);
      if (!target.name.empty()) walk.plan.connector.Name = target.name;
      walk.plan.mode = mode;
      walk.expected = chosen.expected(module, mode);
      // Bound to the target (read_config() has seen to that), and for a mode that logs on.
      if (authenticates(mode)) walk.credential = prepared.credential;
      walk.thresholds = prepared.thresholds;
      asked.walks.push_back(std::move(walk));
    }
  }
  return asked;
}

}  // namespace authwalk::cli
