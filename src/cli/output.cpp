#include "output.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <authwalk/suggestion.hpp>
#include <cerrno>
#include <charconv>
#include <cstdlib>

#include "command_error.hpp"

namespace authwalk::cli {
namespace {

constexpr std::string_view standard_output = "-";

const FormatRow* format_named(std::string_view name) {
  if (const auto* row = find_format(name)) return row;
  std::vector<std::string> known;
  for (const auto& row : formats()) known.emplace_back(row.id);
  const auto all = fmt::format("one of {}", fmt::join(known, ", "));
  throw CommandError{exit_usage, fmt::format("--format {} is not known", shown(name)),
                     did_you_mean(name, known, all)};
}

void check_file_name(const std::string& name) {
  if (name == standard_output || format_for_file(name)) return;
  std::vector<std::string_view> endings;
  for (const auto& row : formats()) endings.push_back(row.ending);
  throw CommandError{exit_usage, fmt::format("-o {}: no format of this version has that ending", shown(name)),
                     fmt::format("one of {}, or - for standard output", fmt::join(endings, ", "))};
}

void cut(std::string_view name, int fd) {
  // Devices and pipes cannot be cut, and need not be.
  if (ftruncate(fd, 0) != 0 && errno != EINVAL) cannot_write(name, errno);
}

bool is_set(const char* value) {
  return value != nullptr && *value != '\0';
}

}  // namespace

OutputRequest output_request(const std::optional<std::string>& format, const std::vector<std::string>& files,
                             int verbosity, const std::optional<std::string>& color) {
  OutputRequest request;
  request.format = format_named(format.value_or("text"));
  for (const auto& name : files) {
    check_file_name(name);
    const bool known = std::count(request.files.begin(), request.files.end(), name) > 0;
    if (name != standard_output && !known) request.files.push_back(name);
  }
  request.verbosity = verbosity;
  if (color) {
    const std::vector<std::string> known = {"auto", "always", "never"};
    if (std::find(known.begin(), known.end(), *color) == known.end()) {
      throw CommandError{exit_usage, fmt::format("--color {} is not known", shown(*color)),
                         did_you_mean(*color, known, "one of auto, always, never")};
    }
    request.color = *color;
  }
  return request;
}

bool wants_colour(std::string_view color, const Environment& environment, bool terminal) {
  if (color == "always") return true;
  if (color == "never") return false;
  if (is_set(environment("NO_COLOR"))) return false;
  for (const char* name : {"CLICOLOR_FORCE", "FORCE_COLOR"}) {
    const char* value = environment(name);
    if (is_set(value) && std::string_view(value) != "0") return true;
  }
  const char* term = environment("TERM");
  return terminal && is_set(term) && std::string_view(term) != "dumb";
}

bool writes_utf8(const Environment& environment) {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = environment(name);
    if (!is_set(value)) continue;
    std::string locale = value;
    for (char& c : locale) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
  }
  return false;
}

// As wide as the terminal; COLUMNS, where somebody exported it, speaks for a reader behind a pipe.
std::size_t text_columns(const Environment& environment, int terminal) {
  constexpr std::size_t narrowest = 40, widest = 400;
  std::size_t columns = RenderOptions{}.columns;
  winsize size{};
  const char* given = environment("COLUMNS");
  if (ioctl(terminal, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    columns = size.ws_col;
  } else if (is_set(given)) {
    const std::string_view text = given;
    std::from_chars(text.data(), text.data() + text.size(), columns);
  }
  return std::clamp(columns, narrowest, widest);
}

RenderOptions render_options(const OutputRequest& request) {
  RenderOptions options;
  options.verbosity = request.verbosity;
  options.colour = wants_colour(request.color, std::getenv, isatty(STDOUT_FILENO) == 1);
  options.unicode = writes_utf8(std::getenv);
  options.columns = text_columns(std::getenv, STDOUT_FILENO);
  return options;
}

namespace {

// A report that cannot be written in one place is not lost for the others.
class FirstError {
 public:
  template <class Action>
  void of(const Action& action) {
    try {
      action();
    } catch (const CommandError& error) {
      if (!error_) error_ = error;
    }
  }
  void raise() const {
    if (error_) throw CommandError(*error_);
  }

 private:
  std::optional<CommandError> error_;
};

}  // namespace

OutputFiles::OutputFiles(const OutputRequest& request) : standard_output_(request.format) {
  for (const auto& path : request.files) {
    File file{"-o " + shown(path), format_for_file(path), {}, {}};
    if (file.format->replaced_whole) file.replaced = ReplacedFile::at(file.name, path);
    if (!file.replaced) {
      // O_NONBLOCK: a FIFO that nobody reads is an error, and no reason to wait.
      file.descriptor =
          FileDescriptor(open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0666));
      if (file.descriptor.number() < 0) cannot_write(file.name, errno);
    }
    files_.push_back(std::move(file));
  }
}

bool OutputFiles::is_stream(const File& file) {
  return file.format->render_walk && !file.replaced;
}

void OutputFiles::stream(const ReportedWalk& walk) {
  for (const auto& file : files_) {
    if (!is_stream(file)) continue;
    if (!streamed_) cut(file.name, file.descriptor.number());
    write_whole(file.name, file.descriptor.number(), file.format->render_walk(walk));
  }
  if (standard_output_->render_walk) print_out(standard_output_->render_walk(walk));
  streamed_ = true;
}

void OutputFiles::write_one(const File& file, const std::string& text) {
  if (file.replaced) {
    file.replaced->replace(file.name, text);
  } else {
    cut(file.name, file.descriptor.number());
    write_whole(file.name, file.descriptor.number(), text);
  }
}

void OutputFiles::write(const Report& report, RenderOptions options) const {
  options.colour = false;
  options.columns = RenderOptions{}.columns;
  FirstError first;
  for (const auto& file : files_) {
    if (streamed_ && is_stream(file)) continue;
    first.of([&] { write_one(file, file.format->render(report, options)); });
  }
  first.raise();
}

void OutputFiles::give_out(const Report& report, const RenderOptions& options) const {
  FirstError first;
  first.of([&] { write(report, options); });
  first.of([&] { print(report, options); });
  first.raise();
}

void OutputFiles::print(const Report& report, const RenderOptions& options) const {
  if (streamed_ && standard_output_->render_walk) return;
  print_out(standard_output_->render(report, options));
}

// A reader that has gone away, as head does, has seen what it wanted.
void print_out(std::string_view text) {
  const int error = write_all(STDOUT_FILENO, text);
  if (error != 0 && error != EPIPE) cannot_write("standard output", error);
}

}  // namespace authwalk::cli
