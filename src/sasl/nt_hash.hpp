// The NT hash of a password, which is all that NTLM needs of it (NTOWFv1, MS-NLMP 3.3.1).
#pragma once

#include <authwalk/credential.hpp>
#include <optional>
#include <string_view>

namespace authwalk {

/// 32 upper-case hexadecimal digits and a NUL. Nothing when the password is not UTF-8, or where OpenSSL's
/// legacy provider, which has the MD4 that it takes, is not installed.
std::optional<Secret> nt_hash(std::string_view password);

}  // namespace authwalk
