// A random key of this user, for fingerprints of settings: without it they tell nothing about a password.
#pragma once

#include <string>

namespace authwalk {

/// 32 bytes in `folder`/key, which only this user can read; made the first time, with the folder. Throws
/// std::runtime_error (message for people) when it cannot be made or read, or others could write it.
std::string state_key(const std::string& folder);

}  // namespace authwalk
