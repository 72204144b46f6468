#include <fmt/format.h>

#include <algorithm>
#include <authwalk/names.hpp>

#include "config/blocks.hpp"
#include "config/keys.hpp"

namespace authwalk {
namespace {

// A name of the form TYPE:REST is Kerberos' own; without a type it is a file.
std::string cache_name(const Value& value) {
  return value.word().find(':') == std::string::npos ? value.path() : value.word();
}

// SERVICE/HOST, with a realm behind it where the author knows better than the KDC.
std::string service_principal(const Value& value) {
  const std::string_view name = value.word();
  const auto slash = name.find('/');
  const bool blanks = std::any_of(name.begin(), name.end(), [](char c) { return c <= ' ' || c >= '\x7f'; });
  const auto host = slash == std::string_view::npos ? name : name.substr(slash + 1);
  const bool whole = slash != std::string_view::npos && slash > 0 && !blanks;
  if (!whole || host_name_fault(host.substr(0, host.find('@'))) != nullptr) {
    refuse(value.place(), fmt::format("{} {} is not SERVICE/HOST", value.key(), quoted(name)),
           "spn: SMTPSVC/mx.contoso.example");
  }
  return std::string(name);
}

GssapiDialect dialect(const Value& value) {
  if (const auto found = find_gssapi_dialect(value.text())) return *found;
  value.refuse_choice("a dialect", {"spnego", "kerberos"});
}

constexpr Key<ConfigModule> rows[] = {
    {"ccache", [](const Value& v, ConfigModule& m) { m.kerberos.ccache = cache_name(v); }},
    {"keytab", [](const Value& v, ConfigModule& m) { m.kerberos.keytab = v.path(); }},
    {"principal", [](const Value& v, ConfigModule& m) { m.kerberos.principal = v.account_name(); }},
    {"spn", [](const Value& v, ConfigModule& m) { m.kerberos.spn = service_principal(v); }},
    {"gssapi", [](const Value& v, ConfigModule& m) { m.kerberos.dialect = dialect(v); }},
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
