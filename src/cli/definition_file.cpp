#include "definition_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <authwalk/report.hpp>
#include <cerrno>
#include <system_error>

#include "file_descriptor.hpp"

namespace authwalk::cli {
namespace {

constexpr std::string_view standard_input = "-";

[[noreturn]] void cannot_read(const std::string& name, int error) {
  if (error == EISDIR) {
    throw CommandError{exit_no_input, fmt::format("{} is a folder", shown(name)),
                       fmt::format("name its files: authwalk lint {}/*.xml", printable(name))};
  }
  throw CommandError{error == EACCES ? exit_permission : exit_no_input,
                     fmt::format("{}: {}", shown(name), std::generic_category().message(error)),
                     "Get-SendConnector | Export-Clixml connectors.xml writes one"};
}

FileDescriptor opened(const std::string& name) {
  FileDescriptor file(name == standard_input ? dup(STDIN_FILENO)
                                             : open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (file.number() < 0) cannot_read(name, errno);
  return file;
}

// One byte more than is taken, so that the reader sees that the file is too large.
std::string content(const std::string& name) {
  const FileDescriptor file = opened(name);
  std::string bytes;
  while (bytes.size() <= largest_definition_file) {
    const std::size_t before = bytes.size();
    bytes.resize(std::min(before + (std::size_t{1} << 16), largest_definition_file + 1));
    const auto got = read(file.number(), bytes.data() + before, bytes.size() - before);
    bytes.resize(before + static_cast<std::size_t>(got > 0 ? got : 0));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) cannot_read(name, errno);
    if (got == 0) break;
  }
  return bytes;
}

}  // namespace

std::vector<ConnectorDefinition> read_definition_file(const std::string& name) {
  try {
    return read_definitions(content(name), name == standard_input ? "standard input" : name);
  } catch (const InputError& error) {
    throw command_error(error);
  }
}

CommandError command_error(const InputError& error) {
  return {exit_data, fmt::format("{}: {}", printable(error.place.text()), error.problem), error.hint};
}

}  // namespace authwalk::cli
