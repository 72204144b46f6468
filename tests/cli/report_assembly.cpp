#include <doctest/doctest.h>

#include <algorithm>
#include <authwalk/report.hpp>
#include <authwalk/version.hpp>
#include <cli/expectations.hpp>

using namespace authwalk;
using namespace authwalk::cli;

namespace {

Transcript ended(const char* smart_host, Mode mode, Outcome outcome) {
  Transcript t;
  t.connector.SmartHost = smart_host;
  t.mode = mode;
  t.outcome = outcome;
  if (outcome == Outcome::pass) t.proved = {"sender", "relay"};
  if (outcome == Outcome::fail) {
    Reply reply;
    reply.code = 550;
    t.failure = Failure{Step::mail_from, Class::sender_rejected, Origin::server, reply, ""};
  }
  return t;
}

// Judged as --mode and --expect would have it.
Report report_of(const std::vector<Transcript>& walks, const Expectations& expectations,
                 bool interrupted = false, const std::string& started = "2026-11-21T12:00:00.000Z") {
  const auto expected = [&](const Transcript& walk) { return Expected{expectations.of(walk.mode), nullptr}; };
  return assemble(judge(walks, expected, started), expectations.survey, started, interrupted);
}

Recommendation recommend_for_all(const std::vector<Transcript>& walks) {
  return report_of(walks, choose_modes({}, {})).recommendation;
}

}  // namespace

TEST_SUITE("command line: report") {
  TEST_CASE("a survey expects nothing, and relay that was proved is enough without a credential") {
    const auto report =
        report_of({ended("mx", Mode::None, Outcome::pass), ended("mx", Mode::BasicAuth, Outcome::fail)},
                  choose_modes({}, {}));
    CHECK(report.survey);
    CHECK(report.version == version());
    CHECK(report.started == "2026-11-21T12:00:00.000Z");
    REQUIRE(report.walks.size() == 2);
    CHECK(!report.walks[0].expected);
    CHECK(report.walks[0].met == true);
    CHECK(report.walks[1].met == false);
    CHECK(!report.walks[1].finding.summary.empty());
    CHECK(exit_status(report) == 0);
  }

  TEST_CASE("what is expected decides the exit status") {
    const std::vector walks = {ended("mx", Mode::None, Outcome::pass),
                               ended("mx", Mode::BasicAuth, Outcome::fail)};
    const auto status = [&](const std::vector<std::string>& expect, bool interrupted = false) {
      return exit_status(report_of(walks, choose_modes({"none", "basic"}, expect), interrupted));
    };
    CHECK(status({}) == 1);
    CHECK(status({"basic=fail"}) == 0);
    CHECK(status({"basic=fail", "none=fail"}) == 1);
    CHECK(status({"basic=fail"}, true) == 130);
  }

  TEST_CASE("expected to pass, and not tested: undecided") {
    const auto report =
        report_of({ended("mx", Mode::BasicAuth, Outcome::not_tested)}, choose_modes({"basic"}, {}));
    CHECK(exit_status(report) == 2);
  }

  TEST_CASE("several connectors are not recommended one mode together") {
    auto first = ended("mx1", Mode::None, Outcome::pass);
    auto second = ended("mx2", Mode::None, Outcome::pass);
    CHECK(recommend_for_all({first, second}).mode == Mode::None);
    first.connector.Name = "Outbound";
    CHECK(!recommend_for_all({first, second}).mode);
    CHECK(recommend_for_all({first, second}).why.empty());
  }

  TEST_CASE("of several smart hosts, only a mode that passed at all of them is recommended") {
    const std::vector walks = {
        ended("mx1", Mode::None, Outcome::pass),
        ended("mx1", Mode::BasicAuthRequireTLS, Outcome::pass),
        ended("mx2", Mode::None, Outcome::pass),
        ended("mx2", Mode::BasicAuthRequireTLS, Outcome::fail),
    };
    const auto shared = recommend_for_all(walks);
    CHECK(shared.mode == Mode::None);
    CHECK(shared.why.find("all 2 smart hosts") != std::string::npos);
    CHECK(recommend_for_all({walks[0], walks[1]}).mode == Mode::BasicAuthRequireTLS);
    const auto nothing = recommend_for_all({walks[1], walks[3]});
    CHECK(!nothing.mode);
    CHECK(!nothing.why.empty());
    CHECK(nothing.command.empty());
  }
  TEST_CASE("a mode that was not walked at every smart host did not pass at all of them") {
    const auto partly = recommend_for_all({ended("mx1", Mode::None, Outcome::pass),
                                           ended("mx1", Mode::BasicAuth, Outcome::fail),
                                           ended("mx2", Mode::BasicAuth, Outcome::fail)});
    CHECK(partly.mode == Mode::None);
    CHECK(partly.why.find("passed at all") == std::string::npos);
  }

  TEST_CASE("the walks of one smart host are compared with each other") {
    const auto compared = [](const char* other_host) {
      std::vector<Transcript> walks = {ended("mx", Mode::None, Outcome::fail),
                                       ended(other_host, Mode::BasicAuth, Outcome::fail)};
      for (Transcript& walk : walks)
        walk.failure = Failure{Step::connect, Class::refused, Origin::network, {}, "refused"};
      const auto report = report_of(walks, choose_modes({}, {}));
      const auto& advice = report.walks.at(0).finding.advice;
      return std::any_of(advice.begin(), advice.end(),
                         [](const Advice& a) { return a.rule == "survey-same-in-every-mode"; });
    };
    CHECK(compared("mx"));
    CHECK(!compared("mx2"));
  }
}
