// What all walks share: how many at a time, and how names and addresses are found.
#include "config/blocks.hpp"
#include "config/keys.hpp"

namespace authwalk {
namespace {

constexpr Key<ConfigRun> run_rows[] = {
    {"jobs", [](const Value& v, ConfigRun& r) { r.jobs = v.number(1, 4096, 64); }},
    {"rate",
     [](const Value& v, ConfigRun& r) {
       r.rate = v.as([](auto text) { return setting::fraction(text, 0.001, 100000); });
     }},
    {"per_host", [](const Value& v, ConfigRun& r) { r.per_host = v.number(1, 4096, 5); }},
    {"max_rejected",
     [](const Value& v, ConfigRun& r) { r.max_rejected = static_cast<int>(v.number(1, 100, 1)); }},
    {"all_addresses", [](const Value& v, ConfigRun& r) { r.all_addresses = v.truth(); }},
};

void read_resolve(const Value& value, NetworkSettings& network) {
  for (const Value& each : value.entries()) {
    const auto host = each.key_as(setting::host_name);
    network.resolve.emplace_back(host, each.as(setting::ip_address));
  }
}

constexpr Key<NetworkSettings> network_rows[] = {
    {"ipv4", [](const Value& v, NetworkSettings& n) { n.ipv4 = v.truth(); }},
    {"ipv6", [](const Value& v, NetworkSettings& n) { n.ipv6 = v.truth(); }},
    {"resolve", read_resolve},
    {"dns_server", [](const Value& v, NetworkSettings& n) { n.dns_server = v.as(setting::dns_server); }},
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
