// Every fault of the rehearsal host, walked side by side: the table says what a walk must report. Those that
// take a Kerberos ticket are in fault_table.cpp.
#include <doctest/doctest.h>

#include <authwalk/mode.hpp>
#include <set>
#include <string>

#include "live/fault_walks.hpp"

namespace authwalk::test {
namespace {

std::string ending(const Transcript& transcript) {
  if (transcript.outcome != Outcome::fail) return std::string(id(transcript.outcome));
  return "fail " + std::string(id(transcript.failure->step)) + " " + std::string(id(transcript.failure->cls));
}

}  // namespace

TEST_SUITE("rehearsal faults") {
  TEST_CASE("names are unique, and steps, classes and modes are known") {
    std::set<std::string_view> names;
    for (const FaultRow& fault : faults()) {
      CAPTURE(std::string(fault.name));
      CHECK(names.insert(fault.name).second);
      CHECK(find_step(fault.step).has_value());
      const bool no_failure = fault.expected == "pass" || fault.expected == "inconclusive";
      CHECK((no_failure || find_class(fault.expected).has_value()));
      CHECK(find_mode(fault.mode).has_value());
      CHECK(!fault.what.empty());
    }
  }

  TEST_CASE("every fault shows at its step and with its class") {
    int refused = 0;
    for (const FaultWalk& walk : fault_walks().all) {
      const FaultRow& fault = walk.fault;
      const Transcript& transcript = walk.transcript;
      CAPTURE(std::string(fault.name));
      std::string conversation;
      for (const Line& line : transcript.lines)
        conversation += std::string(1, line.who) + ' ' + line.text + '\n';
      INFO(conversation);
      const std::string expected(fault.expected);
      const bool fails = expected != "pass" && expected != "inconclusive";
      CHECK(ending(transcript) == (fails ? "fail " + std::string(fault.step) + " " + expected : expected));
      if (expected == "pass") {
        const StepStatus status = transcript.at(find_step(fault.step).value()).status;
        CHECK((status == StepStatus::pass || status == StepStatus::note));
      }
      CHECK(conversation.find(fault_walk_password) == std::string::npos);
      if (transcript.failure && transcript.failure->step == Step::auth_result && transcript.failure->reply) {
        ++refused;
      }
    }
    CHECK(fault_walks().rejected_attempts <= refused);
  }
}

}  // namespace authwalk::test
