#include "walk_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <authwalk/mechanism.hpp>

#include "command_error.hpp"
#include "flag_value.hpp"
#include "kerberos_options.hpp"
#include "state_dir.hpp"

namespace authwalk::cli {
namespace {

[[noreturn]] void refuse(std::string problem, std::string hint) {
  throw CommandError{exit_usage, std::move(problem), std::move(hint)};
}

int whole_number(std::string_view flag, std::string_view typed, unsigned least, unsigned most,
                 unsigned example = 1) {
  return static_cast<int>(flag_value(
      flag, typed, [&](std::string_view text) { return setting::number(text, least, most, example); }));
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
  if (given.user) request.user = flag_value("--user", *given.user, setting::account_name);
  if (given.domain) {
    request.domain = flag_value("--domain", *given.domain, setting::account_name);
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
  const auto name = flag_value("--mechanism", *given.mechanism, setting::mechanism);
  const auto* mechanism = mechanism_named(*given.mechanism);
  if (std::ranges::none_of(walked, [&](Mode mode) { return takes_mechanism(mode, mechanism->name); })) {
    refuse(fmt::format("--mechanism {} is used by {}, and no such mode is walked", mechanism->name,
                       mechanism->exchange ? "the Basic modes and ExchangeServer" : "the Basic modes"),
           "add --mode BasicAuth");
  }
  return name;
}

Envelope envelope(const WalkArguments& given) {
  Envelope envelope;
  if (!given.from.empty()) envelope.from.clear();
  for (const auto& typed : given.from) envelope.from.push_back(flag_value("--from", typed, setting::sender));
  for (const auto& typed : given.to) envelope.to.push_back(flag_value("--to", typed, setting::recipient));
  envelope.deliver = given.deliver;
  if (given.deliver && given.to.empty()) refuse("--deliver needs a recipient", "add --to ADDR");
  return envelope;
}

std::string own_name(const std::string& system_host_name) {
  try {
    return flag_value("this system's name", system_host_name, setting::host_name);
  } catch (CommandError& error) {
    error.hint = "--fqdn NAME gives another for EHLO";
    throw;
  }
}

Connector connector(const WalkArguments& given, const std::string& system_host_name,
                    std::vector<std::string>& notes) {
  Connector connector;
  if (given.connector_name)
    connector.Name = flag_value("--connector-name", *given.connector_name, setting::connector_name);
  if (given.fqdn) {
    connector.Fqdn = flag_value("--fqdn", *given.fqdn, setting::host_name);
  } else {
    connector.Fqdn = own_name(system_host_name);
    if (connector.Fqdn.find('.') == std::string::npos) {
      notes.push_back(
          fmt::format("EHLO says {}; a Send connector says its FQDN (--fqdn NAME)", connector.Fqdn));
    }
  }
  if (given.port) connector.Port = flag_value("--port", *given.port, setting::port);
  connector.RequireTLS = given.require_tls;
  connector.IgnoreSTARTTLS = given.ignore_starttls;
  if (given.tls_auth_level)
    connector.TlsAuthLevel = flag_value("--tls-auth-level", *given.tls_auth_level, setting::tls_auth_level);
  if (given.tls_domain) {
    connector.TlsDomain = flag_value("--tls-domain", *given.tls_domain, setting::host_name);
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
  if (given.source_ip)
    connector.SourceIPAddress = flag_value("--source-ip", *given.source_ip, setting::ip_address);
  return connector;
}

std::pair<std::string, std::string> resolve_entry(std::string_view typed) {
  const auto colon = typed.find(':');
  if (colon == std::string_view::npos) {
    refuse(fmt::format("--resolve {} is not HOST:ADDR", shown(typed)),
           "--resolve relay.contoso.example:192.0.2.7");
  }
  return {flag_value("the host of --resolve", typed.substr(0, colon), setting::host_name),
          flag_value("the address of --resolve", typed.substr(colon + 1), setting::ip_address)};
}

NetworkSettings network(const WalkArguments& given) {
  NetworkSettings network;
  if (given.only_ipv4 && given.only_ipv6)
    refuse("-4 and -6 exclude each other", "drop both to use either kind");
  network.ipv4 = !given.only_ipv6;
  network.ipv6 = !given.only_ipv4;
  for (const auto& typed : given.resolve) network.resolve.push_back(resolve_entry(typed));
  if (given.dns_server)
    network.dns_server = flag_value("--dns-server", *given.dns_server, setting::dns_server);

  network.tls.ca_file = given.ca_file.value_or("");
  network.tls.client_certificate = given.client_cert.value_or("");
  network.tls.client_key = given.client_key.value_or("");
  if (given.client_key && !given.client_cert)
    refuse("--client-key without --client-cert", "add --client-cert FILE");
  if (given.sni) network.tls.sni = flag_value("--sni", *given.sni, setting::host_name);
  if (given.tls_min) network.tls.min = flag_value("--tls-min", *given.tls_min, setting::tls_version);
  if (given.tls_max) network.tls.max = flag_value("--tls-max", *given.tls_max, setting::tls_version);
  if (network.tls.min > network.tls.max) {
    if (given.tls_min && given.tls_max) refuse("--tls-min is above --tls-max", "exchange the two");
    // Of the two, the default gives way.
    (given.tls_min ? network.tls.max : network.tls.min) = given.tls_min ? network.tls.min : network.tls.max;
  }
  return network;
}

void refuse_wrong_family(std::string_view what, const std::string& address, const NetworkSettings& network) {
  if ((setting::is_ipv4(address) && !network.ipv4) || (setting::is_ipv6(address) && !network.ipv6)) {
    refuse(fmt::format("{} {} contradicts {}", what, address, network.ipv4 ? "-4" : "-6"),
           fmt::format("drop {}", network.ipv4 ? "-4" : "-6"));
  }
}

void refuse_unlike_families(const std::string& source, const std::string& target) {
  if ((setting::is_ipv4(source) && setting::is_ipv6(target)) ||
      (setting::is_ipv6(source) && setting::is_ipv4(target))) {
    refuse(fmt::format("--source-ip {} cannot reach {}: the two are of different families", source, target),
           "give an address of this machine of the target's family");
  }
}

Limits limits(const WalkArguments& given, std::vector<std::string>& notes) {
  Limits limits;
  if (given.timeout) limits.step = flag_value("--timeout", *given.timeout, setting::duration);
  if (given.deadline) limits.deadline = flag_value("--deadline", *given.deadline, setting::duration);
  if (given.timeout && limits.step < std::chrono::seconds(5)) {
    notes.push_back("Exchange holds failures back for 5 s; with --timeout below 5 they look like time-outs");
  }
  return limits;
}

std::optional<Step> quit_after(const WalkArguments& given) {
  if (!given.quit_after) return std::nullopt;
  return flag_value("--quit-after", *given.quit_after, setting::step);
}

std::vector<Assignment> walks_of_targets(const WalkArguments& given, const CommonSettings& common,
                                         const NetworkSettings& network) {
  const auto credential = std::make_shared<const CredentialRequest>(common.credential);
  std::vector<Assignment> walks;
  for (const auto& typed : given.targets) {
    const auto target = flag_value("TARGET", typed, setting::target);
    refuse_wrong_family("TARGET", target.host, network);
    refuse_unlike_families(common.walk.connector.SourceIPAddress, target.host);
    for (const Mode mode : common.expectations.modes) {
      Assignment walk;
      walk.plan = common.walk;
      walk.plan.connector.SmartHost = target.host;
      walk.plan.connector.Port = target.port.value_or(common.walk.connector.Port);
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
  if (given.rate)
    run.rate =
        flag_value("--rate", *given.rate, [](auto text) { return setting::fraction(text, 0.001, 100000); });
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
