#include "chosen_connectors.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <authwalk/dns_route.hpp>
#include <authwalk/suggestion.hpp>

#include "command_error.hpp"
#include "definition_file.hpp"
#include "flag_value.hpp"

namespace authwalk::cli {
namespace {

struct Choice {
  std::string file;
  std::string name;  // empty: every enabled connector
};

bool exists(const std::string& file) {
  struct stat status {};
  return file == "-" || stat(file.c_str(), &status) == 0;
}

// File names and connector names may both hold a #. What exists decides.
Choice choice_of(const std::string& typed) {
  if (exists(typed)) return {typed, ""};
  std::size_t first = typed.find('#');
  for (std::size_t at = first; at != std::string::npos; at = typed.find('#', at + 1)) {
    if (!exists(typed.substr(0, at))) continue;
    first = at;
    break;
  }
  if (first == std::string::npos) return {typed, ""};
  if (first + 1 == typed.size()) {
    throw CommandError{exit_usage, fmt::format("--connector {} names no connector after the #", shown(typed)),
                       "--connector \"connectors.xml#Outbound to Contoso\""};
  }
  return {typed.substr(0, first), typed.substr(first + 1)};
}

std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t most = 8;
  std::string list;
  for (std::size_t i = 0; i < std::min(names.size(), most); ++i)
    list += fmt::format("{}{}", list.empty() ? "" : ", ", shown(names[i]));
  return names.size() > most ? fmt::format("{} and {} more", list, names.size() - most) : list;
}

[[noreturn]] void refuse_name(const Choice& choice, const std::vector<ConnectorDefinition>& all) {
  std::vector<std::string> names;
  for (const ConnectorDefinition& each : all) names.push_back(each.Name);
  throw CommandError{
      exit_data, fmt::format("no connector {} is in {}", shown(choice.name), shown(choice.file)),
      did_you_mean(choice.name, names,
                   fmt::format("there {} {}", names.size() == 1 ? "is" : "are", listed(names)))};
}

bool leads_to_site(const ConnectorDefinition& connector) {
  return std::any_of(connector.SmartHosts.begin(), connector.SmartHosts.end(),
                     [](const auto& host) { return host.kind == DefinedSmartHost::Kind::site; });
}

// By DNS, in the order of its address spaces; empty, and told, where it cannot be walked.
std::vector<std::string> domains_of(const ConnectorDefinition& connector, const std::string& for_domain,
                                    LeftOut& left_out) {
  if (!routes_by_dns(connector)) {
    left_out.no_route.push_back(connector.Name);
    return {};
  }
  const DnsRoute route = dns_route(connector, for_domain);
  if (for_domain.empty() && !route.patterns.empty()) {
    left_out.any_domain.push_back(connector.Name);
  } else if (route.domains.empty()) {
    (for_domain.empty() ? left_out.no_route : left_out.not_for).push_back(connector.Name);
  }
  return route.domains;
}

}  // namespace

void LeftOut::tell(std::vector<std::string>& notes) const {
  if (!disabled.empty()) {
    notes.push_back(fmt::format("disabled, not walked: {} (--connector FILE#NAME walks one all the same)",
                                listed(disabled)));
  }
  if (!no_route.empty())
    notes.push_back(fmt::format("without a smart host and without DNS, not walked: {}", listed(no_route)));
  if (!any_domain.empty()) {
    notes.push_back(
        fmt::format("by DNS to any domain, not walked: {} (--for DOMAIN walks to the MX hosts of one)",
                    listed(any_domain)));
  }
  if (!not_for.empty())
    notes.push_back(fmt::format("not walked, since no address space takes that domain: {}", listed(not_for)));
  if (!to_site.empty()) {
    notes.push_back(
        fmt::format("not walked: {}: -- stands for the Mailbox servers of the site that the Edge "
                    "server is subscribed to; walk one of them by its name",
                    listed(to_site)));
  }
  if (!other_half.empty()) {
    notes.push_back(fmt::format("not walked, since it sends nothing: {} {} (authwalk lint checks it)",
                                other_kind, listed(other_half)));
  }
}

void LeftOut::refuse() const {
  std::string why;
  const auto count = [&](const std::vector<std::string>& names, std::string_view what) {
    if (!names.empty()) why += fmt::format("{}{} {}", why.empty() ? "" : ", ", names.size(), what);
  };
  count(disabled, "disabled");
  count(no_route, "without a smart host and without DNS");
  count(any_domain, "without a smart host (by DNS to any domain)");
  count(not_for, "without an address space for that domain");
  count(to_site, "to the Mailbox servers of an Edge server's site (--)");
  count(other_half, fmt::format("that sends nothing ({})", other_kind));
  throw CommandError{
      exit_data, fmt::format("nothing to walk: {}", why.empty() ? "no connector" : why),
      !other_half.empty()   ? "what sends is exported by Get-SendConnector | Export-Clixml connectors.xml"
      : !any_domain.empty() ? "--for contoso.example walks to the MX hosts of that domain"
                            : "authwalk lint FILE shows what is in it; FILE#NAME walks a disabled connector"};
}

std::vector<ChosenConnector> chosen_connectors(const std::vector<std::string>& typed,
                                               const std::string& for_domain, LeftOut& left_out) {
  std::vector<ChosenConnector> chosen;
  for (const std::string& each : typed) {
    const Choice choice = choice_of(each);
    const auto all = read_definition_file(choice.file);
    const std::string wanted = in_lower_case(choice.name);
    bool found = false;
    for (const ConnectorDefinition& connector : all) {
      if (!wanted.empty() && in_lower_case(connector.Name) != wanted) continue;
      found = true;
      if (!sends_mail(connector.kind)) {
        left_out.other_half.push_back(connector.Name);
        left_out.other_kind = words_for(connector.kind);
      } else if (leads_to_site(connector)) {
        left_out.to_site.push_back(connector.Name);
      } else if (connector.decisive_fault() != nullptr) {
        chosen.push_back({connector, {}, choice.file});
      } else if (wanted.empty() && !connector.Enabled) {
        left_out.disabled.push_back(connector.Name);
      } else if (connector.SmartHosts.empty() && connector.shows_whole("SmartHosts")) {
        auto domains = domains_of(connector, for_domain, left_out);
        if (!domains.empty()) chosen.push_back({connector, std::move(domains), choice.file});
      } else {
        chosen.push_back({connector, {}, choice.file});
      }
    }
    if (!found) refuse_name(choice, all);
  }
  return chosen;
}

}  // namespace authwalk::cli
