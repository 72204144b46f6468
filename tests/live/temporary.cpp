#include "live/temporary.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <stdexcept>

namespace authwalk::test {

TemporaryFolder::TemporaryFolder() {
  auto name = (std::filesystem::temp_directory_path() / "authwalk-test-XXXXXX").string();
  if (!::mkdtemp(name.data())) throw std::runtime_error("mkdtemp: " + std::string(std::strerror(errno)));
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void write_file(const std::filesystem::path& path, std::string_view content, unsigned mode) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(content.data(), static_cast<std::streamsize>(content.size()));
  file.close();
  if (!file || ::chmod(path.c_str(), mode) != 0) throw std::runtime_error("cannot write " + path.string());
}

std::string read_whole_file(const std::filesystem::path& path) {
  // Bounded, since a test may name a device that never ends.
  constexpr std::size_t most = std::size_t{64} << 20U;
  std::ifstream file(path, std::ios::binary);
  std::string content;
  char piece[65536];
  do {
    file.read(piece, sizeof piece);
    content.append(piece, static_cast<std::size_t>(file.gcount()));
  } while (file && content.size() < most);
  return content;
}

SecretFile::SecretFile(std::string_view content, unsigned mode) {
  write_file(path(), content, mode);
}

}  // namespace authwalk::test
