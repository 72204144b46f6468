#include "tls_files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <authwalk/credential.hpp>
#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>

#include "command_error.hpp"
#include "file_descriptor.hpp"

namespace authwalk::cli {
namespace {

constexpr std::size_t longest_pem = 8 * 1024 * 1024;  // Debian's whole CA bundle has 220 KiB

FileDescriptor open_pem(std::string_view flag, const std::string& path, struct stat& status) {
  FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  int error = file.number() < 0 ? errno : 0;
  if (error == 0 && fstat(file.number(), &status) != 0) error = errno;
  if (error != 0) {
    throw CommandError{error == EACCES ? exit_permission : exit_no_input,
                       fmt::format("{} {}: {}", flag, shown(path), std::generic_category().message(error)),
                       fmt::format("{} takes a PEM file", flag), std::string(flag)};
  }
  if (!S_ISREG(status.st_mode)) {
    throw CommandError{exit_data, fmt::format("{} {} is not a regular file", flag, shown(path)),
                       fmt::format("{} takes a PEM file", flag), std::string(flag)};
  }
  return file;
}

// Looks for a mark through a small window, so that a key is not copied whole.
bool holds(const FileDescriptor& file, std::string_view mark) {
  Secret window(4096);
  std::size_t kept = 0, seen = 0;
  while (seen < longest_pem) {
    const auto got = read(file.number(), window.bytes().data() + kept, window.size() - kept);
    if (got <= 0) return false;
    const std::size_t filled = kept + static_cast<std::size_t>(got);
    if (window.view().substr(0, filled).find(mark) != std::string_view::npos) return true;
    seen += static_cast<std::size_t>(got);
    kept = std::min(filled, mark.size() - 1);  // the mark may begin here and end in the next read
    std::memmove(window.bytes().data(), window.view().data() + filled - kept, kept);  // they may overlap
  }
  return false;
}

bool file_holds(std::string_view flag, const std::string& path, std::string_view mark) {
  struct stat status {};
  return holds(open_pem(flag, path, status), mark);
}

void check_certificate(std::string_view flag, const std::string& path) {
  if (file_holds(flag, path, "-----BEGIN CERTIFICATE-----") ||
      file_holds(flag, path, "-----BEGIN TRUSTED CERTIFICATE-----"))
    return;
  throw CommandError{exit_data, fmt::format("{} {} holds no certificate in PEM form", flag, shown(path)),
                     "a PEM certificate begins with -----BEGIN CERTIFICATE-----", std::string(flag)};
}

// Debian keeps keys as root:ssl-cert 0640 and behind symbolic links, so a group may read and links are
// followed; everybody may not.
void check_key(std::string_view flag, const std::string& path) {
  constexpr std::string_view mark = "PRIVATE KEY-----";
  struct stat status {};
  if (!holds(open_pem(flag, path, status), mark)) {
    throw CommandError{exit_data, fmt::format("{} {} holds no private key in PEM form", flag, shown(path)),
                       "--client-key FILE, where the key is not in the certificate's file",
                       std::string(flag)};
  }
  if ((status.st_mode & (S_IRWXO | S_IWGRP)) != 0) {
    throw CommandError{exit_permission,
                       fmt::format("{} {} has mode {:04o}: others have access to the private key", flag,
                                   shown(path), status.st_mode & 07777u),
                       fmt::format("chmod 600 {}", shown(path)), std::string(flag)};
  }
}

}  // namespace

void check_tls_files(const TlsSettings& tls) {
  if (!tls.ca_file.empty()) check_certificate("--ca-file", tls.ca_file);
  if (tls.client_certificate.empty()) return;
  check_certificate("--client-cert", tls.client_certificate);
  if (tls.client_key.empty()) {
    check_key("--client-cert", tls.client_certificate);
  } else {
    check_key("--client-key", tls.client_key);
  }
}

}  // namespace authwalk::cli
