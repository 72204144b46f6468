// What a server's token is, told from its outside: whether the server tried to prove itself, said no, or
// chose another mechanism. Nothing in here is proved; it only words a failure that the library has found.
#pragma once

#include <ctime>
#include <optional>
#include <string>
#include <string_view>

namespace authwalk {

struct KerberosReply {
  bool ap_rep = false;                     ///< an AP-REP (RFC 4120 section 5.5.2)
  std::optional<long> error;               ///< number in a KRB-ERROR (section 5.9.1)
  std::optional<std::time_t> server_time;  ///< the server's clock in it
  bool rejected = false;                   ///< SPNEGO: negState is reject (RFC 4178 section 4.2.2)
  std::string other_mechanism;             ///< SPNEGO: the server wants this instead of Kerberos
};

/// Never reads past the token, whatever stands in it.
KerberosReply read_kerberos_reply(std::string_view token);

}  // namespace authwalk
