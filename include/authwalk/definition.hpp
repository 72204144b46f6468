// Definitions of connectors, and of what belongs to them, as administrators export them, read into one form.
#pragma once

#include <authwalk/input_error.hpp>
#include <authwalk/mode.hpp>
#include <authwalk/tls.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk {

/// Which cmdlet shows it. Only the first two send; the others are the other half, for lint.
enum class ConnectorKind {
  send,             ///< Get-SendConnector: Exchange Server
  outbound,         ///< Get-OutboundConnector: Exchange Online, which never logs on with a password
  receive,          ///< Get-ReceiveConnector: Exchange Server
  inbound,          ///< Get-InboundConnector: Exchange Online
  certificate,      ///< Get-ExchangeCertificate
  accepted_domain,  ///< Get-AcceptedDomain
};
/// "send", "accepted-domain" ...
std::string_view id(ConnectorKind kind);

/// One entry of SmartHosts.
struct DefinedSmartHost {
  enum class Kind {
    name,
    address,
    range,    ///< "192.0.2.0/24", which only Exchange Online takes
    site,     ///< "--": the Mailbox servers of the site that an Edge server is subscribed to
    invalid,  ///< none of them; `fault` says why
  };
  std::string host;  ///< without brackets
  Kind kind = Kind::name;
  std::string fault;
  Place place;
};

/// One entry of AddressSpaces: "SMTP:*.contoso.example;10".
struct AddressSpace {
  std::string type = "SMTP";
  std::string domain;
  int cost = 1;
  Place place;
};

/// A property as the export shows it, on one line.
struct DefinedProperty {
  std::string name;
  std::string text;  ///< empty for $null; a list by its entries; "(present)" for what may hold a secret
  Place place;
};

/// A list that the export does not show whole.
struct IncompleteList {
  std::string property;
  bool lost = false;  ///< the name of its type stands in its place; else its end was cut off
  Place place;
};

/// A value that is none of its property's. The default stands in its place.
struct PropertyFault {
  std::string property;
  InputError error;
  bool decides = true;  ///< what happens on the wire depends on it: such a connector is not walked
};

/// Where the export does not show a property, its default stands here; has() tells. Of the other half only
/// Name, place and the properties are filled in.
struct ConnectorDefinition {
  ConnectorKind kind = ConnectorKind::send;
  std::string Name;
  Place place;  ///< where it begins
  bool Enabled = true;

  std::optional<bool> DNSRoutingEnabled;  ///< of an outbound connector: UseMXRecord
  std::vector<DefinedSmartHost> SmartHosts;
  int Port = 25;
  std::vector<AddressSpace> AddressSpaces;
  std::string SourceIPAddress;  ///< empty: the system chooses (0.0.0.0 in the export)

  std::string Fqdn;
  bool ForceHELO = false;
  std::optional<std::chrono::milliseconds> ConnectionInactivityTimeOut;
  std::optional<std::uint64_t> MaxMessageSize;  ///< bytes; empty: unlimited, or not shown

  bool RequireTLS = false;  ///< of an outbound connector: TlsSettings is set
  bool IgnoreSTARTTLS = false;
  std::optional<authwalk::TlsAuthLevel> TlsAuthLevel;  ///< of an outbound connector: TlsSettings
  std::string TlsDomain;
  std::string TlsCertificateName;  ///< "<I>issuer<S>subject"
  bool DomainSecureEnabled = false;

  Mode SmartHostAuthMechanism = Mode::None;
  /// AuthenticationCredential. It is never decoded, and nothing of it is kept. Empty: not shown.
  std::optional<bool> has_credential;
  bool credential_in_file = false;  ///< the file holds the protected password itself

  bool CloudServicesMailEnabled = false;
  bool FrontendProxyEnabled = false;

  std::vector<IncompleteList> incomplete;
  std::vector<PropertyFault> faults;
  std::string_view decoded_as;              ///< the code page that was guessed; empty: UTF-8 or UTF-16
  std::vector<DefinedProperty> properties;  ///< all that the export shows, known here or not

  /// Does the export show it? In any case.
  bool has(std::string_view property) const;
  /// False for a list of which the export shows only a part, or the name of its type.
  bool shows_whole(std::string_view list) const;
  /// As the export shows it; empty when it does not.
  std::string_view text_of(std::string_view property) const;
  /// The property is shown, and true.
  bool is_true(std::string_view property) const;
  /// The entries of a list; none when it is not shown.
  std::vector<std::string_view> entries_of(std::string_view property) const;
  /// The first fault that keeps it from being walked; null when there is none.
  const PropertyFault* decisive_fault() const;
  /// Has the connector its place on an Edge server, or is it one that an Edge subscription made?
  bool is_of_edge() const;
  /// Where the property stands; where it does not, the connector itself.
  Place place_of(std::string_view property) const;
};

/// "Send connector", "outbound connector" ...
std::string_view words_for(ConnectorKind kind);
/// Is it one that can be walked: a Send or an outbound connector?
bool sends_mail(ConnectorKind kind);

/// One row: a form of export that can be read.
struct DefinitionFormat {
  std::string_view id;
  std::string_view what;
  std::string_view command;  ///< what to type to get it
};
std::vector<DefinitionFormat> definition_formats();

inline constexpr std::size_t largest_definition_file = std::size_t{16} * 1024 * 1024;
inline constexpr std::size_t most_definitions = 10'000;

/// All connectors of one file; never empty. Its form is found by its content, its encoding too (UTF-8,
/// UTF-16, Windows-1252, code page 850). `bytes` is overwritten: it may hold a protected password. A value
/// that cannot be read is a fault of its connector, as long as another connector is whole. Throws InputError.
std::vector<ConnectorDefinition> read_definitions(std::string&& bytes, const std::string& file);

}  // namespace authwalk
