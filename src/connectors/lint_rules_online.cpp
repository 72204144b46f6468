// Smart hosts of Exchange Online.
#include <array>

#include "connectors/lint_rule.hpp"

namespace authwalk::connectors {
namespace {

using Definition = ConnectorDefinition;

constexpr std::string_view protection = "mail.protection.outlook.com";

const DefinedSmartHost* tenant_host(const Definition& c) {
  return sends(c) ? host_under(c, protection) : nullptr;
}

const DefinedSmartHost* submission_host(const Definition& c) {
  for (const std::string_view name :
       {"smtp.office365.com", "smtp-mail.outlook.com", "smtp-legacy.office365.com"}) {
    if (const DefinedSmartHost* host = host_under(c, name)) return host;
  }
  return nullptr;
}

bool judges_certificate(const Definition& c) {
  return c.TlsAuthLevel && *c.TlsAuthLevel != TlsAuthLevel::EncryptionOnly;
}

}  // namespace

std::span<const LintRule> online_rules() {
  static const std::vector<LintRule> rows{
      {.id = "connector-online-tls-level",
       .severity = Severity::warning,
       .properties = {"TlsAuthLevel"},
       .finds = [](const Definition& c,
                   const Company&) { return found_if(tenant_host(c) != nullptr && !judges_certificate(c)); },
       .summary = "Mail to Exchange Online goes to whoever answers: TlsAuthLevel is {level}.",
       .why = "Toward Exchange Online the certificate is to be judged, with DomainValidation or at least "
              "CertificateValidation.",
       .source = health_checker,
       .command = "{set} {connector} -RequireTLS $true -TlsAuthLevel DomainValidation -TlsDomain "
                  "mail.protection.outlook.com"},
      {.id = "connector-online-tls-domain",
       .severity = Severity::error,
       .properties = {"TlsDomain"},
       .finds =
           [](const Definition& c, const Company&) {
             return found_if(tenant_host(c) != nullptr && c.TlsAuthLevel == TlsAuthLevel::DomainValidation &&
                             !c.TlsDomain.empty() && !is_under(c.TlsDomain, protection));
           },
       .summary = "TlsDomain is {tls-domain}, and Exchange Online shows a certificate of "
                  "mail.protection.outlook.com.",
       .why = "DomainValidation then ends every delivery at the certificate.",
       .source = health_checker,
       .command = "{set} {connector} -TlsDomain mail.protection.outlook.com"},
      {.id = "connector-online-cloud-mail",
       .severity = Severity::warning,
       .properties = {"CloudServicesMailEnabled"},
       .finds =
           [](const Definition& c, const Company&) {
             return found_if(tenant_host(c) != nullptr && c.has("CloudServicesMailEnabled") &&
                             !c.CloudServicesMailEnabled);
           },
       .summary = "CloudServicesMailEnabled is false toward Exchange Online.",
       .why =
           "In a hybrid organisation internal mail then arrives as mail of strangers. Without hybrid it is "
           "right.",
       .source = health_checker,
       .command = "{set} {connector} -CloudServicesMailEnabled $true"},
      {.id = "connector-online-certificate",
       .severity = Severity::warning,
       .properties = {"TlsCertificateName", "Fqdn"},
       .finds =
           [](const Definition& c, const Company&) {
             const bool shown = c.has("TlsCertificateName") && c.has("Fqdn");
             return found_if(tenant_host(c) != nullptr && shown && c.TlsCertificateName.empty() &&
                             c.Fqdn.empty());
           },
       .summary =
           "Neither TlsCertificateName nor Fqdn says with which certificate the connector shows itself.",
       .why = "Exchange Online recognises the organisation by that certificate; the server then picks one by "
              "its own name, and another one after a renewal.",
       .source = health_checker,
       .command = "$c = Get-ExchangeCertificate -Thumbprint \"<thumbprint>\"; {set} {connector} "
                  "-TlsCertificateName \"<I>$($c.Issuer)<S>$($c.Subject)\""},
      {.id = "connector-online-port",
       .severity = Severity::warning,
       .properties = {"Port"},
       .finds = [](const Definition& c,
                   const Company&) { return found_if(tenant_host(c) != nullptr && c.Port != 25); },
       .summary = "A tenant's host in Exchange Online takes mail on port 25 only, and Port is {port}.",
       .why = "It is the host of an MX record; submission is at smtp.office365.com.",
       .command = "{set} {connector} -Port 25"},
      {.id = "connector-online-login",
       .severity = Severity::warning,
       .properties = {"SmartHostAuthMechanism"},
       .finds = [](const Definition& c, const Company&) -> Found {
         const DefinedSmartHost* host = tenant_host(c);
         if (host == nullptr || !logs_on_with_password(c)) return std::nullopt;
         return host->host;
       },
       .summary = "{found} offers no login, and {mode} demands one.",
       .why =
           "A tenant's host recognises the organisation by its certificate or address; the queue then shows "
           "451 5.7.3 Require basic authentication.",
       .command = "{set} {connector} -SmartHostAuthMechanism None -RequireTLS $true -TlsAuthLevel "
                  "DomainValidation -TlsDomain mail.protection.outlook.com"},
      {.id = "connector-online-basic",
       .severity = Severity::warning,
       .properties = {"SmartHostAuthMechanism", "SmartHosts"},
       .finds = [](const Definition& c, const Company&) -> Found {
         const DefinedSmartHost* host = submission_host(c);
         if (host == nullptr || !logs_on_with_password(c)) return std::nullopt;
         return host->host;
       },
       .summary =
           "{found} gives up passwords for submission, and a Send connector can do nothing else there.",
       .why = "From the end of December 2026 it is off unless the tenant's administrator switches it on, "
              "later for good (550 5.7.30). Until then the mailbox that logs on is the only allowed sender.",
       .source = "https://techcommunity.microsoft.com/blog/exchange/"
                 "updated-exchange-online-smtp-auth-basic-authentication-deprecation-timeline/4489835",
       .command = "{set} {connector} -SmartHosts \"<tenant>.mail.protection.outlook.com\" -Port 25 "
                  "-SmartHostAuthMechanism None -RequireTLS $true -TlsAuthLevel DomainValidation -TlsDomain "
                  "mail.protection.outlook.com -TlsCertificateName \"<I>issuer<S>subject\""},
  };
  return rows;
}

}  // namespace authwalk::connectors
