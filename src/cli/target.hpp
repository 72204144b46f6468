// TARGET: host, host:port, address, [v6]:port.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace authwalk::cli {

struct Target {
  std::string host;  ///< a name, or an IP address without brackets
  std::uint16_t port = 25;
};

/// Throws CommandError. `port` is taken when the target names none.
Target parse_target(std::string_view typed, std::uint16_t port);

/// 1..65535; `what` names it in the error.
std::uint16_t parse_port(std::string_view what, std::string_view typed);

}  // namespace authwalk::cli
