// Outbound connectors: what Exchange Online refuses, and what does nothing there.
#include <algorithm>

#include "connectors/lint_rule.hpp"
#include "model/lookup.hpp"

namespace authwalk::connectors {
namespace {

using Definition = ConnectorDefinition;

bool is_outbound(const Definition& c) {
  return c.kind == ConnectorKind::outbound;
}

bool names_all_domains(const Definition& c) {
  const auto domains = c.entries_of("RecipientDomains");
  return std::find(domains.begin(), domains.end(), "*") != domains.end();
}

Found only_toward_own_servers(const Definition& c) {
  if (!exchange_refuses(c, "partner")) return std::nullopt;
  std::string set, settings;
  for (const std::string_view property :
       {"RouteAllMessagesViaOnPremises", "CloudServicesMailEnabled", "AllAcceptedDomains"}) {
    if (!c.is_true(property)) continue;
    set.append(set.empty() ? "" : ", ").append(property);
    settings.append(settings.empty() ? "-" : " -").append(property).append(" $false");
  }
  return set.empty() ? std::nullopt : fact(set, settings);
}

Found private_host(const Definition& c) {
  if (!is_outbound(c)) return std::nullopt;
  for (const DefinedSmartHost& host : c.SmartHosts) {
    const bool name = host.kind == DefinedSmartHost::Kind::name;
    const std::string address = host.host.substr(0, host.host.find('/'));
    if (name ? is_internal_name(host.host) : is_private_address(address)) return fact(host.host);
  }
  return std::nullopt;
}

}  // namespace

std::span<const LintRule> outbound_rules() {
  static const std::vector<LintRule> rows{
      {.id = "connector-outbound-scope",
       .severity = Severity::error,
       .properties = {"IsTransportRuleScoped", "RecipientDomains", "AllAcceptedDomains"},
       .finds = [](const Definition& c, const Company&) { return found_if_refused(c, "rules-and-domains"); },
       .summary =
           "The connector is for mail flow rules (IsTransportRuleScoped) and for domains (RecipientDomains, "
           "AllAcceptedDomains) at the same time.",
       .why = "Exchange Online takes one of the two.",
       .source = set_outbound_connector,
       .command = "{set} {connector} -IsTransportRuleScoped $false"},
      {.id = "connector-outbound-no-scope",
       .severity = Severity::error,
       .properties = {"RecipientDomains", "IsTransportRuleScoped", "AllAcceptedDomains"},
       .finds = [](const Definition& c, const Company&) { return found_if_refused(c, "for-no-mail"); },
       .summary =
           "Neither RecipientDomains nor AllAcceptedDomains nor IsTransportRuleScoped says which mail uses "
           "the connector.",
       .why = "Exchange Online refuses a connector that no mail leads to.",
       .source = set_outbound_connector,
       .command = "{set} {connector} -RecipientDomains \"<domain>\""},
      {.id = "connector-outbound-partner",
       .severity = Severity::error,
       .properties = {"ConnectorType", "RouteAllMessagesViaOnPremises", "CloudServicesMailEnabled",
                      "AllAcceptedDomains"},
       .finds = [](const Definition& c, const Company&) { return only_toward_own_servers(c); },
       .summary = "ConnectorType is Partner, and {found} is set.",
       .why = "Exchange Online takes that only with ConnectorType OnPremises: toward the organisation's own "
              "servers.",
       .source = set_outbound_connector,
       .command = "{set} {connector} {settings}"},
      {.id = "connector-outbound-private-host",
       .severity = Severity::error,
       .properties = {"SmartHosts"},
       .finds = [](const Definition& c, const Company&) { return private_host(c); },
       .summary = "Exchange Online cannot reach the smart host {found}.",
       .why = "Its servers stand on the Internet: the smart host needs a public address, and a name that "
              "public DNS "
              "knows.",
       .source = set_outbound_connector},
      {.id = "connector-outbound-test-mode",
       .severity = Severity::note,
       .properties = {"TestMode"},
       .finds = [](const Definition& c,
                   const Company&) { return found_if(is_outbound(c) && c.is_true("TestMode")); },
       .summary = "TestMode is true.",
       .why = "The connector is meant for a test; ordinary mail is not meant to use it.",
       .source = set_outbound_connector,
       .command = "{set} {connector} -TestMode $false"},
      {.id = "connector-outbound-all-and-accepted",
       .severity = Severity::warning,
       .properties = {"RecipientDomains", "AllAcceptedDomains"},
       .finds =
           [](const Definition& c, const Company&) {
             return found_if(is_outbound(c) && names_all_domains(c) && c.is_true("AllAcceptedDomains"));
           },
       .summary = "RecipientDomains holds every domain (*), and AllAcceptedDomains is true beside it.",
       .why = "The asterisk takes all mail to this connector already, that to the Internet too; "
              "AllAcceptedDomains adds nothing.",
       .source = set_outbound_connector},
      {.id = "connector-outbound-dane",
       .severity = Severity::warning,
       .properties = {"SmtpDaneMode", "SmartHosts"},
       .finds =
           [](const Definition& c, const Company&) {
             return found_if(is_outbound(c) && same_name(c.text_of("SmtpDaneMode"), "Mandatory") &&
                             has_smart_hosts(c));
           },
       .summary = "SmtpDaneMode is Mandatory, and mail goes to a smart host.",
       .why =
           "DANE judges the hosts of MX records. A smart host without a TLSA record in a signed zone gets no "
           "mail then.",
       .source = set_outbound_connector,
       .command = "{set} {connector} -SmtpDaneMode Opportunistic"},
      {.id = "connector-outbound-mta-sts-off",
       .severity = Severity::note,
       .properties = {"MtaStsMode"},
       .finds =
           [](const Definition& c, const Company&) {
             return found_if(is_outbound(c) && same_name(c.text_of("MtaStsMode"), "None") &&
                             c.DNSRoutingEnabled.value_or(false));
           },
       .summary = "MtaStsMode is None on a connector that routes by MX records.",
       .why = "The policies that the domains publish are not looked at.",
       .source = set_outbound_connector,
       .command = "{set} {connector} -MtaStsMode Opportunistic"},
  };
  return rows;
}

}  // namespace authwalk::connectors
