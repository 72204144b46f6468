#include "config/keys.hpp"

namespace authwalk {
namespace {

template <typename Keys>
KeyTable table(std::string_view mapping, const Keys& keys) {
  KeyTable table{mapping, {}};
  for (const auto& key : keys) table.keys.push_back(key.name);
  return table;
}

}  // namespace

std::vector<KeyTable> all_keys() {
  return {table("config", config_keys()),       table("credential", credential_keys()),
          table("module", module_keys()),       table("envelope", envelope_keys()),
          table("connector", connector_keys()), table("tls", tls_keys()),
          table("kerberos", kerberos_keys()),   table("thresholds", threshold_keys()),
          table("target", target_keys()),       table("run", run_keys()),
          table("network", network_keys())};
}

}  // namespace authwalk
