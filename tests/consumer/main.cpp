// Walks the rehearsal smart host of the library, and names what it is told to do wrong.
#include <authwalk/diagnosis.hpp>
#include <authwalk/probe.hpp>
#include <authwalk/rehearsal.hpp>
#include <authwalk/version.hpp>
#include <iostream>

int main() {
  authwalk::RehearsalPlan rehearsal;
  rehearsal.connectors.front().fault = "banner-554";
  const authwalk::RehearsalHost host(rehearsal);

  authwalk::WalkPlan walk;
  walk.mode = authwalk::Mode::None;
  walk.connector.SmartHost = "127.0.0.1";
  walk.connector.Port = host.port();
  walk.connector.Fqdn = "mail01.contoso.example";

  std::cout << "authwalk " << authwalk::version() << '\n';
  authwalk::ProbePlan plan;
  plan.walks.push_back(walk);
  for (const auto& transcript : authwalk::probe(plan)) {
    const auto finding = authwalk::diagnose(transcript);
    if (!transcript.failure) return 1;
    std::cout << authwalk::id(transcript.failure->step) << ' ' << authwalk::id(transcript.failure->cls)
              << '\n'
              << finding.summary << '\n';
  }
}
