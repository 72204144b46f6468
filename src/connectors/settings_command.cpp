#include "connectors/settings_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "connectors/command_export.hpp"
#include "connectors/definition_properties.hpp"
#include "exchange/text_search.hpp"

namespace authwalk::connectors {
namespace {

using Definition = ConnectorDefinition;
using Kind = ExportedValue::Kind;

ExportedValue text_value(std::string name, std::string text) {
  ExportedValue value;
  value.kind = text.empty() ? Kind::null : Kind::text;
  value.name = std::move(name);
  value.text = std::move(text);
  return value;
}

ExportedValue list_value(std::string name) {
  ExportedValue list;
  list.kind = Kind::list;
  list.name = std::move(name);
  return list;
}

// What was read, as it may be read again.
ExportedValue exported(const Definition& c) {
  ExportedValue object;
  object.kind = Kind::object;
  object.name = c.kind == ConnectorKind::send ? "SendConnector" : "OutboundConnector";
  for (const DefinedProperty& each : c.properties) {
    if (same_name(each.name, "SmartHosts") || same_name(each.name, "SmartHostsString") ||
        same_name(each.name, "AddressSpaces"))
      continue;
    object.fields.push_back(text_value(each.name, each.text));
  }
  ExportedValue hosts = list_value("SmartHosts"), spaces = list_value("AddressSpaces");
  hosts.cut = !c.shows_whole("SmartHosts");
  for (const DefinedSmartHost& host : c.SmartHosts) hosts.items.push_back(text_value("", host.host));
  for (const AddressSpace& each : c.AddressSpaces)
    spaces.items.push_back(text_value("", fmt::format("{}:{};{}", each.type, each.domain, each.cost)));
  if (c.has("SmartHosts") || c.has("SmartHostsString")) object.fields.push_back(std::move(hosts));
  if (c.has("AddressSpaces")) object.fields.push_back(std::move(spaces));
  return object;
}

bool sends(const Definition& c) {
  return c.kind == ConnectorKind::send;
}

bool sets(std::string_view command, std::string_view parameter) {
  return contains_in_any_case(command, fmt::format(" -{} ", parameter));
}

// One thing that Exchange demands of a whole connector (SmtpSendConnectorConfig.ValidateWrite,
// New-SendConnector; for Exchange Online the parameters of Set-OutboundConnector).
struct Demand {
  bool (*broken)(const Definition& after, std::string_view command);
  std::string_view settings;
};

bool shown_false(const Definition& c, std::string_view property) {
  return c.has(property) && !c.is_true(property);
}

constexpr std::array demands{
    // TlsDomain and DomainValidation belong together.
    Demand{[](const Definition& c, std::string_view command) {
             return !c.TlsDomain.empty() && c.TlsAuthLevel != TlsAuthLevel::DomainValidation &&
                    (sets(command, "TlsAuthLevel") || sets(command, "TlsSettings"));
           },
           "-TlsDomain $null"},
    Demand{[](const Definition& c, std::string_view) {
             return sends(c) && !c.TlsDomain.empty() && c.TlsAuthLevel != TlsAuthLevel::DomainValidation;
           },
           "-TlsAuthLevel DomainValidation"},
    Demand{[](const Definition& c, std::string_view) {
             return !sends(c) && !c.TlsDomain.empty() && c.TlsAuthLevel != TlsAuthLevel::DomainValidation;
           },
           "-TlsSettings DomainValidation"},
    Demand{[](const Definition& c, std::string_view) {
             return c.TlsDomain.empty() && c.TlsAuthLevel == TlsAuthLevel::DomainValidation &&
                    (!sends(c) || !c.SmartHosts.empty());
           },
           "-TlsDomain \"<name in the smart host's certificate>\""},
    // A level of TLS needs RequireTLS, and that needs STARTTLS.
    Demand{[](const Definition& c, std::string_view) { return sends(c) && c.TlsAuthLevel && !c.RequireTLS; },
           "-RequireTLS $true"},
    Demand{[](const Definition& c, std::string_view) { return sends(c) && c.RequireTLS && c.IgnoreSTARTTLS; },
           "-IgnoreSTARTTLS $false"},
    Demand{[](const Definition& c, std::string_view) {
             return sends(c) && c.DomainSecureEnabled &&
                    (c.TlsAuthLevel || !c.SmartHosts.empty() || c.IgnoreSTARTTLS);
           },
           "-DomainSecureEnabled $false"},
    // By DNS or to smart hosts: never both, never neither. A login is for smart hosts.
    Demand{[](const Definition& c, std::string_view command) {
             return c.DNSRoutingEnabled.value_or(false) && !c.SmartHosts.empty() &&
                    (sets(command, "DNSRoutingEnabled") || sets(command, "UseMXRecord"));
           },
           "-SmartHosts $null"},
    Demand{[](const Definition& c, std::string_view) {
             return sends(c) && c.DNSRoutingEnabled.value_or(false) && !c.SmartHosts.empty();
           },
           "-DNSRoutingEnabled $false"},
    Demand{[](const Definition& c, std::string_view) {
             return !sends(c) && c.DNSRoutingEnabled.value_or(false) && !c.SmartHosts.empty();
           },
           "-UseMXRecord $false"},
    Demand{[](const Definition& c, std::string_view) {
             return !c.DNSRoutingEnabled.value_or(true) && c.SmartHosts.empty() && c.has("SmartHosts") &&
                    c.shows_whole("SmartHosts");
           },
           "-SmartHosts \"<smart host>\""},
    Demand{[](const Definition& c, std::string_view) {
             return sends(c) && c.DNSRoutingEnabled.value_or(false) && c.SmartHostAuthMechanism != Mode::None;
           },
           "-SmartHostAuthMechanism None"},
    Demand{[](const Definition& c, std::string_view command) {
             const bool not_there = !c.has_credential.value_or(!sets(command, "SmartHostAuthMechanism"));
             return sends(c) && row(c.SmartHostAuthMechanism).auth == AuthUse::login && not_there;
           },
           "-AuthenticationCredential (Get-Credential)"},
    Demand{[](const Definition& c, std::string_view) {
             return sends(c) && c.has("AddressSpaces") && c.AddressSpaces.empty() &&
                    c.shows_whole("AddressSpaces") && c.text_of("ConnectedDomains").empty() &&
                    c.text_of("LinkedReceiveConnector").empty();
           },
           "-AddressSpaces \"SMTP:<domain>;1\""},
    // Exchange Online: for rules or for domains, and some things only toward the own servers.
    Demand{[](const Definition& c, std::string_view) {
             return !sends(c) && c.is_true("IsTransportRuleScoped") && !c.text_of("RecipientDomains").empty();
           },
           "-RecipientDomains $null"},
    Demand{[](const Definition& c, std::string_view) {
             return !sends(c) && c.is_true("IsTransportRuleScoped") && c.is_true("AllAcceptedDomains");
           },
           "-AllAcceptedDomains $false"},
    Demand{[](const Definition& c, std::string_view) {
             return !sends(c) && shown_false(c, "IsTransportRuleScoped") && c.has("RecipientDomains") &&
                    c.text_of("RecipientDomains").empty() && shown_false(c, "AllAcceptedDomains");
           },
           "-RecipientDomains \"<domain>\""},
    Demand{[](const Definition& c, std::string_view) {
             return same_name(c.text_of("ConnectorType"), "Partner") &&
                    c.is_true("RouteAllMessagesViaOnPremises");
           },
           "-RouteAllMessagesViaOnPremises $false"},
    Demand{[](const Definition& c, std::string_view) {
             return same_name(c.text_of("ConnectorType"), "Partner") && c.is_true("CloudServicesMailEnabled");
           },
           "-CloudServicesMailEnabled $false"},
    Demand{[](const Definition& c, std::string_view) {
             return same_name(c.text_of("ConnectorType"), "Partner") && c.is_true("AllAcceptedDomains");
           },
           "-AllAcceptedDomains $false"},
};

}  // namespace

std::optional<ConnectorDefinition> after_command(const Definition& before, std::string_view command) {
  const auto settings = connectors_in_commands(command);
  ExportedValue object = exported(before);
  if (settings.size() != 1 || settings.front().name != object.name) return std::nullopt;
  ExportedValue changes = settings.front();
  std::erase_if(changes.fields, [](const ExportedValue& each) { return same_name(each.name, "Identity"); });
  apply_settings(changes, object);
  try {
    return definition_of(object, before.place.file);
  } catch (const InputError&) {
    return std::nullopt;
  }
}

std::string with_what_belongs(std::string command, const Definition& connector) {
  if (!contains_in_any_case(command, "Set-")) return command;
  for (const Demand& demand : demands) {
    const auto after = after_command(connector, command);
    if (after && demand.broken(*after, command)) command.append(" ").append(demand.settings);
  }
  return command;
}

}  // namespace authwalk::connectors
