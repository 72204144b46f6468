// Across files: what one definition says, held against the certificates, the Receive connectors and the other
// half in Exchange Online that were read with it. Where no such file was read, a rule is silent.
#include <fmt/format.h>

#include <algorithm>

#include "connectors/estate.hpp"
#include "connectors/lint_rule.hpp"
#include "model/lookup.hpp"

namespace authwalk::connectors {
namespace {

using Definition = ConnectorDefinition;

constexpr std::string_view set_certificate_name =
    "$c = Get-ExchangeCertificate -Thumbprint \"<thumbprint>\"; {set} {connector} -TlsCertificateName "
    "\"<I>$($c.Issuer)<S>$($c.Subject)\"";
constexpr std::string_view set_receive_connector =
    "https://learn.microsoft.com/powershell/module/exchangepowershell/set-receiveconnector";
constexpr std::string_view hybrid_certificates = "Microsoft, Exchange team blog, post 4420592";

Found ending_certificate(const Definition& c, const Company& company) {
  const auto named = certificates_named(c.TlsCertificateName, company.of(ConnectorKind::certificate));
  if (named.empty()) return std::nullopt;
  const auto end = end_of(*named.front());
  const auto now = std::chrono::system_clock::now();
  if (!end || *end > now + std::chrono::days(60)) return std::nullopt;
  return fact(fmt::format("{} {}", *end < now ? "ended on" : "ends on", named.front()->text_of("NotAfter")));
}

// The names by which Exchange Online can know the sender; empty when nothing is known of them.
std::vector<std::string> names_shown(const Definition& c, const Company& company) {
  const auto named = certificates_named(c.TlsCertificateName, company.of(ConnectorKind::certificate));
  if (!named.empty()) return names_in(*named.front());
  const std::string subject = common_name(c.TlsCertificateName);
  return subject.empty() ? std::vector<std::string>() : std::vector<std::string>{subject};
}

Found known_to_no_inbound(const Definition& c, const Company& company) {
  const auto& inbound = company.of(ConnectorKind::inbound);
  const auto names = names_shown(c, company);
  if (online_target(c) == nullptr || inbound.empty() || names.empty()) return std::nullopt;
  for (const Definition* each : inbound) {
    const bool enabled = !each->has("Enabled") || each->is_true("Enabled");
    const std::string_view wanted = each->text_of("TlsSenderCertificateName");
    // One that goes by addresses may be meant.
    if (enabled && (wanted.empty() || any_name_fits(wanted, names))) return std::nullopt;
  }
  return fact(names.front());
}

Found wrong_receiving_certificate(const Definition& c, const Company& company) {
  if (c.kind != ConnectorKind::outbound || c.TlsDomain.empty()) return std::nullopt;
  std::string shown;
  for (const Definition* receive : company.of(ConnectorKind::receive)) {
    const std::string_view name = receive->text_of("TlsCertificateName");
    const auto named = certificates_named(name, company.of(ConnectorKind::certificate));
    const auto names = named.empty() ? std::vector<std::string>{common_name(name)} : names_in(*named.front());
    if (names.front().empty()) continue;
    if (any_name_fits(c.TlsDomain, names)) return std::nullopt;
    shown = fmt::format("{} shows {}", receive->Name, names.front());
  }
  return shown.empty() ? std::nullopt : fact(shown);
}

Found no_cloud_mail_taken(const Definition& c, const Company& company) {
  const auto& receive = company.of(ConnectorKind::receive);
  const bool sends_it = c.kind == ConnectorKind::outbound && c.is_true("CloudServicesMailEnabled");
  const auto takes_it = [](const Definition* each) {
    return each->text_of("TlsDomainCapabilities").find("AcceptCloudServicesMail") != std::string_view::npos;
  };
  const auto shown = [](const Definition* each) { return each->has("TlsDomainCapabilities"); };
  return found_if(sends_it && std::ranges::any_of(receive, shown) && std::ranges::none_of(receive, takes_it));
}

Found authoritative_space(const Definition& c, const Company& company) {
  for (const AddressSpace& space : c.AddressSpaces) {
    for (const Definition* domain : company.of(ConnectorKind::accepted_domain)) {
      if (same_name(domain->text_of("DomainType"), "Authoritative") &&
          same_name(domain->text_of("DomainName"), space.domain))
        return fact(space.domain);
    }
  }
  return std::nullopt;
}

std::string_view mechanism_for(Mode mode) {
  switch (mode) {
    case Mode::BasicAuth:
    case Mode::BasicAuthRequireTLS:
      return "BasicAuth";
    case Mode::ExchangeServer:
      return "ExchangeServer";
    case Mode::ExternalAuthoritative:
      return "ExternalAuthoritative";
    case Mode::None:
      break;
  }
  return "";
}

// A Receive connector of the server that a smart host names.
bool is_at(const Definition& receive, const DefinedSmartHost& host) {
  const std::string_view identity = receive.text_of("Identity");
  const std::string_view server = identity.substr(0, std::min(identity.find('\\'), identity.size()));
  return same_name(receive.text_of("Fqdn"), host.host) ||
         (!server.empty() && same_name(server, host.host.substr(0, host.host.find('.'))));
}

bool listens_on(const Definition& receive, int port) {
  const auto bindings = receive.entries_of("Bindings");
  return std::ranges::any_of(bindings, [&](std::string_view binding) {
    return binding.substr(std::min(binding.rfind(':'), binding.size() - 1) + 1) == std::to_string(port);
  });
}

Found unlike_bindings(const Definition& c, const Company& company) {
  for (const DefinedSmartHost& host : c.SmartHosts) {
    bool there = false, listens = false;
    for (const Definition* each : company.of(ConnectorKind::receive)) {
      if (!is_at(*each, host) || !each->has("Bindings")) continue;
      there = true;
      listens = listens || listens_on(*each, c.Port);
    }
    if (there && !listens) return fact(host.host);
  }
  return std::nullopt;
}

Found missing_mechanism(const Definition& c, const Company& company) {
  const std::string_view wanted = mechanism_for(c.SmartHostAuthMechanism);
  if (!sends(c) || wanted.empty()) return std::nullopt;
  for (const DefinedSmartHost& host : c.SmartHosts) {
    std::string lacking;
    bool has_it = false;
    for (const Definition* each : company.of(ConnectorKind::receive)) {
      if (!is_at(*each, host) || !each->has("AuthMechanism") || !listens_on(*each, c.Port)) continue;
      has_it = has_it || has_mechanism(*each, wanted);
      lacking = each->Name;
    }
    if (!lacking.empty() && !has_it) return fact(fmt::format("{} has no {}", lacking, wanted));
  }
  return std::nullopt;
}

}  // namespace

std::span<const LintRule> estate_rules() {
  static const std::vector<LintRule> rows{
      {.id = "estate-certificate-missing",
       .severity = Severity::error,
       .properties = {"TlsCertificateName"},
       .finds = [](const Definition& c, const Company& company) { return names_no_certificate(c, company); },
       .summary = "TlsCertificateName {found} certificates that were read.",
       .why = "Exchange then ends every delivery with 454 4.7.5 before anything is sent. The certificate has "
              "to be "
              "there, with its key, on each of the SourceTransportServers.",
       .source = hybrid_certificates,
       .command = set_certificate_name},
      {.id = "estate-certificate-several",
       .severity = Severity::note,
       .properties = {"TlsCertificateName"},
       .finds = [](const Definition& c, const Company& company) -> Found {
         const auto named = certificates_named(c.TlsCertificateName, company.of(ConnectorKind::certificate));
         return named.size() < 2 ? std::nullopt : fact(std::to_string(named.size()));
       },
       .summary = "TlsCertificateName fits {found} certificates.",
       .why = "Exchange takes the one that ends last, whether it is bound to SMTP or not.",
       .source = hybrid_certificates},
      {.id = "estate-certificate-ends",
       .severity = Severity::warning,
       .properties = {"TlsCertificateName"},
       .finds = ending_certificate,
       .summary = "The certificate that TlsCertificateName names {found}.",
       .why = "A new one with the same issuer and subject is taken by itself; with another, the name has to "
              "be set "
              "anew.",
       .source = hybrid_certificates,
       .command = set_certificate_name},
      {.id = "estate-certificate-without-key",
       .severity = Severity::error,
       .properties = {"TlsCertificateName"},
       .finds =
           [](const Definition& c, const Company& company) {
             const auto named =
                 certificates_named(c.TlsCertificateName, company.of(ConnectorKind::certificate));
             return found_if(!named.empty() && std::ranges::all_of(named, [](const Definition* each) {
               return each->has("HasPrivateKey") && !each->is_true("HasPrivateKey");
             }));
           },
       .summary = "The certificate that TlsCertificateName names has no private key on that server.",
       .why = "Without its key a certificate cannot be shown. Import it with the key.",
       .source = hybrid_certificates},
      {.id = "estate-inbound-unknown",
       .severity = Severity::error,
       .properties = {"TlsCertificateName"},
       .finds = known_to_no_inbound,
       .summary =
           "No enabled inbound connector knows the name that this connector's certificate shows, {found}.",
       .why = "Exchange Online compares the certificate's names with TlsSenderCertificateName. Where none "
              "fits, mail "
              "counts as that of strangers: 550 5.7.64 for other domains.",
       .source = hybrid_certificates,
       .command = "Set-InboundConnector \"<inbound connector>\" -TlsSenderCertificateName {found}"},
      {.id = "estate-outbound-tls-domain",
       .severity = Severity::warning,
       .properties = {"TlsDomain"},
       .finds = wrong_receiving_certificate,
       .summary =
           "TlsDomain is {tls-domain}, and no Receive connector that was read shows such a certificate: "
           "{found}.",
       .why = "Exchange Online then keeps the mail: 450 4.4.317 SubjectMismatch.",
       .source = hybrid_certificates},
      {.id = "estate-cloud-mail-not-accepted",
       .severity = Severity::warning,
       .properties = {"CloudServicesMailEnabled"},
       .finds = no_cloud_mail_taken,
       .summary =
           "CloudServicesMailEnabled is true, and no Receive connector accepts it: TlsDomainCapabilities.",
       .why = "Mail from the cloud then arrives as mail of strangers.",
       .source = hybrid_certificates,
       .command = "Set-ReceiveConnector \"<server>\\Default Frontend <server>\" -TlsDomainCapabilities "
                  "mail.protection.outlook.com:AcceptCloudServicesMail"},
      {.id = "estate-authoritative-space",
       .severity = Severity::warning,
       .properties = {"AddressSpaces"},
       .finds = authoritative_space,
       .summary = "The address space {found} is an authoritative accepted domain.",
       .why = "Mail for such a domain is delivered inside or comes back: no connector is used for it. "
              "InternalRelay "
              "lets it out.",
       .source = "https://learn.microsoft.com/exchange/mail-flow/accepted-domains/accepted-domains",
       .command = "Set-AcceptedDomain {found} -DomainType InternalRelay"},
      {.id = "estate-port-without-binding",
       .severity = Severity::error,
       .properties = {"Port", "SmartHosts"},
       .finds = unlike_bindings,
       .summary = "No Receive connector of {found} listens on port {port}.",
       .why = "The Bindings of those that were read name other ports."},
      {.id = "estate-mechanism-missing",
       .severity = Severity::error,
       .properties = {"SmartHostAuthMechanism", "SmartHosts"},
       .finds = missing_mechanism,
       .summary = "SmartHostAuthMechanism is {mode}, and the Receive connector {found} in its AuthMechanism.",
       .why = "The server then does not offer what this connector wants to log on with.",
       .source = set_receive_connector},
  };
  return rows;
}

}  // namespace authwalk::connectors
