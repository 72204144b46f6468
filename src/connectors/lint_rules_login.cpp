// The mode, and what it needs.
#include <fmt/format.h>

#include "connectors/lint_rule.hpp"
#include "diagnosis/phrases.hpp"

namespace authwalk::connectors {
namespace {

using Definition = ConnectorDefinition;

// Relays of other makers, and Microsoft's own, which take no X-EXPS from strangers.
Found host_without_exchange_login(const Definition& c) {
  for (const DefinedSmartHost& host : c.SmartHosts) {
    const OnlineHost* online = online_host(host.host);
    const bool by_certificate = online != nullptr && online->use == OnlineUse::relay;
    // A login is given up only where there never was one: such a host knows its sender by the certificate.
    if (online != nullptr || provider_of(host.host) != nullptr)
      return fact(host.host, by_certificate ? "None" : "BasicAuthRequireTLS");
  }
  return std::nullopt;
}

}  // namespace

std::span<const LintRule> login_rules() {
  static const std::vector<LintRule> rows{
      {.id = "connector-credential-missing",
       .severity = Severity::error,
       .properties = {"AuthenticationCredential", "SmartHostAuthMechanism"},
       .finds = [](const Definition& c, const Company&) { return found_if_refused(c, "no-credential"); },
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
             return found_if(has_mode(c, Mode::BasicAuth) && (!c.RequireTLS || c.IgnoreSTARTTLS) &&
                             !exchange_refuses(c, "login-by-dns"));
           },
       .summary = "BasicAuth without RequireTLS sends the password in clear where TLS is not offered.",
       .why = "Whoever is on the path can take the offer of STARTTLS away and read the password.",
       .source = send_connectors,
       .command = "{set} {connector} -SmartHostAuthMechanism BasicAuthRequireTLS"},
      {.id = "connector-basic-tls-impossible",
       .severity = Severity::error,
       .properties = {"ForceHELO", "SmartHostAuthMechanism"},
       .finds =
           [](const Definition& c, const Company&) {
             return found_if(has_mode(c, Mode::BasicAuthRequireTLS) && c.ForceHELO);
           },
       .summary = "BasicAuthRequireTLS with ForceHELO can never log on.",
       .why = "It logs on only inside TLS, and after HELO no server offers STARTTLS.",
       .source = send_connectors,
       .command = "{set} {connector} -ForceHELO $false"},
      {.id = "connector-basic-tls-ignore-starttls",
       .severity = Severity::note,
       .properties = {"IgnoreSTARTTLS", "SmartHostAuthMechanism"},
       .finds =
           [](const Definition& c, const Company&) {
             return found_if(has_mode(c, Mode::BasicAuthRequireTLS) && c.IgnoreSTARTTLS && !c.RequireTLS);
           },
       .summary = "IgnoreSTARTTLS is true, and BasicAuthRequireTLS uses STARTTLS all the same.",
       .why = "The setting changes only that the connector shows no certificate of its own.",
       .command = "{set} {connector} -IgnoreSTARTTLS $false"},
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
         return fact(address->host,
                     fmt::format("-SmartHosts @{{Add=\"<host name in the certificate>\";Remove={}}}",
                                 diagnosis::powershell_string(address->host)));
       },
       .summary = "BasicAuthRequireTLS wants the smart host's name in its certificate, and {found} is an "
                  "address.",
       .why = "An address almost never stands in a certificate.",
       .source = send_connectors,
       .command = "{set} {connector} {settings}"},
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
       .command = "{set} {connector} -SmartHostAuthMechanism {settings}"},
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
