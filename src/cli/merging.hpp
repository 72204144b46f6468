// Several reports made one. Pure.
#pragma once

#include <authwalk/report.hpp>
#include <vector>

namespace authwalk::cli {

struct Merged {
  Report report;
  std::size_t replaced = 0;  ///< walks that a later report had again
};

/// Walks keep the order in which they were first seen; of the same walk in two reports the later one counts
/// (see walk_keys() for what is the same). What else a report says is derived:
///   survey       when one of them is: its walks are judged by smart host, those of the others by what was
///                expected of them
///   interrupted  when one of them is of which a walk is left: what it did not come to stands in none of
///   them,
///                and only a report that repeats all of it makes up for that
///   started      the earliest
///   recommended  a mode for all of them, chosen anew
Merged merge(std::vector<Report> reports);

}  // namespace authwalk::cli
