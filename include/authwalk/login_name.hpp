// A login name taken apart, once for all who ask for one of its parts.
#pragma once

#include <string>
#include <string_view>

namespace authwalk {

struct LoginName {
  std::string user;    ///< "svc"
  std::string domain;  ///< "CONTOSO" or "contoso.example"; empty where the name has none
  bool upn = false;    ///< it was written as user@domain, a user principal name

  /// Of "CONTOSO\svc", "svc@contoso.example" or "svc". In "CONTOSO\svc@contoso.example" what stands behind
  /// the backslash is the name that counts.
  static LoginName of(std::string_view name);

  /// The domain as a Kerberos realm: Active Directory's is the DNS name in capitals. A NetBIOS name is no
  /// realm, and nobody but a domain controller knows which one it stands for: empty then.
  std::string realm() const;
};

}  // namespace authwalk
