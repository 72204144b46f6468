// --shard I/N: a part of the smart hosts, the same on every machine and in every run.
#pragma once

#include <authwalk/connector.hpp>
#include <cstdint>
#include <string_view>

namespace authwalk::cli {

struct Shard {
  std::uint32_t index = 0;  ///< from 0
  std::uint32_t count = 1;

  /// Decided by the name and port of the smart host alone, so that all its modes stay together.
  bool holds(const Connector& connector) const;
};

/// Throws CommandError.
Shard parse_shard(std::string_view typed);

}  // namespace authwalk::cli
