// What a lockout ledger remembers, and what follows from it.
#include "probe/lockout_entries.hpp"

#include <doctest/doctest.h>

using namespace authwalk;
using namespace std::chrono_literals;

namespace {

constexpr UtcSeconds noon = 1'795'262'400;  // 2026-11-21T12:00:00Z

LockoutEntry rejected(UtcSeconds at, const std::string& account = "svc") {
  return {account, at};
}

LockoutEntry set_aside(UtcSeconds at, UtcSeconds until, const std::string& account = "svc") {
  return {account, at, until, "0123456789abcdef"};
}

Reservation answer(const std::vector<LockoutEntry>& entries, LockoutBudget budget) {
  return standing(entries, "svc", noon, budget).answer;
}

}  // namespace

TEST_SUITE("lockout entries") {
  TEST_CASE("the text is plain, and read back as it was") {
    const std::vector<LockoutEntry> entries = {rejected(noon, "contoso\\svc"),
                                               set_aside(noon + 1, noon + 71, "svc@contoso.example")};
    const std::string text = lockout_text(entries);
    CHECK(text ==
          "authwalk lockout 1\n"
          "rejected 2026-11-21T12:00:00Z contoso\\svc\n"
          "reserved 2026-11-21T12:00:01Z 2026-11-21T12:01:11Z 0123456789abcdef svc@contoso.example\n");
    CHECK(read_lockout_text(text) == entries);
    CHECK(read_lockout_text(lockout_text({})) == std::vector<LockoutEntry>{});
  }

  TEST_CASE("any account name stays one word on one line") {
    for (const std::string& name : {std::string("a b"), std::string("a\nrejected 2026"), std::string("50%"),
                                    std::string("\x1b[31m"), std::string("\xff\xfe"), std::string("a\0b", 3),
                                    std::string("m\xc3\xbcller"), std::string("%41")}) {
      CAPTURE(name);
      const std::string text = lockout_text({rejected(noon, name)});
      CHECK(text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 :-%[\n") ==
            std::string::npos);
      CHECK(read_lockout_text(text) == std::vector<LockoutEntry>{rejected(noon, name)});
    }
  }

  TEST_CASE("anything else is no such text") {
    const std::string head = "authwalk lockout 1\n";
    for (const std::string& text : {std::string(),
                                    std::string("\n"),
                                    std::string("authwalk lockout 1"),
                                    std::string("authwalk lockout 2\n"),
                                    head + "\n",
                                    head + "rejected\n",
                                    head + "rejected 2026-11-21T12:00:00Z\n",
                                    head + "rejected 2026-11-21T12:00:00Z \n",
                                    head + "rejected 2026-11-21 12:00:00 svc\n",
                                    head + "rejected 2026-13-41T12:00:00Z svc\n",
                                    head + "rejected 2026-11-21T12:00:00.000Z svc\n",
                                    head + "rejected 2026-11-21T12:00:00Z svc more\n",
                                    head + "rejected 2026-11-21T12:00:00Z svc",
                                    head + "rejected 2026-11-21T12:00:00Z %4\n",
                                    head + "rejected 2026-11-21T12:00:00Z %zz\n",
                                    head + "reserved 2026-11-21T12:00:00Z svc\n",
                                    head + "reserved 2026-11-21T12:00:00Z soon 1 svc\n",
                                    head + "reserved 2026-11-21T12:00:00Z 2026-11-21T12:00:00Z  svc\n",
                                    head + "allowed svc\n",
                                    std::string(3, '\0')}) {
      CAPTURE(text);
      CHECK_FALSE(read_lockout_text(text));
    }
  }

  TEST_CASE("rejected attempts count within the window and not after it") {
    const LockoutBudget budget{3, 1800s};
    const std::vector<LockoutEntry> entries = {rejected(noon - 1800), rejected(noon - 1799),
                                               rejected(noon - 5), rejected(noon, "other")};
    CHECK(answer(entries, budget) == Reservation::granted);
    CHECK(standing(entries, "svc", noon - 1, budget).answer == Reservation::closed);
    CHECK(answer(entries, {2, 1800s}) == Reservation::closed);
    CHECK(answer(entries, {1, 3s}) == Reservation::granted);
    CHECK(answer({}, {1, 3s}) == Reservation::granted);
  }

  TEST_CASE("the next try is possible when enough of them are behind") {
    const std::vector<LockoutEntry> entries = {rejected(noon - 100), rejected(noon - 300),
                                               rejected(noon - 200)};
    CHECK(standing(entries, "svc", noon, {3, 1800s}).next_try == noon - 300 + 1800);
    const LockoutStanding one = standing(entries, "svc", noon, {1, 1800s});
    CHECK(one.next_try == noon - 100 + 1800);
    CHECK(one.rejected == 3);
    CHECK(standing(entries, "svc", one.next_try - 1, {1, 1800s}).answer == Reservation::closed);
    CHECK(standing(entries, "svc", one.next_try, {1, 1800s}).answer == Reservation::granted);
  }

  TEST_CASE("what is set aside is busy, not closed") {
    const LockoutBudget two{2, 1800s};
    CHECK(answer({set_aside(noon, noon + 60)}, two) == Reservation::granted);
    CHECK(answer({set_aside(noon, noon + 60), set_aside(noon, noon + 60)}, two) == Reservation::busy);
    CHECK(answer({rejected(noon - 1), set_aside(noon, noon + 60)}, two) == Reservation::busy);
    CHECK(answer({rejected(noon - 1), rejected(noon), set_aside(noon, noon + 60)}, two) ==
          Reservation::closed);
  }

  TEST_CASE("what was set aside and never settled becomes a rejected attempt") {
    std::vector<LockoutEntry> entries = {set_aside(noon - 100, noon - 30), set_aside(noon - 10, noon + 60)};
    CHECK(bring_up_to({noon}, 1800s, entries));
    CHECK(entries == std::vector<LockoutEntry>{rejected(noon - 30), set_aside(noon - 10, noon + 60)});
    CHECK_FALSE(bring_up_to({noon}, 1800s, entries));
  }

  TEST_CASE("what no window reaches back to is dropped, and the future is now") {
    std::vector<LockoutEntry> entries = {rejected(noon - 86'401), rejected(noon - 86'399),
                                         rejected(noon + 9000)};
    CHECK(bring_up_to({noon}, 1800s, entries));
    CHECK(entries == std::vector<LockoutEntry>{rejected(noon - 86'399), rejected(noon)});
  }

  TEST_CASE("a clock that is set forgets nothing") {
    constexpr UtcSeconds day = 86'400;
    for (const UtcSeconds jump : {2 * day, day, UtcSeconds{3600}, UtcSeconds{-3600}, -day, -400 * day}) {
      CAPTURE(jump);
      std::vector<LockoutEntry> entries = {rejected(noon), set_aside(noon, noon + 60)};
      bring_up_to({noon, "b1", 1000}, 1800s, entries);
      // Ten seconds later by the clock that cannot be set.
      bring_up_to({noon + 10 + jump, "b1", 1010}, 1800s, entries);
      REQUIRE(entries.size() == 2);
      CHECK(entries[0].at == noon + jump);
      CHECK(entries[1].until == noon + jump + 60);
      CHECK(standing(entries, "svc", noon + 10 + jump, {1, 1800s}).answer == Reservation::closed);
      // And read back, half an hour later, it is over.
      entries = *read_lockout_text(lockout_text(entries));
      bring_up_to({noon + 1900, "b1", 2900}, 1800s, entries);
      CHECK(standing(entries, "svc", noon + 1900, {1, 1800s}).answer == Reservation::granted);
    }
  }

  TEST_CASE("after a restart the clock of the wall is what there is, and the future is now") {
    std::vector<LockoutEntry> entries = {rejected(noon)};
    bring_up_to({noon, "b1", 1000}, 1800s, entries);
    bring_up_to({noon - 9000, "b2", 5}, 1800s, entries);
    CHECK(entries[0].at == noon - 9000);
    CHECK(entries[0].boot == "b2");
    bring_up_to({noon + 9000, "b2", 65}, 1800s, entries);
    CHECK(entries[0].at == noon + 9000 - 60);
  }
}
