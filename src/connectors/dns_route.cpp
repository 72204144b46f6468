#include <algorithm>
#include <authwalk/dns_route.hpp>
#include <authwalk/names.hpp>

#include "model/known_hosts.hpp"
#include "model/lookup.hpp"

namespace authwalk {
namespace {

bool is_pattern(std::string_view space) {
  return space == "*" || space.starts_with("*.");
}

bool takes(std::string_view space, std::string_view domain) {
  if (space == "*") return true;
  return space.starts_with("*.") ? is_under(domain, space.substr(2)) : same_name(space, domain);
}

std::vector<std::string> spaces_of(const ConnectorDefinition& connector) {
  std::vector<std::string> spaces;
  // Only SMTP domains can be looked up in DNS.
  for (const AddressSpace& space : connector.AddressSpaces) {
    if (same_name(space.type, "SMTP")) spaces.push_back(space.domain);
  }
  for (const std::string_view domain : connector.entries_of("RecipientDomains")) spaces.emplace_back(domain);
  // Where none is shown, any may be meant.
  if (spaces.empty()) spaces.emplace_back("*");
  return spaces;
}

void add_once(std::vector<std::string>& list, std::string_view name) {
  const auto same = [&](const std::string& each) { return same_name(each, name); };
  if (std::none_of(list.begin(), list.end(), same)) list.emplace_back(name);
}

}  // namespace

bool routes_by_dns(const ConnectorDefinition& connector) {
  return connector.SmartHosts.empty() && connector.shows_whole("SmartHosts") &&
         connector.DNSRoutingEnabled.value_or(true);
}

DnsRoute dns_route(const ConnectorDefinition& connector, std::string_view for_domain) {
  DnsRoute route;
  for (const std::string& space : spaces_of(connector)) {
    if (is_pattern(space)) add_once(route.patterns, space);
    const bool asked_for = !for_domain.empty() && takes(space, for_domain);
    if (asked_for) add_once(route.domains, for_domain);
    if (for_domain.empty() && !is_pattern(space) && host_name_fault(space) == nullptr)
      add_once(route.domains, space);
  }
  return route;
}

}  // namespace authwalk
