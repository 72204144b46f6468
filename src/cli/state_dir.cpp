#include "state_dir.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <authwalk/state_key.hpp>
#include <charconv>
#include <cstdlib>
#include <stdexcept>

#include "command_error.hpp"

namespace authwalk::cli {
namespace {

constexpr int most_rejected = 1000;
constexpr int most_minutes = 24 * 60;  // the ledger remembers a day

// A whole number, nothing else.
std::optional<int> number_in(std::string_view text, int from, int to) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = !text.empty() && error == std::errc() && end == text.data() + text.size();
  return whole && number >= from && number <= to ? std::optional(number) : std::nullopt;
}

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value != nullptr ? value : "";
}

std::string home() {
  const std::string named = variable("HOME");
  if (!named.empty()) return named;
  const passwd* const user = getpwuid(geteuid());
  return user != nullptr && user->pw_dir != nullptr ? user->pw_dir : "";
}

// Empty when there is no place for it.
std::string usual_folder() {
  // Several of StateDirectory= are separated by colons (systemd.exec(5)).
  const std::string of_systemd = variable("STATE_DIRECTORY");
  if (of_systemd.starts_with('/')) return of_systemd.substr(0, of_systemd.find(':'));
  // The specification has a relative path ignored.
  const std::string of_user = variable("XDG_STATE_HOME");
  if (of_user.starts_with('/')) return of_user + "/authwalk";
  const std::string at_home = home();
  return at_home.starts_with('/') ? at_home + "/.local/state/authwalk" : "";
}

std::string state_folder(const std::optional<std::string>& typed) {
  const auto folder = typed.value_or(usual_folder());
  if (folder.empty()) throw std::runtime_error("there is neither $XDG_STATE_HOME nor a home directory");
  return folder;
}

[[noreturn]] void cannot_use_typed_folder(const std::runtime_error& error) {
  throw CommandError{exit_cannot_create, fmt::format("--state-dir: {}", error.what()),
                     "--lockout-budget 0 does without"};
}

}  // namespace

std::optional<LockoutBudget> lockout_budget(const std::optional<std::string>& typed) {
  if (!typed) return LockoutBudget{};
  if (*typed == "0") return std::nullopt;
  const auto slash = typed->find('/');
  const auto rejected = number_in(std::string_view(*typed).substr(0, slash), 1, most_rejected);
  LockoutBudget budget;
  std::optional<int> minutes = static_cast<int>(budget.window.count() / 60);
  if (slash != std::string::npos)
    minutes = number_in(std::string_view(*typed).substr(slash + 1), 1, most_minutes);
  if (!rejected || !minutes) {
    throw CommandError{
        exit_usage,
        fmt::format("--lockout-budget {} is not a number of rejected logons and of minutes", shown(*typed)),
        "--lockout-budget 3/30 allows 3 in 30 minutes, --lockout-budget 0 any number"};
  }
  budget.rejected = *rejected;
  budget.window = std::chrono::minutes(*minutes);
  return budget;
}

std::unique_ptr<LockoutLedger> lockout_ledger(const std::optional<std::string>& typed_budget,
                                              const std::optional<std::string>& typed_folder,
                                              std::vector<std::string>& notes) {
  const auto budget = lockout_budget(typed_budget);
  if (!budget) return nullptr;
  try {
    return open_lockout_ledger(state_folder(typed_folder) + "/lockout", *budget);
  } catch (const std::runtime_error& error) {
    if (typed_folder) cannot_use_typed_folder(error);
    notes.push_back(
        fmt::format("no password is tried, since rejected logons cannot be counted: {}. --state-dir names "
                    "another folder, "
                    "--lockout-budget 0 does without",
                    error.what()));
    return closed_lockout_ledger(error.what());
  }
}

std::string resume_key(const std::optional<std::string>& typed_folder, std::vector<std::string>& notes) {
  try {
    return state_key(state_folder(typed_folder));
  } catch (const std::runtime_error& error) {
    if (typed_folder) cannot_use_typed_folder(error);
    notes.push_back(
        fmt::format("every walk with a password is walked again, since nobody can tell whether the "
                    "password has changed: {}",
                    error.what()));
    return {};
  }
}

}  // namespace authwalk::cli
