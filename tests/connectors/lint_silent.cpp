// Beside what a rule speaks about: connectors that it must not speak about.
#include <doctest/doctest.h>

#include <algorithm>
#include <authwalk/lint.hpp>

#include "connectors/sources.hpp"

using namespace authwalk;
using namespace authwalk::test;

namespace {

std::string rules_in(const std::string& text) {
  std::string rules;
  for (const LintFinding& finding : lint(definitions_of(text))) rules.append(finding.rule).append(" ");
  return rules;
}

// To a smart host without a login, on port 25.
Properties anonymous(Properties more) {
  for (const auto& each :
       Properties{{"SmartHostAuthMechanism", "None"}, {"AuthenticationCredential", ""}, {"Port", "25"}})
    more.push_back(each);
  return more;
}

// As the Hybrid Configuration Wizard makes it.
std::string hybrid(const std::string& tenant, const std::string& certificate) {
  return format_list_of(anonymous({{"Name", "Outbound to Office 365 - 0f2a"},
                                   {"SmartHosts", "{}"},
                                   {"DNSRoutingEnabled", "True"},
                                   {"AddressSpaces", "{smtp:" + tenant + ";1}"},
                                   {"TlsDomain", certificate},
                                   {"TlsCertificateName", "<I>CN=Contoso CA<S>CN=mail.contoso.example"},
                                   {"CloudServicesMailEnabled", "True"},
                                   {"Fqdn", ""}}));
}

}  // namespace

TEST_SUITE("lint") {
  TEST_CASE("the wizard's connectors are as they should be, in every cloud") {
    CHECK(rules_in(hybrid("contoso.mail.onmicrosoft.com", "mail.protection.outlook.com")) == "");
    CHECK(rules_in(hybrid("contoso.mail.onmicrosoft.us", "mail.protection.office365.us")) == "");
    CHECK(rules_in(hybrid("contoso.mail.partner.onmschina.cn", "mail.protection.partner.outlook.cn")) == "");
    CHECK(rules_in(online_format_list_of({{"Name", "Outbound to 0f2a"},
                                          {"ConnectorType", "OnPremises"},
                                          {"CloudServicesMailEnabled", "True"},
                                          {"RouteAllMessagesViaOnPremises", "False"},
                                          {"IsTransportRuleScoped", "False"},
                                          {"RecipientDomains", "{contoso.example}"},
                                          {"SmartHosts", "{mail.contoso.example}"},
                                          {"TlsDomain", "mail.contoso.example"}})) == "");
    // Each deviation is one finding.
    CHECK(rules_in(hybrid("contoso.mail.onmicrosoft.com", "mail.contoso.example")) ==
          "connector-online-tls-domain ");
  }

  TEST_CASE("the providers' documented connectors") {
    CHECK(rules_in(format_list_of(anonymous(
              {{"SmartHosts", "{smtp-relay.gmail.com}"}, {"TlsDomain", "smtp-relay.gmail.com"}}))) == "");
    CHECK(rules_in(format_list_of({{"SmartHosts", "{email-smtp.eu-west-1.amazonaws.com}"},
                                   {"TlsDomain", "email-smtp.eu-west-1.amazonaws.com"}})) == "");
    // A name of one's own for a provider's relay, whose certificate carries the provider's.
    CHECK(rules_in(format_list_of(anonymous(
              {{"SmartHosts", "{relay.contoso.example}"}, {"TlsDomain", "*.pphosted.com"}}))) == "");
  }

  TEST_CASE("near a rule, and none of its business") {
    struct Row {
      std::string_view rule;
      Properties changes;
      bool online = false;
    };
    const std::vector<Row> rows{
        {"connector-source-address", {{"SourceIPAddress", "192.0.2.9"}, {"SourceTransportServers", "{}"}}},
        {"connector-dns-judged-for-all",
         anonymous(
             {{"DNSRoutingEnabled", "True"}, {"SmartHosts", "{}"}, {"AddressSpaces", "{SMTP:a.example;1}"}})},
        {"connector-smart-host-loop", {{"SmartHosts", "{mail2.contoso.example}"}}},
        {"connector-login-only-host", {{"SmartHosts", "{smtp.office365.com}"}}},
        {"connector-smart-host-twice", {{"SmartHosts", "{a.fabrikam.example, b.fabrikam.example}"}}},
        {"connector-smart-host-underscore", {{"SmartHosts", "{relay-1.fabrikam.example}"}}},
        {"connector-tls-domain-other",
         {{"SmartHosts", "{a.fabrikam.co.uk}"}, {"TlsDomain", "b.fabrikam.co.uk"}}},
        {"connector-online-legacy", {{"SmartHosts", "{contoso.mail.protection.outlook.com}"}}},
        {"connector-external-dns-internal-host", {{"UseExternalDNSServersEnabled", "True"}}},
        {"connector-fqdn-internal", {{"Fqdn", "ex01.contoso.local"}, {"SmartHosts", "{[10.0.0.7]}"}}},
        {"connector-basic-tls-impossible", {{"IgnoreSTARTTLS", "True"}, {"RequireTLS", "False"}}},
        {"connector-certificate-rotating",
         {{"TlsCertificateName", "<I>CN=Contoso CA<S>CN=mail.contoso.example, O=Let's Encrypt"}}},
        {"connector-edge-proxy", {{"FrontendProxyEnabled", "True"}}},
        {"connector-smart-host-range", {{"SmartHosts", "{192.0.2.7}"}}, true},
        {"connector-outbound-private-host", {{"SmartHosts", "{192.0.2.7}"}}, true},
        {"connector-outbound-private-host", {{"SmartHosts", "{172.32.0.1}"}}, true},
        {"connector-outbound-all-and-accepted",
         {{"RecipientDomains", "{*}"}, {"ConnectorType", "OnPremises"}},
         true},
        {"connector-outbound-partner",
         {{"ConnectorType", "OnPremises"}, {"CloudServicesMailEnabled", "True"}},
         true},
        {"connector-outbound-scope", {{"IsTransportRuleScoped", "True"}, {"RecipientDomains", "{}"}}, true},
    };
    for (const Row& row : rows) {
      CAPTURE(row.rule);
      const std::string rules =
          rules_in(row.online ? online_format_list_of(row.changes) : format_list_of(row.changes));
      CHECK_MESSAGE((" " + rules).find(" " + std::string(row.rule) + " ") == std::string::npos, rules);
    }
  }
}
