// An Exchange in front of a server that is none: AUTH of the server behind is offered as X-EXPS, and the TLS
// is the proxy's own. So the X-EXPS dialogue meets servers that others wrote.
#pragma once

#include <cstdint>

#include "live/hostile_server.hpp"

namespace authwalk::test {

struct VerbProxy {
  std::uint16_t back_end = 0;  ///< port on loopback; spoken to in clear
  ServerTls tls = {};          ///< without an identity no TLS is offered
  bool anonymous_tls = false;  ///< X-ANONYMOUSTLS instead of STARTTLS
};

/// A script for HostileServer, which records what the client sends.
Action rename_auth_to_x_exps(VerbProxy proxy);

}  // namespace authwalk::test
