// Ctrl-C: the first ends the walks and lets the report be written, the second ends the program.
#pragma once

#include <atomic>

namespace authwalk::cli {

/// From now on SIGINT and SIGTERM set the flag that this returns.
const std::atomic<bool>& watch_for_interruption();

/// Sets it from inside: the walks are to end, since there is nowhere left to write them to.
void interrupt_walks();

}  // namespace authwalk::cli
