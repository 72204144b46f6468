// Runs blocking calls on threads of their own. A call that outlives its walk goes on behind everybody's back
// and keeps alive what it touches; nobody waits for it, not even the end of the program.
#pragma once

#include <functional>

namespace authwalk {

/// What a call waits for. A KDC that keeps silent holds its callers for half a minute and must not keep the
/// look-up of names waiting: each kind has threads of its own.
enum class Blocking { names, tickets };

/// Runs `job` on a thread soon; at most 256 of a kind run at once, the rest wait their turn. Throws
/// std::system_error where no thread runs and none can be started.
void offload(Blocking kind, std::function<void()> job);

}  // namespace authwalk
