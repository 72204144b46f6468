// Cyrus SASL as a library of a program with several threads. Its own initialisation is not safe beside other
// threads, and without mutexes of ours it has none.
#pragma once

#include <functional>

namespace authwalk {

/// Runs `initialise` (sasl_client_init or sasl_server_init) while no other part of this process initialises
/// Cyrus.
void initialise_cyrus(const std::function<void()>& initialise);

/// Cyrus takes callbacks of any signature as `int (*)()`.
template <class Function>
auto sasl_callback(Function* function) {
  return reinterpret_cast<int (*)()>(reinterpret_cast<void (*)()>(function));
}

/// SASL_CB_LOG: by default Cyrus writes to syslog, and what it writes may hold what a server sent.
int keep_quiet(void*, int, const char*);

}  // namespace authwalk
