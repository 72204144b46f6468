#include "file_reading.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "command_error.hpp"
#include "file_descriptor.hpp"

namespace authwalk::cli {

std::string read_whole_file(std::string_view what, const std::string& name, std::size_t most,
                            const std::string& hint) {
  const auto refuse = [&](int error) {
    throw CommandError{error == EACCES || error == EPERM ? exit_permission : exit_no_input,
                       fmt::format("{}: {}", what, std::generic_category().message(error)), hint};
  };
  const FileDescriptor file(name == "-" ? dup(STDIN_FILENO)
                                        : open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (file.number() < 0) refuse(errno);
  constexpr std::size_t block = std::size_t{1} << 16;
  std::string bytes;
  while (bytes.size() <= most) {
    const std::size_t before = bytes.size();
    bytes.resize(std::min(before + block, most + 1));
    const auto got = read(file.number(), bytes.data() + before, bytes.size() - before);
    const int error = errno;
    bytes.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got < 0 && error == EINTR) continue;
    if (got < 0) refuse(error);
    if (got == 0) break;
  }
  return bytes;
}

}  // namespace authwalk::cli
