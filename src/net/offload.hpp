// Runs blocking calls on threads of their own. A call that outlives its walk goes on behind everybody's back
// and keeps alive what it touches; nobody waits for it, not even the end of the program.
#pragma once

#include <functional>

namespace authwalk {

/// Runs `job` on a thread soon; at most 64 run at once, the rest wait their turn.
void offload(std::function<void()> job);

}  // namespace authwalk
