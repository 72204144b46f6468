// TLS: settings that exclude each other, or that do nothing.
#include <algorithm>

#include "connectors/lint_rule.hpp"
#include "exchange/text_search.hpp"

namespace authwalk::connectors {
namespace {

using Definition = ConnectorDefinition;

bool validates_domain(const Definition& c) {
  return c.TlsAuthLevel == TlsAuthLevel::DomainValidation;
}

bool has_named_host(const Definition& c) {
  return std::any_of(c.SmartHosts.begin(), c.SmartHosts.end(),
                     [](const DefinedSmartHost& host) { return host.kind == DefinedSmartHost::Kind::name; });
}

// "contoso.example" of "mx.contoso.example": what an administrator takes for one organisation.
std::string_view last_two_labels(std::string_view name) {
  const std::size_t last = name.rfind('.');
  if (last == std::string_view::npos || last == 0) return name;
  const std::size_t before = name.rfind('.', last - 1);
  return before == std::string_view::npos ? name : name.substr(before + 1);
}

Found host_of_other_domain(const Definition& c) {
  if (!validates_domain(c) || c.TlsDomain.empty()) return std::nullopt;
  for (const DefinedSmartHost& host : c.SmartHosts) {
    if (host.kind == DefinedSmartHost::Kind::name &&
        !same_name(last_two_labels(host.host), last_two_labels(c.TlsDomain)))
      return host.host;
  }
  return std::nullopt;
}

bool names_issuer_and_subject(std::string_view name) {
  const std::size_t issuer = find_in_any_case(name, "<I>");
  const std::size_t subject = find_in_any_case(name, "<S>");
  constexpr std::size_t npos = std::string_view::npos;
  return issuer == 0 && subject != npos && subject > 3 && subject + 3 < name.size();
}

}  // namespace

std::span<const LintRule> tls_rules() {
  static const std::vector<LintRule> rows{
      {.id = "connector-starttls-ignored",
       .severity = Severity::error,
       .properties = {"IgnoreSTARTTLS", "RequireTLS"},
       .finds = [](const Definition& c,
                   const Company&) { return found_if(c.RequireTLS && c.IgnoreSTARTTLS); },
       .summary = "RequireTLS and IgnoreSTARTTLS are both true.",
       .why = "The connector demands what it ignores: nothing can be sent, and Exchange refuses the pair.",
       .source = set_send_connector,
       .command = "{set} {connector} -IgnoreSTARTTLS $false"},
      {.id = "connector-tls-level-without-tls",
       .severity = Severity::error,
       .properties = {"TlsAuthLevel", "RequireTLS", "IgnoreSTARTTLS"},
       .finds =
           [](const Definition& c, const Company&) {
             const bool not_required = c.has("RequireTLS") && !c.RequireTLS;
             return found_if(sends(c) && c.TlsAuthLevel && (not_required || c.IgnoreSTARTTLS));
           },
       .summary = "TlsAuthLevel is {level} on a connector that does not demand TLS.",
       .why = "Exchange takes a TlsAuthLevel only with RequireTLS true and IgnoreSTARTTLS false.",
       .source = set_send_connector,
       .command = "{set} {connector} -RequireTLS $true -IgnoreSTARTTLS $false"},
      {.id = "connector-tls-domain-missing",
       .severity = Severity::error,
       .properties = {"TlsDomain", "TlsAuthLevel", "TlsSettings"},
       .finds =
           [](const Definition& c, const Company&) {
             return found_if(validates_domain(c) && c.TlsDomain.empty() && has_named_host(c));
           },
       .summary = "DomainValidation compares the certificate with TlsDomain, and none is set.",
       .why = "Toward a smart host there is no other domain to compare with.",
       .source = set_send_connector,
       .command =
           "{set} {connector} {tls-level} DomainValidation -TlsDomain \"<domain in its certificate>\""},
      {.id = "connector-tls-domain-address",
       .severity = Severity::error,
       .properties = {"TlsDomain", "TlsAuthLevel", "TlsSettings"},
       .finds = [](const Definition& c, const Company&) -> Found {
         const DefinedSmartHost* address = address_among(c);
         if (!validates_domain(c) || !c.TlsDomain.empty() || address == nullptr) return std::nullopt;
         return address->host;
       },
       .summary =
           "The certificate of {found} is to be compared with a domain, and neither the smart host nor "
           "TlsDomain names one.",
       .why = "An address has no domain, and almost never stands in a certificate.",
       .source = set_send_connector,
       .command =
           "{set} {connector} {tls-level} DomainValidation -TlsDomain \"<domain in its certificate>\""},
      {.id = "connector-tls-domain-unused",
       .severity = Severity::warning,
       .properties = {"TlsDomain"},
       .finds = [](const Definition& c,
                   const Company&) { return found_if(!c.TlsDomain.empty() && !validates_domain(c)); },
       .summary = "TlsDomain is {tls-domain}, and TlsAuthLevel is {level}.",
       .why = "Only DomainValidation compares it: the certificate's name is not checked.",
       .source = set_send_connector,
       .command = "{set} {connector} {tls-level} DomainValidation"},
      {.id = "connector-tls-domain-other",
       .severity = Severity::warning,
       .properties = {"TlsDomain", "SmartHosts"},
       .finds = [](const Definition& c, const Company&) { return host_of_other_domain(c); },
       .summary = "The certificate of {found} must carry {tls-domain}, which is another domain.",
       .why =
           "A server's certificate mostly carries the server's own name, and the connector then ends at its "
           "check.",
       .source = set_send_connector,
       .command = "{set} {connector} -TlsDomain {found}"},
      {.id = "connector-domain-secure",
       .severity = Severity::error,
       .properties = {"DomainSecureEnabled"},
       .finds =
           [](const Definition& c, const Company&) {
             return found_if(c.DomainSecureEnabled && (has_smart_hosts(c) || c.IgnoreSTARTTLS));
           },
       .summary = "DomainSecureEnabled is true with a smart host or with IgnoreSTARTTLS.",
       .why = "Domain Security needs DNSRoutingEnabled true and IgnoreSTARTTLS false.",
       .source = set_send_connector,
       .command = "{set} {connector} -DomainSecureEnabled $false"},
      {.id = "connector-domain-secure-proxy",
       .severity = Severity::warning,
       .properties = {"FrontendProxyEnabled", "DomainSecureEnabled"},
       .finds = [](const Definition& c,
                   const Company&) { return found_if(c.DomainSecureEnabled && c.FrontendProxyEnabled); },
       .summary = "DomainSecureEnabled and FrontendProxyEnabled are both true.",
       .why = "Domain Security is not supported for mail that goes out through a Client Access server.",
       .source = set_send_connector,
       .command = "{set} {connector} -FrontendProxyEnabled $false"},
      {.id = "connector-certificate-name",
       .severity = Severity::error,
       .properties = {"TlsCertificateName"},
       .finds = [](const Definition& c, const Company&) -> Found {
         if (c.TlsCertificateName.empty() || names_issuer_and_subject(c.TlsCertificateName))
           return std::nullopt;
         return c.TlsCertificateName;
       },
       .summary = "TlsCertificateName is {found}, without the issuer or the subject.",
       .why = "Its form is <I>issuer<S>subject. A certificate that is not found ends every delivery with 454 "
              "4.7.5 before anything is sent.",
       .source = set_send_connector,
       .command = "$c = Get-ExchangeCertificate -Thumbprint \"<thumbprint>\"; {set} {connector} "
                  "-TlsCertificateName \"<I>$($c.Issuer)<S>$($c.Subject)\""},
      {.id = "connector-tls-not-required",
       .severity = Severity::note,
       .properties = {"RequireTLS", "TlsSettings"},
       .finds =
           [](const Definition& c, const Company&) {
             const bool shown = c.has("RequireTLS") || c.has("TlsSettings");
             const bool anonymous =
                 row(c.SmartHostAuthMechanism).tls == TlsUse::if_offered && !logs_on_with_password(c);
             // There is a rule of its own for Exchange Online.
             const bool online = host_under(c, "mail.protection.outlook.com") != nullptr;
             return found_if(shown && !c.RequireTLS && anonymous && has_smart_hosts(c) && !online);
           },
       .summary = "TLS is not demanded: where it is not offered, or breaks, mail goes in clear.",
       .why = "Whoever is on the path can take the offer away.",
       .source = "https://www.powershellgallery.com/packages/EDCA (EDCA-TLS-034)",
       .command = "{set} {connector} {tls-level} EncryptionOnly"},
  };
  return rows;
}

}  // namespace authwalk::connectors
