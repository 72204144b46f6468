// The mappings of a configuration, each in the file of its name. All throw InputError.
#pragma once

#include <authwalk/config.hpp>
#include <string>

#include "config/value.hpp"

namespace authwalk {

/// `name` is checked by whoever reads the key.
ConfigCredential read_credential(const Value& value, const std::string& name);
ConfigModule read_module(const Value& value, const std::string& name);
void read_envelope(const Value& value, ConfigModule& module);
void read_connector(const Value& value, ConfigModule& module);
void read_tls(const Value& value, ConfigModule& module);
void read_kerberos(const Value& value, ConfigModule& module);
void read_thresholds(const Value& value, ConfigModule& module);
/// Its port is 0 where the target names none, and its module empty.
ConfigTarget read_target(const Value& value);
void read_run(const Value& value, Config& config);
void read_network(const Value& value, Config& config);

/// Throws unless the text is a pattern.
TargetPattern read_pattern(const Value& value);

}  // namespace authwalk
