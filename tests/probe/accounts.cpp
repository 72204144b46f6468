// The lockout guard of a run: one at a time, first come, first served, closed after the rejected attempts.
#include "probe/accounts.hpp"

#include <doctest/doctest.h>

#include <authwalk/channel.hpp>
#include <memory>
#include <string>
#include <vector>

using namespace authwalk;
using namespace std::chrono_literals;

namespace {

/// Writes down what it is asked, and answers as it is told.
struct Ledger : LockoutLedger {
  Reservation reserve(const std::string& account, std::chrono::seconds) override {
    log.push_back("reserve " + account);
    return answer;
  }
  void settle(const std::string& account, int rejected) noexcept override {
    log.push_back("settle " + account + " " + std::to_string(rejected));
  }
  ClosedAccount why_closed(const std::string&) override { return {"has had enough", true}; }

  Reservation answer = Reservation::granted;
  std::vector<std::string> log;
};

}  // namespace

TEST_SUITE("accounts") {
  TEST_CASE("one at a time, in the order in which they came; other accounts do not wait") {
    Accounts accounts(1, nullptr);
    AccountPlace first(accounts), second(accounts), third(accounts), other(accounts);
    first.join("svc");
    second.join("svc");
    third.join("svc");
    other.join("other");
    CHECK(first.turn().done);
    CHECK(other.turn().done);
    CHECK_FALSE(second.turn().done);
    first.join("svc");  // harmless
    CHECK(first.reserve(1s) == Reservation::granted);
    first.leave(0);
    CHECK(second.turn().done);
    CHECK_FALSE(third.turn().done);
    second.leave(0);
    CHECK(third.turn().done);
    first.join("svc");
    CHECK_FALSE(first.turn().done);
  }

  TEST_CASE("whoever goes away passes the turn on, and leaves the line quietly when it is not there yet") {
    Accounts accounts(1, nullptr);
    auto first = std::make_unique<AccountPlace>(accounts);
    auto second = std::make_unique<AccountPlace>(accounts);
    AccountPlace third(accounts);
    first->join("svc");
    second->join("svc");
    third.join("svc");
    second.reset();
    CHECK_FALSE(third.turn().done);
    first.reset();
    CHECK(third.turn().done);
    CHECK(third.reserve(1s) == Reservation::granted);
  }

  TEST_CASE("the rejected attempts close the account, and nobody waits for it any more") {
    Accounts accounts(2, nullptr);
    AccountPlace first(accounts), second(accounts), third(accounts), fourth(accounts), late(accounts);
    for (AccountPlace* place : {&first, &second, &third, &fourth}) place->join("svc");
    CHECK(first.reserve(1s) == Reservation::granted);
    first.leave(1);
    CHECK(second.reserve(1s) == Reservation::granted);
    CHECK_FALSE(third.turn().done);
    second.leave(1);
    CHECK(third.turn().done);
    CHECK(fourth.turn().done);
    CHECK(fourth.reserve(1s) == Reservation::closed);
    CHECK(fourth.why_closed().why == refused_in_this_run);
    late.join("svc");
    CHECK(late.turn().done);
    CHECK(late.reserve(1s) == Reservation::closed);
  }

  TEST_CASE("only what was set aside is counted, and settled once") {
    Ledger ledger;
    Accounts accounts(1, &ledger);
    {
      AccountPlace place(accounts);
      place.join("svc");
      place.leave(1);  // had nothing
      place.join("svc");
      CHECK(place.reserve(1s) == Reservation::granted);
      CHECK(place.reserve(1s) == Reservation::granted);  // it stays granted
      place.return_attempt();
      CHECK(place.reserve(1s) == Reservation::granted);
      place.leave(1);
      place.leave(1);
    }
    CHECK(ledger.log ==
          std::vector<std::string>{"reserve svc", "settle svc 0", "reserve svc", "settle svc 1"});
  }

  TEST_CASE("the ledger is asked after the run's own guard, and its words are told") {
    Ledger ledger;
    ledger.answer = Reservation::busy;
    Accounts accounts(1, &ledger);
    AccountPlace place(accounts), next(accounts);
    place.join("svc");
    next.join("svc");
    CHECK(place.reserve(1s) == Reservation::busy);
    CHECK(place.why_closed().why == "has had enough");
    ledger.answer = Reservation::granted;
    CHECK(place.reserve(1s) == Reservation::granted);
    place.leave(1);
    ledger.log.clear();
    CHECK(next.reserve(1s) == Reservation::closed);
    CHECK(next.why_closed().why == refused_in_this_run);
    CHECK(ledger.log.empty());
  }
}
