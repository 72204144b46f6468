#include "probe/accounts.hpp"

#include <algorithm>
#include <authwalk/channel.hpp>

namespace authwalk {

// Whoever waits for a closed account has nothing to wait for.
void Accounts::pass_the_turn_on(Account& account) const {
  if (closed(account)) {
    for (AccountPlace* waiting : account.line) waiting->turn_.complete();
    return;
  }
  if (account.holder != nullptr) return;
  const auto held_back = [&](const AccountPlace* place) {
    const auto first = [&](const AccountPlace* other) { return other->goes_before(*place); };
    return std::ranges::any_of(account.on_the_way, first) || std::ranges::any_of(account.line, first);
  };
  const auto next = std::ranges::find_if_not(account.line, held_back);
  if (next == account.line.end()) return;
  account.holder = *next;
  account.holder->turn_.complete();
}

AccountPlace::~AccountPlace() {
  leave(0);
  if (announced_ == nullptr) return;
  announced_->on_the_way.erase(this);
  accounts_.pass_the_turn_on(*announced_);
}

void AccountPlace::announce(const std::string& name) {
  announced_ = &accounts_.accounts_[name];
  announced_->on_the_way.insert(this);
}

void AccountPlace::join(const std::string& name) {
  if (account_ != nullptr) return;
  name_ = name;
  account_ = &accounts_.accounts_[name];
  turn_ = Completion{};
  account_->on_the_way.erase(this);
  account_->line.push_back(this);
  accounts_.pass_the_turn_on(*account_);
}

Reservation AccountPlace::reserve(std::chrono::seconds longest) {
  if (reserved_) return Reservation::granted;
  if (account_ == nullptr || accounts_.closed(*account_)) return Reservation::closed;
  const Reservation answer =
      accounts_.ledger_ != nullptr ? accounts_.ledger_->reserve(name_, longest) : Reservation::granted;
  reserved_ = answer == Reservation::granted;
  return answer;
}

ClosedAccount AccountPlace::why_closed() const {
  if (account_ != nullptr && !accounts_.closed(*account_) && accounts_.ledger_ != nullptr)
    return accounts_.ledger_->why_closed(name_);
  return {std::string(refused_in_this_run)};
}

void AccountPlace::leave(int attempts) noexcept {
  if (account_ == nullptr) return;
  settle(attempts);
  std::deque<AccountPlace*>& line = account_->line;
  line.erase(std::find(line.begin(), line.end(), this));
  if (account_->holder == this) account_->holder = nullptr;
  accounts_.pass_the_turn_on(*account_);
  account_ = nullptr;
}

void AccountPlace::settle(int attempts) noexcept {
  if (!reserved_) return;
  reserved_ = false;
  account_->rejected += attempts;
  if (accounts_.ledger_ != nullptr) accounts_.ledger_->settle(name_, attempts);
}

}  // namespace authwalk
