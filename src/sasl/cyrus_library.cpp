#include "sasl/cyrus_library.hpp"

#include <sasl/sasl.h>

#include <mutex>

namespace authwalk {
namespace {

void* make_mutex() {
  return new std::mutex;
}

int lock_mutex(void* mutex) {
  static_cast<std::mutex*>(mutex)->lock();
  return SASL_OK;
}

int unlock_mutex(void* mutex) {
  static_cast<std::mutex*>(mutex)->unlock();
  return SASL_OK;
}

void free_mutex(void* mutex) {
  delete static_cast<std::mutex*>(mutex);
}

}  // namespace

int keep_quiet(void*, int, const char*) {
  return SASL_OK;
}

void initialise_cyrus(const std::function<void()>& initialise) {
  static std::mutex one_at_a_time;
  static std::once_flag once;
  const std::lock_guard lock(one_at_a_time);
  std::call_once(once, [] { sasl_set_mutex(make_mutex, lock_mutex, unlock_mutex, free_mutex); });
  initialise();
}

}  // namespace authwalk
