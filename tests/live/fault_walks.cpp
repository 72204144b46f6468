#include "live/fault_walks.hpp"

#include <authwalk/mode.hpp>
#include <authwalk/probe.hpp>
#include <stdexcept>
#include <string>

#include "live/temporary.hpp"
#include "sasl/gss_library.hpp"

namespace authwalk::test {
namespace {

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
        {.user = account_for(fault), .password = fault_walk_password, .disabled = false, .send_as = {}});
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
  credential->password = Secret::copy_of(fault_walk_password);
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

FaultWalks walk_all() {
  const std::vector<FaultRow> rows = faults_without_kerberos();
  const RehearsalHost host(one_connector_for_each(rows));
  const TemporaryFolder folder;
  write_file(folder.path() / "ca.pem", host.ca_pem());
  ProbePlan plan;
  plan.network.resolve = {{"relay.contoso.example", "127.0.0.1"}};
  plan.network.tls.ca_file = folder.file("ca.pem");
  plan.jobs = 1000;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    plan.walks.push_back(walk_against(rows[i], host.port(i)));
  }
  const std::vector<Transcript> walked = probe(plan);
  FaultWalks result;
  for (std::size_t i = 0; i < walked.size(); ++i) result.all.push_back({rows[i], walked[i]});
  result.rejected_attempts = host.rejected_attempts();
  return result;
}

}  // namespace

const FaultWalks& fault_walks() {
  static const FaultWalks walks = walk_all();
  return walks;
}

}  // namespace authwalk::test
