// Rejected logons, remembered beyond one run: a scheduler that probes every minute must not lock the account.
#pragma once

#include <chrono>
#include <memory>
#include <string>

namespace authwalk {

/// How many rejected logons an account may have, and within which time. A domain that locks accounts at all
/// commonly does so after 5 to 10 in 10 to 30 minutes.
struct LockoutBudget {
  int rejected = 3;                   ///< at least 1
  std::chrono::seconds window{1800};  ///< counted back from now
};

/// What became of asking for an attempt.
enum class Reservation {
  granted,
  busy,    ///< runs beside this one have set aside what is left: ask again when they may be through
  closed,  ///< the account has had its rejected attempts
};

/// Why an account is not tried.
struct ClosedAccount {
  std::string why;
  bool refused = false;  ///< earlier runs had it refused; false: nobody can tell, or others are at it
};

class LockoutLedger {
 public:
  virtual ~LockoutLedger() = default;

  /// Sets one attempt aside, so that a run beside this one cannot use it as well; at most one at a time for
  /// an account. When it has not been settled after `longest`, it counts as rejected: the run has died.
  virtual Reservation reserve(const std::string& account, std::chrono::seconds longest) = 0;

  /// Settles what reserve() set aside: `rejected` attempts (0 or more) may have counted at the server.
  virtual void settle(const std::string& account, int rejected) noexcept = 0;

  /// Why reserve() does not grant it, as the end of a sentence ("has had 3 rejected logons in the last 30
  /// min, and another try could lock the account; the next one is possible at 2026-11-21T12:31:07Z").
  virtual ClosedAccount why_closed(const std::string& account) = 0;
};

/// A ledger in a file that runs beside each other share. Its folder is made where it is missing. The file
/// holds account names, times and no secret. Throws std::runtime_error when it cannot be made, read or
/// written, is damaged, or others could write it (message for people); later, a file that has become unusable
/// closes every account.
std::unique_ptr<LockoutLedger> open_lockout_ledger(const std::string& file, LockoutBudget budget);

/// A ledger that grants nothing: for a run whose attempts cannot be counted. `why` is for people, safe to
/// print.
std::unique_ptr<LockoutLedger> closed_lockout_ledger(std::string why);

}  // namespace authwalk
