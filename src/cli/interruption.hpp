// Ctrl-C: the first ends the walks and lets the report be written, the second ends the program.
#pragma once

#include <atomic>

namespace authwalk::cli {

/// From now on SIGINT and SIGTERM set the flag that this returns.
const std::atomic<bool>& watch_for_interruption();

}  // namespace authwalk::cli
