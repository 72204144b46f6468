// Something that any number of fibers wait for.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <set>

namespace authwalk {

/// Happens once. Used on the loop's thread only.
struct Completion {
  bool done = false;
  std::set<boost::asio::steady_timer*> waiting;

  void complete() {
    done = true;
    for (boost::asio::steady_timer* waiter : waiting) waiter->cancel();
  }
};

}  // namespace authwalk
