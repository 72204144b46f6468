// What the export itself leaves open or gives away.
#include <fmt/format.h>

#include <algorithm>

#include "connectors/lint_rule.hpp"
#include "model/lookup.hpp"

namespace authwalk::connectors {
namespace {

using Definition = ConnectorDefinition;

Found incomplete_list(const Definition& c, bool smart_hosts) {
  for (const IncompleteList& list : c.incomplete) {
    if (same_name(list.property, "SmartHosts") != smart_hosts) continue;
    return fact(list.property + (list.lost ? " shows the name of its type instead of its entries"
                                           : " is cut, or holds what only a run of the script knows"));
  }
  return std::nullopt;
}

Found missing_properties(const Definition& c) {
  std::vector<std::string_view> wanted;
  if (sends(c)) {
    wanted = {"Name", "Enabled",    "DNSRoutingEnabled", "SmartHosts",   "SmartHostAuthMechanism",
              "Port", "RequireTLS", "IgnoreSTARTTLS",    "TlsAuthLevel", "TlsDomain",
              "Fqdn"};
  } else {
    wanted = {"Name", "Enabled", "UseMXRecord", "SmartHosts", "TlsSettings", "TlsDomain"};
  }
  std::string missing;
  for (const std::string_view name : wanted) {
    if (c.has(name) || (name == "SmartHosts" && c.has("SmartHostsString")) ||
        (name == "Name" && c.has("Identity")))
      continue;
    missing.append(missing.empty() ? "" : ", ").append(name);
  }
  return missing.empty() ? std::nullopt : fact(missing);
}

Found unreadable_value(const Definition& c, bool decides) {
  for (const PropertyFault& fault : c.faults) {
    if (fault.decides == decides) return fact(fmt::format("{}. {}", fault.error.problem, fault.error.hint));
  }
  return std::nullopt;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

std::span<const LintRule> export_rules() {
  static const std::vector<LintRule> rows{
      {.id = "connector-value-unreadable",
       .severity = Severity::error,
       .properties = {"Name"},
       .finds = [](const Definition& c, const Company&) { return unreadable_value(c, true); },
       .summary = "A value is none of its property's: {found}.",
       .why =
           "What happens on the wire depends on it: the connector is not walked. Correct the file, or export "
           "it anew.",
       .source = set_send_connector,
       .command = "{get} {connector} | Export-Clixml connectors.xml"},
      {.id = "connector-value-not-understood",
       .severity = Severity::note,
       .properties = {"Name"},
       .finds = [](const Definition& c, const Company&) { return unreadable_value(c, false); },
       .summary = "A value is left out: {found}.",
       .why = "Nothing on the wire depends on it.",
       .source = set_send_connector,
       .command = "{get} {connector} | Export-Clixml connectors.xml"},
      {.id = "connector-encoding-guessed",
       .severity = Severity::note,
       .properties = {"Name"},
       .finds = [](const Definition& c, const Company&) -> Found {
         if (c.decoded_as.empty() || is_ascii(c.Name)) return std::nullopt;
         return fact(std::string(c.decoded_as));
       },
       .summary = "The file is no UTF-8; it was read as {found}.",
       .why = "See that the connector's name is right before a command is run with it.",
       .command = "{get} | Export-Clixml connectors.xml"},
      {.id = "connector-smart-hosts-incomplete",
       .severity = Severity::error,
       .properties = {"SmartHosts"},
       .finds = [](const Definition& c, const Company&) { return incomplete_list(c, true); },
       .summary = "The export does not show all smart hosts: {found}.",
       .why = "Format-List shows four entries of a list unless $FormatEnumerationLimit says otherwise, and "
              "Export-Csv none. What is not shown cannot be walked.",
       .source = "about_Preference_Variables",
       .command = "$FormatEnumerationLimit = -1; {get} {connector} | Format-List"},
      {.id = "connector-list-incomplete",
       .severity = Severity::note,
       .properties = {"AddressSpaces"},
       .finds = [](const Definition& c, const Company&) { return incomplete_list(c, false); },
       .summary = "The export does not show a list whole: {found}.",
       .why = "Rules that look at this list cannot speak.",
       .source = "about_Preference_Variables",
       .command = "$FormatEnumerationLimit = -1; {get} {connector} | Format-List"},
      {.id = "connector-export-incomplete",
       .severity = Severity::note,
       .properties = {"Name"},
       .finds = [](const Definition& c, const Company&) { return missing_properties(c); },
       .summary = "The export does not show {found}.",
       .why = "Their defaults are taken instead, which may not be what the connector does.",
       .source = set_send_connector,
       .command = "{get} {connector} | Format-List *"},
      {.id = "connector-credential-in-file",
       .severity = Severity::warning,
       .properties = {"AuthenticationCredential"},
       .finds = [](const Definition& c, const Company&) { return found_if(c.credential_in_file); },
       .summary = "The file holds the connector's password in protected form.",
       .why = "Whoever has the Windows account that exported it can read the password back; made with "
              "PowerShell on another system, it is not protected at all. authwalk does not read it.",
       .source = "https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/export-clixml",
       .command = "{get} {connector} | Select-Object * -ExcludeProperty AuthenticationCredential | "
                  "Export-Clixml connectors.xml"},
  };
  return rows;
}

}  // namespace authwalk::connectors
