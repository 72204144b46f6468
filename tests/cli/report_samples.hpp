// Reports of a few words, for commands that read them.
#pragma once

#include <authwalk/report.hpp>
#include <string>
#include <vector>

namespace authwalk::test {

/// BasicAuth, of which a pass is expected.
inline ReportedWalk a_walk(const std::string& smart_host, Outcome outcome) {
  ReportedWalk walk;
  Transcript& t = walk.transcript;
  t.connector.Name = "Outbound to Contoso";
  t.connector.SmartHost = smart_host;
  t.mode = Mode::BasicAuth;
  t.outcome = outcome;
  t.remote = "192.0.2.1:25";
  if (outcome != Outcome::pass)
    t.failure = Failure{Step::auth_result, Class::bad_credentials, Origin::server,
                        Reply{535, "5.7.3", {"5.7.3 Authentication unsuccessful"}}, ""};
  walk.expected = Outcome::pass;
  walk.met = outcome == Outcome::pass;
  return walk;
}

inline Report a_report(std::vector<ReportedWalk> walks) {
  Report report;
  report.version = "0.1.0";
  report.started = "2026-11-21T12:00:00.000Z";
  report.walks = std::move(walks);
  return report;
}

}  // namespace authwalk::test
