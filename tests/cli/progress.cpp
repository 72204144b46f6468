#include <doctest/doctest.h>

#include <cli/progress.hpp>

using namespace authwalk;
using namespace authwalk::cli;

namespace {

Transcript walk(Outcome outcome, std::optional<Step> step = std::nullopt) {
  Transcript t;
  t.outcome = outcome;
  if (step) t.failure = Failure{*step, Class::rejected, Origin::server, {}, ""};
  return t;
}

BatchCounts counts() {
  BatchCounts counts;
  counts.all = 10;
  counts.add(walk(Outcome::pass));
  counts.add(walk(Outcome::fail, Step::connect));
  counts.add(walk(Outcome::fail, Step::auth_result));
  counts.add(walk(Outcome::fail, Step::auth_result));
  counts.add(walk(Outcome::not_tested, Step::auth_offer));
  return counts;
}

}  // namespace

TEST_SUITE("command line: progress") {
  TEST_CASE("a line counts the walks, and the failures by step, the worst first") {
    CHECK(counts().line() ==
          "5 of 10 walks: 1 passed, 3 failed, 1 open; failing at auth-result 2, connect 1");
    BatchCounts none;
    none.all = 3;
    CHECK(none.line() == "0 of 3 walks: 0 passed, 0 failed, 0 open");
  }

  TEST_CASE("the bar shows what is left, and fits the terminal") {
    const auto bar = counts().bar(std::chrono::seconds(70), 200);
    CHECK(
        bar ==
        " 5/10  50%  [##########..........]  passed 1  failed 3  open 1  auth-result 2  connect 1  eta 1:10");
    CHECK(counts().bar(std::chrono::seconds(70), 30) == bar.substr(0, 30));
    CHECK(waiting_line({"mx.contoso.example:25", Mode::BasicAuth, Step::banner, std::chrono::seconds(15)},
                       std::chrono::seconds(3), 200) ==
          "mx.contoso.example:25, BasicAuth: waiting for the banner, 3 s of 15 s at most");
    BatchCounts nothing;
    CHECK(nothing.bar(std::chrono::seconds(0), 20) == " 0/0  0%  [.........");
  }
}
