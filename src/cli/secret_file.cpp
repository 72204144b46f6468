#include "secret_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>

#include <cerrno>
#include <system_error>

#include "command_error.hpp"

namespace authwalk::cli {
namespace {

std::string reason(int error) {
  return std::generic_category().message(error);
}

[[noreturn]] void refuse_open(std::string_view what, const std::string& path, int error) {
  if (error == EACCES || error == EPERM) {
    throw CommandError{exit_permission, fmt::format("{} {}: {}", what, shown(path), reason(error)),
                       "run as the owner of the file", std::string(what)};
  }
  throw CommandError{exit_no_input, fmt::format("{} {}: {}", what, shown(path), reason(error)),
                     fmt::format("{} takes the name of a file that exists", what), std::string(what)};
}

void wait_readable(std::string_view what, int fd, std::chrono::steady_clock::time_point until) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
  pollfd waiting{fd, POLLIN, 0};
  const int ready = left.count() > 0 ? poll(&waiting, 1, static_cast<int>(left.count())) : 0;
  if (ready == 0) {
    throw CommandError{exit_data, fmt::format("{}: its end has not come in time", what),
                       "close the other end after the password", std::string(what)};
  }
}

}  // namespace

FileDescriptor open_secret_file(std::string_view what, const std::string& path, Keeper keeper) {
  // O_NONBLOCK: opening a FIFO must not wait for a writer. Links are followed, as those of a Kubernetes
  // secret have to be; everything else is asked of the open file, whose owner and mode count, and which
  // cannot be exchanged in between.
  FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (file.number() < 0) refuse_open(what, path, errno);
  struct stat status {};
  if (fstat(file.number(), &status) != 0) refuse_open(what, path, errno);

  if (!S_ISREG(status.st_mode)) {
    throw CommandError{exit_permission, fmt::format("{} {} is not a regular file", what, shown(path)),
                       "--password-fd N reads from a pipe", std::string(what)};
  }
  if (status.st_uid != geteuid() && status.st_uid != 0) {
    throw CommandError{exit_permission, fmt::format("{} {} belongs to another user", what, shown(path)),
                       fmt::format("chown it to the user that runs authwalk, and chmod 600 {}", shown(path)),
                       std::string(what)};
  }
  const mode_t forbidden = keeper == Keeper::systemd ? S_IRWXO | S_IWGRP : S_IRWXG | S_IRWXO;
  if ((status.st_mode & forbidden) != 0) {
    throw CommandError{exit_permission,
                       fmt::format("{} {} has mode {:04o}: others than its owner have access", what,
                                   shown(path), status.st_mode & 07777u),
                       fmt::format("chmod 600 {}", shown(path)), std::string(what)};
  }
  return file;
}

Secret read_secret(std::string_view what, int fd, std::size_t most, std::chrono::milliseconds limit) {
  const auto until = std::chrono::steady_clock::now() + limit;
  constexpr std::size_t line_end = 2;
  Secret content(most + line_end + 1);  // one more, to notice that there is more
  std::size_t filled = 0;
  while (filled < content.size()) {
    wait_readable(what, fd, until);
    const auto got = read(fd, content.bytes().data() + filled, content.size() - filled);
    if (got == 0) break;
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got < 0)
      throw CommandError{exit_no_input, fmt::format("{}: {}", what, reason(errno)),
                         "it is to be a file or a pipe", std::string(what)};
    filled += static_cast<std::size_t>(got);
  }
  if (filled > most + line_end) {
    throw CommandError{exit_data, fmt::format("{} holds more than {} bytes", what, most),
                       "it is to hold nothing else", std::string(what)};
  }
  content.shrink(filled);
  return content;
}

Secret as_password(std::string_view what, Secret content) {
  auto text = content.view();
  if (text.ends_with('\n')) text.remove_suffix(text.ends_with("\r\n") ? 2 : 1);
  content.shrink(text.size());
  text = content.view();
  const auto refuse = [&](std::string_view problem, std::string_view hint) {
    throw CommandError{exit_data, fmt::format("{} {}", what, problem), std::string(hint), std::string(what)};
  };
  if (text.empty()) refuse("gives an empty password", "an empty password is never sent");
  if (text.size() > longest_password)
    refuse("gives more than 4096 bytes", "it is to hold the password alone");
  if (text.starts_with("\xEF\xBB\xBF")) refuse("begins with a byte order mark", "save it without one");
  if (text.find('\0') != std::string_view::npos) refuse("holds a NUL byte", "save it as UTF-8 or plain text");
  if (text.find_first_of("\r\n") != std::string_view::npos)
    refuse("holds more than one line", "it is to hold the password alone, on one line");
  return content;
}

}  // namespace authwalk::cli
