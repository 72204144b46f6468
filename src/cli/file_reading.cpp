#include "file_reading.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "command_error.hpp"
#include "file_descriptor.hpp"

namespace authwalk::cli {
namespace {

// A pipe whose writer says nothing would keep the program for ever. A FIFO that nobody opens for writing is
// empty.
constexpr int longest_silence_ms = 30'000;
constexpr int longest_wait_for_writer_ms = 1'000;

}  // namespace

bool await_writer(int fd) {
  struct stat status {};
  if (fstat(fd, &status) != 0 || !S_ISFIFO(status.st_mode)) return false;
  pollfd writer{fd, POLLIN, 0};
  return poll(&writer, 1, longest_wait_for_writer_ms) != 0;
}

std::string read_whole_file(std::string_view what, const std::string& name, std::size_t most,
                            const std::string& hint) {
  const auto refuse = [&](int error) {
    throw CommandError{error == EACCES || error == EPERM ? exit_permission : exit_no_input,
                       fmt::format("{}: {}", what, std::generic_category().message(error)), hint};
  };
  const FileDescriptor file(name == "-" ? dup(STDIN_FILENO)
                                        : open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (file.number() < 0) refuse(errno);
  const bool pipe_of_a_shell = name == "-" && isatty(file.number()) != 1;
  const auto wait = [&](int ms) {
    pollfd more{file.number(), POLLIN, 0};
    return poll(&more, 1, ms) != 0;
  };
  constexpr std::size_t block = std::size_t{1} << 16;
  std::string bytes;
  bool writer_awaited = false;
  while (bytes.size() <= most) {
    if (pipe_of_a_shell && !wait(longest_silence_ms)) refuse(ETIMEDOUT);
    const std::size_t before = bytes.size();
    bytes.resize(std::min(before + block, most + 1));
    const auto got = read(file.number(), bytes.data() + before, bytes.size() - before);
    const int error = errno;
    bytes.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got < 0 && error == EAGAIN && !wait(longest_silence_ms)) refuse(ETIMEDOUT);
    if (got < 0 && (error == EINTR || error == EAGAIN)) continue;
    if (got < 0) refuse(error);
    if (got == 0 && bytes.empty() && !std::exchange(writer_awaited, true) && await_writer(file.number()))
      continue;
    if (got == 0) break;
  }
  return bytes;
}

void refuse_what_others_write(std::string_view what, const struct stat& status, std::string_view why) {
  const bool by_strangers = status.st_uid != geteuid() && status.st_uid != 0;
  const bool by_group = (status.st_mode & S_IWGRP) != 0 && status.st_gid != getegid() && status.st_gid != 0;
  if (!by_strangers && !by_group && (status.st_mode & S_IWOTH) == 0) return;
  throw CommandError{exit_permission, fmt::format("{} can be written by others, and {}", what, why),
                     by_strangers ? "copy it, so that it is yours" : "chmod go-w"};
}

}  // namespace authwalk::cli
