// Writing all of a text or saying why not, and files that are replaced in one go.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace authwalk::cli {

/// Throws CommandError. `what` names the file for people; `error` is an errno.
[[noreturn]] void cannot_write(std::string_view what, int error);

/// Writes all of it, in one write() where the kernel takes it; waits where somebody has made the descriptor
/// non-blocking, as a shell's other end may. Returns 0 or an errno.
int write_all(int fd, std::string_view text);

/// The same. Throws CommandError.
void write_whole(std::string_view what, int fd, std::string_view text);

/// A file whose readers see the old content or the new one, never half of it (a collector may read at any
/// moment): the new content is written beside it and takes its name.
class ReplacedFile {
 public:
  /// Where `name` would be replaced: what stands there is followed through symbolic links. Empty when it is
  /// something that cannot be replaced, a device or a pipe, and is to be written to directly. Throws
  /// CommandError when no file can be made there; a file that stands there is left as it is.
  static std::optional<ReplacedFile> at(std::string_view what, const std::string& name);

  /// Throws CommandError; then the old content still stands.
  void replace(std::string_view what, std::string_view content) const;

 private:
  explicit ReplacedFile(std::string path) : path_(std::move(path)) {}

  std::string path_;
};

}  // namespace authwalk::cli
