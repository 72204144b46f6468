#include "credential_sources.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <optional>
#include <utility>

#include "command_error.hpp"
#include "config_words.hpp"
#include "flag_value.hpp"
#include "netrc.hpp"
#include "password_command.hpp"
#include "secret_file.hpp"
#include "terminal_prompt.hpp"

namespace authwalk::cli {
namespace {

using Shared = std::shared_ptr<const Credential>;

Secret from_file(std::string_view what, const std::string& path, Keeper keeper = Keeper::user) {
  const auto file = open_secret_file(what, path, keeper);
  return as_password(what, read_secret(what, file.number(), longest_password));
}

Secret from_descriptor(int number, std::chrono::milliseconds limit) {
  constexpr std::string_view what = "--password-fd";
  // Ours from now on, and no child's.
  if (fcntl(number, F_SETFD, FD_CLOEXEC) != 0) {
    throw CommandError{exit_no_input, fmt::format("{} {} is not open", what, number),
                       "--password-fd 3 3<FILE"};
  }
  auto password = as_password(what, read_secret(what, number, longest_password, limit));
  if (number > STDERR_FILENO) close(number);
  return password;
}

std::optional<std::string> path_of_systemd_credential(const std::string& name) {
  const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
  if (!folder || *folder == '\0') return std::nullopt;
  auto path = std::string(folder) + "/" + name;
  if (access(path.c_str(), F_OK) != 0) return std::nullopt;
  return path;
}

// LoadCredential=NAME:... of a systemd unit.
Secret from_systemd(const CredentialRequest& request) {
  constexpr std::string_view what = "systemd_credential";
  if (const auto path = path_of_systemd_credential(request.where))
    return from_file(what, *path, Keeper::systemd);
  throw CommandError{
      exit_no_input, fmt::format("{} {} is not there", what, shown(request.where)),
      fmt::format("LoadCredential={}:/etc/authwalk/{} in the unit", request.where, request.where)};
}

Secret from_terminal(const CredentialRequest& request) {
  std::string question = fmt::format("Password for {}", request.user);
  if (!request.name.empty()) question += fmt::format(" (credential {})", request.name);
  if (can_ask()) return as_password("the terminal", ask_password(question));
  if (request.name.empty()) {
    throw CommandError{
        exit_usage, "--user without a password, and no terminal to ask for one",
        "add --password-file FILE, --password-fd N, --password-command CMD or --netrc-file FILE"};
  }
  throw CommandError{exit_data, "it names no source of a password, and there is no terminal to ask",
                     "add password_file, password_command, netrc_file or systemd_credential"};
}

Secret password(const CredentialRequest& request) {
  switch (request.source) {
    case CredentialRequest::Source::file:
      return from_file("--password-file", request.where);
    case CredentialRequest::Source::fd:
      return from_descriptor(request.fd, request.limit);
    case CredentialRequest::Source::command:
      return as_password("--password-command", run_password_command(request.where, request.limit));
    case CredentialRequest::Source::systemd:
      return from_systemd(request);
    case CredentialRequest::Source::terminal:
      return from_terminal(request);
    case CredentialRequest::Source::netrc:
    case CredentialRequest::Source::none:
      break;
  }
  if (const auto path = path_of_systemd_credential("authwalk-password"))
    return from_file("the credential authwalk-password", *path, Keeper::systemd);
  return from_terminal(request);
}

Shared from_netrc(const CredentialRequest& request, std::string_view text, const std::string& host) {
  constexpr std::string_view what = "--netrc-file";
  auto entries = netrc_entries(text, host);
  for (auto& entry : entries) {
    if (!request.user.empty() && entry.login != request.user) continue;
    if (entry.login.empty()) {
      throw CommandError{exit_data, fmt::format("{}: the entry in line {} has no login", what, entry.line),
                         "machine HOST login NAME password WORD", std::string(what)};
    }
    auto credential = std::make_shared<Credential>();
    credential->user = flag_value(fmt::format("{}, line {}: the login", what, entry.line), entry.login,
                                  setting::account_name);
    credential->domain = request.domain;
    credential->password =
        as_password(fmt::format("{}, line {}", what, entry.line), std::move(entry.password));
    return credential;
  }
  throw CommandError{exit_data,
                     entries.empty()
                         ? fmt::format("{} has no entry for {}", what, host)
                         : fmt::format("{} has no login {} for {}", what, shown(request.user), host),
                     fmt::format("machine {} login NAME password WORD", host), std::string(what)};
}

std::vector<Shared> credentials_of(const CredentialRequest& request, const std::vector<std::string>& hosts) {
  if (request.source == CredentialRequest::Source::netrc) {
    constexpr std::size_t longest_netrc = 64 * 1000;  // a quarter of the locked memory
    const auto file = open_secret_file("--netrc-file", request.where);
    const Secret text = read_secret("--netrc-file", file.number(), longest_netrc);
    std::vector<Shared> credentials;
    for (const auto& host : hosts) credentials.push_back(from_netrc(request, text.view(), host));
    return credentials;
  }

  auto credential = std::make_shared<Credential>();
  credential->user = request.user;
  credential->domain = request.domain;
  credential->password = password(request);
  return std::vector<Shared>(hosts.size(), credential);
}

}  // namespace

void keep_secrets_in_process() {
  prctl(PR_SET_DUMPABLE, 0);
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
}

std::vector<Shared> read_credentials(const CredentialRequest& request,
                                     const std::vector<std::string>& hosts) {
  if (request.user.empty() && request.source != CredentialRequest::Source::netrc)
    return std::vector<Shared>(hosts.size());
  keep_secrets_in_process();
  try {
    return credentials_of(request, hosts);
  } catch (const CommandError& error) {
    if (request.name.empty()) throw;
    throw in_words_of_config(error, fmt::format("{}: credential {}", request.place, request.name));
  }
}

}  // namespace authwalk::cli
