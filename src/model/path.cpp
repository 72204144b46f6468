#include <arpa/inet.h>

#include <array>
#include <authwalk/path.hpp>
#include <cstring>

#include "model/ip_address.hpp"

namespace authwalk {
namespace {

struct ScopeRow {
  const char* network;
  unsigned bits;
  AddressScope scope;
};

constexpr std::array scopes{
    ScopeRow{"127.0.0.0", 8, AddressScope::loopback},
    ScopeRow{"::1", 128, AddressScope::loopback},
    ScopeRow{"169.254.0.0", 16, AddressScope::link_local},
    ScopeRow{"fe80::", 10, AddressScope::link_local},
    ScopeRow{"10.0.0.0", 8, AddressScope::private_net},
    ScopeRow{"172.16.0.0", 12, AddressScope::private_net},
    ScopeRow{"192.168.0.0", 16, AddressScope::private_net},
    ScopeRow{"fc00::", 7, AddressScope::private_net},
    ScopeRow{"100.64.0.0", 10, AddressScope::shared},
};

}  // namespace

std::optional<AddressScope> scope_of(std::string_view text) {
  const std::string address(text);
  std::array<unsigned char, 16> bytes{};
  int family = AF_INET;
  if (inet_pton(AF_INET, address.c_str(), bytes.data()) != 1) {
    family = AF_INET6;
    if (inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1) return std::nullopt;
  }
  // ::ffff:192.0.2.7 is an IPv4 address (RFC 4291 section 2.5.5.2).
  constexpr std::array<unsigned char, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (family == AF_INET6 && std::memcmp(bytes.data(), mapped.data(), mapped.size()) == 0) {
    family = AF_INET;
    std::memmove(bytes.data(), bytes.data() + mapped.size(), 4);
  }
  for (const ScopeRow& row : scopes) {
    std::array<unsigned char, 16> network{};
    if (inet_pton(family, row.network, network.data()) != 1) continue;
    if (same_prefix(bytes.data(), network.data(), row.bits)) return row.scope;
  }
  return AddressScope::public_net;
}

std::string_view id(AddressScope scope) {
  switch (scope) {
    case AddressScope::loopback:
      return "loopback";
    case AddressScope::link_local:
      return "link-local";
    case AddressScope::private_net:
      return "private";
    case AddressScope::shared:
      return "shared";
    case AddressScope::public_net:
      return "public";
  }
  return "public";
}

std::string_view id(InterfaceKind kind) {
  switch (kind) {
    case InterfaceKind::unknown:
      return "unknown";
    case InterfaceKind::loopback:
      return "loopback";
    case InterfaceKind::ethernet:
      return "ethernet";
    case InterfaceKind::wireguard:
      return "wireguard";
    case InterfaceKind::tun:
      return "tun";
    case InterfaceKind::ipsec:
      return "ipsec";
    case InterfaceKind::ppp:
      return "ppp";
    case InterfaceKind::tunnel:
      return "tunnel";
    case InterfaceKind::virtual_lan:
      return "virtual";
  }
  return "unknown";
}

std::string_view id(IpsecPolicy policy) {
  switch (policy) {
    case IpsecPolicy::unknown:
      return "unknown";
    case IpsecPolicy::none:
      return "none";
    case IpsecPolicy::protects:
      return "protects";
  }
  return "unknown";
}

std::string_view id(PathEvidence::Speaks speaks) {
  switch (speaks) {
    case PathEvidence::Speaks::for_it:
      return "for";
    case PathEvidence::Speaks::against_it:
      return "against";
    case PathEvidence::Speaks::neither:
      return "neither";
  }
  return "neither";
}

}  // namespace authwalk
