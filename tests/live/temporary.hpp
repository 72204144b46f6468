// Files that a test makes and that go away with it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace authwalk::test {

/// The password of the tests. It must reappear nowhere.
inline constexpr std::string_view canary = "Canary-7Zq!pass";

/// A folder that goes away with everything in it.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  /// Path of a file in it, as text.
  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

/// Writes a whole file; `mode` as for chmod.
void write_file(const std::filesystem::path& path, std::string_view content, unsigned mode = 0600);

/// The whole content; empty when the file cannot be read.
std::string read_whole_file(const std::filesystem::path& path);

/// A file for --password-file, by default one that only its owner can read.
class SecretFile {
 public:
  explicit SecretFile(std::string_view content = canary, unsigned mode = 0600);
  std::string path() const { return folder_.file("password"); }

 private:
  TemporaryFolder folder_;
};

}  // namespace authwalk::test
