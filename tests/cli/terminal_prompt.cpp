// The password question: no echo, and a terminal that works again however the program ends.
#include <doctest/doctest.h>
#include <signal.h>

#include "cli/running_program.hpp"
#include "cli/untouched_server.hpp"
#include "live/temporary.hpp"

using namespace authwalk::test;

namespace {

/// A walk that asks; nothing listens on port 1.
RunningProgram asking(const char* port = "1") {
  return RunningProgram({"walk", std::string("127.0.0.1:") + port, "-m", "basic", "-q", "-u", "CONTOSO\\svc"},
                        RunningProgram::Surroundings::terminal);
}

}  // namespace

TEST_SUITE("terminal prompt") {
  TEST_CASE("asks with the echo off, and puts it back") {
    auto program = asking();
    program.read_until("Password for CONTOSO\\svc: ");
    CHECK(!program.echoes());
    program.type(std::string(canary) + "\n");
    CHECK(program.wait() == 2);
    CHECK(program.echoes());
    CHECK(program.output().find("refused") != std::string::npos);
    CHECK(program.output().find("Canary") == std::string::npos);
  }

  TEST_CASE("an empty answer is no password") {
    auto program = asking();
    program.read_until("Password for");
    program.type("\n");
    CHECK(program.wait() == 65);
    CHECK(program.output().find("the terminal gives an empty password") != std::string::npos);
    CHECK(program.echoes());
  }

  TEST_CASE("Ctrl-C, and signals from outside, put the echo back") {
    const UntouchedServer server;
    const auto port = std::to_string(server.port());
    {
      auto program = asking(port.c_str());
      program.read_until("Password for");
      program.type("half\x03");
      CHECK(program.wait() == 130);
      CHECK(program.echoes());
    }
    for (const int number : {SIGTERM, SIGHUP, SIGQUIT}) {
      INFO(number);
      auto program = asking(port.c_str());
      program.read_until("Password for");
      CHECK(!program.echoes());
      program.signal(number);
      CHECK(program.wait() == 130);
      CHECK(program.echoes());
    }
    CHECK(!server.touched());
  }

  TEST_CASE("Ctrl-Z cannot leave the terminal mute") {
    auto program = asking();
    program.read_until("Password for");
    program.type("\x1a" + std::string(canary) + "\n");
    CHECK(program.wait() == 2);
    CHECK(program.echoes());
  }
}
