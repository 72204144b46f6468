// The walks of one smart host address, which share a matrix.
#pragma once

#include <authwalk/report.hpp>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace authwalk {

struct TargetGroup {
  std::vector<const ReportedWalk*> walks;

  /// "192.0.2.7"; where none answered, the only one that was tried; else empty.
  std::string address() const;
};

/// Walks of one smart host and address, in the order of the report. A group in which a mode would stand twice
/// is divided by port, then by connector.
std::vector<TargetGroup> group_by_target(const Report& report);

/// The address that was talked to, or the only one that was tried; empty when there is no such one.
std::string tried_address(const Transcript& transcript);

/// The addresses that were walked for each target.
class WalkedAddresses {
 public:
  explicit WalkedAddresses(const Report& report);
  /// Another walk of the report has the same target at another address: the address has to be told.
  bool to_be_told(const Transcript& transcript) const;

 private:
  std::map<std::string, std::set<std::string>> of_target_;
};

/// "192.0.2.7" of "192.0.2.7:25", "2001:db8::7" of "[2001:db8::7]:25".
std::string address_of(const std::string& endpoint);

}  // namespace authwalk
