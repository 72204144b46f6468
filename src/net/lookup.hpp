// From a smart host's name to its addresses, in the order in which Exchange tries them. Blocks; run it
// elsewhere.
#pragma once

#include <authwalk/channel.hpp>
#include <authwalk/probe.hpp>
#include <optional>
#include <string>
#include <vector>

namespace authwalk {

struct LookupAnswer {
  std::vector<Address> addresses;
  Class error = Class::dns_failed;  ///< counts when there are no addresses
  std::string detail;
};

/// The answer that needs no look-up: an address, or a name given with --resolve. Empty when DNS has to be
/// asked.
std::optional<LookupAnswer> known_without_dns(const std::string& smart_host, const NetworkSettings& settings);

/// MX first, A and AAAA only when there is no MX (RFC 5321 section 5.1; a smart host may be an MX name).
LookupAnswer look_up(const std::string& smart_host, const NetworkSettings& settings);

}  // namespace authwalk
