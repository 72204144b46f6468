#include <doctest/doctest.h>

#include <cli/walk_groups.hpp>

using namespace authwalk;
using namespace authwalk::cli;

namespace {

Assignment planned(const char* id, const char* host, Mode mode, std::optional<Outcome> expected = {}) {
  Assignment walk;
  walk.plan.walk_id = id;
  walk.plan.connector.SmartHost = host;
  walk.plan.mode = mode;
  walk.expected = expected;
  return walk;
}

Transcript ended(const Assignment& walk, Outcome outcome, const char* remote = "") {
  Transcript t;
  t.connector = walk.plan.connector;
  t.mode = walk.plan.mode;
  t.walk_id = walk.plan.walk_id;
  t.outcome = outcome;
  t.remote = remote;
  return t;
}

const char* const now = "2026-11-21T12:00:00.000Z";

}  // namespace

TEST_SUITE("command line: walks as they end") {
  const std::vector<Assignment> plan = {planned("a", "mx1", Mode::None),
                                        planned("b", "MX1", Mode::BasicAuth, Outcome::fail),
                                        planned("c", "mx2", Mode::None)};

  TEST_CASE("a smart host is told of once, when its last walk has ended, in the order of the plan") {
    std::vector<std::vector<std::string>> told;
    WalkGroups groups(plan, false, [&](const std::vector<ReportedWalk>& walks) {
      told.emplace_back();
      for (const auto& walk : walks) told.back().push_back(walk.transcript.walk_id);
    });
    groups.ended(ended(plan[1], Outcome::fail), now);
    CHECK(told.empty());
    groups.ended(ended(plan[2], Outcome::pass), now);
    groups.ended(ended(plan[0], Outcome::pass), now);
    CHECK(told == std::vector<std::vector<std::string>>{{"c"}, {"a", "b"}});
    groups.run_ended(now);
    CHECK(told.size() == 2);

    const auto all = groups.take();
    REQUIRE(all.size() == 3);
    CHECK(all[0].transcript.walk_id == "a");
    CHECK(all[1].transcript.walk_id == "b");
    CHECK(all[1].expected == Outcome::fail);
    CHECK(all[1].met == met(all[1].expected, all[1].transcript));
    CHECK(all[2].transcript.walk_id == "c");
    CHECK(!all[2].expected);
  }

  TEST_CASE("what an interruption leaves is told of at the end of the run") {
    int told = 0;
    WalkGroups groups(plan, false, [&](const std::vector<ReportedWalk>& walks) {
      ++told;
      CHECK(walks.size() == 1);
    });
    groups.ended(ended(plan[1], Outcome::fail), now);
    groups.run_ended(now);
    CHECK(told == 1);
    CHECK(groups.take().size() == 1);
  }

  TEST_CASE("with every address walked, only the end of the run tells which was the last") {
    int told = 0;
    WalkGroups groups(plan, true, [&](const std::vector<ReportedWalk>&) { ++told; });
    groups.ended(ended(plan[2], Outcome::pass, "192.0.2.1:25"), now);
    groups.ended(ended(plan[2], Outcome::fail, "192.0.2.2:25"), now);
    CHECK(told == 0);
    groups.run_ended(now);
    CHECK(told == 1);
    CHECK(groups.take().size() == 2);
  }
}
