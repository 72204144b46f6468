#include "journal.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <set>
#include <system_error>

#include "command_error.hpp"
#include "file_reading.hpp"
#include "file_writing.hpp"
#include "flag_value.hpp"

namespace authwalk::cli {
namespace {

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

// 100,000 walks are no more, and whoever has more begins a file for each day.
constexpr std::size_t most_bytes = std::size_t{512} << 20;

std::string whole_text(const std::string& file, int fd) {
  std::string text;
  std::array<char, 65536> block{};
  while (true) {
    const auto got = read(fd, block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) unusable(file, errno);
    if (got == 0) return text;
    if (text.size() > most_bytes) unusable(file, "it is larger than 512 MiB; begin a new one");
    text.append(block.data(), static_cast<std::size_t>(got));
  }
}

// A journal's line is a line of format ndjson with the fingerprint of the walk's settings as its last member.
constexpr std::string_view before_fingerprint = ",\"fingerprint\":\"";

std::string with_fingerprint(std::string line, std::string_view settings) {
  const auto end = line.rfind('}');
  line.replace(end, 1, fmt::format("{}{}\"}}", before_fingerprint, settings));
  return line;
}

std::optional<std::string> fingerprint_in(std::string_view line) {
  const auto at = line.rfind(before_fingerprint);
  if (at == std::string_view::npos || !line.ends_with("\"}")) return std::nullopt;
  line.remove_prefix(at + before_fingerprint.size());
  line.remove_suffix(2);
  const bool fingerprint = line.empty() || (line.size() == 64 && line.find_first_not_of("0123456789abcdef") ==
                                                                     std::string_view::npos);
  return fingerprint ? std::optional(std::string(line)) : std::nullopt;
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
    : file_(file), descriptor_(open(file.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0644)) {
  if (descriptor_.number() < 0) unusable(file_, errno);
  struct stat status {};
  if (fstat(descriptor_.number(), &status) != 0) unusable(file_, errno);
  if (!S_ISREG(status.st_mode)) unusable(file_, "it is not a file");
  refuse_what_others_write("--resume " + shown(file_), status, "it decides what is walked");
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
  const auto refuse = [&](int line, std::string_view problem) {
    throw CommandError{exit_data, fmt::format("--resume {}:{}: {}", shown(file_), line, problem),
                       "name a file that an earlier --resume made, or one that does not exist yet"};
  };
  std::vector<std::string> settings;
  for (std::string_view left = text; !left.empty(); left.remove_prefix(left.find('\n') + 1)) {
    auto found = fingerprint_in(left.substr(0, left.find('\n')));
    if (!found) refuse(static_cast<int>(settings.size()) + 1, "this is no line of a journal");
    settings.push_back(std::move(*found));
  }
  if (!text.empty()) {
    try {
      auto walks = read_report(text).walks;
      if (walks.size() != settings.size()) refuse(1, "this is no journal");
      for (std::size_t i = 0; i < walks.size(); ++i)
        held_.push_back({std::move(walks[i]), std::move(settings[i])});
    } catch (const ReportError& error) {
      refuse(static_cast<int>(error.line), error.problem);
    }
  }
  if (!torn) return;
  std::size_t together = 0;
  while (together < held_.size() && same_host(held_.rbegin()[together].walk, held_.back().walk)) ++together;
  const auto keep = end_before(text, together);
  held_.resize(held_.size() - together);
  if (ftruncate(descriptor_.number(), static_cast<off_t>(keep)) != 0) unusable(file_, errno);
}

void Journal::leave_out_what_is_done(std::vector<Assignment>& plan, WalkSettings& settings) {
  for (const auto& walk : plan) {
    planned_[key(walk.plan.connector, walk.plan.mode)] = settings.fingerprint(walk);
  }
  // What was walked last counts: from the end of the file on, until there is one with other settings.
  std::map<WalkKey, bool> same;
  std::vector<ReportedWalk> done;
  for (auto held = held_.rbegin(); held != held_.rend(); ++held) {
    const auto planned = planned_.find(key(held->walk));
    if (planned == planned_.end()) continue;
    const bool as_planned = !held->settings.empty() && held->settings == planned->second;
    auto& still = same.try_emplace(planned->first, as_planned).first->second;
    still = still && as_planned;
    if (still) done.push_back(std::move(held->walk));
  }
  done_.assign(std::make_move_iterator(done.rbegin()), std::make_move_iterator(done.rend()));
  held_.clear();
  std::set<WalkKey> left_out;
  for (const auto& walk : done_) left_out.insert(key(walk));
  changed_ = same.size() - left_out.size();
  std::erase_if(plan, [&](const Assignment& walk) {
    return left_out.contains(key(walk.plan.connector, walk.plan.mode));
  });
}

std::string Journal::told(std::size_t left) const {
  const auto again = changed_ == 0 ? ""
                                   : fmt::format(
                                         ", {} of them again, since their settings or the password "
                                         "changed",
                                         changed_);
  if (left > 0 && done_.empty() && changed_ == 0) return {};
  if (left > 0) return fmt::format("{} walks are done already, {} are left{}", done_.size(), left, again);
  std::string first;
  for (const auto& walk : done_) {
    if (first.empty() || walk.run_started < first) first = walk.run_started;
  }
  return fmt::format("nothing is walked: {} holds all {} walks, from {} on", shown(file_), done_.size(),
                     first);
}

void Journal::append(const std::vector<ReportedWalk>& walks) {
  const auto* const ndjson = find_format("ndjson");
  std::string lines;
  for (const auto& walk : walks) {
    const auto& failure = walk.transcript.failure;
    // Whoever interrupts a run learns nothing about the server, so that walk is still to be done.
    if (failure && failure->cls == Class::interrupted) continue;
    lines += with_fingerprint(ndjson->render_walk(walk), planned_[key(walk)]);
  }
  if (const int error = write_all(descriptor_.number(), lines); error != 0) unusable(file_, error);
}

}  // namespace authwalk::cli
