// Where a credential may be sent.
#include <arpa/inet.h>
#include <fmt/format.h>

#include <array>
#include <authwalk/names.hpp>
#include <charconv>

#include "config/blocks.hpp"
#include "model/ip_address.hpp"
#include "model/lookup.hpp"

namespace authwalk {
namespace {

struct Network {
  int family = AF_INET;
  std::array<unsigned char, sizeof(in6_addr)> address{};
  unsigned bits = 0;
};

unsigned width(int family) {
  return family == AF_INET ? 32 : 128;
}

std::optional<Network> find_address(std::string_view text) {
  Network network;
  const std::string copy(text);
  for (const int family : {AF_INET, AF_INET6}) {
    network.family = family;
    network.bits = width(family);
    if (inet_pton(family, copy.c_str(), network.address.data()) == 1) return network;
  }
  return std::nullopt;
}

// An address, or address/bits. Zero bits would be every address there is.
std::optional<Network> find_network(std::string_view text) {
  const auto slash = text.find('/');
  auto network = find_address(text.substr(0, slash));
  if (!network || slash == std::string_view::npos) return network;
  const auto digits = text.substr(slash + 1);
  const char* const end = digits.data() + digits.size();
  const auto [stopped, error] = std::from_chars(digits.data(), end, network->bits);
  if (error != std::errc() || stopped != end || network->bits < 1 || network->bits > width(network->family))
    return std::nullopt;
  return network;
}

constexpr std::string_view wildcard = "*.";

}  // namespace

TargetPattern read_pattern(const Value& value) {
  std::string_view text = value.word();
  if (find_network(text)) return {std::string(text)};
  if (text.find('/') != std::string_view::npos) {
    refuse(value.place(), fmt::format("{} {} is no network", value.key(), quoted(text)),
           "192.0.2.0/24 or 2001:db8::/32");
  }
  if (text.size() > 1 && text.ends_with('.')) text.remove_suffix(1);
  const auto name = text.starts_with(wildcard) ? text.substr(wildcard.size()) : text;
  if (const char* fault = host_name_fault(name)) {
    refuse(value.place(), fmt::format("{} {} is no pattern: {}", value.key(), quoted(text), fault),
           "relay.contoso.example, \"*.contoso.example\", 192.0.2.7 or 192.0.2.0/24");
  }
  return {std::string(text)};
}

bool TargetPattern::matches(std::string_view host) const {
  if (const auto address = find_address(host)) {
    const auto network = find_network(text);
    return network && network->family == address->family &&
           same_prefix(network->address.data(), address->address.data(), network->bits);
  }
  if (!text.starts_with(wildcard)) return same_name(text, host);
  const auto tail = std::string_view(text).substr(1);  // with its dot
  return host.size() > tail.size() && same_name(host.substr(host.size() - tail.size()), tail);
}

}  // namespace authwalk
