#include "walk_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <authwalk/suggestion.hpp>
#include <charconv>
#include <cmath>

#include "command_error.hpp"
#include "kerberos_options.hpp"
#include "names.hpp"
#include "state_dir.hpp"
#include "target.hpp"

namespace authwalk::cli {
namespace {

[[noreturn]] void refuse(std::string problem, std::string hint) {
  throw CommandError{exit_usage, std::move(problem), std::move(hint)};
}

int whole_number(std::string_view flag, std::string_view typed, int least, int most, int example = 1) {
  int value = 0;
  const auto* const end = typed.data() + typed.size();
  const auto [stopped, error] = std::from_chars(typed.data(), end, value);
  if (error != std::errc() || stopped != end || value < least || value > most) {
    refuse(fmt::format("{} {} is not a number from {} to {}", flag, shown(typed), least, most),
           fmt::format("{} {}", flag, example));
  }
  return value;
}

std::chrono::milliseconds seconds(std::string_view flag, std::string_view typed) {
  double value = 0;
  const auto* const end = typed.data() + typed.size();
  const auto [stopped, error] = std::from_chars(typed.data(), end, value);
  // The least that is left after rounding is one millisecond.
  if (error != std::errc() || stopped != end || !(value >= 0.001 && value <= 3600)) {
    refuse(fmt::format("{} {} is not a number of seconds above 0 and up to 3600", flag, shown(typed)),
           fmt::format("{} 30", flag));
  }
  return std::chrono::milliseconds(std::lround(value * 1000));
}

CredentialRequest credential_request(const WalkArguments& given) {
  using Source = CredentialRequest::Source;
  CredentialRequest request;
  std::vector<std::string_view> sources;
  const auto source = [&](std::string_view flag, const auto& value, Source kind) {
    if (!value) return;
    sources.push_back(flag);
    request.source = kind;
    request.where = *value;
    if (value->empty()) refuse(fmt::format("{} is empty", flag), "authwalk walk --help");
  };
  source("--password-file", given.password_file, Source::file);
  source("--password-fd", given.password_fd, Source::fd);
  source("--password-command", given.password_command, Source::command);
  source("--netrc-file", given.netrc_file, Source::netrc);
  if (sources.size() > 1) {
    refuse(fmt::format("{} and {} both name a password", sources[0], sources[1]), "give one of them");
  }
  if (request.source == Source::fd) {
    request.fd = whole_number("--password-fd", *given.password_fd, 0, 1 << 20, 3);
    if (request.fd == 1 || request.fd == 2) {
      refuse(fmt::format("--password-fd {} is an output", request.fd), "--password-fd 3 3<FILE");
    }
  }

  if (user_is_keytab_principal(given)) return request;
  if (given.user) request.user = account_name("--user", *given.user);
  if (given.domain) {
    request.domain = account_name("--domain", *given.domain);
    if (request.user.find_first_of("\\@") != std::string::npos) {
      refuse("--domain is given, and --user has a domain already", "give one of them");
    }
  }
  if (request.user.empty() && request.source != Source::netrc) {
    if (!sources.empty()) refuse(fmt::format("{} without --user", sources[0]), "add --user NAME");
    if (given.domain) refuse("--domain without --user", "add --user NAME");
  }
  return request;
}

bool authenticates(const std::vector<Mode>& modes) {
  return std::any_of(modes.begin(), modes.end(), [](Mode mode) { return row(mode).auth != AuthUse::none; });
}

std::string mechanism(const WalkArguments& given, const std::vector<Mode>& walked) {
  if (!given.mechanism) return {};
  std::string name = *given.mechanism;
  for (char& c : name) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  const std::vector<std::string> known = {"LOGIN",   "PLAIN",  "CRAM-MD5", "SCRAM-SHA-256",
                                          "XOAUTH2", "GSSAPI", "NTLM"};
  if (std::find(known.begin(), known.end(), name) == known.end()) {
    refuse(fmt::format("--mechanism {} is not known", shown(*given.mechanism)),
           did_you_mean(name, known, fmt::format("one of {}", fmt::join(known, ", "))));
  }
  const bool exchange_too = name == "GSSAPI" || name == "NTLM";
  const auto uses_it = [&](Mode mode) {
    return row(mode).auth == AuthUse::login || (exchange_too && row(mode).auth == AuthUse::exchange);
  };
  if (std::none_of(walked.begin(), walked.end(), uses_it)) {
    refuse(fmt::format("--mechanism {} is used by {}, and no such mode is walked", name,
                       exchange_too ? "the Basic modes and ExchangeServer" : "the Basic modes"),
           "add --mode BasicAuth");
  }
  // What a Send connector does anyway is no diagnosis.
  return name == "LOGIN" ? std::string() : name;
}

Envelope envelope(const WalkArguments& given) {
  Envelope envelope;
  if (!given.from.empty()) envelope.from.clear();
  for (const auto& typed : given.from) envelope.from.push_back(sender(typed));
  for (const auto& typed : given.to) envelope.to.push_back(recipient(typed));
  envelope.deliver = given.deliver;
  if (given.deliver && given.to.empty()) refuse("--deliver needs a recipient", "add --to ADDR");
  return envelope;
}

std::string own_name(const std::string& system_host_name) {
  try {
    return host_name("this system's name", system_host_name);
  } catch (CommandError& error) {
    error.hint = "--fqdn NAME gives another for EHLO";
    throw;
  }
}

Connector connector(const WalkArguments& given, const std::string& system_host_name,
                    std::vector<std::string>& notes) {
  Connector connector;
  if (given.fqdn) {
    connector.Fqdn = host_name("--fqdn", *given.fqdn);
  } else {
    connector.Fqdn = own_name(system_host_name);
    if (connector.Fqdn.find('.') == std::string::npos) {
      notes.push_back(
          fmt::format("EHLO says {}; a Send connector says its FQDN (--fqdn NAME)", connector.Fqdn));
    }
  }
  if (given.port) connector.Port = parse_port("--port", *given.port);
  connector.RequireTLS = given.require_tls;
  connector.IgnoreSTARTTLS = given.ignore_starttls;
  if (given.tls_auth_level) {
    connector.TlsAuthLevel = find_tls_auth_level(*given.tls_auth_level);
    if (!connector.TlsAuthLevel) {
      refuse(
          fmt::format("--tls-auth-level {} is not a level", shown(*given.tls_auth_level)),
          did_you_mean(*given.tls_auth_level, {"EncryptionOnly", "CertificateValidation", "DomainValidation"},
                       "one of EncryptionOnly, CertificateValidation, DomainValidation"));
    }
  }
  if (given.tls_domain) {
    connector.TlsDomain = host_name("--tls-domain", *given.tls_domain);
    if (connector.TlsAuthLevel != TlsAuthLevel::DomainValidation) {
      refuse("--tls-domain is compared only by DomainValidation", "add --tls-auth-level DomainValidation");
    }
  }
  if (given.ignore_starttls && (given.require_tls || given.tls_auth_level)) {
    refuse(fmt::format("--ignore-starttls and {} exclude each other",
                       given.require_tls ? "--require-tls" : "--tls-auth-level"),
           "drop one of them");
  }
  // Exchange takes a TlsAuthLevel only together with RequireTLS.
  if (given.tls_auth_level) connector.RequireTLS = true;
  if (given.source_ip) connector.SourceIPAddress = ip_address("--source-ip", *given.source_ip);
  return connector;
}

std::pair<std::string, std::string> resolve_entry(std::string_view typed) {
  const auto colon = typed.find(':');
  if (colon == std::string_view::npos) {
    refuse(fmt::format("--resolve {} is not HOST:ADDR", shown(typed)),
           "--resolve relay.contoso.example:192.0.2.7");
  }
  return {host_name("the host of --resolve", typed.substr(0, colon)),
          ip_address("the address of --resolve", typed.substr(colon + 1))};
}

TlsVersion tls_version(std::string_view flag, std::string_view typed) {
  if (const auto version = find_tls_version(typed)) return *version;
  refuse(fmt::format("{} {} is not a TLS version", flag, shown(typed)), "one of 1.0, 1.1, 1.2, 1.3");
}

// For look-ups only; every address gets its port from here where it names none.
std::string dns_server(std::string_view typed) {
  constexpr std::uint16_t dns_port = 53;
  const std::string text(typed);
  if (is_ipv4(text) || is_ipv6(text)) return text;
  const auto target = parse_target(typed, dns_port);
  ip_address("--dns-server", target.host);
  const bool ipv6 = target.host.find(':') != std::string::npos;
  return fmt::format("{}{}{}:{}", ipv6 ? "[" : "", target.host, ipv6 ? "]" : "", target.port);
}

NetworkSettings network(const WalkArguments& given) {
  NetworkSettings network;
  if (given.only_ipv4 && given.only_ipv6)
    refuse("-4 and -6 exclude each other", "drop both to use either kind");
  network.ipv4 = !given.only_ipv6;
  network.ipv6 = !given.only_ipv4;
  for (const auto& typed : given.resolve) network.resolve.push_back(resolve_entry(typed));
  if (given.dns_server) network.dns_server = dns_server(*given.dns_server);

  network.tls.ca_file = given.ca_file.value_or("");
  network.tls.client_certificate = given.client_cert.value_or("");
  network.tls.client_key = given.client_key.value_or("");
  if (given.client_key && !given.client_cert)
    refuse("--client-key without --client-cert", "add --client-cert FILE");
  if (given.sni) network.tls.sni = host_name("--sni", *given.sni);
  if (given.tls_min) network.tls.min = tls_version("--tls-min", *given.tls_min);
  if (given.tls_max) network.tls.max = tls_version("--tls-max", *given.tls_max);
  if (network.tls.min > network.tls.max) {
    if (given.tls_min && given.tls_max) refuse("--tls-min is above --tls-max", "exchange the two");
    // Of the two, the default gives way.
    (given.tls_min ? network.tls.max : network.tls.min) = given.tls_min ? network.tls.min : network.tls.max;
  }
  return network;
}

void refuse_wrong_family(std::string_view what, const std::string& address, const NetworkSettings& network) {
  if ((is_ipv4(address) && !network.ipv4) || (is_ipv6(address) && !network.ipv6)) {
    refuse(fmt::format("{} {} contradicts {}", what, address, network.ipv4 ? "-4" : "-6"),
           fmt::format("drop {}", network.ipv4 ? "-4" : "-6"));
  }
}

void refuse_unlike_families(const std::string& source, const std::string& target) {
  if ((is_ipv4(source) && is_ipv6(target)) || (is_ipv6(source) && is_ipv4(target))) {
    refuse(fmt::format("--source-ip {} cannot reach {}: the two are of different families", source, target),
           "give an address of this machine of the target's family");
  }
}

Limits limits(const WalkArguments& given, std::vector<std::string>& notes) {
  Limits limits;
  if (given.timeout) limits.step = seconds("--timeout", *given.timeout);
  if (given.deadline) limits.deadline = seconds("--deadline", *given.deadline);
  if (given.timeout && limits.step < std::chrono::seconds(5)) {
    notes.push_back("Exchange holds failures back for 5 s; with --timeout below 5 they look like time-outs");
  }
  return limits;
}

std::optional<Step> quit_after(const WalkArguments& given) {
  if (!given.quit_after) return std::nullopt;
  if (const auto step = find_step(*given.quit_after)) return step;
  std::vector<std::string> known;
  for (const auto& step : steps()) known.emplace_back(step.id);
  refuse(fmt::format("--quit-after {} is not a step", shown(*given.quit_after)),
         did_you_mean(*given.quit_after, known, "authwalk steps lists them"));
}

// Walks in a second.
double rate(std::string_view typed) {
  double value = 0;
  const auto* const end = typed.data() + typed.size();
  const auto [stopped, error] = std::from_chars(typed.data(), end, value);
  if (error != std::errc() || stopped != end || !(value >= 0.001 && value <= 100000)) {
    refuse(fmt::format("--rate {} is not a number of walks in a second", shown(typed)), "--rate 20");
  }
  return value;
}

std::vector<Assignment> walks_of_targets(const WalkArguments& given, const CommonSettings& common,
                                         const NetworkSettings& network) {
  const auto credential = std::make_shared<const CredentialRequest>(common.credential);
  std::vector<Assignment> walks;
  for (const auto& typed : given.targets) {
    const auto target = parse_target(typed, common.walk.connector.Port);
    refuse_wrong_family("TARGET", target.host, network);
    refuse_unlike_families(common.walk.connector.SourceIPAddress, target.host);
    for (const Mode mode : common.expectations.modes) {
      Assignment walk;
      walk.plan = common.walk;
      walk.plan.connector.SmartHost = target.host;
      walk.plan.connector.Port = target.port;
      walk.plan.mode = mode;
      if (const auto error = definition_error(walk.plan.connector); !error.empty())
        refuse(error, "authwalk walk --help");
      walk.expected = common.expectations.of(mode);
      walk.credential = credential;
      walks.push_back(std::move(walk));
    }
  }
  return walks;
}

}  // namespace

WalkRequest request_without_walks(const WalkArguments& given) {
  if (given.verbose > 0 && given.quiet) refuse("-v and -q exclude each other", "drop one of them");
  WalkRequest request;
  request.output = output_request(given.format, given.output, given.quiet ? -1 : given.verbose, given.color);
  request.offline = given.offline;
  if (given.offline && (given.format || !given.output.empty() || given.resume)) {
    refuse("--offline prints commands, not a report", "drop --format, -o and --resume");
  }
  lockout_budget(given.lockout_budget);  // a mistake in it is found before a password is asked for
  if (given.shard) request.shard = parse_shard(*given.shard);
  request.journal = given.resume.value_or("");
  if (given.resume && given.resume->empty()) refuse("--resume is empty", "--resume run.ndjson");
  return request;
}

CommonSettings common_settings(const WalkArguments& given, const std::string& system_host_name) {
  CommonSettings common;
  common.expectations = choose_modes(given.mode, given.expect);
  common.credential = credential_request(given);
  if (!authenticates(common.expectations.modes) && given.user) {
    // No secret is read, and nobody is asked for one, that nothing would use.
    common.credential = {};
    common.notes.push_back("no walked mode authenticates; --user is not used");
  }
  WalkPlan& walk = common.walk;
  walk.connector = connector(given, system_host_name, common.notes);
  walk.envelope = envelope(given);
  walk.limits = limits(given, common.notes);
  // Whatever we wait for, a walk's deadline bounds it.
  common.credential.limit = std::min(common.credential.limit, walk.limits.deadline);
  walk.allow_cleartext = given.allow_cleartext;
  walk.mechanism = mechanism(given, common.expectations.modes);
  walk.kerberos = kerberos_settings(given, common.expectations.modes, walk.mechanism);
  walk.quit_after = quit_after(given);
  return common;
}

ProbePlan run_settings(const WalkArguments& given, std::vector<std::string>& notes) {
  ProbePlan run;
  run.network = network(given);
  run.all_addresses = given.all_addresses;
  if (given.per_host)
    run.per_host = static_cast<unsigned>(whole_number("--per-host", *given.per_host, 1, 4096));
  if (given.rate) run.rate = rate(*given.rate);
  if (given.jobs) run.jobs = static_cast<unsigned>(whole_number("--jobs", *given.jobs, 1, 4096));
  if (given.max_rejected) {
    run.max_rejected = whole_number("--max-rejected", *given.max_rejected, 1, 100);
    if (run.max_rejected > 1)
      notes.push_back(fmt::format("up to {} rejected logons may lock the account", run.max_rejected));
  }
  return run;
}

WalkRequest walk_request(const WalkArguments& given, const std::string& system_host_name) {
  if (given.targets.empty()) refuse("no TARGET is given", "authwalk walk relay.contoso.example");
  auto request = request_without_walks(given);
  auto common = common_settings(given, system_host_name);
  request.survey = common.expectations.survey;
  request.run = run_settings(given, common.notes);
  refuse_wrong_family("--source-ip", common.walk.connector.SourceIPAddress, request.run.network);
  request.walks = walks_of_targets(given, common, request.run.network);
  request.notes = std::move(common.notes);
  return request;
}

}  // namespace authwalk::cli
