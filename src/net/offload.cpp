#include "net/offload.hpp"

#include <array>
#include <deque>
#include <functional>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace authwalk {
namespace {

constexpr int most_threads = 256;

struct Pool {
  std::mutex mutex;
  std::deque<std::function<void()>> waiting;
  int running = 0;
};

// Never destroyed: a thread that is stuck in getaddrinfo may still look at it while the program exits.
Pool& pool(Blocking kind) {
  static auto& pools = *new std::array<Pool, 2>;
  return pools.at(static_cast<std::size_t>(kind));
}

void work(Pool& shared) {
  while (true) {
    std::function<void()> job;
    {
      const std::lock_guard lock(shared.mutex);
      if (shared.waiting.empty()) {
        --shared.running;
        return;
      }
      job = std::move(shared.waiting.front());
      shared.waiting.pop_front();
    }
    job();
  }
}

}  // namespace

void offload(Blocking kind, std::function<void()> job) {
  Pool& shared = pool(kind);
  const std::lock_guard lock(shared.mutex);
  shared.waiting.push_back(std::move(job));
  if (shared.running >= most_threads) return;
  try {
    std::thread(work, std::ref(shared)).detach();
    ++shared.running;
  } catch (const std::system_error&) {
    // A thread that runs will come to it; without one nobody would.
    if (shared.running > 0) return;
    shared.waiting.pop_back();
    throw;
  }
}

}  // namespace authwalk
