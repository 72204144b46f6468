#include <authwalk/walk.hpp>

#include "model/lookup.hpp"

namespace authwalk {

std::string_view id(GssapiDialect dialect) {
  return dialect == GssapiDialect::spnego ? "spnego" : "kerberos";
}

std::optional<GssapiDialect> find_gssapi_dialect(std::string_view name) {
  for (const GssapiDialect dialect : {GssapiDialect::spnego, GssapiDialect::kerberos}) {
    if (same_name(name, id(dialect))) return dialect;
  }
  return std::nullopt;
}

}  // namespace authwalk
