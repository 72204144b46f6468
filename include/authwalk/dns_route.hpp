// Where a connector without a smart host sends mail: to the MX hosts of the recipients' domains.
#pragma once

#include <authwalk/definition.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk {

struct DnsRoute {
  std::vector<std::string> domains;   ///< whose MX hosts are tried, each once
  std::vector<std::string> patterns;  ///< address spaces that stand for any domain: "*", "*.contoso.example"
};

/// Has it no smart host, and does the export show that it routes by DNS, or nothing against it?
bool routes_by_dns(const ConnectorDefinition& connector);

/// The domains of its address spaces (in Exchange Online: of RecipientDomains). With `for_domain` only that
/// one, where an address space takes it.
DnsRoute dns_route(const ConnectorDefinition& connector, std::string_view for_domain);

}  // namespace authwalk
