// What check_authwalk makes of its arguments.
#include <doctest/doctest.h>

#include <cli/check_arguments.hpp>

#include "cli/refusal.hpp"

using namespace authwalk;
using namespace authwalk::cli;
using authwalk::test::refusal;

namespace {

using Words = Arguments;

CheckPlan planned(const Words& words) {
  CheckArguments given;
  parse(check_syntax(given), with_port_spelled_out(words));
  return check_plan(std::move(given));
}

CheckPlan planned_with(const Words& more) {
  Words words = {"-H", "mx1.contoso.example"};
  words.insert(words.end(), more.begin(), more.end());
  return planned(words);
}

}  // namespace

TEST_SUITE("check_authwalk: arguments") {
  TEST_CASE("the mode follows from the credential, unless it is given") {
    using Modes = std::vector<std::string>;
    CHECK(planned_with({}).walk.mode == Modes{"None"});
    CHECK(planned_with({"-u", "svc"}).walk.mode == Modes{"BasicAuthRequireTLS"});
    CHECK(planned_with({"-U", "svc"}).walk.mode == Modes{"BasicAuthRequireTLS"});
    CHECK(planned_with({"--netrc-file", "netrc"}).walk.mode == Modes{"BasicAuthRequireTLS"});
    CHECK(planned_with({"--keytab", "svc.keytab", "-u", "svc"}).walk.mode == Modes{"ExchangeServer"});
    CHECK(planned_with({"--ccache", "FILE:cc"}).walk.mode == Modes{"ExchangeServer"});
    CHECK(planned_with({"-m", "basic", "-m", "none", "-u", "svc"}).walk.mode == Modes{"basic", "none"});
    CHECK(planned_with({"-e", "none=fail"}).walk.mode.empty());
    CHECK(planned({"--connector", "connectors.xml"}).walk.mode.empty());
  }

  TEST_CASE("-e without a mode goes for every mode of -m") {
    using Expect = std::vector<std::string>;
    CHECK(planned_with({"-m", "none,external", "-m", "basic", "-e", "fail"}).walk.expect ==
          Expect{"none=fail", "external=fail", "basic=fail"});
    CHECK(planned_with({"-e", "fail"}).walk.expect == Expect{"None=fail"});
    CHECK(planned_with({"-e", "basic=fail"}).walk.expect == Expect{"basic=fail"});
    CHECK(refusal([] {
            planned({"--connector", "c.xml", "-e", "fail"});
          }).problem == "-e fail without a mode");
  }

  TEST_CASE("steps and walks end before the check") {
    const auto ten = planned_with({});
    CHECK(ten.limit == std::chrono::seconds(10));
    CHECK(ten.walk.timeout == "7");  // above the 5 s for which Exchange holds a refusal back
    CHECK(ten.walk.deadline == "9");
    const auto sixty = planned_with({"-t", "60"});
    CHECK(sixty.walk.timeout == "15");
    CHECK(sixty.walk.deadline == "54");
    for (const char* typed : {"0", "-1", "0.5", "3601", "ten", "", "1e9", "nan"}) {
      CAPTURE(typed);
      CHECK(refusal([&] { planned_with({"-t", typed}); }).status == exit_usage);
    }
  }

  TEST_CASE("thresholds: ranges as given, certificate days as check_smtp has them") {
    const auto plan =
        planned_with({"-w", "2", "-c", "@5:10", "-D", "30,7", "--warning-step", "tls-handshake=1",
                      "--critical-step", "banner=~:3", "--critical-step", "ehlo=3"});
    CHECK(plan.thresholds.seconds_warning->text == "2");
    CHECK(plan.thresholds.seconds_critical->text == "@5:10");
    CHECK(plan.thresholds.certificate_days_warning->text == "30:");
    CHECK(plan.thresholds.certificate_days_critical->text == "7:");
    CHECK(plan.thresholds.step_seconds_warning.at(Step::tls_handshake).text == "1");
    CHECK(plan.thresholds.step_seconds_critical.at(Step::banner).text == "~:3");
    CHECK(plan.thresholds.step_seconds_critical.at(Step::ehlo).text == "3");
    CHECK(!planned_with({"-D", "30"}).thresholds.certificate_days_critical);
    CHECK(planned_with({"-D", "@0:30"}).thresholds.certificate_days_warning->text == "@0:30");
    CHECK(planned_with({"-D", "-3"}).thresholds.certificate_days_warning->text == "-3:");
  }

  TEST_CASE("what is no threshold is refused, with its flag and its words") {
    const std::vector<std::pair<Words, std::string>> rows = {
        {{"-w", "20:10"}, "--warning \"20:10\" is not a range"},
        {{"-c", ""}, "--critical \"\" is not a range"},
        {{"-D", "30,"}, "--certificate-days \"\" is not a range"},
        {{"-D", "30,7,1"}, "--certificate-days \"7,1\" is not a range"},
        {{"--warning-step", "1"}, "--warning-step \"1\" is not STEP=RANGE"},
        {{"--warning-step", "lunch=1"}, "--warning-step \"lunch=1\" is not STEP=RANGE"},
        {{"--critical-step", "ehlo="}, "--critical-step \"\" is not a range"},
        {{"--critical-step", "ehlo=1", "--critical-step", "ehlo=2"}, "--critical-step names ehlo twice"},
    };
    for (const auto& [words, problem] : rows) {
      const auto error = refusal([&, &given = words] { planned_with(given); });
      CHECK(error.problem == problem);
      CHECK(error.hint != "");
    }
  }

  TEST_CASE("-p is a port only before a number; else it may be a password") {
    CHECK(planned_with({"-p", "587"}).walk.port == "587");
    CHECK(planned_with({"-p587"}).walk.port == "587");
    CHECK(planned_with({"--port", "587"}).walk.port == "587");
    for (const Words& words : {Words{"-p", "hunter2"}, Words{"-phunter2"}, Words{"-P", "hunter2"},
                               Words{"-p", "123456"}, Words{"--password", "hunter2"}}) {
      const auto error = refusal([&] { planned_with(words); });
      CHECK(error.problem.find("is refused: a password on the command line") != std::string::npos);
      CHECK(error.problem.find("hunter2") == std::string::npos);
    }
  }

  TEST_CASE("one host, one user") {
    CHECK(refusal([] { planned({}); }).problem == "-H is missing");
    CHECK(refusal([] { planned({"mx1.contoso.example"}); }).status == exit_usage);  // no operands
    CHECK(refusal([] { planned_with({"--connector", "c.xml"}); }).status == exit_usage);
    CHECK(refusal([] { planned_with({"-u", "a", "-U", "b"}); }).status == exit_usage);
    CHECK(planned_with({"-H", "mx2"}).walk.targets ==
          std::vector<std::string>{"mx2"});  // the last one counts
  }

  TEST_CASE("the help fits 80 columns") {
    CheckArguments given;
    std::string text = help_text(check_syntax(given));
    for (std::size_t end; (end = text.find('\n')) != std::string::npos; text.erase(0, end + 1)) {
      CAPTURE(text.substr(0, end));
      CHECK(end <= 80);
    }
  }
}
