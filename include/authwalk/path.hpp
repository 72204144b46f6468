// What this machine can see of the way to the smart host. Evidence for or against "secured by other means"
// (ExternalAuthoritative), never a proof: what happens behind the first hop nobody here can see.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk {

/// Where an IP address belongs.
enum class AddressScope {
  loopback,     ///< 127.0.0.0/8, ::1
  link_local,   ///< 169.254.0.0/16, fe80::/10
  private_net,  ///< RFC 1918, RFC 4193
  shared,       ///< 100.64.0.0/10 (RFC 6598): behind a provider's NAT, or an overlay network
  public_net,
};
/// "loopback", "link-local", "private", "shared", "public".
std::string_view id(AddressScope scope);
/// The scope of a textual address; empty when it is none.
std::optional<AddressScope> scope_of(std::string_view address);

/// Kind of the network interface that the connection leaves by.
enum class InterfaceKind {
  unknown,
  loopback,
  ethernet,  ///< also Wi-Fi and whatever else looks like it
  wireguard,
  tun,    ///< a user-space VPN: OpenVPN and the like
  ipsec,  ///< XFRM or VTI: what is routed into it goes through IPsec
  ppp,
  tunnel,      ///< IPIP, GRE, SIT, VXLAN: carries packets, encrypts nothing
  virtual_lan  ///< a bridge, a VLAN, one end of a pair, a TAP device
};
/// "loopback", "ethernet", "wireguard", "tun", "ipsec", "ppp", "tunnel", "virtual", "unknown".
std::string_view id(InterfaceKind kind);

/// Whether the kernel has an IPsec policy for this pair of addresses.
enum class IpsecPolicy {
  unknown,  ///< not readable, mostly for want of CAP_NET_ADMIN
  none,
  protects,  ///< packets to the smart host must go through ESP or AH
};
/// "unknown", "none", "protects".
std::string_view id(IpsecPolicy policy);

struct PathFacts {
  AddressScope local_scope = AddressScope::public_net;
  AddressScope remote_scope = AddressScope::public_net;
  std::string interface;  ///< "eth0"; empty when it was not found
  InterfaceKind interface_kind = InterfaceKind::unknown;
  IpsecPolicy ipsec = IpsecPolicy::unknown;
  std::string ipsec_detail;  ///< "esp, required", or why it is not known
};

/// One observation, and what it says about the path.
struct PathEvidence {
  enum class Speaks { for_it, against_it, neither };
  Speaks speaks = Speaks::neither;
  std::string what;
};
/// "for", "against", "neither".
std::string_view id(PathEvidence::Speaks speaks);

/// The observations in words; pure.
std::vector<PathEvidence> path_evidence(const PathFacts& facts, bool inside_tls, bool client_certificate_sent,
                                        bool server_verified);

}  // namespace authwalk
