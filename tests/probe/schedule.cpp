// Which walk starts next: the limits hold, nothing is forgotten, and a large batch does not take for ever.
#include "probe/schedule.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

using authwalk::Schedule;
using namespace std::chrono_literals;

namespace {

const Schedule::Clock::time_point start{};

/// The numbers that may start now.
std::vector<std::size_t> started(Schedule& schedule, Schedule::Clock::time_point now = start) {
  std::vector<std::size_t> numbers;
  while (const auto number = schedule.next(now)) numbers.push_back(*number);
  return numbers;
}

using Numbers = std::vector<std::size_t>;

struct Asked {
  std::string host, account;
};

/// Starts what can start, ends one of those in flight chosen by `seed`, and so on to the end. Checks the
/// limits after every step and that every walk was started once.
void play(const std::vector<Asked>& asked, authwalk::ScheduleLimits limits, unsigned seed) {
  Schedule schedule(limits);
  for (const Asked& walk : asked) schedule.add(walk.host, walk.account);
  std::mt19937 random(seed);
  std::vector<int> starts(asked.size());
  std::map<std::string, unsigned> hosts, accounts;
  Numbers flying;
  unsigned broken_limits = 0;
  while (!schedule.over()) {
    for (const std::size_t number : started(schedule)) {
      ++starts[number];
      flying.push_back(number);
      const Asked& walk = asked[number];
      if (++hosts[walk.host] > limits.per_host) ++broken_limits;
      if (!walk.account.empty() && ++accounts[walk.account] > limits.per_account) ++broken_limits;
      if (flying.size() > limits.jobs) ++broken_limits;
    }
    REQUIRE(!flying.empty());  // otherwise something is held up for ever
    const std::size_t which = random() % flying.size();
    const std::size_t number = flying[which];
    flying[which] = flying.back();
    flying.pop_back();
    --hosts[asked[number].host];
    if (!asked[number].account.empty()) --accounts[asked[number].account];
    schedule.ended(number);
  }
  CHECK(broken_limits == 0);
  CHECK(std::ranges::count(starts, 1) == static_cast<long>(asked.size()));
}

}  // namespace

TEST_SUITE("schedule") {
  TEST_CASE("walks start in their order, as many as there are jobs") {
    Schedule schedule({.jobs = 3, .per_host = 5, .per_account = 8, .rate = 0});
    for (const auto* host : {"a", "b", "c", "d", "e"}) schedule.add(host, "");
    CHECK(started(schedule) == Numbers{0, 1, 2});
    CHECK(started(schedule).empty());
    schedule.ended(1);
    CHECK(started(schedule) == Numbers{3});
    for (const std::size_t number : {0, 2, 3}) schedule.ended(number);
    CHECK(started(schedule) == Numbers{4});
    CHECK_FALSE(schedule.over());
    schedule.ended(4);
    CHECK(schedule.over());
  }

  TEST_CASE("no jobs at all, no walks at all") {
    Schedule none({.jobs = 0, .per_host = 0, .per_account = 0, .rate = 0});
    CHECK(none.over());
    CHECK(started(none).empty());
    none.add("a", "svc");
    CHECK(started(none) == Numbers{0});
  }

  TEST_CASE("a host that has its share lets others overtake") {
    Schedule schedule({.jobs = 10, .per_host = 2, .per_account = 8, .rate = 0});
    for (const auto* host : {"a", "a", "a", "a", "b"}) schedule.add(host, "");
    CHECK(started(schedule) == Numbers{0, 1, 4});
    schedule.ended(4);
    CHECK(started(schedule).empty());
    schedule.ended(0);
    CHECK(started(schedule) == Numbers{2});
  }

  TEST_CASE("walks of one account start up to its limit, on whatever hosts") {
    Schedule schedule({.jobs = 10, .per_host = 5, .per_account = 2, .rate = 0});
    for (const auto* host : {"a", "b", "c", "d"}) schedule.add(host, "svc");
    schedule.add("e", "other");
    schedule.add("f", "");
    CHECK(started(schedule) == Numbers{0, 1, 4, 5});
    schedule.ended(1);
    CHECK(started(schedule) == Numbers{2});
  }

  TEST_CASE("a server that does not take the connection holds none of its account's places") {
    Schedule schedule({.jobs = 10, .per_host = 5, .per_account = 2, .rate = 0});
    for (const auto* host : {"dead 1", "dead 2", "good", "good"}) schedule.add(host, "svc");
    CHECK(started(schedule) == Numbers{0, 1});
    schedule.waits_for_its_server(0);
    schedule.waits_for_its_server(0);
    CHECK(started(schedule) == Numbers{2});
    schedule.ended(0);  // its place is not free a second time
    CHECK(started(schedule).empty());
    schedule.ended(1);
    CHECK(started(schedule) == Numbers{3});
  }

  TEST_CASE("a free place is not lost when the first who waits for it is held up elsewhere") {
    Schedule schedule({.jobs = 10, .per_host = 1, .per_account = 1, .rate = 0});
    schedule.add("a", "svc");    // 0
    schedule.add("b", "");       // 1
    schedule.add("b", "svc");    // 2: both its host and its account are taken
    schedule.add("c", "svc");    // 3
    schedule.add("b", "other");  // 4
    CHECK(started(schedule) == Numbers{0, 1});
    schedule.ended(0);
    CHECK(started(schedule) == Numbers{3});
    schedule.ended(1);
    CHECK(started(schedule) == Numbers{4});
    schedule.ended(3);
    CHECK(started(schedule).empty());
    schedule.ended(4);
    CHECK(started(schedule) == Numbers{2});
  }

  TEST_CASE("no more starts in a second than the rate, and no rush after a pause") {
    Schedule schedule({.jobs = 100, .per_host = 100, .per_account = 100, .rate = 10});
    for (int i = 0; i < 50; ++i) schedule.add("a", "");
    CHECK(started(schedule, start + 1h) == Numbers{0});
    CHECK(schedule.next_start(start + 1h) == start + 1h + 100ms);
    CHECK(started(schedule, start + 1h + 99ms).empty());
    CHECK(started(schedule, start + 1h + 120ms) == Numbers{1});
    CHECK(started(schedule, start + 1h + 200ms) == Numbers{2});  // late once, not for ever
    CHECK(started(schedule, start + 2h) == Numbers{3});
    CHECK(started(schedule, start + 2h + 99ms).empty());
    std::size_t in_a_second = 0;
    for (auto now = start + 3h; now < start + 3h + 1s; now += 7ms)
      in_a_second += started(schedule, now).size();
    CHECK(in_a_second <= 10);
    CHECK(in_a_second >= 9);
  }

  TEST_CASE("the rate is no reason to ask again while something else is in the way") {
    Schedule schedule({.jobs = 1, .per_host = 5, .per_account = 8, .rate = 10});
    schedule.add("a", "");
    schedule.add("a", "");
    CHECK(started(schedule) == Numbers{0});
    CHECK_FALSE(schedule.next_start(start));
    schedule.ended(0);
    CHECK(schedule.next_start(start) == start + 100ms);
  }

  TEST_CASE("what has not started can be dropped") {
    Schedule schedule({.jobs = 2, .per_host = 1, .per_account = 1, .rate = 0});
    for (const auto* host : {"a", "a", "b", "c"}) schedule.add(host, "svc");
    CHECK(started(schedule) == Numbers{0});
    schedule.drop_the_rest();
    CHECK_FALSE(schedule.over());
    schedule.ended(0);
    CHECK(started(schedule).empty());
    CHECK(schedule.over());
  }

  TEST_CASE("every walk starts once, within the limits, in whatever order the others end") {
    for (unsigned seed = 0; seed < 40; ++seed) {
      CAPTURE(seed);
      std::mt19937 random(seed);
      std::vector<Asked> asked;
      for (int i = 0; i < 400; ++i) {
        const auto host = random() % 12;
        const auto account = random() % 6;
        asked.push_back({"host" + std::to_string(host), account == 0 ? "" : "svc" + std::to_string(account)});
      }
      play(asked, {.jobs = 1 + seed % 30, .per_host = 1 + seed % 5, .per_account = 1 + seed % 8, .rate = 0},
           seed);
    }
  }

  // Were each start to look at all that wait, these would not end while anybody watches.
  TEST_CASE("200,000 walks that share an account, a host, or both") {
    std::vector<Asked> one_account, one_host, both;
    for (int i = 0; i < 200'000; ++i) {
      one_account.push_back({"host" + std::to_string(i), "svc"});
      one_host.push_back({"host", "svc" + std::to_string(i)});
      both.push_back({"host", "svc"});
    }
    const authwalk::ScheduleLimits limits{.jobs = 64, .per_host = 5, .per_account = 8, .rate = 0};
    play(one_account, limits, 1);
    play(one_host, limits, 2);
    play(both, limits, 3);
  }
}
