// The keys of a configuration, mapping by mapping: each is a row of a table that says what becomes of its
// value. docs/config.md and docs/config.schema.json describe the same rows, and a test compares them.
#pragma once

#include <authwalk/config.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/value.hpp"

namespace authwalk {

std::span<const Key<Config>> config_keys();
std::span<const Key<ConfigCredential>> credential_keys();
std::span<const Key<ConfigModule>> module_keys();
std::span<const Key<ConfigModule>> envelope_keys();
std::span<const Key<ConfigModule>> connector_keys();
std::span<const Key<ConfigModule>> tls_keys();
std::span<const Key<ConfigModule>> kerberos_keys();
std::span<const Key<Thresholds>> threshold_keys();
std::span<const Key<ConfigTarget>> target_keys();
std::span<const Key<ConfigRun>> run_keys();
std::span<const Key<NetworkSettings>> network_keys();

/// One mapping of the file and its keys.
struct KeyTable {
  std::string_view mapping;  ///< as the schema calls it: "credential", "module", "envelope"
  std::vector<std::string_view> keys;
};
std::vector<KeyTable> all_keys();

}  // namespace authwalk
