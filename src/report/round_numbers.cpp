#include <authwalk/report.hpp>

#include "report/json_values.hpp"

namespace authwalk {
namespace {

void round_steps(std::array<StepRecord, 18>& steps) {
  for (StepRecord& step : steps) {
    if (step.ms) step.ms = tenth(*step.ms);
  }
}

void round_handshake(std::optional<TlsFacts>& tls) {
  if (tls) tls->handshake_ms = tenth(tls->handshake_ms);
}

}  // namespace

void round_numbers(ReportedWalk& walk) {
  Transcript& t = walk.transcript;
  t.total_ms = tenth(t.total_ms);
  for (Line& line : t.lines) line.ms = tenth(line.ms);
  round_steps(t.steps);
  round_handshake(t.tls);
  if (t.retry) {
    auto retry = std::make_shared<Retry>(*t.retry);
    round_steps(retry->steps);
    round_handshake(retry->tls);
    t.retry = std::move(retry);
  }
  if (t.auth.ntlm && t.auth.ntlm->clock_offset) t.auth.ntlm->clock_offset = tenth(*t.auth.ntlm->clock_offset);
  for (Alert& alert : walk.alerts) alert.value = alert_value(alert);
}

}  // namespace authwalk
