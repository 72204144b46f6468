// Ctrl-C during a walk: a report of what there is, and at once when it is pressed again.
#include <doctest/doctest.h>
#include <signal.h>
#include <unistd.h>

#include "cli/running_program.hpp"
#include "cli/untouched_server.hpp"
#include "live/temporary.hpp"

using namespace authwalk::test;

TEST_SUITE("interruption") {
  TEST_CASE("the first signal ends the walks and lets the report be written") {
    const TemporaryFolder folder;
    for (const int number : {SIGINT, SIGTERM}) {
      const UntouchedServer silent;  // takes connections and never says a word
      RunningProgram program({"walk", silent.target(), "127.0.0.1:1", "--fqdn", "mail01.contoso.example",
                              "-o", folder.file("report.json")},
                             RunningProgram::Surroundings::pipe);
      while (!silent.touched()) usleep(1000);
      program.signal(number);
      CHECK(program.wait() == 130);
      CHECK(program.output().find("authwalk: interrupted") != std::string::npos);
      CHECK(program.output().find("(interrupted)") != std::string::npos);
      CHECK(read_whole_file(folder.path() / "report.json").find("authwalk.report/1") != std::string::npos);
    }
  }

  TEST_CASE("the second signal ends the program at once") {
    const UntouchedServer silent;
    RunningProgram program({"walk", silent.target()}, RunningProgram::Surroundings::pipe);
    while (!silent.touched()) usleep(1000);
    program.signal(SIGINT);
    program.signal(SIGTERM);
    CHECK(program.wait() == 130);
    CHECK(program.output().find("authwalk: interrupted") != std::string::npos);
    CHECK(program.output().find("(interrupted)") == std::string::npos);  // no report
  }
}
