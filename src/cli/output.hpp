// Where a report goes: standard output and files; colours and marks.
#pragma once

#include <authwalk/report.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "file_descriptor.hpp"

namespace authwalk::cli {

/// What the flags ask for.
struct OutputRequest {
  const FormatRow* format = nullptr;  ///< of standard output
  std::vector<std::string> files;
  int verbosity = 0;
  std::string color = "auto";  ///< auto, always, never
};

/// Checks --format, -o and --color. Throws CommandError.
OutputRequest output_request(const std::optional<std::string>& format, const std::vector<std::string>& files,
                             int verbosity, const std::optional<std::string>& color);

/// The value of an environment variable; null when it is not set.
using Environment = std::function<const char*(const char* name)>;

/// --color, then NO_COLOR, CLICOLOR_FORCE and FORCE_COLOR, then the terminal.
bool wants_colour(std::string_view color, const Environment& environment, bool terminal);

/// Does the locale write UTF-8?
bool writes_utf8(const Environment& environment);

/// How the text on standard output is to look, by the environment of this process.
RenderOptions render_options(const OutputRequest& request);

/// The files of -o, opened before the walk so that it is not walked in vain.
class OutputFiles {
 public:
  /// Throws CommandError when one cannot be opened.
  explicit OutputFiles(const OutputRequest& request);

  /// Throws CommandError when one cannot be written.
  void write(const Report& report, RenderOptions options) const;

 private:
  struct File {
    std::string name;
    const FormatRow* format;
    FileDescriptor descriptor;
  };
  std::vector<File> files_;
};

/// Writes to standard output, whole. Throws CommandError when it cannot.
void print_out(std::string_view text);

}  // namespace authwalk::cli
