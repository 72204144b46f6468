#include <openssl/crypto.h>
#include <sys/mman.h>

#include <authwalk/credential.hpp>
#include <cstddef>
#include <cstring>
#include <memory_resource>
#include <new>
#include <utility>

#include "model/lookup.hpp"

namespace authwalk {
namespace {

// Whole pages that are neither swapped out nor dumped. Where the system locks no more memory for us the pages
// still work, unlocked. OpenSSL's own secure heap would do, but it has a fixed size and OpenSSL takes its
// keys from it too.
class LockedPages : public std::pmr::memory_resource {
  void* do_allocate(std::size_t size, std::size_t) override {
    void* pages = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED) throw std::bad_alloc();
    mlock(pages, size);
    madvise(pages, size, MADV_DONTDUMP);
    return pages;
  }
  void do_deallocate(void* pages, std::size_t size, std::size_t) override { munmap(pages, size); }
  bool do_is_equal(const std::pmr::memory_resource& other) const noexcept override { return this == &other; }
};

// Never destroyed: secrets in static storage may go after it.
std::pmr::memory_resource& secret_memory() {
  static auto& pages = *new LockedPages;
  static auto& pool = *new std::pmr::synchronized_pool_resource(&pages);
  return pool;
}

}  // namespace

Secret::Secret(std::size_t size) : size_(size) {
  if (size == 0) return;
  // A whole number of alignments: libstdc++ 12 gives a block of 24 bytes that is aligned to 8.
  constexpr std::size_t alignment = alignof(std::max_align_t);
  allocated_ = (size + alignment - 1) / alignment * alignment;
  data_ = static_cast<char*>(secret_memory().allocate(allocated_, alignment));
  std::memset(data_, 0, allocated_);
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
  if (data_ != nullptr) OPENSSL_cleanse(data_ + size, size_ - size);
  size_ = size;
}

void Secret::wipe() noexcept {
  if (data_ != nullptr) {
    OPENSSL_cleanse(data_, allocated_);
    secret_memory().deallocate(data_, allocated_, alignof(std::max_align_t));
  }
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
