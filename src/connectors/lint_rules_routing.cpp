// Whether mail goes by DNS or to smart hosts, and which mail.
#include <fmt/format.h>

#include <algorithm>
#include <authwalk/names.hpp>

#include "connectors/lint_rule.hpp"
#include "diagnosis/phrases.hpp"
#include "model/lookup.hpp"

namespace authwalk::connectors {
namespace {

using Definition = ConnectorDefinition;

bool smart_hosts_known(const Definition& c) {
  return (c.has("SmartHosts") || c.has("SmartHostsString")) && c.shows_whole("SmartHosts");
}

bool without_smart_hosts(const Definition& c) {
  return smart_hosts_known(c) && c.SmartHosts.empty();
}

std::string told(const AddressSpace& space) {
  return fmt::format("{}:{};{}", space.type, space.domain, space.cost);
}

// "*", "contoso.example", "*.contoso.example"; "--" stands for all accepted domains of an Edge server.
bool domain_is_valid(std::string_view domain) {
  if (domain == "*" || domain == "--") return true;
  if (domain.starts_with("*.")) domain.remove_prefix(2);
  return host_name_fault(domain) == nullptr;
}

// The others stay: a connector's other mail goes on as before.
Found space_to_mend(const Definition& c, bool (*wrong)(const AddressSpace&), void (*mend)(AddressSpace&)) {
  const auto found = std::find_if(c.AddressSpaces.begin(), c.AddressSpaces.end(), wrong);
  if (found == c.AddressSpaces.end()) return std::nullopt;
  AddressSpace mended = *found;
  mend(mended);
  return fact(told(*found),
              fmt::format("-AddressSpaces @{{Add={};Remove={}}}", diagnosis::powershell_string(told(mended)),
                          diagnosis::powershell_string(told(*found))));
}

// "*contoso.example" is meant as the domains below; what else was meant nobody knows.
void mend_domain(AddressSpace& space) {
  std::string_view domain = space.domain;
  const std::size_t name = domain.find_first_not_of("*.");
  const bool asterisk = domain.starts_with('*') && name != std::string_view::npos;
  if (asterisk && host_name_fault(domain.substr(name)) == nullptr) {
    space.domain = "*." + std::string(domain.substr(name));
  } else {
    space.domain = "<domain>";
  }
}

bool is_smtp(const AddressSpace& space) {
  return same_name(space.type, "SMTP");
}

}  // namespace

std::span<const LintRule> routing_rules() {
  static const std::vector<LintRule> rows{
      {.id = "connector-disabled",
       .severity = Severity::note,
       .properties = {"Enabled"},
       .finds = [](const Definition& c, const Company&) { return found_if(!c.Enabled); },
       .summary = "The connector is disabled.",
       .why = "No mail uses it, and it is walked only when it is named: --connector FILE#NAME.",
       .source = set_send_connector,
       .command = "{set} {connector} -Enabled $true"},
      {.id = "connector-dns-with-smart-hosts",
       .severity = Severity::error,
       .properties = {"DNSRoutingEnabled", "UseMXRecord", "SmartHosts"},
       .finds = [](const Definition& c,
                   const Company&) { return found_if_refused(c, "dns-and-smart-hosts"); },
       .summary = "{routing} is true, and smart hosts are set: {hosts}.",
       .why = "Exchange takes one of the two: it refuses smart hosts while mail is routed by DNS.",
       .source = set_send_connector,
       .command = "{set} {connector} {by-smart-host}"},
      {.id = "connector-no-route",
       .severity = Severity::error,
       .properties = {"DNSRoutingEnabled", "UseMXRecord", "SmartHosts"},
       .finds = [](const Definition& c, const Company&) { return found_if_refused(c, "no-route"); },
       .summary = "{routing} is false, and no smart host is set.",
       .why = "The connector then leads nowhere; Exchange wants both in the same command.",
       .source = set_send_connector,
       .command = "{set} {connector} {by-smart-host}"},
      {.id = "connector-mode-without-smart-host",
       .severity = Severity::error,
       .properties = {"SmartHostAuthMechanism"},
       .finds = [](const Definition& c, const Company&) { return found_if_refused(c, "login-by-dns"); },
       .summary = "SmartHostAuthMechanism is {mode}, and no smart host is set.",
       .why = "A connector logs on to smart hosts only.",
       .source = set_send_connector,
       .command = "{set} {connector} -SmartHostAuthMechanism None"},
      {.id = "connector-address-space-type",
       .severity = Severity::error,
       .properties = {"AddressSpaces"},
       .finds = [](const Definition& c, const Company&) -> Found {
         if (!without_smart_hosts(c)) return std::nullopt;
         for (const AddressSpace& space : c.AddressSpaces) {
           if (!is_smtp(space)) return fact(told(space));
         }
         return std::nullopt;
       },
       .summary = "The address space {found} is not of type SMTP, and no smart host is set.",
       .why = "Only SMTP domains can be looked up in DNS.",
       .source = set_send_connector,
       .command = "{set} {connector} {by-smart-host}"},
      {.id = "connector-address-space-invalid",
       .severity = Severity::error,
       .properties = {"AddressSpaces"},
       .finds =
           [](const Definition& c, const Company&) {
             return space_to_mend(
                 c,
                 [](const AddressSpace& space) { return is_smtp(space) && !domain_is_valid(space.domain); },
                 mend_domain);
           },
       .summary = "{found} is no address space.",
       .why = "An asterisk stands alone or before a dot: * or *.contoso.example, and not *contoso.example.",
       .source = set_send_connector,
       .command = "{set} {connector} {settings}"},
      {.id = "connector-address-space-cost",
       .severity = Severity::error,
       .properties = {"AddressSpaces"},
       .finds =
           [](const Definition& c, const Company&) {
             return space_to_mend(
                 c, [](const AddressSpace& space) { return space.cost < 1 || space.cost > 100; },
                 [](AddressSpace& space) { space.cost = space.cost < 1 ? 1 : 100; });
           },
       .summary = "{found} has a cost outside 1 to 100.",
       .why = "Exchange takes costs from 1 to 100; the lowest is used first.",
       .source = set_send_connector,
       .command = "{set} {connector} {settings}"},
      {.id = "connector-no-address-space",
       .severity = Severity::error,
       .properties = {"AddressSpaces"},
       .finds = [](const Definition& c, const Company&) { return found_if_refused(c, "no-address-space"); },
       .summary = "No address space is set.",
       .why = "No recipient leads to the connector, and Exchange refuses it unless ConnectedDomains are set.",
       .source = set_send_connector,
       .command = "{set} {connector} -AddressSpaces \"SMTP:<domain>;1\""},
      {.id = "connector-same-address-space",
       .severity = Severity::note,
       .properties = {"AddressSpaces"},
       .finds = [](const Definition& c, const Company& company) -> Found {
         for (const AddressSpace& space : c.AddressSpaces) {
           const std::string rival = company.rival_of(c, space);
           if (!rival.empty()) return fact(fmt::format("{} with {}", told(space), rival));
         }
         return std::nullopt;
       },
       .summary = "The connector shares an address space at the same cost: {found}.",
       .why = "A message uses only one of them. Where one is meant as a reserve, a higher cost says so."},
      {.id = "connector-name-twice",
       .severity = Severity::warning,
       .properties = {"Name"},
       .finds = [](const Definition& c,
                   const Company& company) { return found_if(company.has_name_twice(c)); },
       .summary = "Another connector in what was read has the same name.",
       .why = "A name is unique in Exchange. The export holds the connector twice, or two organisations are "
              "mixed; --connector FILE#NAME cannot tell them apart."},
      {.id = "connector-source-address",
       .severity = Severity::note,
       .properties = {"SourceIPAddress"},
       .finds = [](const Definition& c, const Company&) -> Found {
         if (c.SourceIPAddress.empty() || c.is_of_edge() || !c.has("SourceTransportServers"))
           return std::nullopt;
         return fact(c.SourceIPAddress);
       },
       .summary = "SourceIPAddress is {found}.",
       .why = "Only Edge Transport servers use it. Where the source servers are Mailbox servers, the system "
              "chooses the address that the smart host sees.",
       .source = set_send_connector},
      {.id = "connector-dns-judged-for-all",
       .severity = Severity::warning,
       .properties = {"TlsAuthLevel", "AddressSpaces"},
       .finds =
           [](const Definition& c, const Company&) {
             const bool everywhere =
                 std::any_of(c.AddressSpaces.begin(), c.AddressSpaces.end(),
                             [](const AddressSpace& space) { return space.domain == "*"; });
             return found_if(sends(c) && everywhere && c.DNSRoutingEnabled.value_or(false) &&
                             without_smart_hosts(c) && judges_certificate(c));
           },
       .summary = "RequireTLS with {level} on a connector that reaches every domain by DNS.",
       .why =
           "Mail to each host without STARTTLS, or without a certificate of a known authority and the right "
           "name, stays in the queue. Demand that of single domains, on a connector of their own.",
       .source = set_send_connector},
      {.id = "connector-external-dns-internal-host",
       .severity = Severity::warning,
       .properties = {"UseExternalDNSServersEnabled", "SmartHosts"},
       .finds = [](const Definition& c, const Company&) -> Found {
         if (!c.is_true("UseExternalDNSServersEnabled")) return std::nullopt;
         for (const DefinedSmartHost& host : c.SmartHosts) {
           if (host.kind == DefinedSmartHost::Kind::name && is_internal_name(host.host))
             return fact(host.host);
         }
         return std::nullopt;
       },
       .summary = "{found} is to be looked up by the external DNS servers, which do not know it.",
       .why =
           "UseExternalDNSServersEnabled asks the servers of Set-TransportService -ExternalDNSServers, for "
           "smart hosts too.",
       .source = set_send_connector,
       .command = "{set} {connector} -UseExternalDNSServersEnabled $false"},
      {.id = "connector-edge-proxy",
       .severity = Severity::error,
       .properties = {"FrontendProxyEnabled"},
       .finds = [](const Definition& c,
                   const Company&) { return found_if(c.FrontendProxyEnabled && c.is_of_edge()); },
       .summary = "FrontendProxyEnabled is true on an Edge server.",
       .why = "An Edge server has no Front End Transport service, and Exchange refuses the setting there.",
       .source = set_send_connector,
       .command = "{set} {connector} -FrontendProxyEnabled $false"},
  };
  return rows;
}

}  // namespace authwalk::connectors
