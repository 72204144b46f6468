// Handles of libgssapi and libkrb5 that are given back to them.
#pragma once

#include <functional>
#include <utility>

namespace authwalk {

/// Owns one handle. What gives it back must not fail, and the library's context must still be there.
template <class Handle>
class Held {
 public:
  explicit Held(std::function<void(Handle&)> release) : release_(std::move(release)) {}
  ~Held() {
    if (handle_) release_(handle_);
  }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;

  /// Where a function of the library writes the handle that it makes.
  Handle* out() { return &handle_; }
  Handle get() const { return handle_; }

 private:
  Handle handle_{};
  std::function<void(Handle&)> release_;
};

}  // namespace authwalk
