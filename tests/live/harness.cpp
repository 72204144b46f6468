// The checks that every run of the program goes through can fail: a test of the tests.
#include <doctest/doctest.h>

#include "live/child.hpp"
#include "live/clean_output.hpp"
#include "live/temporary.hpp"

using namespace authwalk::test;

namespace {

ChildPlan shell(const std::string& command) {
  ChildPlan plan;
  plan.program = "/bin/sh";
  plan.args = {"sh", "-c", command};
  plan.env = {"PATH=/usr/bin:/bin"};
  return plan;
}

}  // namespace

TEST_SUITE("harness") {
  TEST_CASE("a secret is found in every encoding") {
    const std::string forms[] = {
        "Canary-7Zq!pass",
        "Q2FuYXJ5LTdacSFwYXNz",            // base64
        "eENhbmFyeS03WnEhcGFzcw==",        // with one byte before it
        "eHhDYW5hcnktN1pxIXBhc3M=",        // with two
        "43616e6172792d375a712170617373",  // hex
        "43616E6172792D375A712170617373",  // hex in capitals
        "Canary-7Zq%21pass",               // percent
        "%43%61%6E%61%72%79%2D%37%5A%71%21%70%61%73%73",
        "QwBhAG4AYQByAHkALQA3AFoAcQAhAHAAYQBzAHMA",  // base64 of UTF-16LE
        std::string("C\0a\0n\0a\0r\0y\0-\0007\0Z\0q\0!\0p\0a\0s\0s\0", 30),
    };
    for (const auto& form : forms) {
      CAPTURE(form);
      CHECK(find_secret("before " + form + " after", canary) != "");
    }
    CHECK(find_secret("Canary-7Zq? pass, Q2FuYXJ5, 43616e61", canary) == "");
  }

  TEST_CASE("unclean text is found") {
    CHECK(unclean("plain text\nand \u00e4\u20ac\U0001F600\n") == "");
    CHECK(unclean("\x1b[31mred", true) == "");
    for (const auto* text : {"\x1b[31m", "a\tb", "a\rb", "\x7f", "\u0085", "\u202e", "\u2066", "\u200b",
                             "\ufeff", "\xff", "\xc0\xaf", "\xed\xa0\x80", "\xe2\x82", "\xf5\x80\x80\x80"}) {
      CAPTURE(text);
      CHECK(unclean(text) != "");
    }
    CHECK(unclean(std::string_view("a\0b", 3)) != "");
  }

  TEST_CASE("a child's outputs, status, signal and memory are seen") {
    auto plan = shell("cat; echo err >&2; exit 7");
    plan.standard_input = std::string(300000, 'x');
    const auto run = run_child(plan);
    CHECK(run.status == 7);
    CHECK(run.out.size() == 300000);
    CHECK(run.err == "err\n");
    CHECK(run.peak_kib > 100);
    CHECK(run_child(shell("kill -SEGV $$")).signal == 11);
  }

  TEST_CASE("a child that hangs is killed") {
    auto plan = shell("sleep 30");
    plan.limit = std::chrono::milliseconds(200);
    const auto run = run_child(plan);
    CHECK(run.timed_out);
    CHECK(run.seconds < 5);
  }

  TEST_CASE("command lines and environments are sampled, those of grandchildren too") {
    auto plan = shell("SEEN=environment sh -c 'sleep 1; :' argu''ment; :");
    const auto run = run_child(plan);
    std::string arguments, environments;
    for (const auto& text : run.arguments) arguments += text;
    for (const auto& text : run.environments) environments += text;
    CHECK(arguments.find("argument") != std::string::npos);
    CHECK(environments.find("SEEN=environment") != std::string::npos);
  }

  TEST_CASE("a child can read from an extra descriptor and from a terminal") {
    auto plan = shell("cat <&7; printf 'Name: ' >/dev/tty; read -r name </dev/tty; echo \"got $name\"");
    plan.descriptors = {{7, "extra\n"}};
    plan.typed = "someone";
    const auto run = run_child(plan);
    CHECK(run.out == "extra\ngot someone\n");
    CHECK(run.terminal.find("Name: ") != std::string::npos);
  }
}
