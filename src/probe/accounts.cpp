#include "probe/accounts.hpp"

#include <algorithm>
#include <authwalk/channel.hpp>

namespace authwalk {

void AccountPlace::join(const std::string& name) {
  if (account_ != nullptr) return;
  name_ = name;
  account_ = &accounts_.accounts_[name];
  turn_ = Completion{};
  account_->line.push_back(this);
  if (account_->line.size() == 1 || accounts_.closed(*account_)) turn_.complete();
}

Reservation AccountPlace::reserve(std::chrono::seconds longest) {
  if (reserved_) return Reservation::granted;
  if (account_ == nullptr || accounts_.closed(*account_)) return Reservation::closed;
  const Reservation answer =
      accounts_.ledger_ != nullptr ? accounts_.ledger_->reserve(name_, longest) : Reservation::granted;
  reserved_ = answer == Reservation::granted;
  return answer;
}

std::string AccountPlace::why_closed() const {
  if (account_ != nullptr && !accounts_.closed(*account_) && accounts_.ledger_ != nullptr)
    return accounts_.ledger_->why_closed(name_);
  return std::string(refused_in_this_run);
}

void AccountPlace::leave(int attempts) noexcept {
  if (account_ == nullptr) return;
  settle(attempts);
  std::deque<AccountPlace*>& line = account_->line;
  line.erase(std::find(line.begin(), line.end(), this));
  // Whoever still waits for a closed account has nothing to wait for.
  if (accounts_.closed(*account_)) {
    for (AccountPlace* waiting : line) waiting->turn_.complete();
  } else if (!line.empty()) {
    line.front()->turn_.complete();
  }
  account_ = nullptr;
}

void AccountPlace::settle(int attempts) noexcept {
  if (!reserved_) return;
  reserved_ = false;
  account_->rejected += attempts;
  if (accounts_.ledger_ != nullptr) accounts_.ledger_->settle(name_, attempts);
}

}  // namespace authwalk
