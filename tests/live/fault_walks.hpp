// Every fault of the rehearsal host, walked side by side by the library.
#pragma once

#include <authwalk/rehearsal.hpp>
#include <authwalk/transcript.hpp>
#include <vector>

namespace authwalk::test {

struct FaultWalk {
  FaultRow fault;
  Transcript transcript;
};

struct FaultWalks {
  std::vector<FaultWalk> all;
  int rejected_attempts = 0;  ///< as the host has counted them
};

/// Those that take no Kerberos ticket, and no NTLM where the library knows none. Walked once for all tests.
const FaultWalks& fault_walks();

/// In every walk.
inline constexpr const char* fault_walk_password = "Canary-7Zq!pass";

}  // namespace authwalk::test
