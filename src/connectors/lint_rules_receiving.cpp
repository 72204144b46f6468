// Receive connectors and inbound connectors: the other half.
#include <algorithm>

#include "connectors/lint_rule.hpp"
#include "model/lookup.hpp"

namespace authwalk::connectors {
namespace {

using Definition = ConnectorDefinition;

constexpr std::string_view set_receive_connector =
    "https://learn.microsoft.com/powershell/module/exchangepowershell/set-receiveconnector";
constexpr std::string_view hybrid_certificates = "Microsoft, Exchange team blog, post 4420592";

bool is_external(const Definition& c) {
  return c.kind == ConnectorKind::receive && has_mechanism(c, "ExternalAuthoritative");
}

bool takes_everybody(const Definition& c) {
  const auto ranges = c.entries_of("RemoteIPRanges");
  return std::ranges::any_of(ranges, [](std::string_view range) {
    return range == "0.0.0.0-255.255.255.255" || range == "0.0.0.0/0";
  });
}

bool toward_own_servers(const Definition& c) {
  return c.kind == ConnectorKind::inbound && same_name(c.text_of("ConnectorType"), "OnPremises");
}

Found name_not_accepted(const Definition& c, const Company& company) {
  const auto& domains = company.of(ConnectorKind::accepted_domain);
  std::string_view name = c.text_of("TlsSenderCertificateName");
  if (name.starts_with("*.")) name.remove_prefix(2);
  if (!toward_own_servers(c) || name.empty() || domains.empty()) return std::nullopt;
  const bool accepted = std::ranges::any_of(
      domains, [&](const Definition* each) { return is_under(name, each->text_of("DomainName")); });
  return accepted ? std::nullopt : fact(std::string(name));
}

}  // namespace

std::span<const LintRule> receiving_rules() {
  static const std::vector<LintRule> rows{
      {.id = "receive-open-relay",
       .severity = Severity::error,
       .properties = {"RemoteIPRanges", "AuthMechanism"},
       .finds = [](const Definition& c,
                   const Company&) { return found_if(is_external(c) && takes_everybody(c)); },
       .summary = "ExternalAuthoritative is set for every address: an open relay.",
       .why = "Whoever connects is trusted as an Exchange server of the organisation. Name the addresses of "
              "the servers "
              "that are meant.",
       .source = set_receive_connector,
       .command = "Set-ReceiveConnector {connector} -RemoteIPRanges \"<address>\"",
       .other_half = true},
      {.id = "receive-external-permission",
       .severity = Severity::error,
       .properties = {"PermissionGroups", "AuthMechanism"},
       .finds =
           [](const Definition& c, const Company&) {
             const auto groups = c.entries_of("PermissionGroups");
             return found_if(is_external(c) && !groups.empty() &&
                             std::ranges::none_of(groups, [](std::string_view each) {
                               return same_name(each, "ExchangeServers");
                             }));
           },
       .summary = "ExternalAuthoritative is set, and PermissionGroups has no ExchangeServers.",
       .why = "Exchange takes the mechanism only together with that group.",
       .source = set_receive_connector,
       .other_half = true},
      {.id = "receive-certificate-missing",
       .severity = Severity::error,
       .properties = {"TlsCertificateName"},
       .finds =
           [](const Definition& c, const Company& company) {
             return c.kind == ConnectorKind::receive ? names_no_certificate(c, company) : std::nullopt;
           },
       .summary = "TlsCertificateName {found} certificates that were read.",
       .why = "The server then offers no STARTTLS, and Exchange Online keeps the mail: 450 4.4.317 STARTTLS "
              "is required "
              "to send mail.",
       .source = hybrid_certificates,
       .command =
           "$c = Get-ExchangeCertificate -Thumbprint \"<thumbprint>\"; Set-ReceiveConnector {connector} "
           "-TlsCertificateName \"<I>$($c.Issuer)<S>$($c.Subject)\"",
       .other_half = true},
      {.id = "inbound-name-not-accepted",
       .severity = Severity::warning,
       .properties = {"TlsSenderCertificateName"},
       .finds = name_not_accepted,
       .summary =
           "TlsSenderCertificateName leads to {found}, which belongs to no accepted domain that was read.",
       .why = "The connector then counts only for mail whose sender or recipient is in an accepted domain; "
              "for the rest "
              "550 5.7.51 or 5.7.64.",
       .source = hybrid_certificates,
       .other_half = true},
      {.id = "inbound-without-proof",
       .severity = Severity::error,
       .properties = {"TlsSenderCertificateName", "SenderIPAddresses"},
       .finds =
           [](const Definition& c, const Company&) {
             return found_if(toward_own_servers(c) && c.has("TlsSenderCertificateName") &&
                             c.has("SenderIPAddresses") && c.text_of("TlsSenderCertificateName").empty() &&
                             c.text_of("SenderIPAddresses").empty());
           },
       .summary =
           "Neither TlsSenderCertificateName nor SenderIPAddresses says whose mail the connector takes.",
       .why =
           "Exchange Online knows the organisation's servers by one of the two: no mail fits this connector.",
       .source = hybrid_certificates,
       .command = "Set-InboundConnector {connector} -TlsSenderCertificateName \"<name in your certificate>\"",
       .other_half = true},
  };
  return rows;
}

}  // namespace authwalk::connectors
