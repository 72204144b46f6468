// Which of the four states of monitoring plugins a walk and a report are in. The first row that holds counts.
//
//   a walk                                                   state
//   crossed a critical threshold                             CRITICAL
//   spared after refusals in earlier runs                    CRITICAL   they are the last that is known
//   a fault of ours, not tested, inconclusive, interrupted   UNKNOWN
//   dead, silent or busy, and was to pass                    CRITICAL   the smart host is of no use now
//   dead, silent or busy, and was to fail                    UNKNOWN    it proves no refusal
//   ended in another way than it was to                      CRITICAL
//   crossed a warning threshold                              WARNING
//   passed in clear, because the smart host's TLS broke      WARNING    a Send connector goes on too: nobody
//   sees it ended as it was to                                       OK
//
//   a report
//   the walks that decide its verdict (judgements())         the worst, by CRITICAL, UNKNOWN, WARNING, OK
//   no walk                                                  UNKNOWN
//   interrupted, and none is CRITICAL so far                 UNKNOWN
//
// So 0 and 1 are a verdict "pass", 2 is "fail", a critical threshold or a host that does not answer, 3 is
// "inconclusive".
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

bool fault_of_ours(const Transcript& t) {
  return t.failure && row(t.failure->cls).group == "ours";
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
  if (t.auth.refused_earlier && !to_fail(walk)) return MonitoringState::critical;
  const bool failed = t.outcome == Outcome::fail;
  if (failed && fault_of_ours(t)) return MonitoringState::unknown;
  if (!walk.met) return failed && !to_fail(walk) ? MonitoringState::critical : MonitoringState::unknown;
  if (!*walk.met) return MonitoringState::critical;
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

// What a walk means within its report.
MonitoringState state_of(const ReportedWalk& walk, Judgement judgement, bool report_is_a_survey) {
  if (judgement == Judgement::right || any_alert(walk, true)) return state_of(walk);
  if (judgement == Judgement::open) return report_is_a_survey ? MonitoringState::unknown : state_of(walk);
  return fault_of_ours(walk.transcript) && walk.transcript.outcome == Outcome::fail
             ? MonitoringState::unknown
             : MonitoringState::critical;
}

MonitoringState state_of(const Report& report) {
  const auto judged = judgements(report);
  MonitoringState state = report.walks.empty() ? MonitoringState::unknown : MonitoringState::ok;
  for (std::size_t i = 0; i < judged.size(); ++i) {
    if (judged[i] == Judgement::not_counted) continue;
    state = worse(state, state_of(report.walks[i], judged[i], report.survey && !report.walks[i].expected));
  }
  return report.interrupted && state != MonitoringState::critical ? MonitoringState::unknown : state;
}

int monitoring_status(const Report& report) {
  return static_cast<int>(state_of(report));
}

}  // namespace authwalk
