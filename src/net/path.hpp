// Looks at the way to a peer from this end: routing table, interface, IPsec policies. Linux only.
#pragma once

#include <authwalk/path.hpp>
#include <string>

namespace authwalk {

/// What this machine sees of the path between two addresses (textual, without brackets or port). Never
/// throws and never waits for the network: the kernel answers at once. What cannot be read is `unknown`.
PathFacts look_at_path(const std::string& local, const std::string& remote);

}  // namespace authwalk
