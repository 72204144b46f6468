#include "report_files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "command_error.hpp"
#include "file_descriptor.hpp"

namespace authwalk::cli {
namespace {

// read_report() refuses what is longer, so no more is read than shows that it is.
constexpr std::size_t most_bytes = (std::size_t{512} << 20) + 1;

[[noreturn]] void cannot_read(const std::string& file, int error) {
  throw CommandError{exit_no_input,
                     fmt::format("{}: {}", report_file_name(file), std::generic_category().message(error)),
                     "name a file that authwalk walk -o has written, or - for standard input"};
}

std::string content(const std::string& file) {
  const FileDescriptor descriptor(file == "-" ? dup(STDIN_FILENO)
                                              : open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (descriptor.number() < 0) cannot_read(file, errno);
  std::string text;
  std::array<char, 1 << 16> block{};
  while (text.size() < most_bytes) {
    const auto got = read(descriptor.number(), block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) cannot_read(file, errno);
    if (got == 0) break;
    text.append(block.data(), static_cast<std::size_t>(got));
  }
  return text;
}

}  // namespace

std::string report_file_name(const std::string& file) {
  return file == "-" ? "standard input" : printable(file);
}

Report read_report_file(const std::string& file) {
  const std::string text = content(file);
  try {
    return read_report(text);
  } catch (const ReportError& error) {
    const std::string line = error.line > 0 ? fmt::format(":{}", error.line) : "";
    throw CommandError{exit_data, fmt::format("{}{}: {}", report_file_name(file), line, error.problem),
                       "authwalk walk --format json and --format ndjson write what can be read"};
  }
}

}  // namespace authwalk::cli
