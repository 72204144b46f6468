// The names of Kerberos: whose ticket, and for which service. As texts that krb5_parse_name() takes.
#pragma once

#include <authwalk/walk.hpp>
#include <string>
#include <vector>

namespace authwalk {

/// The principal of an account as an administrator writes it: "svc", "CONTOSO\svc", "svc@contoso.example".
/// A realm stands in it when the name or the domain tells one; else the default realm is meant.
std::string account_principal(const std::string& user, const std::string& domain);

/// The service principals to ask for, one after the other, without a realm (`--spn` may have one).
std::vector<std::string> service_principals(const KerberosSettings& settings, GssapiDialect dialect,
                                            bool x_exps, const std::string& host);

/// The part between "/" and "@" of a service principal.
std::string host_of(const std::string& service_principal);

}  // namespace authwalk
