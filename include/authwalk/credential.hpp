// A user name and a password that lives in locked memory and never turns into a std::string.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace authwalk {

/// Bytes that must not be swapped, dumped or left behind. Move-only; wiped when it goes.
class Secret {
 public:
  Secret() = default;
  /// A zeroed secret of `size` bytes, to be written through bytes().
  explicit Secret(std::size_t size);
  /// Copies `text` into locked memory. The caller wipes its own copy.
  static Secret copy_of(std::string_view text);

  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  std::string_view view() const { return {data_, size_}; }
  std::span<char> bytes() { return {data_, size_}; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  /// Gives up the tail; `size` must not exceed size().
  void shrink(std::size_t size);
  /// Overwrites and releases now.
  void wipe() noexcept;

 private:
  char* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t allocated_ = 0;
};

/// What `AuthenticationCredential` holds.
struct Credential {
  std::string user;    ///< as typed: "svc", "CONTOSO\\svc" or "svc@contoso.example"
  std::string domain;  ///< empty, or the NetBIOS domain given apart
  Secret password;

  /// The name that AUTH LOGIN sends: DOMAIN\user when a domain was given apart.
  std::string login_name() const;
  /// Key of the lockout guard: the login name in lower case.
  std::string account() const;
};

}  // namespace authwalk
