#include "journal.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "command_error.hpp"
#include "flag_value.hpp"

namespace authwalk::cli {
namespace {

// What makes two walks the same; the address is left out, since only the walk finds it.
using WalkKey = std::tuple<std::string, std::string, Mode>;

WalkKey key(const Connector& connector, Mode mode) {
  return {connector.Name, in_lower_case(connector.target()), mode};
}

WalkKey key(const ReportedWalk& walk) {
  return key(walk.transcript.connector, walk.transcript.mode);
}

[[noreturn]] void unusable(const std::string& file, std::string_view why) {
  throw CommandError{exit_cannot_create, fmt::format("--resume {}: {}", shown(file), why),
                     "--resume FILE in a folder that may be written to"};
}

[[noreturn]] void unusable(const std::string& file, int error) {
  unusable(file, std::generic_category().message(error));
}

std::string whole_text(const std::string& file, int fd) {
  std::string text;
  std::array<char, 65536> block{};
  while (true) {
    const auto got = read(fd, block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) unusable(file, errno);
    if (got == 0) return text;
    text.append(block.data(), static_cast<std::size_t>(got));
  }
}

bool same_host(const ReportedWalk& a, const ReportedWalk& b) {
  return in_lower_case(a.transcript.connector.SmartHost) == in_lower_case(b.transcript.connector.SmartHost);
}

// The end of the line that is the `count`-th last of a text that ends with a line feed.
std::size_t end_before(std::string_view text, std::size_t count) {
  std::size_t end = text.size();
  for (; count > 0; --count) {
    const auto feed = end < 2 ? std::string_view::npos : text.rfind('\n', end - 2);
    end = feed == std::string_view::npos ? 0 : feed + 1;
  }
  return end;
}

}  // namespace

Journal::Journal(const std::string& file)
    : file_(file), descriptor_(open(file.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0666)) {
  if (descriptor_.number() < 0) unusable(file_, errno);
  struct stat status {};
  if (fstat(descriptor_.number(), &status) != 0) unusable(file_, errno);
  if (!S_ISREG(status.st_mode)) unusable(file_, "it is not a file");
  if (flock(descriptor_.number(), LOCK_EX | LOCK_NB) != 0)
    unusable(file_,
             errno == EWOULDBLOCK ? "another run is writing it" : std::generic_category().message(errno));
  read();
}

void Journal::read() {
  auto text = whole_text(file_, descriptor_.number());
  const auto feed = text.rfind('\n');
  const bool torn = !text.empty() && feed != text.size() - 1;
  if (torn) text.resize(feed == std::string::npos ? 0 : feed + 1);
  if (!text.empty()) {
    try {
      held_ = read_report(text).walks;
    } catch (const ReportError& error) {
      throw CommandError{exit_data,
                         fmt::format("--resume {}:{}: {}", shown(file_), error.line, error.problem),
                         "name a file that an earlier --resume made, or one that does not exist yet"};
    }
  }
  if (!torn) return;
  std::size_t together = 0;
  while (together < held_.size() && same_host(held_.rbegin()[together], held_.back())) ++together;
  const auto keep = end_before(text, together);
  held_.resize(held_.size() - together);
  if (ftruncate(descriptor_.number(), static_cast<off_t>(keep)) != 0) unusable(file_, errno);
}

void Journal::leave_out_what_is_done(std::vector<Assignment>& plan) {
  std::set<WalkKey> held, planned;
  for (const auto& walk : held_) held.insert(key(walk));
  for (const auto& walk : plan) planned.insert(key(walk.plan.connector, walk.plan.mode));
  plan.erase(std::remove_if(plan.begin(), plan.end(),
                            [&](const Assignment& walk) {
                              return held.count(key(walk.plan.connector, walk.plan.mode)) > 0;
                            }),
             plan.end());
  for (auto& walk : held_) {
    if (planned.count(key(walk)) > 0) done_.push_back(std::move(walk));
  }
  held_.clear();
}

void Journal::append(const std::vector<ReportedWalk>& walks) {
  const auto* const ndjson = find_format("ndjson");
  std::string lines;
  for (const auto& walk : walks) {
    const auto& failure = walk.transcript.failure;
    // Whoever interrupts a run learns nothing about the server, so that walk is still to be done.
    if (failure && failure->cls == Class::interrupted) continue;
    lines += ndjson->render_walk(walk);
  }
  std::string_view left = lines;
  while (!left.empty()) {
    const auto written = write(descriptor_.number(), left.data(), left.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) unusable(file_, errno);
    left.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace authwalk::cli
