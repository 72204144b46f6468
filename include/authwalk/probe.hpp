// Many walks in one process: side by side, with one walk at a time on an account and a lockout guard.
#pragma once

#include <atomic>
#include <authwalk/lockout.hpp>
#include <authwalk/tls_file_error.hpp>
#include <authwalk/transcript.hpp>
#include <authwalk/walk.hpp>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace authwalk {

/// Settings that all walks of a run share.
struct NetworkSettings {
  bool ipv4 = true;
  bool ipv6 = true;
  std::vector<std::pair<std::string, std::string>> resolve;  ///< host name to address, instead of DNS
  std::string dns_server;  ///< "192.0.2.53" or "192.0.2.53:5353"; empty: the system's resolver
  TlsSettings tls;         ///< of the walks that bring none of their own
};

struct ProbePlan {
  std::vector<WalkPlan> walks;
  NetworkSettings network;
  bool all_addresses = false;  ///< one walk per mode and address
  unsigned jobs = 64;          ///< walks in flight at most; at least 1
  unsigned per_host = 5;       ///< walks in flight to one smart host at most, whatever the port; at least 1
  double rate = 0;             ///< walks that are started in a second at most; 0: no limit
  int max_rejected = 1;        ///< rejected AUTH attempts per account and run; at least 1
  LockoutLedger* ledger = nullptr;  ///< the budget across runs; null: this run counts for itself alone
  /// A walk that is connected waits so long for its account, and then starts over on a new connection:
  /// servers hang up on clients that say nothing.
  std::chrono::milliseconds account_patience{30000};
  /// Checked a few times a second; once true, walks that run are ended and the rest are not started.
  const std::atomic<bool>* interrupted = nullptr;
  /// Called as each walk begins and ends, once each, from the thread that called probe().
  std::function<void(const WalkPlan&)> on_start;
  std::function<void(const Transcript&)> on_walk;
};

/// Runs all walks and returns their transcripts in the order of the plan (with all_addresses: each walk
/// followed by its other addresses). Throws TlsFileError when a file of the network settings cannot be used,
/// nothing else.
std::vector<Transcript> probe(const ProbePlan& plan);

}  // namespace authwalk
