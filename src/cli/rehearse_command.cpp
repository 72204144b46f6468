// authwalk rehearse
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <authwalk/rehearsal.hpp>
#include <authwalk/report.hpp>
#include <authwalk/suggestion.hpp>
#include <authwalk/walk_command.hpp>
#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "command_error.hpp"
#include "commands.hpp"
#include "file_descriptor.hpp"
#include "file_writing.hpp"
#include "flag_value.hpp"
#include "output.hpp"
#include "secret_file.hpp"
#include "wrap.hpp"

namespace authwalk::cli {
namespace {

struct RehearseArguments {
  std::optional<std::string> port, address, profile, fault, host_name, user, password_file, auth_mechanism,
      x_exps, extended_protection, keytab, ca_out;
  std::vector<std::string> accepted_domains;
  bool list_faults = false, anonymous_relay = false, suppress_x_anonymous_tls = false;
};

Syntax rehearse_syntax(RehearseArguments& into) {
  Syntax syntax;
  syntax.command = "rehearse";
  syntax.synopsis = "authwalk rehearse [flags]";
  syntax.what =
      "Runs the rehearsal smart host on loopback until it is interrupted: real TLS and SASL, the rights of a "
      "Receive connector, and named faults. It is no mail server: it accepts messages and forgets them.";
  syntax.examples = {
      {"authwalk rehearse --port 2525", "an Exchange that behaves"},
      {"authwalk rehearse --user svc --password-file pw", "... that knows an account"},
      {"authwalk rehearse --fault auth-535", "one that refuses every password"},
      {"authwalk rehearse --profile postfix --ca-out ca.pem", "a Postfix; its authority for --ca-file"},
      {"authwalk rehearse --keytab smtp.keytab", "one that takes Kerberos tickets"},
      {"authwalk rehearse --list-faults", "what else can go wrong"},
  };
  syntax.flags = {
      {"Listening", "--port", "N", "default: any free port", &into.port},
      {"Listening", "--address", "ADDR", "a loopback address; default: 127.0.0.1", &into.address},
      {"Behaviour", "--profile", "exchange|postfix", "whose words it uses; default: exchange", &into.profile},
      {"Behaviour", "--fault", "FAULT", "how it misbehaves", &into.fault},
      {"Behaviour", "--list-faults", "", "the names of the faults, and what each does", &into.list_faults},
      {"Behaviour", "--host-name", "NAME", "in banner, EHLO and certificate; default: relay.contoso.example",
       &into.host_name},
      {"Rights", "--auth-mechanism", "METHOD[,METHOD]",
       "Tls, Integrated, BasicAuth, BasicAuthRequireTLS, ExchangeServer, ExternalAuthoritative, as a Receive "
       "connector has them; default: Tls, BasicAuth, BasicAuthRequireTLS, ExchangeServer",
       &into.auth_mechanism},
      {"Rights", "--x-exps", "GSSAPI,NTLM",
       "what X-EXPS offers; default: NTLM, and GSSAPI where there is a keytab", &into.x_exps},
      {"Rights", "--suppress-x-anonymous-tls", "", "X-ANONYMOUSTLS is not offered, as SuppressXAnonymousTls",
       &into.suppress_x_anonymous_tls},
      {"Rights", "--extended-protection", "None|Allow|Require",
       "must GSSAPI and NTLM tokens be bound to the TLS connection, as ExtendedProtectionPolicy; default: "
       "None",
       &into.extended_protection},
      {"Rights", "--keytab", "FILE", "keys of the host's service principals, for GSSAPI", &into.keytab},
      {"Rights", "--anonymous-relay", "", "everybody may send to every domain", &into.anonymous_relay},
      {"Rights", "--accepted-domain", "NAME", "repeatable; default: contoso.example", &into.accepted_domains},
      {"Rights", "--user", "NAME", "an account; needs --password-file", &into.user},
      {"Rights", "--password-file", "FILE", "its password: a throw-away one", &into.password_file},
      {"Output", "--ca-out", "FILE", "write the certificate authority, made at start, for --ca-file",
       &into.ca_out},
  };
  return syntax;
}

/// What a walk must be given to see the fault, in its flags.
std::string_view flags_for(WalkNeeds needs) {
  switch (needs) {
    case WalkNeeds::nothing:
    case WalkNeeds::patience:
      return "";
    case WalkNeeds::recipient:
      return "; needs --to";
    case WalkNeeds::delivery:
      return "; needs --to --deliver";
    case WalkNeeds::cleartext:
      return "; needs --allow-cleartext";
    case WalkNeeds::ntlm:
      return "; needs --allow-cleartext, and gss-ntlmssp";
    case WalkNeeds::kerberos:
      return "; needs --ccache, and --keytab here";
  }
  return "";
}

int list_faults() {
  std::size_t longest = 0;
  for (const auto& fault : faults()) longest = std::max(longest, fault.name.size());
  std::string out = "Each with the mode that shows it best, and the step and class that a walk reports.\n\n";
  for (const auto& fault : faults()) {
    out += fmt::format("{:{}}  {}\n", fault.name, longest, wrapped(fault.what, longest + 2));
    const auto report =
        fmt::format("{}: {} {}{}", fault.mode, fault.step, fault.expected, flags_for(fault.needs));
    out += fmt::format("{:{}}  {}\n", "", longest, wrapped(report, longest + 2));
  }
  print_out(out);
  return exit_done;
}

void set_auth_mechanism(ReceiveConnector& connector, std::string_view typed) {
  struct Row {
    std::string_view name;
    bool ReceiveConnector::*setting;
  };
  constexpr Row rows[] = {
      {"Tls", &ReceiveConnector::tls},
      {"Integrated", &ReceiveConnector::integrated},
      {"BasicAuth", &ReceiveConnector::basic_auth},
      {"BasicAuthRequireTLS", &ReceiveConnector::basic_auth_require_tls},
      {"ExchangeServer", &ReceiveConnector::exchange_server},
      {"ExternalAuthoritative", &ReceiveConnector::external_authoritative},
  };
  std::vector<std::string> known;
  for (const auto& row : rows) {
    connector.*row.setting = false;
    known.emplace_back(row.name);
  }
  for (bool more = true; more;) {
    const auto comma = typed.find(',');
    const auto name = typed.substr(0, comma);
    bool found = false;
    for (const auto& row : rows) {
      if (row.name == name) connector.*row.setting = found = true;
    }
    if (!found) {
      throw CommandError{exit_usage, fmt::format("--auth-mechanism {} is not known", shown(name)),
                         did_you_mean(name, known, fmt::format("one of {}", fmt::join(known, ", ")))};
    }
    more = comma != std::string_view::npos;
    if (more) typed.remove_prefix(comma + 1);
  }
}

// "gssapi,ntlm" as the plan has it: in capitals, with blanks. The plan's own check says what is not known.
std::string mechanism_list(std::string typed) {
  for (char& c : typed) c = c == ',' ? ' ' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return typed;
}

ExtendedProtection extended_protection(const std::string& typed) {
  struct Row {
    std::string_view name;
    ExtendedProtection policy;
  };
  constexpr Row rows[] = {{"None", ExtendedProtection::none},
                          {"Allow", ExtendedProtection::allow},
                          {"Require", ExtendedProtection::require}};
  std::vector<std::string> known;
  for (const auto& row : rows) {
    if (row.name == typed) return row.policy;
    known.emplace_back(row.name);
  }
  throw CommandError{exit_usage, fmt::format("--extended-protection {} is not known", shown(typed)),
                     did_you_mean(typed, known, fmt::format("one of {}", fmt::join(known, ", ")))};
}

void check_fault(const std::string& name, bool keytab) {
  std::vector<std::string> known;
  for (const auto& fault : faults()) {
    if (fault.name == name && fault.needs == WalkNeeds::kerberos && !keytab)
      throw CommandError{exit_usage, fmt::format("--fault {} without --keytab", name), "add --keytab FILE"};
    if (fault.name == name) return;
    known.emplace_back(fault.name);
  }
  throw CommandError{exit_usage, fmt::format("--fault {} is not known", shown(name)),
                     did_you_mean(name, known, "authwalk rehearse --list-faults")};
}

RehearsalAccount account(const RehearseArguments& given) {
  if (!given.user) throw CommandError{exit_usage, "--password-file without --user", "add --user NAME"};
  if (!given.password_file)
    throw CommandError{exit_usage, "--user without --password-file", "add --password-file FILE"};
  constexpr std::string_view what = "--password-file";
  const auto file = open_secret_file(what, *given.password_file);
  const auto password = as_password(what, read_secret(what, file.number(), longest_password));
  RehearsalAccount account;
  account.user = flag_value("--user", *given.user, setting::account_name);
  account.password = password.view();
  return account;
}

RehearsalPlan rehearsal_plan(const RehearseArguments& given) {
  RehearsalPlan plan;
  auto& connector = plan.connectors.front();
  if (given.port && *given.port != "0") connector.port = flag_value("--port", *given.port, setting::port);
  if (given.address) connector.address = flag_value("--address", *given.address, setting::ip_address);
  if (given.profile) {
    const std::vector<std::string> known = {"exchange", "postfix"};
    if (*given.profile != known[0] && *given.profile != known[1]) {
      throw CommandError{exit_usage, fmt::format("--profile {} is not known", shown(*given.profile)),
                         did_you_mean(*given.profile, known, "one of exchange, postfix")};
    }
    connector.profile = *given.profile;
  }
  if (given.fault) check_fault(*given.fault, given.keytab.has_value());
  connector.fault = given.fault.value_or("");
  if (given.auth_mechanism) set_auth_mechanism(connector, *given.auth_mechanism);
  if (given.x_exps) connector.x_exps = mechanism_list(*given.x_exps);
  if (given.extended_protection)
    connector.extended_protection = extended_protection(*given.extended_protection);
  connector.suppress_x_anonymous_tls = given.suppress_x_anonymous_tls;
  if (given.keytab) {
    open_secret_file("--keytab", *given.keytab);
    plan.keytab = "FILE:" + *given.keytab;
  }
  connector.anonymous_relay = given.anonymous_relay;
  if (given.host_name) plan.host_name = flag_value("--host-name", *given.host_name, setting::host_name);
  if (!given.accepted_domains.empty()) plan.accepted_domains.clear();
  for (const auto& domain : given.accepted_domains)
    plan.accepted_domains.push_back(flag_value("--accepted-domain", domain, setting::host_name));
  if (given.user || given.password_file) plan.accounts.push_back(account(given));
  return plan;
}

void write_authority(const std::string& path, const std::string& pem) {
  FileDescriptor file(
      open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0644));
  if (const int error = file.number() < 0 ? errno : write_all(file.number(), pem); error != 0) {
    throw CommandError{
        exit_cannot_create,
        fmt::format("--ca-out {} cannot be written: {}", shown(path), std::generic_category().message(error)),
        "--ca-out FILE in a folder that exists and may be written to"};
  }
}

std::string greeting(const RehearseArguments& given, const RehearsalPlan& plan, std::uint16_t port) {
  const auto& connector = plan.connectors.front();
  const bool ipv6 = connector.address.find(':') != std::string::npos;
  return fmt::format(
      "listening on {}{}{}:{} as {}, profile {}, {}\n"
      "walk it:  authwalk walk {}:{} --resolve {}:{}{}{}\n",
      ipv6 ? "[" : "", connector.address, ipv6 ? "]" : "", port, plan.host_name, connector.profile,
      connector.fault.empty() ? "no fault" : "fault " + connector.fault, plan.host_name, port, plan.host_name,
      connector.address, given.ca_out ? " --ca-file " + shell_word(*given.ca_out) : "",
      given.user ? fmt::format(" -u {} --password-file {}", shell_word(*given.user),
                               shell_word(*given.password_file))
                 : "");
}

// The reader of the log may go away; the smart host stays.
void log_line(const std::string& line) {
  const auto whole = line + "\n";
  [[maybe_unused]] const auto written = write(STDOUT_FILENO, whole.data(), whole.size());
}

}  // namespace

Syntax rehearse_syntax() {
  return for_readers<RehearseArguments>(rehearse_syntax);
}

int rehearse_command(const Arguments& arguments) {
  RehearseArguments given;
  const auto syntax = rehearse_syntax(given);
  if (asks_for_help(arguments)) {
    print_out(help_text(syntax));
    return exit_done;
  }
  parse(syntax, arguments);
  if (given.list_faults) return list_faults();

  auto plan = rehearsal_plan(given);
  plan.log = log_line;
  // Blocked before the host's thread starts, so that no thread is interrupted and sigwait() sees them.
  sigset_t ending;
  sigemptyset(&ending);
  sigaddset(&ending, SIGINT);
  sigaddset(&ending, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ending, nullptr);
  try {
    const RehearsalHost host(plan);
    if (given.ca_out) write_authority(*given.ca_out, host.ca_pem());
    print_out(greeting(given, plan, host.port()));
    int signal_number = 0;
    sigwait(&ending, &signal_number);
  } catch (const std::invalid_argument& error) {
    throw CommandError{exit_usage, printable(error.what()), "authwalk rehearse --help"};
  } catch (const std::runtime_error& error) {
    throw CommandError{exit_usage, printable(error.what()), "without --port any free port is taken"};
  }
  log_line("stopped");
  return exit_done;
}

}  // namespace authwalk::cli
