// The walks of one smart host address, which share a matrix.
#pragma once

#include <authwalk/report.hpp>
#include <string>
#include <vector>

namespace authwalk {

struct TargetGroup {
  std::vector<const ReportedWalk*> walks;

  /// "192.0.2.7"; empty when no address answered.
  std::string address() const;
};

/// Walks of one smart host and address, in the order of the report. A group in which a mode would stand twice
/// is divided by port, then by connector.
std::vector<TargetGroup> group_by_target(const Report& report);

/// "192.0.2.7" of "192.0.2.7:25", "2001:db8::7" of "[2001:db8::7]:25".
std::string address_of(const std::string& endpoint);

}  // namespace authwalk
