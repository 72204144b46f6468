#include "probe/private_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <authwalk/report.hpp>
#include <cerrno>
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace authwalk {
namespace {

using Clock = std::chrono::steady_clock;

constexpr mode_t for_this_user = S_IRUSR | S_IWUSR;

[[noreturn]] void refuse(const std::string& shown, std::string_view why) {
  throw std::runtime_error(fmt::format("{} {}", shown, why));
}

[[noreturn]] void refuse(const std::string& shown, int error) {
  if (error == ELOOP) refuse(shown, "is a symbolic link");
  refuse(shown, "cannot be used: " + std::generic_category().message(error));
}

void demand_nobody_else_writes(const std::string& shown, const struct stat& status) {
  if (status.st_uid != geteuid() && status.st_uid != 0) refuse(shown, "belongs to another user");
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) refuse(shown, "can be written by others than its owner");
}

struct stat demand_own_file(const std::string& shown, const OpenFile& file) {
  struct stat status {};
  if (fstat(file.number(), &status) != 0) refuse(shown, errno);
  if (!S_ISREG(status.st_mode)) refuse(shown, "is not a regular file");
  demand_nobody_else_writes(shown, status);
  return status;
}

// The XDG Base Directory Specification asks for mode 0700.
void make_folders(const std::filesystem::path& folder) {
  std::filesystem::path made;
  for (const auto& part : folder) {
    made /= part;
    if (mkdir(made.c_str(), S_IRWXU) != 0 && errno != EEXIST) refuse(printable(made.string()), errno);
  }
}

// The last folder may be a link, as systemd makes one for DynamicUser=; what counts is who can write in it.
OpenFile open_folder(const std::string& path) {
  make_folders(path);
  OpenFile folder(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  struct stat status {};
  if (folder.number() < 0 || fstat(folder.number(), &status) != 0) refuse(printable(path), errno);
  demand_nobody_else_writes(printable(path), status);
  return folder;
}

// Somebody may have removed it between open() and flock(): then it keeps nobody out.
bool still_stands(int folder, const std::string& name, const OpenFile& file) {
  struct stat ours {
  }, named{};
  return fstat(file.number(), &ours) == 0 &&
         fstatat(folder, name.c_str(), &named, AT_SYMLINK_NOFOLLOW) == 0 && ours.st_ino == named.st_ino &&
         ours.st_dev == named.st_dev;
}

}  // namespace

PrivateFolder::PrivateFolder(const std::string& path) : path_(path), folder_(open_folder(path)) {}

std::string PrivateFolder::shown(const std::string& name) const {
  return printable((std::filesystem::path(path_) / name).string());
}

std::optional<OpenFile> PrivateFolder::lock(const std::string& name, std::chrono::milliseconds wait) const {
  const auto until = Clock::now() + wait;
  while (true) {
    OpenFile file(openat(folder_.number(), name.c_str(),
                         O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, for_this_user));
    if (file.number() < 0) refuse(shown(name), errno);
    demand_own_file(shown(name), file);
    const bool taken = flock(file.number(), LOCK_EX | LOCK_NB) == 0;
    if (taken && still_stands(folder_.number(), name, file)) return file;
    if (Clock::now() >= until) return std::nullopt;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

std::optional<std::string> PrivateFolder::read(const std::string& name, std::size_t at_most) const {
  // O_NONBLOCK: opening a FIFO must not wait for a writer.
  const OpenFile file(openat(folder_.number(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  if (file.number() < 0 && errno == ENOENT) return std::nullopt;
  if (file.number() < 0) refuse(shown(name), errno);
  const auto size = static_cast<std::size_t>(demand_own_file(shown(name), file).st_size);
  if (size > at_most) refuse(shown(name), "is far too large; remove it");
  std::string content(size, '\0');
  std::size_t filled = 0;
  while (filled < size) {
    const ssize_t count = ::read(file.number(), content.data() + filled, size - filled);
    if (count < 0 && errno != EINTR) refuse(shown(name), errno);
    if (count == 0) break;
    filled += count > 0 ? static_cast<std::size_t>(count) : 0;
  }
  content.resize(filled);
  return content;
}

void PrivateFolder::replace(const std::string& name, std::string_view content) const {
  const std::string fresh = name + ".new";
  unlinkat(folder_.number(), fresh.c_str(), 0);  // left behind by a run that was killed
  {
    const OpenFile file(openat(folder_.number(), fresh.c_str(),
                               O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, for_this_user));
    if (file.number() < 0) refuse(shown(fresh), errno);
    while (!content.empty()) {
      const ssize_t count = ::write(file.number(), content.data(), content.size());
      if (count < 0 && errno != EINTR) refuse(shown(fresh), errno);
      if (count > 0) content.remove_prefix(static_cast<std::size_t>(count));
    }
    // Else a power cut may leave an empty file under the old name, and what it counted is forgotten.
    if (fdatasync(file.number()) != 0) refuse(shown(fresh), errno);
  }
  if (renameat(folder_.number(), fresh.c_str(), folder_.number(), name.c_str()) != 0)
    refuse(shown(name), errno);
}

}  // namespace authwalk
