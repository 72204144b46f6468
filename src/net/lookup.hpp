// From a smart host's name to its addresses, in the order in which Exchange tries them. Blocks; run it
// elsewhere.
#pragma once

#include <authwalk/channel.hpp>
#include <authwalk/probe.hpp>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace authwalk {

/// A name server is a server too: what it may make a walk do. Exchange's own limit is not known.
inline constexpr std::size_t most_exchanges = 16;  ///< MX hosts whose addresses are asked for
inline constexpr std::size_t most_addresses = 32;  ///< of one smart host
inline constexpr std::chrono::seconds longest_look_up{
    30};  ///< beyond the step's own limit nobody waits for it

struct LookupAnswer {
  std::vector<Address> addresses;   ///< most_addresses of them at most
  Class error = Class::dns_failed;  ///< counts when there are no addresses
  std::string detail;
  std::string left_out;  ///< what the limits left out, as a sentence; empty: nothing
};

/// The answer that needs no look-up: an address, or a name given with --resolve. Empty when DNS has to be
/// asked.
std::optional<LookupAnswer> known_without_dns(const std::string& smart_host, const NetworkSettings& settings);

/// MX first, A and AAAA only when there is no MX (RFC 5321 section 5.1; a smart host may be an MX name). An
/// MX query without a usable answer is no such "no". Ends after longest_look_up, give or take one query.
LookupAnswer look_up(const std::string& smart_host, const NetworkSettings& settings);

}  // namespace authwalk
