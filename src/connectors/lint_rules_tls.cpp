// TLS: settings that exclude each other, or that do nothing.
#include "connectors/lint_rule.hpp"
#include "exchange/text_search.hpp"

namespace authwalk::connectors {
namespace {

using Definition = ConnectorDefinition;

// A host of one organisation whose certificate is to carry the name of another. A name of one's own for a
// provider's relay is a recommended set-up: there TlsDomain is the provider's.
Found host_of_other_domain(const Definition& c) {
  if (!validates_domain(c) || c.TlsDomain.empty() || online_host(c.TlsDomain) || provider_of(c.TlsDomain))
    return std::nullopt;
  for (const DefinedSmartHost& host : c.SmartHosts) {
    if (host.kind == DefinedSmartHost::Kind::name && online_host(host.host) == nullptr &&
        !same_name(organisation_domain(host.host), organisation_domain(c.TlsDomain)))
      return fact(host.host);
  }
  return std::nullopt;
}

Found missing_tls_domain(const Definition& c) {
  if (!exchange_refuses(c, "no-tls-domain")) return std::nullopt;
  const OnlineHost* online = online_smart_host(c, OnlineUse::relay);
  const bool known = online != nullptr && !online->tls_domain.empty();
  return fact("",
              "-TlsDomain " + (known ? std::string(online->tls_domain) : "\"<name in its certificate>\""));
}

// Authorities whose certificates renew themselves, each time from another intermediate one.
Found rotating_issuer(const Definition& c) {
  const std::string_view name = c.TlsCertificateName;
  const std::string_view issuer = name.substr(0, find_in_any_case(name, "<S>"));
  for (const std::string_view authority : {"Let's Encrypt", "Let\u2019s Encrypt", "ZeroSSL",
                                           "Google Trust Services", "Buypass", "SSL.com ACME"}) {
    if (contains_in_any_case(issuer, authority)) return fact(std::string(authority));
  }
  return std::nullopt;
}

Found self_signed_name(const Definition& c) {
  const std::string_view name = c.TlsCertificateName;
  const std::size_t subject = find_in_any_case(name, "<S>");
  if (subject == std::string_view::npos || subject < 3 || online_target(c) == nullptr) return std::nullopt;
  return found_if(same_name(name.substr(3, subject - 3), name.substr(subject + 3)));
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
       .finds = [](const Definition& c, const Company&) { return found_if_refused(c, "starttls-ignored"); },
       .summary = "RequireTLS and IgnoreSTARTTLS are both true.",
       .why = "The connector demands what it ignores: nothing can be sent, and Exchange refuses the pair.",
       .source = set_send_connector,
       .command = "{set} {connector} -IgnoreSTARTTLS $false"},
      {.id = "connector-tls-level-without-tls",
       .severity = Severity::error,
       .properties = {"TlsAuthLevel", "RequireTLS", "IgnoreSTARTTLS"},
       .finds =
           [](const Definition& c, const Company&) {
             const bool not_required = c.has("RequireTLS") && exchange_refuses(c, "level-without-tls");
             return found_if(not_required || (sends(c) && c.TlsAuthLevel && c.IgnoreSTARTTLS));
           },
       .summary = "TlsAuthLevel is {level} on a connector that does not demand TLS.",
       .why = "Exchange takes a TlsAuthLevel only with RequireTLS true and IgnoreSTARTTLS false.",
       .source = set_send_connector,
       .command = "{set} {connector} -RequireTLS $true -IgnoreSTARTTLS $false"},
      {.id = "connector-tls-domain-missing",
       .severity = Severity::error,
       .properties = {"TlsDomain", "TlsAuthLevel", "TlsSettings"},
       .finds = [](const Definition& c, const Company&) { return missing_tls_domain(c); },
       .summary = "DomainValidation compares the certificate with TlsDomain, and none is set.",
       .why = "Exchange refuses the level without the name that it is to compare with.",
       .source = set_send_connector,
       .command = "{set} {connector} {tls-level} DomainValidation {settings}"},
      {.id = "connector-tls-domain-unused",
       .severity = Severity::error,
       .properties = {"TlsDomain"},
       .finds = [](const Definition& c, const Company&) { return found_if_refused(c, "tls-domain-alone"); },
       .summary = "TlsDomain is {tls-domain}, and {level-property} is {level}.",
       .why = "Only DomainValidation compares it, and Exchange refuses the one without the other.",
       .source = set_send_connector,
       .command = "{set} {connector} {tls-level} DomainValidation"},
      {.id = "connector-tls-domain-star",
       .severity = Severity::error,
       .properties = {"TlsDomain"},
       .finds = [](const Definition& c, const Company&) { return found_if(c.TlsDomain == "*"); },
       .summary = "TlsDomain is an asterisk alone.",
       .why = "It has to name a domain: contoso.example, or *.contoso.example for the names below it too.",
       .source = set_send_connector,
       .command = "{set} {connector} -TlsDomain \"<name in the smart host's certificate>\""},
      {.id = "connector-tls-domain-other",
       .severity = Severity::note,
       .properties = {"TlsDomain", "SmartHosts"},
       .finds = [](const Definition& c, const Company&) { return host_of_other_domain(c); },
       .summary =
           "The certificate of {found} must carry {tls-domain}, which is another organisation's domain.",
       .why = "That is right where the smart host is a name of your own for a provider's relay. Where it is "
              "not, "
              "every delivery ends at the certificate."},
      {.id = "connector-domain-secure",
       .severity = Severity::error,
       .properties = {"DomainSecureEnabled"},
       .finds = [](const Definition& c, const Company&) { return found_if_refused(c, "domain-secure"); },
       .summary =
           "DomainSecureEnabled is true with a smart host, with IgnoreSTARTTLS or with a TlsAuthLevel.",
       .why = "Domain Security needs DNSRoutingEnabled true and IgnoreSTARTTLS false, and takes no "
              "TlsAuthLevel.",
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
         return fact(c.TlsCertificateName);
       },
       .summary = "TlsCertificateName is {found}, without the issuer or the subject.",
       .why = "Its form is <I>issuer<S>subject. A certificate that is not found ends every delivery with 454 "
              "4.7.5 before anything is sent.",
       .source = set_send_connector,
       .command = "$c = Get-ExchangeCertificate -Thumbprint \"<thumbprint>\"; {set} {connector} "
                  "-TlsCertificateName \"<I>$($c.Issuer)<S>$($c.Subject)\""},
      {.id = "connector-certificate-rotating",
       .severity = Severity::warning,
       .properties = {"TlsCertificateName"},
       .finds = [](const Definition& c, const Company&) { return rotating_issuer(c); },
       .summary = "TlsCertificateName names an issuer of {found}, which changes from renewal to renewal.",
       .why =
           "The next certificate may come from another intermediate authority. Exchange then finds none of "
           "that name and ends every delivery with 454 4.7.5: set the name anew after each renewal, in the "
           "script that renews it.",
       .source = set_send_connector,
       .command = "$c = Get-ExchangeCertificate -Thumbprint \"<thumbprint>\"; {set} {connector} "
                  "-TlsCertificateName \"<I>$($c.Issuer)<S>$($c.Subject)\""},
      {.id = "connector-certificate-self-signed",
       .severity = Severity::warning,
       .properties = {"TlsCertificateName"},
       .finds = [](const Definition& c, const Company&) { return self_signed_name(c); },
       .summary = "TlsCertificateName names a self-signed certificate, and Exchange Online knows nobody by "
                  "such a one.",
       .why = "It takes the organisation's name only from a certificate of a public authority.",
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
             const bool online = online_target(c) != nullptr;
             return found_if(shown && !c.RequireTLS && !c.ForceHELO && anonymous && has_smart_hosts(c) &&
                             !online);
           },
       .summary = "TLS is not demanded: where it is not offered, or breaks, mail goes in clear.",
       .why = "Whoever is on the path can take the offer away.",
       .source = "https://www.powershellgallery.com/packages/EDCA (EDCA-TLS-034)",
       .command = "{set} {connector} {tls-level} EncryptionOnly"},
  };
  return rows;
}

}  // namespace authwalk::connectors
