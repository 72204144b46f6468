// The smart hosts themselves and their port.
#include <fmt/format.h>

#include <algorithm>
#include <authwalk/names.hpp>
#include <set>

#include "connectors/lint_rule.hpp"
#include "diagnosis/phrases.hpp"
#include "model/lookup.hpp"

namespace authwalk::connectors {
namespace {

using Definition = ConnectorDefinition;
using Kind = DefinedSmartHost::Kind;

// The other entries stay.
std::string instead_of(const DefinedSmartHost& host, std::string_view now) {
  return fmt::format("-SmartHosts @{{Add={};Remove={}}}", diagnosis::powershell_string(now),
                     diagnosis::powershell_string(host.host));
}

// "relay.contoso.example:587", where the port can be moved to where it belongs.
std::string port_in(const std::string& host) {
  const std::size_t colon = host.rfind(':');
  if (colon == std::string::npos || host.find(':') != colon || colon + 1 == host.size()) return {};
  const std::string port = host.substr(colon + 1);
  const bool number = port.find_first_not_of("0123456789") == std::string::npos;
  return number && host_name_fault(host.substr(0, colon)) == nullptr ? port : std::string();
}

Found invalid_host(const Definition& c) {
  for (const DefinedSmartHost& host : c.SmartHosts) {
    if (host.kind == Kind::range && sends(c))
      return fact(host.host + " (a range of addresses)", instead_of(host, "<smart host>"));
    if (host.kind != Kind::invalid) continue;
    const std::string port = port_in(host.host);
    if (!port.empty() && sends(c) && c.SmartHosts.size() == 1) {
      const std::string name = host.host.substr(0, host.host.size() - port.size() - 1);
      return fact(fmt::format("{} ({})", host.host, host.fault), instead_of(host, name) + " -Port " + port);
    }
    return fact(fmt::format("{} ({})", host.host, host.fault), instead_of(host, "<smart host>"));
  }
  return std::nullopt;
}

Found host_twice(const Definition& c) {
  std::set<std::string> seen;
  for (const DefinedSmartHost& host : c.SmartHosts) {
    std::string name = host.host;
    std::transform(name.begin(), name.end(), name.begin(), lower);
    if (!seen.insert(name).second) return fact(host.host);
  }
  return std::nullopt;
}

Found first_host(const Definition& c, bool (*wanted)(const DefinedSmartHost&),
                 std::string_view instead = {}) {
  const auto found = std::find_if(c.SmartHosts.begin(), c.SmartHosts.end(), wanted);
  if (found == c.SmartHosts.end()) return std::nullopt;
  return fact(found->host, instead.empty() ? std::string() : instead_of(*found, instead));
}

// The connector's own name, or a server that the connector sends from.
Found own_host(const Definition& c) {
  for (const DefinedSmartHost& host : c.SmartHosts) {
    const bool name = host.kind == Kind::name;
    if (name && !c.Fqdn.empty() && same_name(host.host, c.Fqdn))
      return fact(host.host + " is the connector's own Fqdn");
    for (const std::string_view server : c.entries_of("SourceTransportServers")) {
      const std::string_view first_label = std::string_view(host.host).substr(0, host.host.find('.'));
      const bool inside = same_name(host.host, server) || is_internal_name(host.host) ||
                          is_under(host.host, organisation_domain(c.Fqdn));
      if (name && inside && same_name(first_label, server.substr(0, server.find('.'))))
        return fact(host.host + " is one of its SourceTransportServers");
    }
  }
  return std::nullopt;
}

bool wants_login(const DefinedSmartHost& host) {
  const OnlineHost* online = online_host(host.host);
  const Provider* provider = provider_of(host.host);
  return (online != nullptr &&
          (online->use == OnlineUse::submission || online->use == OnlineUse::consumer)) ||
         (provider != nullptr && provider->login_only);
}

bool is_anonymous(const Definition& c) {
  return sends(c) && row(c.SmartHostAuthMechanism).auth == AuthUse::none;
}

}  // namespace

std::span<const LintRule> host_rules() {
  static const std::vector<LintRule> rows{
      {.id = "connector-smart-host-invalid",
       .severity = Severity::error,
       .properties = {"SmartHosts", "SmartHostsString"},
       .finds = [](const Definition& c, const Company&) { return invalid_host(c); },
       .summary = "The smart host {found} is neither a host name nor an address.",
       .why = "A smart host is a name with an MX or A record, or one address; a port stands in Port.",
       .source = set_send_connector,
       .command = "{set} {connector} {settings}"},
      {.id = "connector-smart-host-range",
       .severity = Severity::note,
       .properties = {"SmartHosts"},
       .finds = [](const Definition& c, const Company&) -> Found {
         if (sends(c)) return std::nullopt;
         return first_host(c, [](const DefinedSmartHost& host) { return host.kind == Kind::range; });
       },
       .summary = "The smart host {found} is a range of addresses.",
       .why = "Exchange Online may use any address of it. A range cannot be walked: name the addresses.",
       .source = set_outbound_connector},
      {.id = "connector-smart-host-underscore",
       .severity = Severity::warning,
       .properties = {"SmartHosts", "SmartHostsString"},
       .finds =
           [](const Definition& c, const Company&) {
             return first_host(c, [](const DefinedSmartHost& host) {
               return host.kind == Kind::name && host.host.find('_') != std::string::npos;
             });
           },
       .summary = "The smart host {found} has an underscore in its name.",
       .why =
           "Such a name is no host name (RFC 1123 section 2.1), and no public authority issues a certificate "
           "for it.",
       .source = "RFC 1123 section 2.1"},
      {.id = "connector-smart-host-short",
       .severity = Severity::warning,
       .properties = {"SmartHosts", "SmartHostsString"},
       .finds =
           [](const Definition& c, const Company&) {
             return first_host(
                 c,
                 [](const DefinedSmartHost& host) {
                   return host.kind == Kind::name && host.host.find('.') == std::string::npos;
                 },
                 "<full name of the smart host>");
           },
       .summary = "The smart host {found} has no domain in its name.",
       .why = "What it leads to depends on the search list of each server, and no public certificate carries "
              "it.",
       .command = "{set} {connector} {settings}"},
      {.id = "connector-smart-host-twice",
       .severity = Severity::warning,
       .properties = {"SmartHosts", "SmartHostsString"},
       .finds = [](const Definition& c, const Company&) { return host_twice(c); },
       .summary = "The smart host {found} stands in the list twice.",
       .why = "It is no reserve for itself."},
      {.id = "connector-smart-host-loop",
       .severity = Severity::warning,
       .properties = {"SmartHosts", "SmartHostsString"},
       .finds = [](const Definition& c, const Company&) { return own_host(c); },
       .summary = "The connector sends to itself: {found}.",
       .why = "Where the name leads back to the same server the message goes in a circle, until its hop "
              "count ends it."},
      {.id = "connector-site-beside-others",
       .severity = Severity::error,
       .properties = {"SmartHosts", "SmartHostsString"},
       .finds =
           [](const Definition& c, const Company&) {
             return found_if(c.SmartHosts.size() > 1 && std::any_of(c.SmartHosts.begin(), c.SmartHosts.end(),
                                                                    [](const DefinedSmartHost& host) {
                                                                      return host.kind == Kind::site;
                                                                    }));
           },
       .summary = "-- stands for the Mailbox servers of an Edge server's site, and other smart hosts stand "
                  "beside it.",
       .why = "Exchange takes it alone, and on Edge servers only.",
       .source = set_send_connector,
       .command = "{set} {connector} -SmartHosts @{Remove=\"--\"}"},
      {.id = "connector-login-only-host",
       .severity = Severity::warning,
       .properties = {"SmartHostAuthMechanism", "SmartHosts"},
       .finds = [](const Definition& c, const Company&) -> Found {
         return is_anonymous(c) ? first_host(c, wants_login) : std::nullopt;
       },
       .summary = "{found} takes mail only of those who log on, and {mode} never logs on.",
       .why =
           "It answers MAIL FROM with 530 or 550, on port 25 as on 587. A relay without a login has another "
           "name: Exchange Online <tenant>.mail.protection.outlook.com, Google smtp-relay.gmail.com."},
      {.id = "connector-port-465",
       .severity = Severity::error,
       .properties = {"Port"},
       .finds = [](const Definition& c,
                   const Company&) { return found_if(c.Port == 465 && has_smart_hosts(c)); },
       .summary = "Port 465 speaks TLS from the first byte, and a Send connector always starts in clear.",
       .why = "No setting changes that: both sides wait for each other until the time is up.",
       .source = "RFC 8314 section 3.3",
       .command = "{set} {connector} -Port 587"},
      {.id = "connector-port-zero",
       .severity = Severity::error,
       .properties = {"Port"},
       .finds = [](const Definition& c, const Company&) { return found_if(c.Port == 0); },
       .summary = "Port 0 cannot be connected to.",
       .why = "Exchange takes 0 to 65535; smart hosts listen on 25, for submission on 587.",
       .source = set_send_connector,
       .command = "{set} {connector} -Port 25"},
      {.id = "connector-port-submission",
       .severity = Severity::warning,
       .properties = {"Port"},
       .finds =
           [](const Definition& c, const Company&) {
             return found_if(c.Port == 587 && is_anonymous(c) && has_smart_hosts(c) &&
                             std::none_of(c.SmartHosts.begin(), c.SmartHosts.end(), wants_login));
           },
       .summary = "Port 587 takes submissions of users who log on, and {mode} never does.",
       .why = "Most servers answer MAIL FROM with 530 there.",
       .source = "RFC 6409 section 4.3",
       .command = "{set} {connector} -Port 25"},
      {.id = "connector-port-unused",
       .severity = Severity::note,
       .properties = {"Port"},
       .finds =
           [](const Definition& c, const Company&) {
             return found_if(c.Port != 25 && c.DNSRoutingEnabled.value_or(false) && !has_smart_hosts(c));
           },
       .summary = "Port {port} is set on a connector that routes by DNS.",
       .why = "Servers that an MX record names listen on 25.",
       .source = set_send_connector,
       .command = "{set} {connector} -Port 25"},
  };
  return rows;
}

}  // namespace authwalk::connectors
