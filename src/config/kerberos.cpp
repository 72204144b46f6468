#include "config/blocks.hpp"
#include "config/keys.hpp"

namespace authwalk {
namespace {

// A name of the form TYPE:REST is Kerberos' own; without a type it is a file.
std::string cache_name(const Value& value) {
  return value.word().find(':') == std::string::npos ? value.path() : value.word();
}

constexpr Key<ConfigModule> rows[] = {
    {"ccache", [](const Value& v, ConfigModule& m) { m.kerberos.ccache = cache_name(v); }},
    {"keytab", [](const Value& v, ConfigModule& m) { m.kerberos.keytab = v.path(); }},
    {"principal", [](const Value& v, ConfigModule& m) { m.kerberos.principal = v.as(setting::principal); }},
    {"spn", [](const Value& v, ConfigModule& m) { m.kerberos.spn = v.as(setting::service_principal); }},
    {"gssapi", [](const Value& v, ConfigModule& m) { m.kerberos.dialect = v.as(setting::gssapi_dialect); }},
};

}  // namespace

std::span<const Key<ConfigModule>> kerberos_keys() {
  return rows;
}

void read_kerberos(const Value& value, ConfigModule& module) {
  read_keys(value, kerberos_keys(), module);
  const KerberosSettings& kerberos = module.kerberos;
  if (!kerberos.ccache.empty() && !kerberos.keytab.empty()) {
    refuse(value.place_of("keytab"), "ccache and keytab both name a source of tickets", "keep one of them");
  }
  if (!kerberos.principal.empty() && kerberos.keytab.empty()) {
    refuse(value.place_of("principal"), "principal without keytab", "add keytab, or drop principal");
  }
}

}  // namespace authwalk
