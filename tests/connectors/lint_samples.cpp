#include "connectors/lint_samples.hpp"

#include <list>

#include "connectors/estate_samples.hpp"

namespace authwalk::test {
namespace {

const Properties to_tenant{{"SmartHosts", "{contoso-example.mail.protection.outlook.com}"},
                           {"Port", "25"},
                           {"SmartHostAuthMechanism", "None"},
                           {"AuthenticationCredential", ""},
                           {"CloudServicesMailEnabled", "True"},
                           {"TlsDomain", "mail.protection.outlook.com"}};

const Properties anonymous{
    {"SmartHostAuthMechanism", "None"}, {"AuthenticationCredential", ""}, {"Port", "25"}};

Properties and_also(Properties first, const Properties& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

const std::string& two_with_one_name() {
  static const std::string text =
      format_list_of() + format_list_of({{"Name", "outbound TO fabrikam"}, {"AddressSpaces", "{SMTP:*;20}"}});
  return text;
}

const std::string& two_with_one_space() {
  static const std::string text = format_list_of() + format_list_of({{"Name", "Second way"}});
  return text;
}

const std::string& two_and_one_bad() {
  static const std::string text = format_list_of({{"Name", "Bad"}, {"Port", "smtp"}}) + format_list_of();
  return text;
}

constexpr std::string_view with_protected_password =
    "<Objs><Obj RefId=\"0\"><Props><S N=\"Name\">Outbound</S><S "
    "N=\"SmartHostsString\">relay.fabrikam.example</S>"
    "<Obj N=\"AuthenticationCredential\" RefId=\"1\"><Props><S N=\"UserName\">svc</S><SS "
    "N=\"Password\">00</SS>"
    "</Props></Obj></Props></Obj></Objs>";

}  // namespace

namespace {

std::vector<LintSample> samples_of_one() {
  return {
      // routing
      {"connector-disabled", {{"Enabled", "False"}}, "is disabled", "-Enabled $true"},
      {"connector-dns-with-smart-hosts",
       {{"DNSRoutingEnabled", "True"}},
       "DNSRoutingEnabled is true, and smart hosts are set: relay.fabrikam.example",
       "Set-SendConnector \"Outbound to Fabrikam\" -DNSRoutingEnabled $false -SmartHosts "
       "relay.fabrikam.example"},
      {"connector-dns-with-smart-hosts",
       {{"UseMXRecord", "True"}},
       "UseMXRecord is true",
       "Set-OutboundConnector \"Fabrikam\" -UseMXRecord $false",
       {},
       true},
      {"connector-no-route",
       and_also(anonymous, {{"SmartHosts", "{}"}, {"TlsDomain", ""}, {"TlsAuthLevel", ""}}),
       "DNSRoutingEnabled is false, and no smart host",
       "-DNSRoutingEnabled $false -SmartHosts \"<smart host>\""},
      {"connector-no-route", {{"SmartHosts", "{}"}}, "UseMXRecord is false", "-UseMXRecord $false", {}, true},
      {"connector-mode-without-smart-host",
       {{"DNSRoutingEnabled", "True"}, {"SmartHosts", "{}"}, {"Port", "25"}},
       "SmartHostAuthMechanism is BasicAuthRequireTLS",
       "-SmartHostAuthMechanism None"},
      {"connector-address-space-type",
       and_also(
           anonymous,
           {{"DNSRoutingEnabled", "True"}, {"SmartHosts", "{}"}, {"AddressSpaces", "{X400:c=de;a= ;5}"}}),
       "X400:c=de;a= ;5 is not of type SMTP", "-SmartHosts \"<smart host>\""},
      {"connector-address-space-invalid",
       {{"AddressSpaces", "{SMTP:*fabrikam.example;1}"}},
       "SMTP:*fabrikam.example;1 is no address space",
       "-AddressSpaces @{Add=\"SMTP:*.fabrikam.example;1\";Remove=\"SMTP:*fabrikam.example;1\"}"},
      {"connector-address-space-cost",
       {{"AddressSpaces", "{SMTP:fabrikam.example;101}"}},
       "SMTP:fabrikam.example;101",
       "-AddressSpaces @{Add=\"SMTP:fabrikam.example;100\";Remove=\"SMTP:fabrikam.example;101\"}"},
      {"connector-address-space-cost",
       {{"AddressSpaces", "{SMTP:*;1, SMTP:contoso.example;0}"}},
       "SMTP:contoso.example;0",
       "-AddressSpaces @{Add=\"SMTP:contoso.example;1\";Remove=\"SMTP:contoso.example;0\"}"},
      {"connector-no-address-space", {{"AddressSpaces", "{}"}}, "No address space", "-AddressSpaces"},
      {"connector-same-address-space",
       {},
       "SMTP:fabrikam.example;10 with Second way",
       "",
       two_with_one_space()},
      {"connector-name-twice", {}, "same name", "", two_with_one_name()},
      {"connector-source-address", {{"SourceIPAddress", "192.0.2.9"}}, "SourceIPAddress is 192.0.2.9", ""},
      {"connector-dns-judged-for-all",
       and_also(anonymous,
                {{"DNSRoutingEnabled", "True"}, {"SmartHosts", "{}"}, {"AddressSpaces", "{SMTP:*;1}"}}),
       "RequireTLS with DomainValidation", ""},
      {"connector-external-dns-internal-host",
       {{"UseExternalDNSServersEnabled", "True"},
        {"SmartHosts", "{relay.contoso.local}"},
        {"TlsDomain", "relay.contoso.local"}},
       "relay.contoso.local is to be looked up",
       "-UseExternalDNSServersEnabled $false"},
      {"connector-edge-proxy",
       {{"SourceTransportServers", "{}"}, {"FrontendProxyEnabled", "True"}},
       "on an Edge server",
       "-FrontendProxyEnabled $false"},

      // smart hosts
      {"connector-smart-host-invalid",
       {{"SmartHosts", "{relay.fabrikam.example:587}"}},
       "relay.fabrikam.example:587 (a character that no host name has)",
       "-SmartHosts @{Add=\"relay.fabrikam.example\";Remove=\"relay.fabrikam.example:587\"} -Port 587"},
      {"connector-smart-host-invalid",
       {{"SmartHosts", "{relay.fabrikam.example;b.fabrikam.example, [192.0.2.3]}"}},
       "relay.fabrikam.example;b.fabrikam.example (",
       "-SmartHosts @{Add=\"<smart host>\";Remove=\"relay.fabrikam.example;b.fabrikam.example\"}"},
      {"connector-smart-host-loop",
       {{"SmartHosts", "{mail.contoso.example}"}, {"TlsDomain", "mail.contoso.example"}},
       "mail.contoso.example is the connector's own Fqdn",
       ""},
      {"connector-smart-host-loop",
       {{"SmartHosts", "{mail01.contoso.local}"}, {"TlsDomain", "mail01.contoso.local"}},
       "mail01.contoso.local is one of its SourceTransportServers",
       ""},
      {"connector-site-beside-others",
       {{"SmartHosts", "{--, relay.fabrikam.example}"}},
       "other smart hosts stand beside it",
       "-SmartHosts @{Remove=\"--\"}"},
      {"connector-login-only-host",
       and_also(anonymous, {{"SmartHosts", "{smtp.office365.com}"}, {"TlsDomain", "outlook.com"}}),
       "smtp.office365.com takes mail only of those who log on, and None", ""},
      {"connector-login-only-host",
       and_also(anonymous,
                {{"SmartHosts", "{email-smtp.eu-west-1.amazonaws.com}"}, {"TlsDomain", "*.amazonaws.com"}}),
       "email-smtp.eu-west-1.amazonaws.com takes mail only", ""},
      {"connector-smart-host-invalid",
       {{"SmartHosts", "{192.0.2.0/24}"}},
       "a range of addresses",
       "-SmartHosts"},
      {"connector-smart-host-range",
       {{"SmartHosts", "{192.0.2.0/24}"}},
       "192.0.2.0/24 is a range",
       "",
       {},
       true},
      {"connector-smart-host-underscore",
       {{"SmartHosts", "{relay_1.fabrikam.example}"}},
       "relay_1.fabrikam.example has an underscore",
       ""},
      {"connector-smart-host-short",
       and_also(anonymous,
                {{"SmartHosts", "{relay}"}, {"TlsAuthLevel", "EncryptionOnly"}, {"TlsDomain", ""}}),
       "relay has no domain", "-SmartHosts"},
      {"connector-smart-host-twice",
       {{"SmartHosts", "{relay.fabrikam.example, RELAY.fabrikam.example}"}},
       "RELAY.fabrikam.example stands in the list twice",
       ""},
      {"connector-port-465", {{"Port", "465"}}, "Port 465 speaks TLS", "-Port 587"},
      {"connector-port-zero", {{"Port", "0"}}, "Port 0", "-Port 25"},
      {"connector-port-submission",
       {{"SmartHostAuthMechanism", "None"}, {"AuthenticationCredential", ""}},
       "None never does",
       "-Port 25"},
      {"connector-port-unused",
       {{"DNSRoutingEnabled", "True"},
        {"SmartHosts", "{}"},
        {"SmartHostAuthMechanism", "None"},
        {"AuthenticationCredential", ""}},
       "Port 587 is set on a connector that routes by DNS",
       "-Port 25"},

      // the login
      {"connector-credential-missing",
       {{"AuthenticationCredential", ""}},
       "BasicAuthRequireTLS logs on with a password",
       "-AuthenticationCredential (Get-Credential)"},
      {"connector-credential-unused",
       {{"SmartHostAuthMechanism", "None"}, {"Port", "25"}},
       "None never uses it",
       "-AuthenticationCredential $null"},
      {"connector-password-in-clear",
       {{"SmartHostAuthMechanism", "BasicAuth"},
        {"RequireTLS", "False"},
        {"TlsAuthLevel", ""},
        {"TlsDomain", ""}},
       "sends the password in clear",
       "-SmartHostAuthMechanism BasicAuthRequireTLS"},
      {"connector-basic-tls-impossible", {{"ForceHELO", "True"}}, "can never log on", "-ForceHELO $false"},
      {"connector-basic-tls-ignore-starttls",
       {{"IgnoreSTARTTLS", "True"}, {"RequireTLS", "False"}, {"TlsAuthLevel", ""}, {"TlsDomain", ""}},
       "uses STARTTLS all the same",
       "-IgnoreSTARTTLS $false"},
      {"connector-helo-no-login",
       {{"ForceHELO", "True"}, {"SmartHostAuthMechanism", "BasicAuth"}},
       "ForceHELO rules out",
       "-ForceHELO $false"},
      {"connector-helo",
       and_also(anonymous,
                {{"ForceHELO", "True"}, {"RequireTLS", "False"}, {"TlsAuthLevel", ""}, {"TlsDomain", ""}}),
       "all mail in clear", "-ForceHELO $false"},
      {"connector-basic-tls-address",
       {{"SmartHosts", "{[192.0.2.3]}"}},
       "192.0.2.3 is an address",
       "-SmartHosts"},
      {"connector-exchange-foreign",
       {{"SmartHosts", "{smtp.gmail.com}"},
        {"TlsDomain", "smtp.gmail.com"},
        {"SmartHostAuthMechanism", "ExchangeServer"},
        {"AuthenticationCredential", ""}},
       "smtp.gmail.com is none",
       "-SmartHostAuthMechanism BasicAuthRequireTLS -AuthenticationCredential (Get-Credential)"},
      {"connector-exchange-foreign", and_also(to_tenant, {{"SmartHostAuthMechanism", "ExchangeServer"}}),
       "contoso-example.mail.protection.outlook.com is none", "-SmartHostAuthMechanism None"},
      {"connector-external-in-clear",
       {{"SmartHostAuthMechanism", "ExternalAuthoritative"},
        {"AuthenticationCredential", ""},
        {"Port", "25"},
        {"RequireTLS", "False"},
        {"TlsAuthLevel", ""},
        {"TlsDomain", ""}},
       "trusts the path",
       "-RequireTLS $true"},

      // TLS
      {"connector-starttls-ignored",
       {{"IgnoreSTARTTLS", "True"}, {"TlsAuthLevel", ""}, {"TlsDomain", ""}},
       "RequireTLS and IgnoreSTARTTLS are both true",
       "-IgnoreSTARTTLS $false"},
      {"connector-tls-level-without-tls",
       {{"RequireTLS", "False"}},
       "TlsAuthLevel is DomainValidation on a connector that does not demand TLS",
       "-RequireTLS $true"},
      {"connector-tls-domain-missing",
       {{"TlsDomain", ""}},
       "none is set",
       "-RequireTLS $true -TlsAuthLevel DomainValidation -TlsDomain"},
      {"connector-tls-domain-missing",
       {{"TlsDomain", ""}},
       "none is set",
       "-TlsSettings DomainValidation -TlsDomain",
       {},
       true},
      {"connector-tls-domain-missing", and_also(to_tenant, {{"TlsDomain", ""}}), "none is set",
       "-TlsDomain mail.protection.outlook.com"},
      {"connector-tls-domain-unused",
       {{"TlsAuthLevel", "CertificateValidation"}},
       "TlsAuthLevel is CertificateValidation",
       "-TlsAuthLevel DomainValidation"},
      {"connector-tls-domain-unused",
       {{"TlsSettings", ""}},
       "TlsSettings is not set",
       "-TlsSettings DomainValidation",
       {},
       true},
      {"connector-tls-domain-star", {{"TlsDomain", "*"}}, "an asterisk alone", "-TlsDomain"},
      {"connector-tls-domain-other",
       {{"SmartHosts", "{relay.fabrikam.co.uk}"}, {"TlsDomain", "mail.contoso.co.uk"}},
       "The certificate of relay.fabrikam.co.uk must carry mail.contoso.co.uk",
       ""},
      {"connector-domain-secure",
       {{"DomainSecureEnabled", "True"}},
       "with a smart host",
       "-DomainSecureEnabled"},
      {"connector-domain-secure",
       and_also(anonymous,
                {{"DomainSecureEnabled", "True"}, {"DNSRoutingEnabled", "True"}, {"SmartHosts", "{}"}}),
       "with a TlsAuthLevel", "-DomainSecureEnabled"},
      {"connector-domain-secure-proxy",
       {{"DomainSecureEnabled", "True"}, {"FrontendProxyEnabled", "True"}},
       "FrontendProxyEnabled",
       "-FrontendProxyEnabled $false"},
      {"connector-certificate-name",
       {{"TlsCertificateName", "CN=mail.contoso.example"}},
       "TlsCertificateName is CN=mail.contoso.example",
       "-TlsCertificateName"},
      {"connector-certificate-rotating",
       {{"TlsCertificateName", "<I>CN=YR2, O=Let's Encrypt, C=US<S>CN=mail.contoso.example"}},
       "an issuer of Let's Encrypt",
       "-TlsCertificateName"},
      {"connector-certificate-self-signed",
       and_also(to_tenant, {{"TlsCertificateName", "<I>CN=MAIL01<S>CN=MAIL01"}}), "a self-signed certificate",
       "-TlsCertificateName"},
      {"connector-tls-not-required",
       and_also(anonymous, {{"RequireTLS", "False"}, {"TlsAuthLevel", ""}, {"TlsDomain", ""}}),
       "TLS is not demanded", "-RequireTLS $true -TlsAuthLevel EncryptionOnly"},

      // Exchange Online
      {"connector-online-tls-level",
       and_also(to_tenant, {{"TlsAuthLevel", "EncryptionOnly"}, {"TlsDomain", ""}}),
       "TlsAuthLevel is EncryptionOnly", "-TlsAuthLevel DomainValidation"},
      {"connector-online-tls-level",
       and_also(to_tenant, {{"SmartHosts", "{contoso-com.n-v1.mx.microsoft}"},
                            {"IgnoreSTARTTLS", "True"},
                            {"RequireTLS", "False"},
                            {"TlsAuthLevel", ""},
                            {"TlsDomain", ""}}),
       "TlsAuthLevel is not set",
       "-RequireTLS $true -TlsAuthLevel CertificateValidation -IgnoreSTARTTLS $false"},
      {"connector-online-tls-domain",
       and_also(to_tenant, {{"SmartHosts", "{contoso.mail.protection.office365.us}"}}),
       "shows a certificate of mail.protection.office365.us", "-TlsDomain mail.protection.office365.us"},
      {"connector-online-legacy", and_also(to_tenant, {{"SmartHosts", "{contoso.mail.eo.outlook.com}"}}),
       "contoso.mail.eo.outlook.com is a name of Exchange Online's past", ""},
      {"connector-online-certificate-by-fqdn",
       and_also(to_tenant, {{"SmartHosts", "{}"},
                            {"DNSRoutingEnabled", "True"},
                            {"AddressSpaces", "{smtp:contoso.mail.onmicrosoft.com;1}"}}),
       "TlsCertificateName is empty", "-TlsCertificateName"},
      {"connector-online-cloud-mail",
       and_also(to_tenant, {{"SmartHosts", "{}"},
                            {"DNSRoutingEnabled", "True"},
                            {"CloudServicesMailEnabled", "False"},
                            {"AddressSpaces", "{smtp:contoso.mail.partner.onmschina.cn;1}"}}),
       "CloudServicesMailEnabled is false", "-CloudServicesMailEnabled $true"},
      {"connector-online-tls-domain", and_also(to_tenant, {{"TlsDomain", "contoso.outlook.com"}}),
       "TlsDomain is contoso.outlook.com", "-TlsDomain mail.protection.outlook.com"},
      {"connector-online-cloud-mail", and_also(to_tenant, {{"CloudServicesMailEnabled", "False"}}),
       "CloudServicesMailEnabled is false", "-CloudServicesMailEnabled $true"},
      {"connector-online-certificate", and_also(to_tenant, {{"Fqdn", ""}, {"TlsCertificateName", ""}}),
       "Neither TlsCertificateName nor Fqdn", "-TlsCertificateName"},
      {"connector-online-port", and_also(to_tenant, {{"Port", "587"}}), "Port is 587", "-Port 25"},
      {"connector-online-login",
       and_also(to_tenant, {{"SmartHostAuthMechanism", "BasicAuthRequireTLS"},
                            {"AuthenticationCredential", "System.Management.Automation.PSCredential"}}),
       "contoso-example.mail.protection.outlook.com offers no login", "-SmartHostAuthMechanism None"},
      {"connector-online-basic",
       {{"SmartHosts", "{smtp.office365.com}"}, {"TlsDomain", "smtp.office365.com"}},
       "smtp.office365.com gives up passwords",
       "@{Add=\"<tenant>.mail.protection.outlook.com\";Remove=\"smtp.office365.com\"} -Port 25"},

      // what Exchange Online refuses
      {"connector-outbound-scope",
       {{"IsTransportRuleScoped", "True"}},
       "at the same time",
       "-IsTransportRuleScoped $false",
       {},
       true},
      {"connector-outbound-no-scope",
       {{"IsTransportRuleScoped", "False"}, {"AllAcceptedDomains", "False"}, {"RecipientDomains", "{}"}},
       "Neither RecipientDomains",
       "-RecipientDomains \"<domain>\"",
       {},
       true},
      {"connector-outbound-partner",
       {{"CloudServicesMailEnabled", "True"}, {"RouteAllMessagesViaOnPremises", "True"}},
       "RouteAllMessagesViaOnPremises, CloudServicesMailEnabled is set",
       "-RouteAllMessagesViaOnPremises $false -CloudServicesMailEnabled $false",
       {},
       true},
      {"connector-outbound-private-host",
       {{"SmartHosts", "{192.168.0.1}"}},
       "cannot reach the smart host 192.168.0.1",
       "",
       {},
       true},
      {"connector-outbound-test-mode",
       {{"TestMode", "True"}},
       "TestMode is true",
       "-TestMode $false",
       {},
       true},
      {"connector-outbound-all-and-accepted",
       {{"ConnectorType", "OnPremises"}, {"RecipientDomains", "{*}"}, {"AllAcceptedDomains", "True"}},
       "holds every domain",
       "",
       {},
       true},
      {"connector-outbound-dane",
       {{"SmtpDaneMode", "Mandatory"}},
       "SmtpDaneMode is Mandatory",
       "-SmtpDaneMode Opportunistic",
       {},
       true},
      {"connector-outbound-mta-sts-off",
       {{"MtaStsMode", "None"}, {"UseMXRecord", "True"}, {"SmartHosts", "{}"}},
       "MtaStsMode is None",
       "-MtaStsMode Opportunistic",
       {},
       true},

      // names, limits, logging
      {"connector-fqdn-invalid", {{"Fqdn", "mail contoso"}}, "Fqdn is mail contoso (", "-Fqdn"},
      {"connector-fqdn-short", {{"Fqdn", "mail01"}}, "Fqdn is mail01", "-Fqdn"},
      {"connector-fqdn-internal", {{"Fqdn", "mail01.contoso.local"}}, "mail01.contoso.local", "-Fqdn"},
      {"connector-idle-time",
       {{"ConnectionInactivityTimeOut", "1.00:00:01"}},
       "not between 00:00:01",
       "-ConnectionInactivityTimeOut"},
      {"connector-idle-time-short",
       {{"ConnectionInactivityTimeOut", "00:00:30"}},
       "below a minute",
       "-ConnectionInactivityTimeOut"},
      {"connector-size", {{"MaxMessageSize", "3 GB (3,221,225,472 bytes)"}}, "above 2147483647", "Unlimited"},
      {"connector-size-small", {{"MaxMessageSize", "64 KB (65,536 bytes)"}}, "is 65536 bytes", "35MB"},
      {"connector-logging-off",
       {{"ProtocolLoggingLevel", "None"}},
       "ProtocolLoggingLevel is None",
       "-ProtocolLoggingLevel Verbose"},

      // the export
      {"connector-value-unreadable",
       {},
       "Port is \"smtp\". Port is a number",
       "Get-SendConnector",
       two_and_one_bad()},
      {"connector-value-not-understood",
       {{"MaxMessageSize", "huge"}},
       "MaxMessageSize is \"huge\"",
       "Get-SendConnector"},
      {"connector-encoding-guessed",
       {{"Name",
         "Internet \xFC"
         "ber Provider"}},
       "read as Windows-1252",
       "Get-SendConnector"},
      {"connector-smart-hosts-incomplete",
       {{"SmartHosts", "{relay.fabrikam.example, r2.fabrikam.example...}"}},
       "SmartHosts is cut",
       "$FormatEnumerationLimit = -1; Get-SendConnector \"Outbound to Fabrikam\""},
      {"connector-smart-hosts-incomplete",
       {{"SmartHosts", "System.Object[]"}},
       "the name of its type",
       "Get-OutboundConnector",
       {},
       true},
      {"connector-list-incomplete",
       {{"AddressSpaces", "{SMTP:a.example;1...}"}},
       "AddressSpaces is cut",
       "Get-"},
      {"connector-export-incomplete",
       {{"TlsDomain", "-"}, {"TlsAuthLevel", "-"}},
       "TlsAuthLevel, TlsDomain",
       "Get-"},
      {"connector-credential-in-file", {}, "in protected form", "-ExcludeProperty", with_protected_password},
  };
}

// "text" with what is wrong in it.
std::string_view spoilt(const EstateSample& sample) {
  static std::list<std::string> kept;
  std::string text = sample.text;
  const std::size_t at = text.rfind(sample.right);
  kept.push_back(at == std::string::npos ? "" : text.replace(at, sample.right.size(), sample.wrong));
  return kept.back();
}

}  // namespace

std::span<const LintSample> lint_samples() {
  static const std::vector<LintSample> samples = [] {
    auto all = samples_of_one();
    for (const EstateSample& each : estate_samples())
      all.push_back({each.rule, {}, each.summary, each.command, spoilt(each)});
    return all;
  }();
  return samples;
}

std::string text_of(const LintSample& sample) {
  if (!sample.file.empty()) return std::string(sample.file);
  return sample.online ? online_format_list_of(sample.changes) : format_list_of(sample.changes);
}

}  // namespace authwalk::test
