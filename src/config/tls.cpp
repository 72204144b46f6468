#include "config/blocks.hpp"
#include "config/keys.hpp"

namespace authwalk {
namespace {

constexpr Key<ConfigModule> rows[] = {
    {"ca_file", [](const Value& v, ConfigModule& m) { m.tls.ca_file = v.path(); }},
    {"client_certificate", [](const Value& v, ConfigModule& m) { m.tls.client_certificate = v.path(); }},
    {"client_key", [](const Value& v, ConfigModule& m) { m.tls.client_key = v.path(); }},
    {"sni", [](const Value& v, ConfigModule& m) { m.tls.sni = v.as(setting::host_name); }},
    {"min", [](const Value& v, ConfigModule& m) { m.tls.min = v.as(setting::tls_version); }},
    {"max", [](const Value& v, ConfigModule& m) { m.tls.max = v.as(setting::tls_version); }},
};

}  // namespace

std::span<const Key<ConfigModule>> tls_keys() {
  return rows;
}

void read_tls(const Value& value, ConfigModule& module) {
  read_keys(value, tls_keys(), module);
  TlsSettings& tls = module.tls;
  if (!tls.client_key.empty() && tls.client_certificate.empty()) {
    refuse(value.place_of("client_key"), "client_key without client_certificate", "add client_certificate");
  }
  if (tls.min <= tls.max) return;
  if (value.has("min") && value.has("max"))
    refuse(value.place_of("min"), "min is above max", "exchange the two");
  // Of the two, the default gives way.
  (value.has("min") ? tls.max : tls.min) = value.has("min") ? tls.min : tls.max;
}

}  // namespace authwalk
