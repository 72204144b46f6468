#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <authwalk/mechanism.hpp>
#include <authwalk/report.hpp>
#include <authwalk/walk_command.hpp>

#include "diagnosis/evidence.hpp"

namespace authwalk {
namespace {

constexpr std::array<std::string_view, 5> of_credential{"--user", "--domain", "--password-file",
                                                        "--password-command", "--netrc-file"};
constexpr std::array<std::string_view, 4> of_tickets{"--ccache", "--keytab", "--spn", "--gssapi"};
// Flags that begin a command stand in this order, behind the smart host; --mode is the first of all.
constexpr std::array<std::string_view, 6> first{
    "--user", "--domain", "--password-file", "--password-command", "--netrc-file", "--mechanism"};

std::string_view name_of(std::string_view flag) {
  return flag.substr(0, flag.find('='));
}

std::string_view value_of(std::string_view flag) {
  const auto equals = flag.find('=');
  return equals == std::string_view::npos ? std::string_view() : flag.substr(equals + 1);
}

std::string_view value_of(const WalkFlags& flags, std::string_view name) {
  const auto found = std::ranges::find(flags, name, [](const std::string& flag) { return name_of(flag); });
  return found == flags.end() ? std::string_view() : value_of(*found);
}

void take_out(WalkFlags& flags, std::string_view name) {
  std::erase_if(flags, [&](const std::string& flag) { return name_of(flag) == name; });
}

// Where nobody has kept the flags: what the transcript tells of them, when it is not what a walk does by
// itself.
WalkFlags flags_of(const Transcript& t) {
  const Connector& c = t.connector;
  WalkFlags flags;
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) flags.push_back(fmt::format("{}={}", name, value));
  };
  const bool ticket_at_hand =
      diagnosis::kerberos(t) && t.auth.ticket_source != "password" && t.auth.user.empty();
  if (!ticket_at_hand) add("--user", t.auth.user.empty() ? "<user>" : std::string_view(t.auth.user));
  // NTLM is no Send connector's first choice, so it was asked for or was all there was.
  if (t.auth.diagnostic || diagnosis::ntlm(t)) add("--mechanism", t.auth.mechanism);
  if (t.auth.ticket_source == "keytab") add("--keytab", "<keytab>");
  add("--fqdn", c.Fqdn);
  add("--source-ip", c.SourceIPAddress);
  if (c.RequireTLS) flags.emplace_back("--require-tls");
  if (c.IgnoreSTARTTLS) flags.emplace_back("--ignore-starttls");
  if (c.TlsAuthLevel) add("--tls-auth-level", id(*c.TlsAuthLevel));
  add("--tls-domain", c.TlsDomain);
  add("--connector-name", c.Name);
  return flags;
}

// Flags that this mode has no use for are refused, or noted as not used.
void fit_to_mode(WalkFlags& flags, Mode mode) {
  const std::string mechanism(value_of(flags, "--mechanism"));
  if (!takes_mechanism(mode, mechanism)) take_out(flags, "--mechanism");
  if (!takes_ticket(mode, mechanism)) {
    for (const auto name : of_tickets) take_out(flags, name);
  }
  if (!takes_mechanism(mode, "")) {
    for (const auto name : of_credential) take_out(flags, name);
  }
  const auto level = value_of(flags, "--tls-auth-level");
  if (!level.empty() && find_tls_auth_level(level) != TlsAuthLevel::DomainValidation)
    take_out(flags, "--tls-domain");
  std::erase_if(flags, [&](const std::string& flag) {
    if (name_of(flag) != "--expect") return false;
    const auto named = find_mode(name_of(value_of(flag)));
    return named && *named != mode;
  });
}

std::string words_of(std::string_view flag) {
  const auto name = name_of(flag);
  const auto value = value_of(flag);
  if (name.size() == flag.size()) return name == "--verbose" ? " -v" : fmt::format(" {}", name);
  // A value that looks like a flag of its own, or like none, has to hang on its name.
  if (value.empty() || value.front() == '-') return fmt::format(" {}={}", name, shell_word(value));
  return fmt::format(" {} {}", name == "--user" ? "-u" : name, shell_word(value));
}

std::string target_of(const Connector& connector) {
  const std::string target = connector.target();
  return connector.Port == Connector{}.Port ? target.substr(0, target.rfind(':')) : target;
}

}  // namespace

std::string walk_command(const Transcript& walk, const WalkChange& change) {
  const Mode mode = change.mode.value_or(walk.mode);
  WalkFlags flags = walk.flags ? *walk.flags : flags_of(walk);
  for (const auto& name : change.without) take_out(flags, name);
  for (const auto& flag : change.flags) take_out(flags, name_of(flag));
  flags.insert(flags.end(), change.flags.begin(), change.flags.end());
  if (change.survey) {
    take_out(flags, "--expect");
  } else {
    fit_to_mode(flags, mode);
  }

  // Who names the smart host: a file, with --target to pick it, or the command itself.
  std::string command = "authwalk walk";
  for (const auto* source : {"--connector", "--config", "--target"}) {
    if (const auto value = value_of(flags, source); !value.empty())
      command += words_of(fmt::format("{}={}", source, value));
    take_out(flags, source);
  }
  if (command == "authwalk walk") command += " " + shell_word(target_of(walk.connector));
  if (!change.survey) command += fmt::format(" -m {}", row(mode).alias);
  for (const auto name : first) {
    if (const auto value = value_of(flags, name); !value.empty())
      command += words_of(fmt::format("{}={}", name, value));
    take_out(flags, name);
  }
  for (const auto& flag : flags) command += words_of(flag);
  return command;
}

std::string shell_word(std::string_view text) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view(".-_:/@,+%=").find(c) != std::string_view::npos;
  };
  // zsh takes a word that begins with = for the name of a program.
  if (!text.empty() && text.front() != '=' && std::ranges::all_of(text, plain)) return std::string(text);
  if (printable(text) == text) {
    std::string quoted = "'";
    for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
  }
  // POSIX.1-2024 has $'...'; bash, zsh and ksh have had it for long. In octal: \x would be taken for an
  // escape of printable(), and doubled.
  std::string quoted = "$'";
  for (const char c : text) {
    const bool shown = c >= ' ' && c <= '~' && c != '\'' && c != '\\';
    quoted += shown ? std::string(1, c) : fmt::format("\\{:03o}", static_cast<unsigned char>(c));
  }
  return quoted + "'";
}

}  // namespace authwalk
