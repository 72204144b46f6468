#include "connectors/exchange_refuses.hpp"

#include <algorithm>
#include <array>

#include "model/lookup.hpp"

namespace authwalk::connectors {
namespace {

using Definition = ConnectorDefinition;

bool is_send(const Definition& c) {
  return c.kind == ConnectorKind::send;
}

bool judges_by_domain(const Definition& c) {
  return c.TlsAuthLevel == TlsAuthLevel::DomainValidation;
}

bool by_dns(const Definition& c) {
  return c.DNSRoutingEnabled.value_or(false);
}

bool without_smart_hosts(const Definition& c) {
  return c.SmartHosts.empty() && (c.has("SmartHosts") || c.has("SmartHostsString")) &&
         c.shows_whole("SmartHosts");
}

bool for_rules(const Definition& c) {
  return !is_send(c) && c.is_true("IsTransportRuleScoped");
}

bool for_no_mail(const Definition& c) {
  return !is_send(c) && c.has("IsTransportRuleScoped") && !for_rules(c) && c.has("RecipientDomains") &&
         c.shows_whole("RecipientDomains") && c.text_of("RecipientDomains").empty() &&
         !c.is_true("AllAcceptedDomains");
}

bool partner_with(const Definition& c, std::string_view property) {
  return !is_send(c) && same_name(c.text_of("ConnectorType"), "Partner") && c.is_true(property);
}

bool tls_domain_alone(const Definition& c) {
  return !c.TlsDomain.empty() && !judges_by_domain(c);
}

bool dns_and_smart_hosts(const Definition& c) {
  return by_dns(c) && !c.SmartHosts.empty();
}

constexpr std::array rows{
    Refusal{"tls-domain-alone", tls_domain_alone, "-TlsDomain $null", {"TlsAuthLevel", "TlsSettings"}},
    Refusal{"tls-domain-alone", [](const Definition& c) { return is_send(c) && tls_domain_alone(c); },
            "-TlsAuthLevel DomainValidation"},
    Refusal{"tls-domain-alone", [](const Definition& c) { return !is_send(c) && tls_domain_alone(c); },
            "-TlsSettings DomainValidation"},
    Refusal{"no-tls-domain",
            [](const Definition& c) {
              return c.TlsDomain.empty() && judges_by_domain(c) && !(is_send(c) && c.SmartHosts.empty());
            },
            "-TlsDomain \"<name in the smart host's certificate>\""},
    // A level of TLS needs RequireTLS, and that needs STARTTLS.
    Refusal{"level-without-tls",
            [](const Definition& c) { return is_send(c) && c.TlsAuthLevel && !c.RequireTLS; },
            "-RequireTLS $true"},
    Refusal{"starttls-ignored",
            [](const Definition& c) { return is_send(c) && c.RequireTLS && c.IgnoreSTARTTLS; },
            "-IgnoreSTARTTLS $false"},
    Refusal{"domain-secure",
            [](const Definition& c) {
              return is_send(c) && c.DomainSecureEnabled &&
                     (c.TlsAuthLevel || !c.SmartHosts.empty() || c.IgnoreSTARTTLS);
            },
            "-DomainSecureEnabled $false"},
    // By DNS or to smart hosts: never both, never neither. A login is for smart hosts.
    Refusal{"dns-and-smart-hosts",
            dns_and_smart_hosts,
            "-SmartHosts $null",
            {"DNSRoutingEnabled", "UseMXRecord"}},
    Refusal{"dns-and-smart-hosts", [](const Definition& c) { return is_send(c) && dns_and_smart_hosts(c); },
            "-DNSRoutingEnabled $false"},
    Refusal{"dns-and-smart-hosts", [](const Definition& c) { return !is_send(c) && dns_and_smart_hosts(c); },
            "-UseMXRecord $false"},
    Refusal{"no-route",
            [](const Definition& c) { return !c.DNSRoutingEnabled.value_or(true) && without_smart_hosts(c); },
            "-SmartHosts \"<smart host>\""},
    Refusal{"login-by-dns",
            [](const Definition& c) {
              return is_send(c) && c.SmartHostAuthMechanism != Mode::None &&
                     (without_smart_hosts(c) || (by_dns(c) && c.SmartHosts.empty()));
            },
            "-SmartHostAuthMechanism None"},
    Refusal{"no-credential",
            [](const Definition& c) {
              return is_send(c) && row(c.SmartHostAuthMechanism).auth == AuthUse::login &&
                     !c.has_credential.value_or(true);
            },
            "-AuthenticationCredential (Get-Credential)"},
    // A mode that is set needs a credential, also where the export does not show whether there is one.
    Refusal{"no-credential",
            [](const Definition& c) {
              return is_send(c) && row(c.SmartHostAuthMechanism).auth == AuthUse::login && !c.has_credential;
            },
            "-AuthenticationCredential (Get-Credential)",
            {"SmartHostAuthMechanism", ""}},
    Refusal{"no-address-space",
            [](const Definition& c) {
              return is_send(c) && c.has("AddressSpaces") && c.AddressSpaces.empty() &&
                     c.shows_whole("AddressSpaces") && c.text_of("ConnectedDomains").empty() &&
                     c.text_of("LinkedReceiveConnector").empty();
            },
            "-AddressSpaces \"SMTP:<domain>;1\""},
    // Exchange Online: for rules or for domains, and some things only toward the own servers.
    Refusal{"rules-and-domains",
            [](const Definition& c) { return for_rules(c) && !c.text_of("RecipientDomains").empty(); },
            "-RecipientDomains $null"},
    Refusal{"rules-and-domains",
            [](const Definition& c) { return for_rules(c) && c.is_true("AllAcceptedDomains"); },
            "-AllAcceptedDomains $false"},
    Refusal{"for-no-mail", for_no_mail, "-RecipientDomains \"<domain>\""},
    Refusal{"partner", [](const Definition& c) { return partner_with(c, "RouteAllMessagesViaOnPremises"); },
            "-RouteAllMessagesViaOnPremises $false"},
    Refusal{"partner", [](const Definition& c) { return partner_with(c, "CloudServicesMailEnabled"); },
            "-CloudServicesMailEnabled $false"},
    Refusal{"partner", [](const Definition& c) { return partner_with(c, "AllAcceptedDomains"); },
            "-AllAcceptedDomains $false"},
};

}  // namespace

std::span<const Refusal> refusals() {
  return rows;
}

bool exchange_refuses(const Definition& connector, std::string_view id) {
  return std::ranges::any_of(rows, [&](const Refusal& each) {
    return each.id == id && each.where_set[0].empty() && each.refused(connector);
  });
}

}  // namespace authwalk::connectors
