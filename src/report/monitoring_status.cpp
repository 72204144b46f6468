// Which of the four states of monitoring plugins a walk and a report are in. The first row that holds counts.
//
//   a walk                                                   state
//   crossed a critical threshold                             CRITICAL
//   inconclusive, not tested, interrupted                    UNKNOWN
//   failed by a fault of authwalk itself (class internal)    UNKNOWN
//   passed or failed, and was to do the other                CRITICAL
//   crossed a warning threshold                              WARNING
//   passed in clear, because the smart host's TLS broke      WARNING   a Send connector goes on too: nobody
//   sees it passed or failed, as it was to                           OK
//
//   a report
//   survey, a smart host at which at least one mode passed   the worst of those that passed there
//   survey, a smart host that an interruption left undecided UNKNOWN   the next mode might have passed
//   no walk                                                  UNKNOWN
//   interrupted, and none is CRITICAL so far                 UNKNOWN
//   any other                                                the worst, by CRITICAL, UNKNOWN, WARNING, OK
//
// So 0 and 1 are a verdict "pass", 2 is "fail" (or a critical threshold), 3 is "inconclusive". A time-out at
// a step is a failure like any other, since the steps' limits end before the check's own.
#include <algorithm>
#include <array>

#include "report/judgement.hpp"
#include "report/monitoring_state.hpp"

namespace authwalk {
namespace {

bool any_alert(const ReportedWalk& walk, bool critical) {
  return std::any_of(walk.alerts.begin(), walk.alerts.end(),
                     [&](const Alert& alert) { return alert.critical == critical; });
}

bool passed(const ReportedWalk& walk) {
  return walk.transcript.outcome == Outcome::pass;
}

bool internal_fault(const Transcript& t) {
  return t.failure && t.failure->cls == Class::internal;
}

MonitoringState worse(MonitoringState a, MonitoringState b) {
  for (const MonitoringState state :
       {MonitoringState::critical, MonitoringState::unknown, MonitoringState::warning}) {
    if (a == state || b == state) return state;
  }
  return MonitoringState::ok;
}

}  // namespace

std::string_view word(MonitoringState state) {
  constexpr std::array<std::string_view, 4> words{"OK", "WARNING", "CRITICAL", "UNKNOWN"};
  return words.at(static_cast<std::size_t>(state));
}

MonitoringState state_of(const ReportedWalk& walk) {
  const Transcript& t = walk.transcript;
  if (any_alert(walk, true)) return MonitoringState::critical;
  if (t.outcome != Outcome::pass && t.outcome != Outcome::fail) return MonitoringState::unknown;
  if (t.outcome == Outcome::fail && internal_fault(t)) return MonitoringState::unknown;
  if (!as_expected(walk.expected, t.outcome)) return MonitoringState::critical;
  if (any_alert(walk, false)) return MonitoringState::warning;
  return passed(walk) && t.retry ? MonitoringState::warning : MonitoringState::ok;
}

std::vector<const ReportedWalk*> counted_walks(const Report& report) {
  const auto judged = judgements(report);
  std::vector<const ReportedWalk*> walks;
  for (std::size_t i = 0; i < judged.size(); ++i) {
    if (judged[i] != Judgement::not_counted) walks.push_back(&report.walks[i]);
  }
  return walks;
}

MonitoringState state_of(const Report& report) {
  const auto judged = judgements(report);
  MonitoringState state = report.walks.empty() ? MonitoringState::unknown : MonitoringState::ok;
  for (std::size_t i = 0; i < judged.size(); ++i) {
    if (judged[i] == Judgement::not_counted) continue;
    // A mode of a survey that failed before the others were walked decides nothing yet.
    const ReportedWalk& walk = report.walks[i];
    const bool open = judged[i] == Judgement::open && !any_alert(walk, true);
    state = worse(state, open ? MonitoringState::unknown : state_of(walk));
  }
  return report.interrupted && state != MonitoringState::critical ? MonitoringState::unknown : state;
}

int monitoring_status(const Report& report) {
  return static_cast<int>(state_of(report));
}

}  // namespace authwalk
