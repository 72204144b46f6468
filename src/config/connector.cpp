// The settings of a Send connector, under Exchange's own names.
#include "config/blocks.hpp"
#include "config/keys.hpp"

namespace authwalk {
namespace {

constexpr Key<ConfigModule> rows[] = {
    {"Name", [](const Value& v, ConfigModule& m) { m.connector.Name = v.as(setting::connector_name); }},
    {"Port", [](const Value& v, ConfigModule& m) { m.connector.Port = v.as(setting::port); }},
    {"Fqdn", [](const Value& v, ConfigModule& m) { m.connector.Fqdn = v.as(setting::host_name); }},
    {"RequireTLS", [](const Value& v, ConfigModule& m) { m.connector.RequireTLS = v.truth(); }},
    {"IgnoreSTARTTLS", [](const Value& v, ConfigModule& m) { m.connector.IgnoreSTARTTLS = v.truth(); }},
    {"TlsAuthLevel",
     [](const Value& v, ConfigModule& m) { m.connector.TlsAuthLevel = v.as(setting::tls_auth_level); }},
    {"TlsDomain", [](const Value& v, ConfigModule& m) { m.connector.TlsDomain = v.as(setting::tls_domain); }},
    {"SourceIPAddress",
     [](const Value& v, ConfigModule& m) { m.connector.SourceIPAddress = v.as(setting::ip_address); }},
    {"ForceHELO", [](const Value& v, ConfigModule& m) { m.connector.ForceHELO = v.truth(); }},
    {"MaxMessageSize", [](const Value& v, ConfigModule& m) { m.connector.MaxMessageSize = v.size(); }},
};

}  // namespace

std::span<const Key<ConfigModule>> connector_keys() {
  return rows;
}

void read_connector(const Value& value, ConfigModule& module) {
  read_keys(value, connector_keys(), module);
  Connector& connector = module.connector;
  if (const auto error = definition_error(connector); !error.empty()) {
    refuse(value.place_of(connector.IgnoreSTARTTLS ? "IgnoreSTARTTLS" : "TlsDomain"), error,
           connector.IgnoreSTARTTLS ? "drop one of them" : "add TlsAuthLevel: DomainValidation");
  }
  if (!connector.TlsAuthLevel) return;
  // Exchange takes a TlsAuthLevel only together with RequireTLS.
  if (value.has("RequireTLS") && !connector.RequireTLS) {
    refuse(value.place_of("RequireTLS"), "TlsAuthLevel needs RequireTLS", "RequireTLS: true");
  }
  connector.RequireTLS = true;
}

}  // namespace authwalk
