// The placeholders of the rules' texts and commands.
#include <fmt/format.h>

#include <array>

#include "connectors/lint_rule.hpp"
#include "connectors/settings_command.hpp"
#include "diagnosis/phrases.hpp"

namespace authwalk::connectors {
namespace {

using Definition = ConnectorDefinition;
using diagnosis::powershell;
using diagnosis::powershell_string;

struct Placeholder {
  std::string_view name;
  std::string (*value)(const Definition&, const Fact& found);
};

std::string fill(std::string_view text, std::span<const Placeholder> known, const Definition& connector,
                 const Fact& found) {
  std::string out;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    out += text.substr(0, open);
    if (open == std::string_view::npos) break;
    text.remove_prefix(open);
    const Placeholder* match = nullptr;
    for (const Placeholder& each : known) {
      if (text.substr(1).starts_with(each.name) && text.substr(1 + each.name.size()).starts_with('}'))
        match = &each;
    }
    // Other braces are PowerShell's.
    if (match == nullptr) out += '{';
    if (match != nullptr) out += match->value(connector, found);
    text.remove_prefix(match == nullptr ? 1 : match->name.size() + 2);
  }
  return out;
}

std::string hosts_in_words(const Definition& connector) {
  std::string words;
  for (const DefinedSmartHost& host : connector.SmartHosts) words += (words.empty() ? "" : ", ") + host.host;
  return words;
}

std::string hosts_as_argument(const Definition& connector) {
  std::string list;
  for (const DefinedSmartHost& host : connector.SmartHosts)
    list += (list.empty() ? "" : ",") + powershell(host.host);
  return list.empty() ? powershell_string("<smart host>") : list;
}

// A Receive connector is one of a server: "EX01\\Default Frontend EX01".
std::string name_or_gap(const Definition& connector) {
  const std::string_view identity = connector.text_of("Identity");
  if (connector.kind == ConnectorKind::receive && identity.find('\\') != std::string_view::npos)
    return powershell_string(identity);
  return powershell_string(connector.Name.empty() ? "<connector>" : std::string_view(connector.Name));
}

constexpr std::array word_placeholders{
    Placeholder{"found", [](const Definition&, const Fact& found) { return found.text; }},
    Placeholder{"hosts", [](const Definition& c, const Fact&) { return hosts_in_words(c); }},
    Placeholder{"mode", [](const Definition& c,
                           const Fact&) { return std::string(authwalk::id(c.SmartHostAuthMechanism)); }},
    Placeholder{"port", [](const Definition& c, const Fact&) { return std::to_string(c.Port); }},
    Placeholder{"level",
                [](const Definition& c, const Fact&) {
                  return std::string(c.TlsAuthLevel ? authwalk::id(*c.TlsAuthLevel) : "not set");
                }},
    Placeholder{"tls-domain", [](const Definition& c, const Fact&) { return c.TlsDomain; }},
    Placeholder{"level-property",
                [](const Definition& c, const Fact&) {
                  return std::string(sends(c) ? "TlsAuthLevel" : "TlsSettings");
                }},
    Placeholder{"fqdn", [](const Definition& c, const Fact&) { return c.Fqdn; }},
    Placeholder{"routing",
                [](const Definition& c, const Fact&) {
                  return std::string(sends(c) ? "DNSRoutingEnabled" : "UseMXRecord");
                }},
};

constexpr std::array command_placeholders{
    Placeholder{"connector", [](const Definition& c, const Fact&) { return name_or_gap(c); }},
    Placeholder{"set",
                [](const Definition& c, const Fact&) {
                  return std::string(sends(c) ? "Set-SendConnector" : "Set-OutboundConnector");
                }},
    Placeholder{"get",
                [](const Definition& c, const Fact&) {
                  return std::string(sends(c) ? "Get-SendConnector" : "Get-OutboundConnector");
                }},
    Placeholder{"found", [](const Definition&, const Fact& found) { return powershell(found.text); }},
    Placeholder{"settings", [](const Definition&, const Fact& found) { return found.settings; }},
    Placeholder{"by-smart-host",
                [](const Definition& c, const Fact&) {
                  return fmt::format("-{} $false -SmartHosts {}",
                                     sends(c) ? "DNSRoutingEnabled" : "UseMXRecord", hosts_as_argument(c));
                }},
    Placeholder{"tls-level",
                [](const Definition& c, const Fact&) {
                  return std::string(sends(c) ? "-RequireTLS $true -TlsAuthLevel" : "-TlsSettings");
                }},
};

}  // namespace

std::string fill_lint_words(std::string_view text, const Definition& connector, const Fact& found) {
  return fill(text, word_placeholders, connector, found);
}

std::string fill_lint_command(std::string_view text, const Definition& connector, const Fact& found) {
  return with_what_belongs(fill(text, command_placeholders, connector, found), connector);
}

}  // namespace authwalk::connectors
