// The mode, and what it needs.
#include <algorithm>
#include <array>

#include "connectors/lint_rule.hpp"

namespace authwalk::connectors {
namespace {

using Definition = ConnectorDefinition;

bool has_mode(const Definition& c, Mode mode) {
  return sends(c) && c.SmartHostAuthMechanism == mode;
}

// Relays of other makers, and Microsoft's own, which take no X-EXPS from strangers.
Found host_without_exchange_login(const Definition& c) {
  constexpr std::array<std::string_view, 10> domains{"mail.protection.outlook.com",
                                                     "office365.com",
                                                     "outlook.com",
                                                     "gmail.com",
                                                     "amazonaws.com",
                                                     "sendgrid.net",
                                                     "mailgun.org",
                                                     "mailjet.com",
                                                     "mimecast.com",
                                                     "pphosted.com"};
  for (const std::string_view domain : domains) {
    if (const DefinedSmartHost* host = host_under(c, domain)) return host->host;
  }
  return std::nullopt;
}

}  // namespace

std::span<const LintRule> login_rules() {
  static const std::vector<LintRule> rows{
      {.id = "connector-credential-missing",
       .severity = Severity::error,
       .properties = {"AuthenticationCredential", "SmartHostAuthMechanism"},
       .finds =
           [](const Definition& c, const Company&) {
             return found_if(logs_on_with_password(c) && !c.has_credential.value_or(true));
           },
       .summary = "{mode} logs on with a password, and AuthenticationCredential is not set.",
       .why = "The connector has nothing to answer the server's prompts with.",
       .source = set_send_connector,
       .command = "{set} {connector} -AuthenticationCredential (Get-Credential)"},
      {.id = "connector-credential-unused",
       .severity = Severity::warning,
       .properties = {"AuthenticationCredential", "SmartHostAuthMechanism"},
       .finds =
           [](const Definition& c, const Company&) {
             return found_if(sends(c) && !logs_on_with_password(c) && c.has_credential.value_or(false));
           },
       .summary = "A credential is stored, and {mode} never uses it.",
       .why = "Either the mode is not the one that was meant, or a password is kept for nothing.",
       .source = set_send_connector,
       .command = "{set} {connector} -AuthenticationCredential $null"},
      {.id = "connector-password-in-clear",
       .severity = Severity::warning,
       .properties = {"SmartHostAuthMechanism", "RequireTLS"},
       .finds =
           [](const Definition& c, const Company&) {
             return found_if(has_mode(c, Mode::BasicAuth) && (!c.RequireTLS || c.IgnoreSTARTTLS));
           },
       .summary = "BasicAuth without RequireTLS sends the password in clear where TLS is not offered.",
       .why = "Whoever is on the path can take the offer of STARTTLS away and read the password.",
       .source = send_connectors,
       .command = "{set} {connector} -SmartHostAuthMechanism BasicAuthRequireTLS -IgnoreSTARTTLS $false"},
      {.id = "connector-basic-tls-impossible",
       .severity = Severity::error,
       .properties = {"IgnoreSTARTTLS", "ForceHELO", "SmartHostAuthMechanism"},
       .finds =
           [](const Definition& c, const Company&) {
             return found_if(has_mode(c, Mode::BasicAuthRequireTLS) && (c.IgnoreSTARTTLS || c.ForceHELO));
           },
       .summary = "BasicAuthRequireTLS with IgnoreSTARTTLS or ForceHELO can never log on.",
       .why = "It logs on only inside TLS, and with either setting there is no STARTTLS.",
       .source = send_connectors,
       .command = "{set} {connector} -IgnoreSTARTTLS $false -ForceHELO $false"},
      {.id = "connector-helo-no-login",
       .severity = Severity::error,
       .properties = {"ForceHELO"},
       .finds =
           [](const Definition& c, const Company&) {
             const bool logs_on = row(c.SmartHostAuthMechanism).auth != AuthUse::none;
             return found_if(c.ForceHELO && !has_mode(c, Mode::BasicAuthRequireTLS) &&
                             (logs_on || c.RequireTLS));
           },
       .summary = "ForceHELO rules out the login or the TLS that the connector needs.",
       .why = "A server offers STARTTLS and AUTH only in its answer to EHLO.",
       .source = "RFC 5321 section 4.1.1.1",
       .command = "{set} {connector} -ForceHELO $false"},
      {.id = "connector-helo",
       .severity = Severity::warning,
       .properties = {"ForceHELO"},
       .finds =
           [](const Definition& c, const Company&) {
             return found_if(c.ForceHELO && !c.RequireTLS &&
                             row(c.SmartHostAuthMechanism).auth == AuthUse::none);
           },
       .summary = "ForceHELO sends all mail in clear, and without any extension.",
       .why = "A server offers STARTTLS, SIZE and the rest only in its answer to EHLO.",
       .source = "RFC 5321 section 4.1.1.1",
       .command = "{set} {connector} -ForceHELO $false"},
      {.id = "connector-basic-tls-address",
       .severity = Severity::warning,
       .properties = {"SmartHosts", "SmartHostAuthMechanism"},
       .finds = [](const Definition& c, const Company&) -> Found {
         const DefinedSmartHost* address = address_among(c);
         if (!has_mode(c, Mode::BasicAuthRequireTLS) || address == nullptr) return std::nullopt;
         return address->host;
       },
       .summary = "BasicAuthRequireTLS wants the smart host's name in its certificate, and {found} is an "
                  "address.",
       .why = "An address almost never stands in a certificate.",
       .source = send_connectors,
       .command = "{set} {connector} -SmartHosts \"<host name in the certificate>\""},
      {.id = "connector-exchange-address",
       .severity = Severity::warning,
       .properties = {"SmartHosts", "SmartHostAuthMechanism"},
       .finds = [](const Definition& c, const Company&) -> Found {
         const DefinedSmartHost* address = address_among(c);
         if (!has_mode(c, Mode::ExchangeServer) || address == nullptr) return std::nullopt;
         return address->host;
       },
       .summary = "ExchangeServer asks for a Kerberos ticket of SMTPSVC/<host name>, and {found} is an "
                  "address.",
       .why = "No service principal is registered under an address, so there is no ticket (event 2017).",
       .source = send_connectors,
       .command = "{set} {connector} -SmartHosts \"<name of the Exchange server>\""},
      {.id = "connector-exchange-foreign",
       .severity = Severity::error,
       .properties = {"SmartHosts", "SmartHostAuthMechanism"},
       .finds = [](const Definition& c, const Company&) -> Found {
         return has_mode(c, Mode::ExchangeServer) ? host_without_exchange_login(c) : std::nullopt;
       },
       .summary = "ExchangeServer needs an Exchange server of the same forest, and {found} is none.",
       .why = "Such a host offers no X-EXPS; the queue then shows 451 5.7.3 Cannot achieve Exchange Server "
              "authentication.",
       .source = send_connectors,
       .command = "{set} {connector} -SmartHostAuthMechanism None"},
      {.id = "connector-external-in-clear",
       .severity = Severity::note,
       .properties = {"SmartHostAuthMechanism", "RequireTLS"},
       .finds =
           [](const Definition& c, const Company&) {
             return found_if(has_mode(c, Mode::ExternalAuthoritative) && c.has("RequireTLS") &&
                             !c.RequireTLS);
           },
       .summary =
           "ExternalAuthoritative trusts the path to the smart host, and TLS does not protect it here.",
       .why = "The mode stands for IPsec or another protection that Exchange cannot see; see that there is "
              "one.",
       .source = send_connectors,
       .command = "{set} {connector} -RequireTLS $true"},
  };
  return rows;
}

}  // namespace authwalk::connectors
