// What all walks share: how many at a time, and how names and addresses are found.
#include <fmt/format.h>

#include <authwalk/names.hpp>

#include "config/blocks.hpp"
#include "config/keys.hpp"
#include "model/ip_address.hpp"

namespace authwalk {
namespace {

constexpr Key<ConfigRun> run_rows[] = {
    {"jobs", [](const Value& v, ConfigRun& r) { r.jobs = v.number(1, 4096, 64); }},
    {"rate", [](const Value& v, ConfigRun& r) { r.rate = v.fraction(0.001, 100000); }},
    {"per_host", [](const Value& v, ConfigRun& r) { r.per_host = v.number(1, 4096, 5); }},
    {"max_rejected",
     [](const Value& v, ConfigRun& r) { r.max_rejected = static_cast<int>(v.number(1, 100, 1)); }},
    {"all_addresses", [](const Value& v, ConfigRun& r) { r.all_addresses = v.truth(); }},
};

void read_resolve(const Value& value, NetworkSettings& network) {
  for (const Value& each : value.entries()) {
    if (const char* fault = host_name_fault(each.key())) {
      refuse(each.key_place(), fmt::format("{} is not a host name: {}", quoted(each.key()), fault),
             "relay.contoso.example: 192.0.2.7");
    }
    network.resolve.emplace_back(each.key(), each.ip_address());
  }
}

// An address, with a port where it is not 53.
std::string dns_server(const Value& value) {
  const auto parts = split_target(value.word());
  unsigned port = 53;
  const bool sound = parts && is_ip_address(std::string(parts->host)) &&
                     (!parts->port || (port = whole_number(*parts->port).value_or(0)) > 0) && port <= 65535;
  if (!sound) {
    refuse(value.place(), fmt::format("{} {} is not an address", value.key(), quoted(value.word())),
           "dns_server: 192.0.2.53, or \"[2001:db8::53]:5353\"");
  }
  if (!parts->port) return std::string(parts->host);
  const bool ipv6 = parts->host.find(':') != std::string_view::npos;
  return fmt::format("{}{}{}:{}", ipv6 ? "[" : "", parts->host, ipv6 ? "]" : "", port);
}

constexpr Key<NetworkSettings> network_rows[] = {
    {"ipv4", [](const Value& v, NetworkSettings& n) { n.ipv4 = v.truth(); }},
    {"ipv6", [](const Value& v, NetworkSettings& n) { n.ipv6 = v.truth(); }},
    {"resolve", read_resolve},
    {"dns_server", [](const Value& v, NetworkSettings& n) { n.dns_server = dns_server(v); }},
};

}  // namespace

std::span<const Key<ConfigRun>> run_keys() {
  return run_rows;
}

std::span<const Key<NetworkSettings>> network_keys() {
  return network_rows;
}

void read_run(const Value& value, Config& config) {
  read_keys(value, run_keys(), config.run);
}

void read_network(const Value& value, Config& config) {
  read_keys(value, network_keys(), config.network);
  if (!config.network.ipv4 && !config.network.ipv6) {
    refuse(value.place(), "ipv4 and ipv6 are both false", "keep one of them");
  }
}

}  // namespace authwalk
