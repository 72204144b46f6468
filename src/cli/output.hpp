// Where a report goes: standard output and files; colours and marks.
#pragma once

#include <authwalk/report.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "file_descriptor.hpp"
#include "file_writing.hpp"

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

/// Columns of the terminal behind this descriptor; else of COLUMNS, else 100.
std::size_t text_columns(const Environment& environment, int terminal);

/// How the text on standard output is to look, by the environment of this process.
RenderOptions render_options(const OutputRequest& request);

/// Where the reports of a run go: the files of -o, made sure of before the walk so that it is not walked in
/// vain, and standard output.
class OutputFiles {
 public:
  /// Throws CommandError when one cannot be written. What stands there stays until there is something to
  /// replace it.
  explicit OutputFiles(const OutputRequest& request);

  /// Writes one walk, as it ends, to every file whose format is made of walks, and to standard output when
  /// its format is: each in one piece, so that a run that is killed leaves whole walks. Throws CommandError.
  void stream(const ReportedWalk& walk);

  /// Writes the report to every file, but not where its walks have been streamed to; what cannot be written
  /// in one place is written to the others all the same. Then throws CommandError.
  void write(const Report& report, RenderOptions options) const;

  /// The same, and to standard output.
  void give_out(const Report& report, const RenderOptions& options) const;

 private:
  struct File {
    std::string name;  ///< "-o "report.json"", for errors
    const FormatRow* format;
    FileDescriptor descriptor;             ///< of a file that is written in place
    std::optional<ReplacedFile> replaced;  ///< one that must never be seen half written
  };
  static bool is_stream(const File& file);
  static void write_one(const File& file, const std::string& text);
  void print(const Report& report, const RenderOptions& options) const;

  const FormatRow* standard_output_;
  std::vector<File> files_;
  bool streamed_ = false;
};

/// Writes to standard output, whole, or as much as its reader takes. Throws CommandError when it cannot.
void print_out(std::string_view text);

}  // namespace authwalk::cli
