#include "connectors/lint_samples.hpp"

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

constexpr std::string_view with_protected_password =
    "<Objs><Obj RefId=\"0\"><Props><S N=\"Name\">Outbound</S><S "
    "N=\"SmartHostsString\">relay.fabrikam.example</S>"
    "<Obj N=\"AuthenticationCredential\" RefId=\"1\"><Props><S N=\"UserName\">svc</S><SS "
    "N=\"Password\">00</SS>"
    "</Props></Obj></Props></Obj></Objs>";

}  // namespace

std::span<const LintSample> lint_samples() {
  static const std::vector<LintSample> samples{
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
       "-AddressSpaces"},
      {"connector-address-space-cost",
       {{"AddressSpaces", "{SMTP:fabrikam.example;101}"}},
       "SMTP:fabrikam.example;101",
       "-AddressSpaces"},
      {"connector-no-address-space", {{"AddressSpaces", "{}"}}, "No address space", "-AddressSpaces"},
      {"connector-same-address-space",
       {},
       "SMTP:fabrikam.example;10 with Second way",
       "",
       two_with_one_space()},
      {"connector-name-twice", {}, "same name", "", two_with_one_name()},
      {"connector-source-address",
       {{"SourceIPAddress", "192.0.2.9"}},
       "SourceIPAddress is 192.0.2.9",
       "-SourceIPAddress 0.0.0.0"},

      // smart hosts
      {"connector-smart-host-invalid",
       {{"SmartHosts", "{relay.fabrikam.example:587}"}},
       "relay.fabrikam.example:587 (a character that no host name has)",
       "-SmartHosts"},
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
      {"connector-basic-tls-impossible",
       {{"IgnoreSTARTTLS", "True"}},
       "can never log on",
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
      {"connector-exchange-address",
       {{"SmartHosts", "{[192.0.2.3]}"},
        {"SmartHostAuthMechanism", "ExchangeServer"},
        {"AuthenticationCredential", ""}},
       "SMTPSVC/<host name>, and 192.0.2.3 is an address",
       "-SmartHosts"},
      {"connector-exchange-foreign",
       {{"SmartHosts", "{smtp.gmail.com}"},
        {"TlsDomain", "smtp.gmail.com"},
        {"SmartHostAuthMechanism", "ExchangeServer"},
        {"AuthenticationCredential", ""}},
       "smtp.gmail.com is none",
       "-SmartHostAuthMechanism None"},
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
      {"connector-tls-domain-address",
       and_also(anonymous, {{"SmartHosts", "{[192.0.2.3]}"}, {"TlsDomain", ""}}),
       "The certificate of 192.0.2.3", "-TlsDomain"},
      {"connector-tls-domain-unused",
       {{"TlsAuthLevel", "CertificateValidation"}},
       "TlsAuthLevel is CertificateValidation",
       "-TlsAuthLevel DomainValidation"},
      {"connector-tls-domain-unused",
       {{"TlsSettings", ""}},
       "TlsAuthLevel is not set",
       "-TlsSettings DomainValidation",
       {},
       true},
      {"connector-tls-domain-other",
       {{"TlsDomain", "mail.contoso.example"}},
       "The certificate of relay.fabrikam.example must carry mail.contoso.example",
       "-TlsDomain relay.fabrikam.example"},
      {"connector-domain-secure",
       {{"DomainSecureEnabled", "True"}},
       "with a smart host",
       "-DomainSecureEnabled"},
      {"connector-domain-secure-proxy",
       {{"DomainSecureEnabled", "True"}, {"FrontendProxyEnabled", "True"}},
       "FrontendProxyEnabled",
       "-FrontendProxyEnabled $false"},
      {"connector-certificate-name",
       {{"TlsCertificateName", "CN=mail.contoso.example"}},
       "TlsCertificateName is CN=mail.contoso.example",
       "-TlsCertificateName"},
      {"connector-tls-not-required",
       and_also(anonymous, {{"RequireTLS", "False"}, {"TlsAuthLevel", ""}, {"TlsDomain", ""}}),
       "TLS is not demanded", "-RequireTLS $true -TlsAuthLevel EncryptionOnly"},

      // Exchange Online
      {"connector-online-tls-level",
       and_also(to_tenant, {{"TlsAuthLevel", "EncryptionOnly"}, {"TlsDomain", ""}}),
       "TlsAuthLevel is EncryptionOnly", "-TlsAuthLevel DomainValidation"},
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
       "<tenant>.mail.protection.outlook.com"},

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
      {"connector-smart-hosts-incomplete",
       {{"SmartHosts", "{relay.fabrikam.example, r2.fabrikam.example...}"}},
       "SmartHosts ends in \"...\"",
       "$FormatEnumerationLimit = -1; Get-SendConnector \"Outbound to Fabrikam\""},
      {"connector-smart-hosts-incomplete",
       {{"SmartHosts", "System.Object[]"}},
       "the name of its type",
       "Get-OutboundConnector",
       {},
       true},
      {"connector-list-incomplete",
       {{"AddressSpaces", "{SMTP:a.example;1...}"}},
       "AddressSpaces ends in",
       "Get-"},
      {"connector-export-incomplete",
       {{"TlsDomain", "-"}, {"TlsAuthLevel", "-"}},
       "TlsAuthLevel, TlsDomain",
       "Get-"},
      {"connector-credential-in-file", {}, "in protected form", "-ExcludeProperty", with_protected_password},
  };
  return samples;
}

std::string text_of(const LintSample& sample) {
  if (!sample.file.empty()) return std::string(sample.file);
  return sample.online ? online_format_list_of(sample.changes) : format_list_of(sample.changes);
}

}  // namespace authwalk::test
