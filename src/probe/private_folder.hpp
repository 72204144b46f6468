// Small files in a folder that nobody else can write, shared by runs beside each other.
#pragma once

#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace authwalk {

/// An open file or folder; a lock on it goes with it, also when the process is killed.
class OpenFile {
 public:
  explicit OpenFile(int number) : number_(number) {}
  OpenFile(OpenFile&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  OpenFile& operator=(OpenFile&&) = delete;
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (number_ >= 0) ::close(number_);
  }

  int number() const { return number_; }

 private:
  int number_;
};

/// Everything throws std::runtime_error (message for people) for what is missing, is no regular file, is a
/// symbolic link, or can be written by others.
class PrivateFolder {
 public:
  /// Makes the folder where it is missing, for this user alone.
  explicit PrivateFolder(const std::string& path);

  /// The file's path, safe to show.
  std::string shown(const std::string& name) const;

  /// Keeps others out, who ask for the same lock, while it lives. Empty: one of them still has it after
  /// `wait`.
  std::optional<OpenFile> lock(const std::string& name, std::chrono::milliseconds wait) const;
  /// The whole file; nothing when there is none.
  std::optional<std::string> read(const std::string& name, std::size_t at_most) const;
  /// Puts `content` in the file's place in one piece: a run that is killed leaves the old file or the new
  /// one.
  void replace(const std::string& name, std::string_view content) const;

 private:
  const std::string path_;
  const OpenFile folder_;
};

}  // namespace authwalk
