// MD4 (RFC 1320): what an NT hash is made with. OpenSSL 3 keeps it in a module that need not be installed.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace authwalk::rehearsal {

/// The digest of a password, which is short: what is hashed is copied once.
std::array<std::uint8_t, 16> md4(std::string_view bytes);

}  // namespace authwalk::rehearsal
