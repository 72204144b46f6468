#include "connectors/definition_properties.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "connectors/export_readers.hpp"
#include "connectors/typed_values.hpp"
#include "model/lookup.hpp"

namespace authwalk::connectors {
namespace {

using Kind = ExportedValue::Kind;
using Definition = ConnectorDefinition;

// A list, or the note that the export does not show it whole.
template <typename Read>
void read_list(const TypedValue& value, Definition& into, Read read) {
  const ExportedValue& exported = value.exported();
  const bool lost = is_type_name(value.text());
  if (lost || exported.cut) into.incomplete.push_back({exported.name, lost, value.place()});
  if (!lost) read();
}

void read_smart_hosts(const TypedValue& value, Definition& into) {
  read_list(value, into, [&] { into.SmartHosts = value.smart_hosts(); });
}

// The same list as text: whole where SmartHosts is not.
void read_smart_hosts_string(const TypedValue& value, Definition& into) {
  const auto is_smart_hosts = [](const IncompleteList& list) {
    return same_name(list.property, "SmartHosts");
  };
  const auto incomplete = std::find_if(into.incomplete.begin(), into.incomplete.end(), is_smart_hosts);
  if (incomplete == into.incomplete.end() && !into.SmartHosts.empty()) return;
  into.SmartHosts = value.smart_hosts();
  if (incomplete != into.incomplete.end()) into.incomplete.erase(incomplete);
}

void read_tls_settings(const TypedValue& value, Definition& into) {
  into.TlsAuthLevel = value.tls_auth_level();
  into.RequireTLS = true;  // TlsSettings $null is opportunistic TLS
}

// A property that decides; everything else is kept as text only. Rows are read in this order.
struct PropertyRow {
  std::string_view name;
  void (*read)(const TypedValue&, Definition&);
  bool also_empty = false;  // that it is empty says something too
  bool decides = true;      // what happens on the wire depends on it
};

constexpr PropertyRow rows[] = {
    {"Enabled", [](const TypedValue& v, Definition& d) { d.Enabled = v.boolean(); }},
    {"DNSRoutingEnabled", [](const TypedValue& v, Definition& d) { d.DNSRoutingEnabled = v.boolean(); }},
    {"UseMXRecord", [](const TypedValue& v, Definition& d) { d.DNSRoutingEnabled = v.boolean(); }},
    {"SmartHosts", read_smart_hosts},
    {"SmartHostsString", read_smart_hosts_string, true},
    {"Port", [](const TypedValue& v, Definition& d) { d.Port = v.number(0, 65535); }},
    {"AddressSpaces", [](const TypedValue& v,
                         Definition& d) { read_list(v, d, [&] { d.AddressSpaces = v.address_spaces(); }); }},
    {"SourceIPAddress", [](const TypedValue& v, Definition& d) { d.SourceIPAddress = v.address(); }},
    {"Fqdn", [](const TypedValue& v, Definition& d) { d.Fqdn = v.text(); }},
    {"ForceHELO", [](const TypedValue& v, Definition& d) { d.ForceHELO = v.boolean(); }},
    {"ConnectionInactivityTimeOut",
     [](const TypedValue& v, Definition& d) { d.ConnectionInactivityTimeOut = v.time_span(); }, false, false},
    {"MaxMessageSize", [](const TypedValue& v, Definition& d) { d.MaxMessageSize = v.size(); }, false, false},
    {"RequireTLS", [](const TypedValue& v, Definition& d) { d.RequireTLS = v.boolean(); }},
    {"IgnoreSTARTTLS", [](const TypedValue& v, Definition& d) { d.IgnoreSTARTTLS = v.boolean(); }},
    {"TlsAuthLevel", [](const TypedValue& v, Definition& d) { d.TlsAuthLevel = v.tls_auth_level(); }},
    {"TlsSettings", read_tls_settings},
    {"TlsDomain", [](const TypedValue& v, Definition& d) { d.TlsDomain = v.domain(); }},
    {"TlsCertificateName",
     [](const TypedValue& v, Definition& d) { d.TlsCertificateName = v.certificate_name(); }},
    {"DomainSecureEnabled", [](const TypedValue& v, Definition& d) { d.DomainSecureEnabled = v.boolean(); }},
    {"SmartHostAuthMechanism",
     [](const TypedValue& v, Definition& d) { d.SmartHostAuthMechanism = v.mode(); }},
    {"CloudServicesMailEnabled",
     [](const TypedValue& v, Definition& d) { d.CloudServicesMailEnabled = v.boolean(); }, false, false},
    {"FrontendProxyEnabled", [](const TypedValue& v, Definition& d) { d.FrontendProxyEnabled = v.boolean(); },
     false, false},
};

bool has_any(const ExportedValue& object, std::initializer_list<std::string_view> names) {
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view name) { return object.field(name) != nullptr; });
}

// What an object is by what it has. The first row that fits counts; of a Send connector one is enough.
struct KindSign {
  ConnectorKind kind;
  std::initializer_list<std::string_view> any;
  std::string_view noun;  // of the cmdlets, where a command or a DSC resource was read
};

const KindSign kind_signs[] = {
    {ConnectorKind::receive, {"RemoteIPRanges", "Bindings", "PermissionGroups"}, "ReceiveConnector"},
    {ConnectorKind::inbound,
     {"SenderDomains", "SenderIPAddresses", "TlsSenderCertificateName", "RestrictDomainsToCertificate",
      "RestrictDomainsToIPAddresses"},
     "InboundConnector"},
    {ConnectorKind::outbound, {"UseMXRecord", "TlsSettings", "RecipientDomains"}, "OutboundConnector"},
    {ConnectorKind::certificate, {"Thumbprint", "CertificateDomains"}, "ExchangeCertificate"},
    {ConnectorKind::send,
     {"SmartHosts", "SmartHostsString", "SmartHostAuthMechanism", "DNSRoutingEnabled", "AddressSpaces"},
     "SendConnector"},
    {ConnectorKind::accepted_domain, {"DomainName", "DomainType"}, "AcceptedDomain"},
};

ConnectorKind kind_of(const ExportedValue& object, const std::string& file) {
  for (const KindSign& sign : kind_signs) {
    if (!object.name.empty() ? same_name(object.name, sign.noun) : has_any(object, sign.any))
      return sign.kind;
  }
  const std::string what = object.fields.empty() ? std::string("a value without properties")
                                                 : fmt::format("{} stands here, and no SmartHosts",
                                                               quoted(object.fields.front().name));
  refuse(file, object.at, "no connector: " + what,
         "the export needs at least Name, SmartHosts and SmartHostAuthMechanism: Get-SendConnector | "
         "Export-Clixml connectors.xml");
}

void read_name(const ExportedValue& object, Definition& into) {
  for (const std::string_view name : {"Name", "Identity", "Id", "DomainName", "Subject", "Thumbprint"}) {
    const ExportedValue* field = object.field(name);
    if (into.Name.empty() && field != nullptr) into.Name = one_line(*field);
  }
}

void read_credential(const ExportedValue& object, Definition& into) {
  const ExportedValue* field = object.field("AuthenticationCredential");
  if (field == nullptr) return;
  into.has_credential = field->kind != Kind::null;
  into.credential_in_file = field->holds_secret;
}

}  // namespace

ConnectorDefinition definition_of(const ExportedValue& object, const std::string& file) {
  Definition definition;
  definition.kind = kind_of(object, file);
  definition.place = {file, object.at.line, object.at.column};
  read_name(object, definition);
  for (const PropertyRow& row : rows) {
    if (!sends_mail(definition.kind)) break;
    const ExportedValue* field = object.field(row.name);
    if (field == nullptr) continue;
    const TypedValue value(*field, file);
    try {
      if (row.also_empty || !value.empty()) row.read(value, definition);
    } catch (const InputError& error) {
      definition.faults.push_back({field->name, error, row.decides});
    }
  }
  read_credential(object, definition);
  for (const ExportedValue& field : object.fields)
    definition.properties.push_back({field.name, one_line(field), {file, field.at.line, field.at.column}});
  return definition;
}

}  // namespace authwalk::connectors
