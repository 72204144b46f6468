// Every fault of the rehearsal smart host, walked by the program: the table's own word against what is
// reported.
#include <doctest/doctest.h>

#include <authwalk/rehearsal.hpp>

#include "live/walk_run.hpp"

using namespace authwalk::test;

namespace {

authwalk::RehearsalPlan host_with(std::string fault, std::string profile) {
  authwalk::ReceiveConnector connector;
  connector.fault = std::move(fault);
  connector.profile = std::move(profile);
  authwalk::RehearsalPlan plan;
  plan.connectors = {connector};
  plan.accounts = {{.user = std::string(svc), .password = std::string(canary), .send_as = {}}};
  return plan;
}

/// The mode in which a fault at this step shows.
std::string mode_for(std::string_view fault) {
  return fault.starts_with("x-exps") || fault.starts_with("x-anonymoustls") ? "ExchangeServer"
                                                                            : "BasicAuthRequireTLS";
}

struct Rehearsed {
  ProgramRun run;
  boost::json::object walk;
};

Rehearsed walk_rehearsal(const authwalk::RehearsalHost& host, const std::string& mode) {
  const TemporaryFolder folder;
  write_file(folder.path() / "ca.pem", host.ca_pem());
  const Words words = {"walk",       "relay.contoso.example:" + std::to_string(host.port()),
                       "--resolve",  "relay.contoso.example:127.0.0.1",
                       "--ca-file",  folder.file("ca.pem"),
                       "--timeout",  "2",
                       "--deadline", "10",
                       "-m",         mode,
                       "--from",     std::string(svc),
                       "--to",       "someone@fabrikam.example",
                       "--deliver",  "--format",
                       "json"};
  Rehearsed result{run_authwalk(words + login()), {}};
  INFO(result.run.describe());
  CHECK(result.run.seconds < deadline + slack);
  result.walk = walk_of(result.run.json, mode);
  return result;
}

}  // namespace

TEST_SUITE("rehearsal faults") {
  TEST_CASE("every fault of the table is reported at its step and with its class") {
    CHECK(authwalk::faults().size() >= 20);
    for (const auto& fault : authwalk::faults()) {
      const std::string name(fault.name);
      CAPTURE(name);
      const authwalk::RehearsalHost host(host_with(name, "exchange"));
      const auto [run, walk] = walk_rehearsal(host, mode_for(fault.name));
      INFO(run.describe());
      if (fault.expected == "pass")
        CHECK(ending(walk) == "pass");
      else
        CHECK(ending(walk) == "fail " + std::string(fault.step) + " " + std::string(fault.expected));
      CHECK(run.status == (fault.expected == "pass" ? 0 : 1));
      CHECK(host.rejected_attempts() <= 1);
    }
  }

  TEST_CASE("without a fault both profiles let the walk pass") {
    for (const auto* profile : {"exchange", "postfix"}) {
      CAPTURE(profile);
      const authwalk::RehearsalHost host(host_with("", profile));
      const auto [run, walk] = walk_rehearsal(host, "BasicAuthRequireTLS");
      INFO(run.describe());
      CHECK(ending(walk) == "pass");
      CHECK(list_at(walk, "not_proved").empty());
    }
  }
}
