// The lockout guard: one walk at a time on an account, and no more rejected attempts than allowed in a run.
#pragma once

#include <map>
#include <string>

namespace authwalk {

class Accounts {
 public:
  explicit Accounts(int max_rejected) : max_rejected_(max_rejected) {}

  /// False when another walk uses the account now.
  bool take(const std::string& account) {
    bool& busy = accounts_[account].busy;
    if (busy) return false;
    busy = true;
    return true;
  }

  /// `rejected`: attempts of this walk that may count against the account at the server.
  void give_back(const std::string& account, int rejected) {
    accounts_[account].busy = false;
    accounts_[account].rejected += rejected;
  }

  /// True when the account has had its rejected attempts and must not be tried again.
  bool closed(const std::string& account) { return accounts_[account].rejected >= max_rejected_; }

 private:
  struct Account {
    bool busy = false;
    int rejected = 0;
  };
  std::map<std::string, Account> accounts_;
  int max_rejected_;
};

}  // namespace authwalk
