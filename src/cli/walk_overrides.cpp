#include "walk_overrides.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <authwalk/login_name.hpp>
#include <authwalk/mechanism.hpp>

#include "flag_value.hpp"
#include "kerberos_options.hpp"

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

std::string mechanism(const std::string& typed, const std::vector<Mode>& walked) {
  const auto name = flag_value("--mechanism", typed, setting::mechanism);
  const auto* mechanism = mechanism_named(typed);
  if (std::ranges::none_of(walked, [&](Mode mode) { return takes_mechanism(mode, mechanism->name); })) {
    refuse(fmt::format("--mechanism {} is used by {}, and no such mode is walked", mechanism->name,
                       mechanism->exchange ? "the Basic modes and ExchangeServer" : "the Basic modes"),
           "add --mode BasicAuth");
  }
  return name;
}

void override_envelope(const WalkArguments& given, Envelope& envelope) {
  if (!given.from.empty()) envelope.from.clear();
  if (!given.to.empty()) envelope.to.clear();
  for (const auto& typed : given.from) envelope.from.push_back(flag_value("--from", typed, setting::sender));
  for (const auto& typed : given.to) envelope.to.push_back(flag_value("--to", typed, setting::recipient));
  if (!given.deliver) return;
  envelope.deliver = true;
  if (envelope.to.empty()) refuse("--deliver needs a recipient", "add --to ADDR");
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

void override_network(const WalkArguments& given, NetworkSettings& network) {
  if (given.only_ipv4 && given.only_ipv6)
    refuse("-4 and -6 exclude each other", "drop both to use either kind");
  if (given.only_ipv4 || given.only_ipv6) {
    network.ipv4 = given.only_ipv4;
    network.ipv6 = given.only_ipv6;
  }
  // In front: the first that fits a name counts, and the others stay.
  std::vector<std::pair<std::string, std::string>> typed;
  for (const auto& each : given.resolve) typed.push_back(resolve_entry(each));
  network.resolve.insert(network.resolve.begin(), typed.begin(), typed.end());
  if (given.dns_server)
    network.dns_server = flag_value("--dns-server", *given.dns_server, setting::dns_server);
}

}  // namespace

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
    if (!LoginName::of(request.user).domain.empty()) {
      refuse("--domain is given, and --user has a domain already", "give one of them");
    }
  }
  if (request.user.empty() && request.source != Source::netrc) {
    if (!sources.empty()) refuse(fmt::format("{} without --user", sources[0]), "add --user NAME");
    if (given.domain) refuse("--domain without --user", "add --user NAME");
  }
  return request;
}

void override_connector(const WalkArguments& given, Connector& connector) {
  if (given.connector_name)
    connector.Name = flag_value("--connector-name", *given.connector_name, setting::connector_name);
  if (given.fqdn) connector.Fqdn = flag_value("--fqdn", *given.fqdn, setting::host_name);
  if (given.ignore_starttls && (given.require_tls || given.tls_auth_level)) {
    refuse(fmt::format("--ignore-starttls and {} exclude each other",
                       given.require_tls ? "--require-tls" : "--tls-auth-level"),
           "drop one of them");
  }
  if (given.require_tls) connector.RequireTLS = true;
  if (given.ignore_starttls) connector.IgnoreSTARTTLS = true;
  if (given.tls_auth_level) {
    connector.TlsAuthLevel = flag_value("--tls-auth-level", *given.tls_auth_level, setting::tls_auth_level);
    // Exchange takes a TlsAuthLevel only together with RequireTLS.
    connector.RequireTLS = true;
    if (connector.TlsAuthLevel != TlsAuthLevel::DomainValidation) connector.TlsDomain.clear();
  }
  if (given.tls_domain) {
    connector.TlsDomain = flag_value("--tls-domain", *given.tls_domain, setting::tls_domain);
    if (connector.TlsAuthLevel != TlsAuthLevel::DomainValidation)
      refuse("--tls-domain is compared only by DomainValidation", "add --tls-auth-level DomainValidation");
  }
  if (given.source_ip)
    connector.SourceIPAddress = flag_value("--source-ip", *given.source_ip, setting::ip_address);
}

void override_walk(const WalkArguments& given, const std::vector<Mode>& walked, WalkPlan& plan) {
  override_envelope(given, plan.envelope);
  if (given.timeout) plan.limits.step = flag_value("--timeout", *given.timeout, setting::duration);
  if (given.deadline) plan.limits.deadline = flag_value("--deadline", *given.deadline, setting::duration);
  if (given.allow_cleartext) plan.allow_cleartext = true;
  if (given.mechanism) plan.mechanism = mechanism(*given.mechanism, walked);
  override_kerberos(given, walked, plan.mechanism, plan.kerberos);
  if (given.quit_after) plan.quit_after = flag_value("--quit-after", *given.quit_after, setting::step);
}

void override_tls(const WalkArguments& given, TlsSettings& tls) {
  if (given.ca_file) tls.ca_file = *given.ca_file;
  if (given.client_key && !given.client_cert)
    refuse("--client-key without --client-cert", "add --client-cert FILE");
  if (given.client_cert) {
    tls.client_certificate = *given.client_cert;
    tls.client_key = given.client_key.value_or("");
  }
  if (given.sni) tls.sni = flag_value("--sni", *given.sni, setting::host_name);
  if (given.tls_min) tls.min = flag_value("--tls-min", *given.tls_min, setting::tls_version);
  if (given.tls_max) tls.max = flag_value("--tls-max", *given.tls_max, setting::tls_version);
  if (tls.min <= tls.max) return;
  if (given.tls_min && given.tls_max) refuse("--tls-min is above --tls-max", "exchange the two");
  // Of the two, the one that was not typed gives way.
  (given.tls_min ? tls.max : tls.min) = given.tls_min ? tls.min : tls.max;
}

void override_run(const WalkArguments& given, ProbePlan& run) {
  override_network(given, run.network);
  override_tls(given, run.network.tls);
  if (given.all_addresses) run.all_addresses = true;
  if (given.jobs) run.jobs = static_cast<unsigned>(whole_number("--jobs", *given.jobs, 1, 4096));
  if (given.per_host)
    run.per_host = static_cast<unsigned>(whole_number("--per-host", *given.per_host, 1, 4096));
  if (given.rate) {
    run.rate =
        flag_value("--rate", *given.rate, [](auto text) { return setting::fraction(text, 0.001, 100000); });
  }
  if (given.max_rejected) run.max_rejected = whole_number("--max-rejected", *given.max_rejected, 1, 100);
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

}  // namespace authwalk::cli
