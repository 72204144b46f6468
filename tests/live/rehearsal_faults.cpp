// Every fault of the rehearsal host, walked side by side: the table says what a walk must report. Those that
// take a Kerberos ticket are in fault_table.cpp.
#include <doctest/doctest.h>

#include <algorithm>
#include <authwalk/mode.hpp>
#include <authwalk/probe.hpp>
#include <authwalk/rehearsal.hpp>
#include <set>
#include <string>
#include <vector>

#include "live/temporary.hpp"
#include "sasl/gss_library.hpp"

namespace authwalk::test {
namespace {

const std::string password = "Canary-7Zq!pass";

// An account for each fault, so that one fault's refusals do not close the account of another.
std::string account_for(const FaultRow& fault) {
  return "svc-" + std::string(fault.name);
}

std::vector<FaultRow> faults_without_kerberos() {
  std::vector<FaultRow> rows;
  for (const FaultRow& fault : faults()) {
    const bool possible = fault.needs != WalkNeeds::ntlm || gss_has_ntlm();
    if (possible && fault.needs != WalkNeeds::kerberos) rows.push_back(fault);
  }
  return rows;
}

RehearsalPlan one_connector_for_each(const std::vector<FaultRow>& rows) {
  RehearsalPlan plan;
  plan.connectors.clear();
  for (const FaultRow& fault : rows) {
    ReceiveConnector connector;
    connector.name = fault.name;
    connector.fault = fault.name;
    plan.connectors.push_back(connector);
    plan.accounts.push_back(
        {.user = account_for(fault), .password = password, .disabled = false, .send_as = {}});
  }
  return plan;
}

WalkPlan walk_against(const FaultRow& fault, std::uint16_t port) {
  WalkPlan walk;
  walk.mode = find_mode(fault.mode).value();
  walk.connector.SmartHost = "relay.contoso.example";
  walk.connector.Port = port;
  walk.connector.Fqdn = "mail01.corp.example";
  auto credential = std::make_shared<Credential>();
  credential->user = account_for(fault);
  credential->password = Secret::copy_of(password);
  walk.credential = credential;
  walk.allow_cleartext = fault.needs == WalkNeeds::cleartext || fault.needs == WalkNeeds::ntlm;
  if (fault.needs == WalkNeeds::recipient || fault.needs == WalkNeeds::delivery) {
    walk.envelope.to = {"someone@fabrikam.example"};
  }
  walk.envelope.deliver = fault.needs == WalkNeeds::delivery;
  walk.limits.step = std::chrono::seconds(fault.needs == WalkNeeds::patience ? 10 : 3);
  walk.limits.deadline = std::chrono::seconds(30);
  return walk;
}

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
    const std::vector<FaultRow> rows = faults_without_kerberos();
    const RehearsalHost host(one_connector_for_each(rows));
    const TemporaryFolder folder;
    write_file(folder.path() / "ca.pem", host.ca_pem());
    ProbePlan plan;
    plan.network.resolve = {{"relay.contoso.example", "127.0.0.1"}};
    plan.network.ca_file = folder.file("ca.pem");
    plan.jobs = 1000;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      plan.walks.push_back(walk_against(rows[i], host.port(i)));
    }
    const std::vector<Transcript> walked = probe(plan);
    REQUIRE(walked.size() == rows.size());
    int refused = 0;
    for (std::size_t i = 0; i < walked.size(); ++i) {
      const FaultRow& fault = rows[i];
      CAPTURE(std::string(fault.name));
      std::string conversation;
      for (const Line& line : walked[i].lines)
        conversation += std::string(1, line.who) + ' ' + line.text + '\n';
      INFO(conversation);
      const std::string expected(fault.expected);
      const bool fails = expected != "pass" && expected != "inconclusive";
      CHECK(ending(walked[i]) == (fails ? "fail " + std::string(fault.step) + " " + expected : expected));
      if (expected == "pass") {
        const StepStatus status = walked[i].at(find_step(fault.step).value()).status;
        CHECK((status == StepStatus::pass || status == StepStatus::note));
      }
      CHECK(conversation.find(password) == std::string::npos);
      if (walked[i].failure && walked[i].failure->step == Step::auth_result && walked[i].failure->reply) {
        ++refused;
      }
    }
    CHECK(host.rejected_attempts() <= refused);
  }
}

}  // namespace authwalk::test
