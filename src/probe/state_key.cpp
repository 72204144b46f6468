#include <sys/random.h>

#include <authwalk/state_key.hpp>
#include <chrono>
#include <stdexcept>

#include "probe/private_folder.hpp"

namespace authwalk {

std::string state_key(const std::string& folder) {
  constexpr std::size_t size = 32;
  const PrivateFolder state(folder);
  const auto lock = state.lock("key.lock", std::chrono::seconds(5));
  if (!lock) throw std::runtime_error("another run keeps " + state.shown("key.lock") + " locked");
  if (auto key = state.read("key", size); key && key->size() == size) return *key;
  std::string key(size, '\0');
  if (getrandom(key.data(), key.size(), 0) != static_cast<ssize_t>(key.size()))
    throw std::runtime_error("the system gives no random bytes");
  state.replace("key", key);
  return key;
}

}  // namespace authwalk
