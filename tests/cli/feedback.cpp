// What a terminal shows while a walk waits, and that nothing of it goes into a pipe.
#include <doctest/doctest.h>

#include "cli/running_program.hpp"
#include "cli/untouched_server.hpp"
#include "live/program.hpp"

using namespace authwalk::test;

namespace {

std::vector<std::string> walk_of(const UntouchedServer& silent) {
  return {"walk", silent.target(), "-m", "none", "--fqdn", "mail01.contoso.example", "--timeout", "2s"};
}

}  // namespace

TEST_SUITE("command line: feedback") {
  TEST_CASE("a terminal is told what is waited for, and the line goes away") {
    const UntouchedServer silent;
    RunningProgram walk(walk_of(silent), RunningProgram::Surroundings::terminal);
    const std::string shown = walk.read_until(" s of 2 s at most");
    CHECK(shown.find(silent.target() + ", None: ") != std::string::npos);
    CHECK(shown.find("UNDECIDED") == std::string::npos);
    CHECK(walk.wait() == 2);
    const auto report = walk.output().rfind("\r\x1b[K");
    REQUIRE(report != std::string::npos);
    CHECK(walk.output().find("UNDECIDED", report) != std::string::npos);
    CHECK(walk.output().find("at most", report) == std::string::npos);
  }

  TEST_CASE("a pipe is told nothing") {
    const UntouchedServer silent;
    const auto run = run_authwalk(walk_of(silent));
    INFO(run.describe());
    CHECK(run.err.find("at most") == std::string::npos);
    CHECK((run.out + run.err).find('\r') == std::string::npos);
  }
}
