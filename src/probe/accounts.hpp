// The lockout guard of a run: one walk at a time on an account, first come, first served, and no more
// rejected attempts than allowed, in this run and across runs (docs/decisions/0007).
#pragma once

#include <authwalk/lockout.hpp>
#include <chrono>
#include <deque>
#include <string>
#include <unordered_map>

#include "net/completion.hpp"

namespace authwalk {

class AccountPlace;

class Accounts {
 public:
  /// `ledger` is the budget across runs; null: none.
  Accounts(int max_rejected, LockoutLedger* ledger) : max_rejected_(max_rejected), ledger_(ledger) {}

 private:
  friend class AccountPlace;

  struct Account {
    int rejected = 0;
    std::deque<AccountPlace*> line;  // the first one has the turn
  };

  bool closed(const Account& account) const { return account.rejected >= max_rejected_; }

  std::unordered_map<std::string, Account> accounts_;
  const int max_rejected_;
  LockoutLedger* const ledger_;
};

/// A walk's place in the line of its account. Whoever has a turn leaves the line to pass it on; going away
/// does, too.
class AccountPlace {
 public:
  explicit AccountPlace(Accounts& accounts) : accounts_(accounts) {}
  ~AccountPlace() { leave(0); }
  AccountPlace(const AccountPlace&) = delete;
  AccountPlace& operator=(const AccountPlace&) = delete;

  /// Joins the line; harmless when it stands there already.
  void join(const std::string& name);
  /// Done once no walk before this one uses the account, and at once for all when the account is closed.
  Completion& turn() { return turn_; }
  /// Sets an attempt aside; only when it is this place's turn. Granted once, it stays granted.
  Reservation reserve(std::chrono::seconds longest);
  /// Undoes that; the turn is kept.
  void return_attempt() noexcept { settle(0); }
  /// Why that was not granted, as the end of a sentence.
  std::string why_closed() const;
  /// Leaves the line, and counts `attempts` where one had been set aside.
  void leave(int attempts) noexcept;

  std::chrono::steady_clock::duration waited{};  ///< by its walk, for the account

 private:
  void settle(int attempts) noexcept;

  Accounts& accounts_;
  Accounts::Account* account_ = nullptr;  // null: not in line
  std::string name_;
  Completion turn_;
  bool reserved_ = false;
};

}  // namespace authwalk
