#include <doctest/doctest.h>

#include <cli/password_command.hpp>

#include "cli/refusal.hpp"

using namespace authwalk;
using namespace authwalk::cli;
using authwalk::test::refusal;

namespace {

using Words = std::vector<std::string>;

CommandError failure(std::string_view command, std::chrono::milliseconds limit = std::chrono::seconds(20)) {
  return refusal([&] { run_password_command(command, limit); });
}

}  // namespace

TEST_SUITE("command line: password command") {
  TEST_CASE("splits at blanks; quotation marks keep blanks, and nothing else is special") {
    CHECK(split_command("pass show relay") == Words{"pass", "show", "relay"});
    CHECK(split_command("  a \t b\n") == Words{"a", "b"});
    CHECK(split_command("a 'b c' \"d e\"") == Words{"a", "b c", "d e"});
    CHECK(split_command("a'b c'd \"'\" '\"'") == Words{"ab cd", "'", "\""});
    CHECK(split_command("a ''") == Words{"a", ""});
    CHECK(split_command("a; $(b) `c` \\d *") == Words{"a;", "$(b)", "`c`", "\\d", "*"});
  }

  TEST_CASE("a command that cannot be split is refused as usage") {
    for (const char* command : {"", "  ", "'a", "a \"b", "''", "'' b"}) {
      INFO(command);
      CHECK(refusal([&] { split_command(command); }).status == exit_usage);
    }
  }

  TEST_CASE("standard output is the answer, with its line end") {
    CHECK(run_password_command("printf 'a b\\n'", std::chrono::seconds(20)).view() == "a b\n");
  }

  TEST_CASE("it gets an empty standard input and no other descriptor") {
    const auto open = run_password_command("sh -c 'cat; ls /proc/self/fd | wc -w'", std::chrono::seconds(20));
    // 0, 1, 2, and the folder that ls reads.
    CHECK(std::string(open.view()).substr(0, 1) == "4");
  }

  TEST_CASE("a background process of its own does not hold it up") {
    const auto started = std::chrono::steady_clock::now();
    CHECK(run_password_command("sh -c 'sleep 30 & echo abc'", std::chrono::seconds(20)).view() == "abc\n");
    CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(10));
  }

  TEST_CASE("failures say what happened") {
    CHECK(failure("false").problem.find("exit status 1") != std::string::npos);
    CHECK(failure("sh -c 'kill -9 $$'").problem.find("signal 9") != std::string::npos);
    CHECK(failure("/nonexistent/program").problem.find("cannot be run") != std::string::npos);
    CHECK(failure("yes").problem.find("more than 4096 bytes") != std::string::npos);
    CHECK(failure("sleep 30", std::chrono::milliseconds(200)).problem.find("not ended") != std::string::npos);
    for (const char* command : {"false", "/nonexistent/program", "yes"})
      CHECK(failure(command).status == exit_data);
  }
}
