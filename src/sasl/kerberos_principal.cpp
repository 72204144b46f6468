#include "sasl/kerberos_principal.hpp"

#include <algorithm>
#include <authwalk/login_name.hpp>

#include "model/lookup.hpp"

namespace authwalk {
namespace {

std::string escaped(const std::string& text, std::string_view special) {
  std::string out;
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

// A service principal carries the name in lower case and without the final dot. It is the name that was
// given: DNS, which an attacker may have written, is not asked for another one.
std::string service_host(std::string host) {
  if (host.ends_with('.')) host.pop_back();
  std::ranges::transform(host, host.begin(), lower);
  return escaped(host, "\\/@");
}

}  // namespace

std::string account_principal(const std::string& user, const std::string& domain) {
  auto name = LoginName::of(user);
  if (name.domain.empty()) name.domain = domain;
  const auto realm = name.realm();
  return escaped(name.user, "\\@") + (realm.empty() ? "" : "@" + realm);
}

std::vector<std::string> service_principals(const KerberosSettings& settings, GssapiDialect dialect,
                                            bool x_exps, const std::string& host) {
  if (!settings.spn.empty()) return {settings.spn};
  const std::string name = service_host(host);
  // What Exchange's setup registers (KB979174) and a Send connector asks for.
  if (dialect == GssapiDialect::spnego || x_exps) return {"SMTPSVC/" + name, "SMTP/" + name};
  // RFC 4954 section 3 names the service "smtp".
  return {"smtp/" + name, "SMTPSVC/" + name};
}

std::string host_of(const std::string& service_principal) {
  const std::size_t slash = service_principal.find('/');
  if (slash == std::string::npos) return {};
  const std::size_t end = service_principal.find_first_of("/@", slash + 1);
  return service_principal.substr(slash + 1, end == std::string::npos ? end : end - slash - 1);
}

}  // namespace authwalk
