// The walks of a plan, run and dated.
#pragma once

#include <authwalk/probe.hpp>
#include <string>
#include <vector>

namespace authwalk::cli {

struct Run {
  std::string started;  ///< "2026-11-21T12:00:00.000Z"
  std::vector<Transcript> walks;
};

/// Gives each walk an id, and runs them. Throws CommandError when a file of the network settings cannot be
/// used.
Run run(ProbePlan plan);

/// "2026-11-21T12:00:00.000Z", now.
std::string utc_now();

/// `bytes` random bytes in hexadecimal.
std::string random_hex(std::size_t bytes);

}  // namespace authwalk::cli
