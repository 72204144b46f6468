// What the way to the smart host says about "secured by other means" (ExternalAuthoritative).
#include <fmt/format.h>

#include <authwalk/path.hpp>

namespace authwalk {
namespace {

using Speaks = PathEvidence::Speaks;

PathEvidence address(const PathFacts& facts) {
  switch (facts.remote_scope) {
    case AddressScope::loopback:
      return {Speaks::for_it, "the smart host's address is this machine itself"};
    case AddressScope::private_net:
    case AddressScope::link_local:
      return {Speaks::neither, fmt::format("the smart host has a {} address: the way stays inside networks "
                                           "that are not routed on the Internet, but nothing says that it "
                                           "is encrypted",
                                           id(facts.remote_scope))};
    case AddressScope::shared:
      return {Speaks::neither,
              "the smart host has an address of 100.64.0.0/10: an overlay network such as a "
              "mesh VPN, or a provider's NAT"};
    case AddressScope::public_net:
      break;
  }
  return {Speaks::against_it,
          "the smart host has a public address: unless a tunnel stands in between, the "
          "way leads over the Internet"};
}

PathEvidence interface(const PathFacts& facts) {
  const std::string& name = facts.interface;
  switch (facts.interface_kind) {
    case InterfaceKind::loopback:
      return {
          Speaks::for_it,
          fmt::format(
              "the connection ends on this machine ({}); a program here that forwards it would not be seen",
              name)};
    case InterfaceKind::wireguard:
      return {Speaks::for_it, fmt::format("the connection leaves by {}, a WireGuard tunnel", name)};
    case InterfaceKind::tun:
      return {Speaks::for_it,
              fmt::format("the connection leaves by {}, a tunnel of a VPN program on this machine", name)};
    case InterfaceKind::ipsec:
      return {Speaks::for_it, fmt::format("the connection leaves by {}, an IPsec interface", name)};
    case InterfaceKind::ppp:
      return {Speaks::neither, fmt::format("the connection leaves by {}: a dial-in line or an L2TP or PPTP "
                                           "tunnel, which may be encrypted or not",
                                           name)};
    case InterfaceKind::tunnel:
      return {Speaks::neither,
              fmt::format("the connection leaves by {}, a tunnel that by itself encrypts nothing", name)};
    case InterfaceKind::ethernet:
    case InterfaceKind::virtual_lan:
      return {Speaks::neither,
              fmt::format("the connection leaves by {}, an ordinary network interface; a VPN "
                          "gateway behind it cannot be seen from here",
                          name)};
    case InterfaceKind::unknown:
      break;
  }
  return {Speaks::neither, "the interface that the connection leaves by could not be told"};
}

PathEvidence ipsec(const PathFacts& facts) {
  switch (facts.ipsec) {
    case IpsecPolicy::protects:
      return {Speaks::for_it,
              fmt::format("an IPsec policy covers the two addresses ({})", facts.ipsec_detail)};
    case IpsecPolicy::none:
      return {Speaks::neither, "no IPsec policy of this machine covers the two addresses"};
    case IpsecPolicy::unknown:
      break;
  }
  return {Speaks::neither, fmt::format("IPsec policies are not known{}{}",
                                       facts.ipsec_detail.empty() ? "" : ": ", facts.ipsec_detail)};
}

PathEvidence tls(bool inside_tls, bool client_certificate_sent, bool server_verified) {
  if (!inside_tls)
    return {Speaks::against_it, "the conversation was in clear: whatever protects it lies below TCP"};
  if (client_certificate_sent && server_verified)
    return {Speaks::for_it, "TLS with certificates of both sides, the server's verified"};
  if (client_certificate_sent)
    return {Speaks::neither,
            "our client certificate was asked for and sent, but the server's was not verified: "
            "somebody else may have taken it"};
  if (server_verified)
    return {Speaks::neither,
            "TLS with a verified certificate of the server, but none of ours: the server "
            "cannot tell us from anybody else by it"};
  return {Speaks::neither, "TLS with a certificate that was not verified, and none of ours"};
}

}  // namespace

std::vector<PathEvidence> path_evidence(const PathFacts& facts, bool inside_tls, bool client_certificate_sent,
                                        bool server_verified) {
  return {address(facts), interface(facts), ipsec(facts),
          tls(inside_tls, client_certificate_sent, server_verified)};
}

}  // namespace authwalk
