#include "exchange/recorded_failure.hpp"

#include <charconv>

namespace authwalk {

RecordedFailure recorded(Failure failure) {
  RecordedFailure record;
  Transcript& t = record.transcript;
  t.outcome = Outcome::fail;
  StepRecord& step = t.at(failure.step);
  step.status = StepStatus::fail;
  step.reply = failure.reply;
  step.note = failure.detail;
  t.failure = std::move(failure);
  return record;
}

void name_smart_host(Transcript& t) {
  std::string_view address = t.remote;
  const std::size_t colon = address.rfind(':');
  // An IPv6 address without brackets has colons of its own; only Exchange's "2001:db8::1:25" ends in a port.
  const bool bracketed = colon != std::string_view::npos && colon > 0 && address[colon - 1] == ']';
  const bool single = colon != std::string_view::npos && address.find(':') == colon;
  if (bracketed || single) {
    const std::string_view port = address.substr(colon + 1);
    std::from_chars(port.data(), port.data() + port.size(), t.connector.Port);
    address = address.substr(0, colon);
  }
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  if (t.connector.SmartHost.empty()) t.connector.SmartHost = address;
}

void guess_mode(Transcript& t) {
  if (!t.failure || t.mode != Mode::None) return;
  const bool logging_on = t.failure->step >= Step::auth_offer && t.failure->step <= Step::auth_result;
  if (!logging_on) return;
  const bool exchange = t.auth.verb == "X-EXPS" || t.failure->step == Step::auth_token;
  t.mode = exchange ? Mode::ExchangeServer : Mode::BasicAuth;
}

}  // namespace authwalk
