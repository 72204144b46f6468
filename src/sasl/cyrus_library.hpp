// Cyrus SASL as a library of a program with several threads. Its own initialisation is not safe beside other
// threads, and without mutexes of ours it has none.
#pragma once

#include <functional>

namespace authwalk {

/// Runs `initialise` (sasl_client_init or sasl_server_init) while no other part of this process initialises
/// Cyrus.
void initialise_cyrus(const std::function<void()>& initialise);

}  // namespace authwalk
