// The files that `authwalk explain` reads, in constant memory.
#pragma once

#include <authwalk/explain.hpp>
#include <string>
#include <vector>

namespace authwalk::cli {

struct EvidenceRead {
  Explanation explanation;
  int status = 0;  ///< exit_no_input or exit_data when a source could not be read, else 0
};

/// Reads all of them, "-" being standard input, and tells on standard error what could not be read.
EvidenceRead read_evidence(const std::vector<std::string>& files);

/// Logs of one series in the order in which they were written: SEND20261121-2.log before SEND20261121-10.log.
/// Files that are no neighbours keep the order in which they were given.
std::vector<std::string> in_written_order(std::vector<std::string> files);

}  // namespace authwalk::cli
