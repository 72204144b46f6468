#include <openssl/crypto.h>

#include <authwalk/credential.hpp>
#include <cstring>
#include <mutex>
#include <new>
#include <utility>

#include "model/lookup.hpp"

namespace authwalk {
namespace {

// OpenSSL's secure heap: locked, kept out of core dumps, between guard pages. When the system refuses to lock
// memory it still works, unlocked.
void prepare_secure_heap() {
  static std::once_flag once;
  std::call_once(once, [] {
    if (CRYPTO_secure_malloc_initialized() == 0) CRYPTO_secure_malloc_init(256 * 1024, 32);
  });
}

}  // namespace

Secret::Secret(std::size_t size) : size_(size), allocated_(size) {
  if (size == 0) return;
  prepare_secure_heap();
  data_ = static_cast<char*>(OPENSSL_secure_zalloc(size));
  if (data_ == nullptr) throw std::bad_alloc();
}

Secret Secret::copy_of(std::string_view text) {
  Secret secret(text.size());
  if (!text.empty()) std::memcpy(secret.data_, text.data(), text.size());
  return secret;
}

Secret::Secret(Secret&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      allocated_(std::exchange(other.allocated_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe();
    data_ = std::exchange(other.data_, nullptr);
    size_ = std::exchange(other.size_, 0);
    allocated_ = std::exchange(other.allocated_, 0);
  }
  return *this;
}

Secret::~Secret() {
  wipe();
}

void Secret::shrink(std::size_t size) {
  OPENSSL_cleanse(data_ + size, size_ - size);
  size_ = size;
}

void Secret::wipe() noexcept {
  OPENSSL_secure_clear_free(data_, allocated_);
  data_ = nullptr;
  size_ = allocated_ = 0;
}

std::string Credential::login_name() const {
  return domain.empty() ? user : domain + "\\" + user;
}

std::string Credential::account() const {
  std::string key = login_name();
  for (char& c : key) c = lower(c);
  return key;
}

}  // namespace authwalk
