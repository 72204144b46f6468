// The table of faults: what a walk is expected to report, and what the fault changes in a connector.
#pragma once

#include <authwalk/rehearsal.hpp>
#include <functional>
#include <span>
#include <string_view>

#include "rehearsal/arrangement.hpp"

namespace authwalk::rehearsal {

struct Fault {
  FaultRow row;
  std::function<void(Arrangement&)> arrange;
};

std::span<const Fault> fault_table();
/// Null when there is none of that name.
const Fault* find_fault(std::string_view name);

}  // namespace authwalk::rehearsal
