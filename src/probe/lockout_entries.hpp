// What a lockout ledger remembers, and what follows from it. Pure: bytes and times in, values out.
#pragma once

#include <authwalk/lockout.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk {

/// Seconds since 1970.
using UtcSeconds = std::int64_t;

/// The time on two clocks. The one that people set may jump; the one of this boot cannot.
struct LockoutNow {
  UtcSeconds utc = 0;
  std::string boot;             ///< which boot of the machine, hexadecimal; empty: nobody can tell
  std::int64_t since_boot = 0;  ///< seconds
};

/// One attempt: rejected, or set aside by a run that has not said how it ended.
struct LockoutEntry {
  std::string account;
  UtcSeconds at = 0;
  std::optional<UtcSeconds> until{};  ///< set aside: when it counts as rejected at the latest
  std::string run{};                  ///< who has set it aside; hexadecimal
  std::string boot{};                 ///< the boot that `since_boot` counts from; empty: not known
  std::int64_t since_boot = 0;        ///< `at`, in seconds after that boot

  bool operator==(const LockoutEntry&) const = default;
};

/// "2026-11-21T12:31:07Z".
std::string lockout_time(UtcSeconds at);

/// The text of the file: a line for the format, and one for each entry.
std::string lockout_text(const std::vector<LockoutEntry>& entries);
/// Empty when it is no such text.
std::optional<std::vector<LockoutEntry>> read_lockout_text(std::string_view text);

/// Brings the entries up to `now`: those of this boot are moved to where they belong on a clock that has been
/// set since; an attempt that was set aside and never settled becomes a rejected one; one of the future
/// becomes one of now; what no window reaches back to is dropped. True when anything has changed.
bool bring_up_to(const LockoutNow& now, std::chrono::seconds window, std::vector<LockoutEntry>& entries);

/// Where an account stands.
struct LockoutStanding {
  int rejected = 0;         ///< within the window
  int set_aside = 0;        ///< by any run
  UtcSeconds next_try = 0;  ///< when the window will have left enough of the rejected ones behind
  Reservation answer = Reservation::granted;
};
LockoutStanding standing(const std::vector<LockoutEntry>& entries, const std::string& account, UtcSeconds now,
                         const LockoutBudget& budget);

}  // namespace authwalk
