// How a walk that is connected waits for its account (docs/decisions/0007).
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <exception>

#include "net/live_channel.hpp"

namespace authwalk {
namespace {

// How often runs beside this one are looked at.
constexpr auto ledger_poll = std::chrono::milliseconds(100);
// What a walk may need beyond its deadline to tell how it ended.
constexpr auto closing_time = std::chrono::seconds(10);

}  // namespace

AccountAnswer LiveChannel::take_account(const std::string& account) {
  using std::chrono::milliseconds;
  const auto waited_before = place_.waited;
  const Reservation got =
      wait_for_account(account, starting_over_ ? Clock::duration::zero() : run_.account_patience);
  AccountAnswer answer;
  answer.waited = std::chrono::duration_cast<milliseconds>(place_.waited);
  const bool kept_it_waiting = place_.waited > waited_before;
  const bool too_long = got == Reservation::busy || (kept_it_waiting && server_lost_patience());
  if (!starting_over_ && got != Reservation::closed && too_long) {
    // The place in the line, and the turn if it has come, are kept for the walk that starts over.
    place_.return_attempt();
    told_to_start_over_ = true;
    answer.turn = AccountTurn::start_over;
  } else if (got != Reservation::granted) {
    answer.turn = AccountTurn::closed;
    const ClosedAccount closed = place_.why_closed();
    answer.why = closed.why;
    answer.refused_earlier = closed.refused;
    place_.leave(0);
  }
  return answer;
}

void LiveChannel::give_account_back(const std::string&, int attempts) noexcept {
  place_.leave(attempts);
}

void LiveChannel::take_account_first() {
  starting_over_ = true;
  try {
    // The walks before this one end by their own deadlines.
    place_.waited += stand_still(place_.turn(), Clock::now() + std::chrono::hours(24));
    // Who finds the account closed stands in nobody's way; the walk will find it so again.
    if (wait_for_account(plan_.credential->account(), run_.account_patience) != Reservation::granted)
      place_.leave(0);
  } catch (const ChannelError&) {
    // Interrupted: so will the walk be.
  }
}

// The clocks of step and walk are moved by the time that passed, which is the answer.
LiveChannel::Clock::duration LiveChannel::stand_still(Completion& completion, Clock::time_point until) {
  assert(!std::current_exception() && "a fiber must not wait inside a handler");
  const auto since = Clock::now();
  boost::asio::steady_timer timer(*run_.loop);
  completion.waiting.insert(&timer);
  waiting_for_completion_ = &timer;
  while (!completion.done && !interrupted_ && Clock::now() < until) {
    boost::system::error_code woken;
    timer.expires_at(until);
    timer.async_wait(yield_[woken]);
  }
  waiting_for_completion_ = nullptr;
  completion.waiting.erase(&timer);
  if (interrupted_) out_of_time();
  const auto passed = Clock::now() - since;
  for (Clock::time_point* clock : {&began_, &deadline_, &step_began_, &step_end_}) *clock += passed;
  return passed;
}

// Waits for its turn, and then for runs beside this one; `busy` when the patience has ended first.
Reservation LiveChannel::wait_for_account(const std::string& account, Clock::duration patience) {
  const auto until = Clock::now() + patience;
  place_.join(account);
  if (!place_.turn().done) place_.waited += stand_still(place_.turn(), until);
  if (!place_.turn().done) return Reservation::busy;
  while (true) {
    // The walk may use it until its deadline at the longest.
    const auto longest = std::chrono::ceil<std::chrono::seconds>(deadline_ - Clock::now()) + closing_time;
    const Reservation answer = place_.reserve(longest);
    if (answer != Reservation::busy || Clock::now() >= until) return answer;
    Completion nothing;
    place_.waited += stand_still(nothing, std::min(until, Clock::now() + ledger_poll));
  }
}

// Nothing is due from the server; has it hung up, or said something (421, for one), because we kept it
// waiting?
bool LiveChannel::server_lost_patience() {
  std::array<char, 512> bytes{};
  if (!tls_) {
    const ssize_t count =
        ::recv(socket_.native_handle(), bytes.data(), bytes.size(), MSG_PEEK | MSG_DONTWAIT);
    return count >= 0 || (errno != EAGAIN && errno != EINTR);
  }
  // Records without data may come first (tickets).
  constexpr int some_records = 8;
  try {
    for (int record = 0; record < some_records; ++record) {
      std::size_t count = 0;
      if (tls_->read(bytes, count) == Want::nothing) return true;
    }
  } catch (const ChannelError&) {
    return true;
  }
  return false;
}

}  // namespace authwalk
