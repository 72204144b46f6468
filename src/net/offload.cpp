#include "net/offload.hpp"

#include <deque>
#include <mutex>
#include <thread>
#include <utility>

namespace authwalk {
namespace {

constexpr int most_threads = 64;

struct Pool {
  std::mutex mutex;
  std::deque<std::function<void()>> waiting;
  int running = 0;
};

// Never destroyed: a thread that is stuck in getaddrinfo may still look at it while the program exits.
Pool& pool() {
  static Pool& pool = *new Pool;
  return pool;
}

void work() {
  Pool& shared = pool();
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

void offload(std::function<void()> job) {
  Pool& shared = pool();
  const std::lock_guard lock(shared.mutex);
  shared.waiting.push_back(std::move(job));
  if (shared.running >= most_threads) return;
  ++shared.running;
  std::thread(work).detach();
}

}  // namespace authwalk
