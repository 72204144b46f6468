#include "evidence_sources.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <system_error>

#include "command_error.hpp"
#include "file_descriptor.hpp"
#include "file_reading.hpp"

namespace authwalk::cli {
namespace {

constexpr std::string_view standard_input = "-";

std::string name_of(const std::string& source) {
  return source == standard_input ? std::string("standard input") : printable(source);
}

// "file:line: what" on standard error, and not more often than anybody reads.
class Problems {
 public:
  void show(const ReadProblem& problem) {
    constexpr std::size_t most_shown = 20;
    if (++counts_[problem.source] > most_shown) return;
    const std::string line = problem.line > 0 ? fmt::format(":{}", problem.line) : std::string();
    show_line(fmt::format("authwalk: {}{}: {}", name_of(problem.source), line, printable(problem.what)));
    if (counts_[problem.source] == most_shown) {
      show_line(fmt::format("authwalk: {}: what else cannot be read in it is only counted",
                            name_of(problem.source)));
    }
  }

  void show_counts() const {
    for (const auto& [source, count] : counts_) {
      if (count <= 20) continue;
      show_line(fmt::format("authwalk: {}: {} places in all could not be read", name_of(source), count));
    }
  }

 private:
  std::map<std::string, std::size_t> counts_;
};

FileDescriptor open_source(const std::string& source) {
  if (source == standard_input) return FileDescriptor(dup(STDIN_FILENO));
  // Opening a FIFO must not wait for a writer for ever; reading waits for what he says as on standard input.
  FileDescriptor file(open(source.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (file.number() < 0) return file;
  await_writer(file.number());
  fcntl(file.number(), F_SETFL, O_RDONLY);
  return file;
}

int refuse(const std::string& source, int error) {
  if (error == EISDIR) {
    return show({exit_no_input, fmt::format("{} is a folder", shown(source)),
                 fmt::format("name its files: authwalk explain {}/*.log", printable(source))});
  }
  return show({exit_no_input, fmt::format("{}: {}", name_of(source), std::generic_category().message(error)),
               "authwalk explain takes the names of files that exist, or - for standard input"});
}

// Returns 0 or an exit status.
int read_source(const std::string& source, EvidenceIntake& intake) {
  const FileDescriptor file = open_source(source);
  if (file.number() < 0) return refuse(source, errno);
  posix_fadvise(file.number(), 0, 0, POSIX_FADV_SEQUENTIAL);
  intake.begin(source);
  std::vector<char> buffer(std::size_t{1} << 20);
  int status = 0;
  while (true) {
    const auto got = read(file.number(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) status = refuse(source, errno);
    if (got <= 0) break;
    intake.feed({buffer.data(), static_cast<std::size_t>(got)});
  }
  if (!intake.end() && status == 0) {
    status = show({exit_data, fmt::format("{} is nothing that can be read", name_of(source)),
                   "authwalk explain --help lists what can"});
  }
  return status;
}

// The number at the front of `text`, compared without its size being bounded: leading zeros off, then the
// longer one is the greater.
std::string_view take_number(std::string_view& text) {
  std::size_t size = 0;
  while (size < text.size() && text[size] >= '0' && text[size] <= '9') ++size;
  std::string_view digits = text.substr(0, size);
  text.remove_prefix(size);
  while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
  return digits;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool written_before(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    if (is_digit(a.front()) && is_digit(b.front())) {
      const std::string_view x = take_number(a), y = take_number(b);
      if (x != y) return x.size() != y.size() ? x.size() < y.size() : x < y;
      continue;
    }
    if (a.front() != b.front()) return a.front() < b.front();
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  return a.size() < b.size();
}

// "SEND#-#.log": names of one series differ in their numbers only.
std::string series_of(std::string_view name) {
  std::string series;
  while (!name.empty()) {
    if (is_digit(name.front())) {
      take_number(name);
      series += '#';
    } else {
      series += name.front();
      name.remove_prefix(1);
    }
  }
  return series;
}

}  // namespace

EvidenceRead read_evidence(const std::vector<std::string>& files) {
  EvidenceRead result;
  FailureGroups groups;
  Problems problems;
  EvidenceIntake intake({[&](RecordedFailure failure) { groups.add(std::move(failure)); },
                         [&](std::size_t count) { result.explanation.sessions += count; },
                         [&](const ReadProblem& problem) {
                           if (problem.lost) ++result.explanation.lost;
                           problems.show(problem);
                         }});
  for (const std::string& source : files) {
    const int status = read_source(source, intake);
    result.status = std::max(result.status, status);
    (status == 0 ? result.explanation.sources : result.explanation.unread).push_back(source);
  }
  intake.finish();
  problems.show_counts();
  if (result.explanation.lost > 0) result.status = std::max<int>(result.status, exit_data);
  result.explanation.groups = groups.take();
  return result;
}

std::vector<std::string> in_written_order(std::vector<std::string> files) {
  for (std::size_t begin = 0, end = 0; begin < files.size(); begin = end) {
    const std::string series = series_of(files[begin]);
    while (end < files.size() && series_of(files[end]) == series) ++end;
    std::stable_sort(files.begin() + static_cast<std::ptrdiff_t>(begin),
                     files.begin() + static_cast<std::ptrdiff_t>(end), written_before);
  }
  return files;
}

}  // namespace authwalk::cli
