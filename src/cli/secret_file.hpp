// Files and descriptors that hold a password: who else may read them, how much is read, what is a password.
#pragma once

#include <authwalk/credential.hpp>
#include <chrono>
#include <string>
#include <string_view>

#include "file_descriptor.hpp"

namespace authwalk::cli {

/// A password may have this many bytes.
constexpr std::size_t longest_password = 4096;

enum class Keeper {
  user,     ///< nobody but the owner may have any right
  systemd,  ///< systemd lets the service in by a group or an ACL, which stat() shows as rights of a group
};

/// Opens a regular file that only its owner can read; a symbolic link is followed, and the file behind it
/// judged. Throws CommandError.
FileDescriptor open_secret_file(std::string_view what, const std::string& path, Keeper keeper = Keeper::user);

/// Reads to the end, straight into locked memory. Throws CommandError when there are more than `most` bytes
/// and a line end, or when the end has not come within `limit`.
Secret read_secret(std::string_view what, int fd, std::size_t most,
                   std::chrono::milliseconds limit = std::chrono::seconds(30));

/// Takes `content` for a password: one line, whose line end is dropped. Throws CommandError.
Secret as_password(std::string_view what, Secret content);

}  // namespace authwalk::cli
