#include <doctest/doctest.h>

#include <cli/expectations.hpp>

#include "cli/refusal.hpp"

using namespace authwalk;
using namespace authwalk::cli;
using authwalk::test::refusal;

TEST_SUITE("command line: expectations") {
  TEST_CASE("neither --mode nor --expect: a survey of all five, and nothing is expected") {
    const auto chosen = choose_modes({}, {});
    CHECK(chosen.survey);
    CHECK(chosen.modes.size() == 5);
    CHECK(chosen.outcome.empty());
  }

  TEST_CASE("--mode: repeatable, with commas, by id, alias or console name, in the order of the table") {
    const auto chosen = choose_modes({"external,BASIC-TLS", "none", "None"}, {});
    CHECK(!chosen.survey);
    CHECK(chosen.modes == std::vector{Mode::None, Mode::BasicAuthRequireTLS, Mode::ExternalAuthoritative});
    for (const Mode mode : chosen.modes) CHECK(chosen.outcome.at(mode) == Outcome::pass);
    CHECK(choose_modes({"Externally Secured"}, {}).modes == std::vector{Mode::ExternalAuthoritative});
  }

  TEST_CASE("--expect alone names the modes; beside --mode the others are to pass") {
    const auto alone = choose_modes({}, {"basic=fail", "none=pass"});
    CHECK(!alone.survey);
    CHECK(alone.modes == std::vector{Mode::None, Mode::BasicAuth});
    CHECK(alone.outcome.at(Mode::BasicAuth) == Outcome::fail);

    const auto both = choose_modes({"none", "basic"}, {"basic=fail"});
    CHECK(both.outcome.at(Mode::None) == Outcome::pass);
    CHECK(both.outcome.at(Mode::BasicAuth) == Outcome::fail);
  }

  TEST_CASE("contradictions and slips are refused as usage, with what to type") {
    struct Row {
      std::vector<std::string> mode, expect;
      const char* problem;
      const char* hint;
    };
    for (const Row& row : {
             Row{{"basic"}, {"none=fail"}, "--expect names None, which --mode does not walk", "--mode None"},
             Row{{}, {"none=fail", "None=pass"}, "says different things", "once"},
             Row{{}, {"none=fail", "None=fail"}, "--expect names None twice", "once"},
             Row{{"bassic"}, {}, "\"bassic\" is not a mode", "did you mean basic?"},
             Row{{"wxyz"}, {}, "\"wxyz\" is not a mode", "ExternalAuthoritative"},
             Row{{"none,"}, {}, "\"\" is not a mode", "one of"},
             Row{{""}, {}, "\"\" is not a mode", "one of"},
             Row{{}, {"none"}, "is not MODE=pass, MODE=fail", "--expect BasicAuth=fail"},
             Row{{}, {"none=fail,basic=pass"}, "is not MODE=pass, MODE=fail", "given several times"},
             Row{{}, {"none=inconclusive"}, "is not MODE=pass, MODE=fail", "--expect BasicAuth=fail"},
             Row{{}, {"=pass"}, "--expect \"\" is not a mode", "one of"},
         }) {
      const auto error = refusal([&] { choose_modes(row.mode, row.expect); });
      INFO(error.problem << " / " << error.hint);
      CHECK(error.status == exit_usage);
      CHECK(error.problem.find(row.problem) != std::string::npos);
      CHECK(error.hint.find(row.hint) != std::string::npos);
    }
  }
}
