// Every fault of the rehearsal smart host, walked by the program: the table's own word against what is
// reported.
#include <doctest/doctest.h>

#include <authwalk/rehearsal.hpp>
#include <authwalk/step.hpp>

#include "live/walk_run.hpp"

using namespace authwalk::test;
using authwalk::Step;
using authwalk::WalkNeeds;

namespace {

authwalk::RehearsalPlan host_with(std::string fault, std::string profile) {
  authwalk::ReceiveConnector connector;
  connector.fault = std::move(fault);
  connector.profile = std::move(profile);
  authwalk::RehearsalAccount account;
  account.user = svc;
  account.password = canary;
  authwalk::RehearsalPlan plan;
  plan.connectors = {connector};
  plan.accounts = {account};
  return plan;
}

Words given_for(const authwalk::FaultRow& fault) {
  Words words = login() + Words{"--from", std::string(svc)};
  const bool delivery = fault.needs == WalkNeeds::delivery;
  if (delivery || fault.needs == WalkNeeds::recipient)
    words = words + Words{"--to", "someone@fabrikam.example"};
  if (delivery) words.push_back("--deliver");
  if (fault.needs == WalkNeeds::cleartext) words.push_back("--allow-cleartext");
  const char* step_seconds = fault.needs == WalkNeeds::patience ? "8"
                             : fault.expected == "timeout"      ? "1"
                                                                : "2";
  return words + Words{"--timeout", step_seconds};
}

Walked walk_rehearsal(const authwalk::RehearsalHost& host, std::string_view mode, const Words& more) {
  const TemporaryFolder folder;
  write_file(folder.path() / "ca.pem", host.ca_pem());
  const Words words = {"walk",       "relay.contoso.example:" + std::to_string(host.port()),
                       "--resolve",  "relay.contoso.example:127.0.0.1",
                       "--ca-file",  folder.file("ca.pem"),
                       "-m",         std::string(mode),
                       "--format",   "json",
                       "--deadline", "15"};
  Walked walked{run_authwalk(words + more), {}};
  INFO(walked.run.describe());
  CHECK(walked.run.seconds < 15 + slack);
  walked.walk = walk_of(walked.run.json, mode);
  return walked;
}

/// Walks every fault that shows at one of these steps.
void walk_faults(Step first, Step last) {
  int walked = 0;
  for (const auto& fault : authwalk::faults()) {
    const auto step = authwalk::find_step(fault.step);
    REQUIRE(step);
    if (*step < first || *step > last) continue;
    ++walked;
    const std::string name(fault.name);
    CAPTURE(name);
    const authwalk::RehearsalHost host(host_with(name, "exchange"));
    const auto [run, walk] = walk_rehearsal(host, fault.mode, given_for(fault));
    INFO(run.describe());
    const bool passes = fault.expected == "pass";
    CHECK(ending(walk) ==
          (passes ? "pass" : "fail " + std::string(fault.step) + " " + std::string(fault.expected)));
    CHECK(run.status == (passes ? 0 : 1));
    CHECK(host.rejected_attempts() <= 1);
  }
  CHECK(walked >= 5);
}

}  // namespace

TEST_SUITE("rehearsal faults") {
  TEST_CASE("faults at the banner and at EHLO end at their step with their class") {
    walk_faults(Step::local, Step::ehlo);
  }

  TEST_CASE("faults of STARTTLS and TLS end at their step with their class") {
    walk_faults(Step::starttls, Step::tls_handshake);
  }

  TEST_CASE("faults of certificates and inside TLS end at their step with their class") {
    walk_faults(Step::tls_verify, Step::auth_offer);
  }

  TEST_CASE("faults of authentication end at their step with their class") {
    walk_faults(Step::auth_token, Step::auth_result);
  }

  TEST_CASE("faults of the envelope end at their step with their class") {
    walk_faults(Step::mail_from, Step::quit);
  }

  TEST_CASE("without a fault both profiles let the walk pass") {
    for (const auto* profile : {"exchange", "postfix"}) {
      CAPTURE(profile);
      const authwalk::RehearsalHost host(host_with("", profile));
      const auto [run, walk] = walk_rehearsal(
          host, "BasicAuthRequireTLS",
          login() + Words{"--from", std::string(svc), "--to", "someone@fabrikam.example", "--deliver"});
      INFO(run.describe());
      CHECK(ending(walk) == "pass");
      CHECK(list_at(walk, "not_proved").empty());
    }
  }
}
