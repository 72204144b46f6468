#include "probe/lockout_entries.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "report/utc.hpp"

namespace authwalk {
namespace {

constexpr std::string_view first_line = "authwalk lockout 1";
// Runs may count in windows of different length, so nothing is dropped before a day is over.
constexpr std::chrono::seconds longest_kept = std::chrono::hours(24);

std::optional<UtcSeconds> find_time(std::string_view text) {
  const std::optional<std::int64_t> ms = utc_milliseconds(text);
  if (!ms || lockout_time(*ms / 1000) != text) return std::nullopt;
  return *ms / 1000;
}

// An account name is whatever somebody typed; in the file it is one word of plain characters.
std::string as_word(std::string_view name) {
  std::string word;
  for (const char c : name) {
    const bool plain = c > ' ' && c < '\x7f' && c != '%';
    word += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return word;
}

std::optional<std::string> from_word(std::string_view word) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string name;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (word[i] != '%') {
      name += word[i];
      continue;
    }
    const std::size_t high = i + 2 < word.size() ? digits.find(word[i + 1]) : std::string_view::npos;
    const std::size_t low = i + 2 < word.size() ? digits.find(word[i + 2]) : std::string_view::npos;
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    name += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return name;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

bool read_stamp(std::string_view word, LockoutEntry& entry) {
  const std::size_t mark = word.find('@');
  if (mark == std::string_view::npos) return false;
  const std::string_view seconds = word.substr(0, mark);
  const auto [end, error] =
      std::from_chars(seconds.data(), seconds.data() + seconds.size(), entry.since_boot);
  entry.boot = word.substr(mark + 1);
  return error == std::errc() && end == seconds.data() + seconds.size() && !entry.boot.empty() &&
         entry.boot.find_first_not_of("0123456789abcdef") == std::string::npos;
}

// "rejected TIME [STAMP] ACCOUNT" or "reserved TIME UNTIL RUN [STAMP] ACCOUNT"; a stamp is SECONDS@BOOT.
std::optional<LockoutEntry> read_line(std::string_view line) {
  const std::vector<std::string_view> words = split(line, ' ');
  const bool rejected = words[0] == "rejected";
  const std::size_t least = rejected ? 3 : 5;
  if (!rejected && words[0] != "reserved") return std::nullopt;
  if (words.size() != least && words.size() != least + 1) return std::nullopt;
  LockoutEntry entry;
  const std::optional<UtcSeconds> at = find_time(words[1]);
  const std::optional<std::string> account = from_word(words.back());
  if (!at || !account || account->empty()) return std::nullopt;
  entry.at = *at;
  entry.account = *account;
  if (words.size() > least && !read_stamp(words[least - 1], entry)) return std::nullopt;
  if (rejected) return entry;
  entry.until = find_time(words[2]);
  entry.run = words[3];
  if (!entry.until || entry.run.empty()) return std::nullopt;
  return entry;
}

}  // namespace

std::string lockout_time(UtcSeconds at) {
  return utc_text(at * 1000).substr(0, std::string_view("2026-11-21T12:00:00").size()) + "Z";
}

std::string lockout_text(const std::vector<LockoutEntry>& entries) {
  std::string text = fmt::format("{}\n", first_line);
  for (const LockoutEntry& entry : entries) {
    const std::string stamp = entry.boot.empty() ? "" : fmt::format("{}@{} ", entry.since_boot, entry.boot);
    if (entry.until) {
      text += fmt::format("reserved {} {} {} {}{}\n", lockout_time(entry.at), lockout_time(*entry.until),
                          entry.run, stamp, as_word(entry.account));
    } else {
      text += fmt::format("rejected {} {}{}\n", lockout_time(entry.at), stamp, as_word(entry.account));
    }
  }
  return text;
}

std::optional<std::vector<LockoutEntry>> read_lockout_text(std::string_view text) {
  std::vector<LockoutEntry> entries;
  if (text.empty() || text.back() != '\n') return std::nullopt;
  text.remove_suffix(1);
  const std::vector<std::string_view> lines = split(text, '\n');
  if (lines.front() != first_line) return std::nullopt;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    std::optional<LockoutEntry> entry = read_line(lines[i]);
    if (!entry) return std::nullopt;
    entries.push_back(std::move(*entry));
  }
  return entries;
}

bool bring_up_to(const LockoutNow& now, std::chrono::seconds window, std::vector<LockoutEntry>& entries) {
  const std::vector<LockoutEntry> before = entries;
  for (LockoutEntry& entry : entries) {
    const bool of_this_boot = !entry.boot.empty() && entry.boot == now.boot;
    UtcSeconds at =
        of_this_boot ? now.utc - (now.since_boot - entry.since_boot) : std::min(entry.at, now.utc);
    // The two clocks do not begin their seconds at the same moment.
    if (of_this_boot && std::abs(at - entry.at) <= 2) at = std::min(entry.at, now.utc);
    if (entry.until) *entry.until += at - entry.at;
    entry.at = at;
    if (entry.until && *entry.until <= now.utc) {
      // When the password was refused, if it was, nobody knows: no later than this.
      entry.at = *entry.until;
      entry.until.reset();
      entry.run.clear();
    }
    if (of_this_boot && entry.at == at) continue;
    entry.boot = now.boot;
    entry.since_boot = now.boot.empty() ? 0 : now.since_boot - (now.utc - entry.at);
  }
  const UtcSeconds oldest = now.utc - std::max(window, longest_kept).count();
  std::erase_if(entries, [&](const LockoutEntry& entry) { return !entry.until && entry.at < oldest; });
  return entries != before;
}

LockoutStanding standing(const std::vector<LockoutEntry>& entries, const std::string& account, UtcSeconds now,
                         const LockoutBudget& budget) {
  LockoutStanding found;
  std::vector<UtcSeconds> rejected;
  for (const LockoutEntry& entry : entries) {
    if (entry.account != account) continue;
    if (entry.until) {
      ++found.set_aside;
    } else if (now - entry.at < budget.window.count()) {
      rejected.push_back(entry.at);
    }
  }
  found.rejected = static_cast<int>(rejected.size());
  const int allowed = std::max(1, budget.rejected);
  if (found.rejected >= allowed) {
    std::sort(rejected.begin(), rejected.end());
    found.next_try = rejected[rejected.size() - static_cast<std::size_t>(allowed)] + budget.window.count();
    found.answer = Reservation::closed;
  } else if (found.rejected + found.set_aside >= allowed) {
    found.answer = Reservation::busy;
  }
  return found;
}

}  // namespace authwalk
