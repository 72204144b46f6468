// The lockout guard of a run: one walk at a time on an account, first come, first served, and no more
// rejected attempts than allowed, in this run and across runs (docs/decisions/0007).
#pragma once

#include <authwalk/lockout.hpp>
#include <chrono>
#include <deque>
#include <set>
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
    std::set<AccountPlace*> on_the_way;  // walks that may come to use it
    std::deque<AccountPlace*> line;      // in the order in which they came
    AccountPlace* holder = nullptr;      // who has the turn; stands in the line
  };

  bool closed(const Account& account) const { return account.rejected >= max_rejected_; }
  void pass_the_turn_on(Account& account) const;

  std::unordered_map<std::string, Account> accounts_;
  const int max_rejected_;
  LockoutLedger* const ledger_;
};

/// A walk's place in the line of its account. Whoever has a turn leaves the line to pass it on; going away
/// does, too.
class AccountPlace {
 public:
  /// `rank`: of the walks to one `host` the one with the lowest goes first, whoever comes first. So the one
  /// attempt that is allowed goes to the strongest mode, and not where chance has it.
  explicit AccountPlace(Accounts& accounts, std::string host = {}, int rank = 0)
      : accounts_(accounts), host_(std::move(host)), rank_(rank) {}
  ~AccountPlace();
  AccountPlace(const AccountPlace&) = delete;
  AccountPlace& operator=(const AccountPlace&) = delete;

  /// Says that the walk has begun and may come to use the account: those behind it in rank wait for it.
  void announce(const std::string& name);
  /// Joins the line; harmless when it stands there already.
  void join(const std::string& name);
  /// Done once no walk before this one uses the account, and at once for all when the account is closed.
  Completion& turn() { return turn_; }
  /// Sets an attempt aside; only when it is this place's turn. Granted once, it stays granted.
  Reservation reserve(std::chrono::seconds longest);
  /// Undoes that; the turn is kept.
  void return_attempt() noexcept { settle(0); }
  /// Why that was not granted, as the end of a sentence.
  ClosedAccount why_closed() const;
  /// Leaves the line, and counts `attempts` where one had been set aside.
  void leave(int attempts) noexcept;

  std::chrono::steady_clock::duration waited{};  ///< by its walk, for the account

 private:
  friend class Accounts;

  void settle(int attempts) noexcept;
  bool goes_before(const AccountPlace& other) const { return host_ == other.host_ && rank_ < other.rank_; }

  Accounts& accounts_;
  const std::string host_;
  const int rank_;
  Accounts::Account* announced_ = nullptr;  // null: not on the way
  Accounts::Account* account_ = nullptr;    // null: not in line
  std::string name_;
  Completion turn_;
  bool reserved_ = false;
};

}  // namespace authwalk
