// Smart hosts of Exchange Online.
#include <fmt/format.h>

#include "connectors/lint_rule.hpp"
#include "diagnosis/phrases.hpp"

namespace authwalk::connectors {
namespace {

using Definition = ConnectorDefinition;

const DefinedSmartHost* tenant_host(const Definition& c) {
  for (const DefinedSmartHost& host : c.SmartHosts) {
    const OnlineHost* online = online_host(host.host);
    if (sends(c) && online != nullptr && online->use == OnlineUse::relay) return &host;
  }
  return nullptr;
}

const DefinedSmartHost* host_for(const Definition& c, OnlineUse use, OnlineUse or_use) {
  for (const DefinedSmartHost& host : c.SmartHosts) {
    const OnlineHost* online = online_host(host.host);
    if (online != nullptr && (online->use == use || online->use == or_use)) return &host;
  }
  return nullptr;
}

Found foreign_tls_domain(const Definition& c) {
  const OnlineHost* online = online_target(c);
  if (online == nullptr || !validates_domain(c) || c.TlsDomain.empty()) return std::nullopt;
  const std::string_view domain =
      c.TlsDomain.starts_with("*.") ? std::string_view(c.TlsDomain).substr(2) : c.TlsDomain;
  if (online->tls_domain.empty() || is_under(domain, online->tls_domain)) return std::nullopt;
  return fact(std::string(online->tls_domain), std::string("-TlsDomain ").append(online->tls_domain));
}

// What the Hybrid Configuration Wizard makes: by DNS to the tenant's routing domain.
bool is_hybrid_route(const Definition& c) {
  return online_target(c) != nullptr && !has_smart_hosts(c);
}

std::string instead_of(const DefinedSmartHost& host) {
  return fmt::format(
      "-SmartHosts @{{Add=\"<tenant>.mail.protection.outlook.com\";Remove={}}} -Port 25 "
      "-SmartHostAuthMechanism None -RequireTLS $true -TlsAuthLevel DomainValidation -TlsDomain "
      "mail.protection.outlook.com -TlsCertificateName \"<I>issuer<S>subject\"",
      diagnosis::powershell_string(host.host));
}

}  // namespace

std::span<const LintRule> online_rules() {
  static const std::vector<LintRule> rows{
      {.id = "connector-online-tls-level",
       .severity = Severity::warning,
       .properties = {"TlsAuthLevel"},
       .finds = [](const Definition& c, const Company&) -> Found {
         const OnlineHost* online = online_target(c);
         if (online == nullptr || judges_certificate(c)) return std::nullopt;
         return fact("", judged_tls(*online));
       },
       .summary = "Mail to Exchange Online goes to whoever answers: TlsAuthLevel is {level}.",
       .why = "Toward Exchange Online the certificate is to be judged, with DomainValidation or at least "
              "CertificateValidation.",
       .source = health_checker,
       .command = "{set} {connector} {settings}"},
      {.id = "connector-online-tls-domain",
       .severity = Severity::error,
       .properties = {"TlsDomain"},
       .finds = [](const Definition& c, const Company&) { return foreign_tls_domain(c); },
       .summary = "TlsDomain is {tls-domain}, and Exchange Online shows a certificate of {found}.",
       .why = "DomainValidation then ends every delivery at the certificate.",
       .source = health_checker,
       .command = "{set} {connector} {settings}"},
      {.id = "connector-online-cloud-mail",
       .severity = Severity::warning,
       .properties = {"CloudServicesMailEnabled"},
       .finds =
           [](const Definition& c, const Company&) {
             return found_if(online_target(c) != nullptr && c.has("CloudServicesMailEnabled") &&
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
             return found_if(online_target(c) != nullptr && shown && c.TlsCertificateName.empty() &&
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
         return fact(host->host, judged_tls(*online_host(host->host)));
       },
       .summary = "{found} offers no login, and {mode} demands one.",
       .why =
           "A tenant's host recognises the organisation by its certificate or address; the queue then shows "
           "451 5.7.3 Require basic authentication.",
       .command = "{set} {connector} -SmartHostAuthMechanism None {settings}"},
      {.id = "connector-online-basic",
       .severity = Severity::warning,
       .properties = {"SmartHostAuthMechanism", "SmartHosts"},
       .finds = [](const Definition& c, const Company&) -> Found {
         const DefinedSmartHost* host = host_for(c, OnlineUse::submission, OnlineUse::consumer);
         if (host == nullptr || !logs_on_with_password(c)) return std::nullopt;
         return fact(host->host, instead_of(*host));
       },
       .summary =
           "{found} gives up passwords for submission, and a Send connector can do nothing else there.",
       .why = "From the end of December 2026 it is off unless the tenant's administrator switches it on, "
              "later for good (550 5.7.30). Until then the mailbox that logs on is the only allowed sender.",
       .source = "https://techcommunity.microsoft.com/blog/exchange/"
                 "updated-exchange-online-smtp-auth-basic-authentication-deprecation-timeline/4489835",
       .command = "{set} {connector} {settings}"},
      {.id = "connector-online-legacy",
       .severity = Severity::warning,
       .properties = {"SmartHosts"},
       .finds = [](const Definition& c, const Company&) -> Found {
         const DefinedSmartHost* host = host_for(c, OnlineUse::legacy, OnlineUse::legacy);
         return host == nullptr ? std::nullopt : fact(host->host);
       },
       .summary = "{found} is a name of Exchange Online's past.",
       .why =
           "Mail to it is refused with 451 4.4.62. The tenant's own host is in the MX record of its domain."},
      {.id = "connector-online-certificate-by-fqdn",
       .severity = Severity::note,
       .properties = {"TlsCertificateName", "Fqdn"},
       .finds =
           [](const Definition& c, const Company&) {
             return found_if(is_hybrid_route(c) && c.has("TlsCertificateName") &&
                             c.TlsCertificateName.empty() && !c.Fqdn.empty());
           },
       .summary = "TlsCertificateName is empty: the certificate is chosen by Fqdn, {fqdn}.",
       .why = "The Hybrid Configuration Wizard names it. Without that the newest certificate that carries "
              "the name "
              "is taken, bound to SMTP or not.",
       .source = health_checker,
       .command = "$c = Get-ExchangeCertificate -Thumbprint \"<thumbprint>\"; {set} {connector} "
                  "-TlsCertificateName \"<I>$($c.Issuer)<S>$($c.Subject)\""},
  };
  return rows;
}

}  // namespace authwalk::connectors
