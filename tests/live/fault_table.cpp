// Every fault of the rehearsal smart host, walked by the program: the table's own word against what is
// reported.
#include <doctest/doctest.h>

#include <authwalk/rehearsal.hpp>
#include <authwalk/step.hpp>

#include "live/rehearsal_walk.hpp"
#include "real/kdc.hpp"
#include "sasl/gss_library.hpp"

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
  plan.host_name = smart_host;
  plan.connectors = {connector};
  plan.accounts = {account};
  return plan;
}

Words given_for(const authwalk::FaultRow& fault) {
  const bool ticket = fault.needs == WalkNeeds::kerberos;
  Words words = (ticket ? Words{"--ccache", Kdc::instance().ticket_cache()} : login()) +
                Words{"--from", std::string(svc)};
  const bool delivery = fault.needs == WalkNeeds::delivery;
  if (delivery || fault.needs == WalkNeeds::recipient)
    words = words + Words{"--to", "someone@fabrikam.example"};
  if (delivery) words.push_back("--deliver");
  if (fault.needs == WalkNeeds::cleartext || fault.needs == WalkNeeds::ntlm)
    words.push_back("--allow-cleartext");
  const char* step_seconds = fault.needs == WalkNeeds::patience ? "8"
                             : fault.expected == "timeout"      ? "1"
                                                                : "2";
  return words + Words{"--timeout", step_seconds};
}

/// Walks every fault that shows at one of these steps.
void walk_faults(Step first, Step last) {
  int walked = 0;
  for (const auto& fault : authwalk::faults()) {
    const auto step = authwalk::find_step(fault.step);
    REQUIRE(step);
    if (*step < first || *step > last) continue;
    if (fault.needs == WalkNeeds::ntlm && !authwalk::gss_has_ntlm()) continue;
    ++walked;
    const std::string name(fault.name);
    CAPTURE(name);
    const bool ticket = fault.needs == WalkNeeds::kerberos;
    auto plan = host_with(name, "exchange");
    if (ticket) plan.keytab = Kdc::instance().server_keytab();
    const authwalk::RehearsalHost host(plan);
    const auto [run, walk] = walk_rehearsal(host, fault.mode, given_for(fault),
                                            ticket ? kerberos_env() : std::vector<std::string>{});
    INFO(run.describe());
    const std::string expected(fault.expected);
    const std::string step_id(fault.step);
    if (expected == "pass") {
      CHECK(ending(walk) == "pass");
      CHECK(run.status == 0);
    } else if (expected == "inconclusive") {
      CHECK(ending(walk).starts_with("inconclusive " + step_id));
      CHECK(run.status == 2);
    } else {
      CHECK(ending(walk) == "fail " + step_id + " " + expected);
      CHECK(run.status == (text_at(walk, "as_expected") == "null" ? 2 : 1));
    }
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
