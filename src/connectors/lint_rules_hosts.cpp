// The smart hosts themselves and their port.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "connectors/lint_rule.hpp"
#include "model/lookup.hpp"

namespace authwalk::connectors {
namespace {

using Definition = ConnectorDefinition;
using Kind = DefinedSmartHost::Kind;

Found invalid_host(const Definition& c) {
  for (const DefinedSmartHost& host : c.SmartHosts) {
    if (host.kind == Kind::invalid) return fmt::format("{} ({})", host.host, host.fault);
    if (host.kind == Kind::range && sends(c)) return host.host + " (a range of addresses)";
  }
  return std::nullopt;
}

Found host_twice(const Definition& c) {
  std::set<std::string> seen;
  for (const DefinedSmartHost& host : c.SmartHosts) {
    std::string name = host.host;
    std::transform(name.begin(), name.end(), name.begin(), lower);
    if (!seen.insert(name).second) return host.host;
  }
  return std::nullopt;
}

Found first_host(const Definition& c, bool (*wanted)(const DefinedSmartHost&)) {
  const auto found = std::find_if(c.SmartHosts.begin(), c.SmartHosts.end(), wanted);
  return found == c.SmartHosts.end() ? std::nullopt : Found(found->host);
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
       .command = "{set} {connector} -SmartHosts \"<smart host>\""},
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
             return first_host(c, [](const DefinedSmartHost& host) {
               return host.kind == Kind::name && host.host.find('.') == std::string::npos;
             });
           },
       .summary = "The smart host {found} has no domain in its name.",
       .why = "What it leads to depends on the search list of each server, and no public certificate carries "
              "it.",
       .command = "{set} {connector} -SmartHosts \"<full name of the smart host>\""},
      {.id = "connector-smart-host-twice",
       .severity = Severity::warning,
       .properties = {"SmartHosts", "SmartHostsString"},
       .finds = [](const Definition& c, const Company&) { return host_twice(c); },
       .summary = "The smart host {found} stands in the list twice.",
       .why = "It is no reserve for itself."},
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
             const bool anonymous = row(c.SmartHostAuthMechanism).auth == AuthUse::none;
             return found_if(c.Port == 587 && anonymous && has_smart_hosts(c));
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
