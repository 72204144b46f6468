#include "file_writing.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>

#include "command_error.hpp"
#include "file_descriptor.hpp"
#include "run.hpp"

namespace authwalk::cli {
namespace {

// A new file in the folder of `path`. Its ending is random, so that nobody who looks for "*.prom" reads it.
class Draft {
 public:
  Draft(std::string_view what, const std::string& path)
      : name_(fmt::format("{}.{}", path, random_hex(6))),
        // For every reader, as far as the umask allows: the collector is another user.
        file_(open(name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644)) {
    if (file_.number() < 0) cannot_write(what, errno);
  }
  ~Draft() {
    if (!name_.empty()) unlink(name_.c_str());
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  void write(std::string_view what, std::string_view content) const {
    write_whole(what, file_.number(), content);
    // Else a power cut may leave the new name on an empty file.
    if (fsync(file_.number()) != 0) cannot_write(what, errno);
  }
  void take_name_of(std::string_view what, const std::string& path) {
    if (rename(name_.c_str(), path.c_str()) != 0) cannot_write(what, errno);
    name_.clear();
  }

 private:
  std::string name_;
  FileDescriptor file_;
};

// Replacing a symbolic link would leave the file that it leads to as it was.
std::string behind_links(const std::string& name) {
  char* const found = realpath(name.c_str(), nullptr);
  if (found == nullptr) return name;
  std::string path = found;
  std::free(found);
  return path;
}

}  // namespace

void cannot_write(std::string_view what, int error) {
  throw CommandError{exit_cannot_create,
                     fmt::format("{} cannot be written: {}", what, std::generic_category().message(error)),
                     what.starts_with("-o ") ? "-o FILE in a folder that exists and may be written to"
                                             : "send it to a file or program that takes it"};
}

int write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const auto written = write(fd, text.data(), text.size());
    if (written < 0 && errno == EAGAIN) {
      pollfd room{fd, POLLOUT, 0};
      poll(&room, 1, -1);
    } else if (written < 0 && errno != EINTR) {
      return errno;
    }
    text.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
  }
  return 0;
}

void write_whole(std::string_view what, int fd, std::string_view text) {
  if (const int error = write_all(fd, text); error != 0) cannot_write(what, error);
}

std::optional<ReplacedFile> ReplacedFile::at(std::string_view what, const std::string& name) {
  struct stat found {};
  if (stat(name.c_str(), &found) == 0) {
    if (S_ISDIR(found.st_mode)) cannot_write(what, EISDIR);
    if (!S_ISREG(found.st_mode)) return std::nullopt;
  }
  ReplacedFile file(behind_links(name));
  const Draft proof(what, file.path_);  // goes away again
  return file;
}

void ReplacedFile::replace(std::string_view what, std::string_view content) const {
  Draft draft(what, path_);
  draft.write(what, content);
  draft.take_name_of(what, path_);
}

}  // namespace authwalk::cli
