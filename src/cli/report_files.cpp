#include "report_files.hpp"

#include <fmt/format.h>

#include "command_error.hpp"
#include "file_reading.hpp"

namespace authwalk::cli {
namespace {

// read_report() refuses what is longer.
constexpr std::size_t most_bytes = std::size_t{512} << 20;

}  // namespace

std::string report_file_name(const std::string& file) {
  return file == "-" ? "standard input" : printable(file);
}

Report read_report_file(const std::string& file) {
  const std::string text =
      read_whole_file(report_file_name(file), file, most_bytes,
                      "name a file that authwalk walk -o has written, or - for standard input");
  try {
    return read_report(text);
  } catch (const ReportError& error) {
    const std::string line = error.line > 0 ? fmt::format(":{}", error.line) : "";
    throw CommandError{exit_data, fmt::format("{}{}: {}", report_file_name(file), line, error.problem),
                       "authwalk walk --format json and --format ndjson write what can be read"};
  }
}

}  // namespace authwalk::cli
