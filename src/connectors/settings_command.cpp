#include "connectors/settings_command.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "connectors/command_export.hpp"
#include "connectors/definition_properties.hpp"
#include "connectors/exchange_refuses.hpp"
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

bool sets(std::string_view command, std::string_view parameter) {
  return contains_in_any_case(command, fmt::format(" -{} ", parameter));
}

// Does the row speak about this command?
bool is_for(const Refusal& refusal, std::string_view command) {
  if (refusal.where_set[0].empty()) return true;
  return std::ranges::any_of(refusal.where_set, [&](std::string_view parameter) {
    return !parameter.empty() && sets(command, parameter);
  });
}

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
  auto after = after_command(connector, command);
  for (const Refusal& refusal : refusals()) {
    if (!after || !is_for(refusal, command) || !refusal.refused(*after)) continue;
    // What the command itself sets cannot be set once more: then there is no command that Exchange takes.
    const std::string_view parameter = refusal.settings.substr(1, refusal.settings.find(' ') - 1);
    if (sets(command, parameter)) return {};
    command.append(" ").append(refusal.settings);
    after = after_command(connector, command);
  }
  return command;
}

}  // namespace authwalk::connectors
