#include "report/notes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/details.hpp"

namespace authwalk::document {
namespace {

struct Remark {
  Mark mark;
  Tone tone;
  std::string text;
  bool operator==(const Remark&) const = default;
};

class Remarks : public Shared<Remark> {
 public:
  void add(const ReportedWalk& walk, Mark mark, Tone tone, std::string text) {
    Shared::add({mark, tone, std::move(text)}, &walk);
  }
};

void add_addresses(const ReportedWalk& walk, Remarks& remarks) {
  for (const AddressAttempt& attempt : walk.transcript.addresses) {
    if (attempt.outcome == "walked" || attempt.outcome == "not tried") continue;
    const std::string exchange = attempt.exchange.empty() ? "" : attempt.exchange + " ";
    const std::string detail = attempt.detail.empty() ? "" : " (" + attempt.detail + ")";
    remarks.add(walk, Mark::note, Tone::note,
                exchange + attempt.address + " did not answer: " + attempt.outcome + detail);
  }
}

void add_broken_tls(const ReportedWalk& walk, Remarks& remarks) {
  const auto& retry = walk.transcript.retry;
  if (!retry) return;
  const std::string detail = retry->why.detail.empty() ? "" : ": " + retry->why.detail;
  remarks.add(
      walk, Mark::note, Tone::note,
      fmt::format("TLS broke at {} ({}){}. As a Send connector does, the walk went on in clear on a new "
                  "connection.",
                  id(retry->why.step), id(retry->why.cls), detail));
}

// Told elsewhere: TLS that broke, addresses that did not answer, and why a walk ended.
bool told_elsewhere(const Transcript& t, const StepRow& step) {
  if (t.retry && step.step >= Step::starttls && step.step <= Step::ehlo_tls) return true;
  if (t.failure && t.failure->step == step.step && t.failure->detail == t.at(step.step).note) return true;
  return step.step == Step::connect && t.addresses.size() > 1;
}

void add_steps(const ReportedWalk& walk, Remarks& remarks) {
  const Transcript& t = walk.transcript;
  for (const StepRow& step : steps()) {
    const StepRecord& record = t.at(step.step);
    if (record.status != StepStatus::note || record.note.empty() || told_elsewhere(t, step)) continue;
    remarks.add(walk, Mark::note, Tone::note, fmt::format("at {}: {}", step.id, record.note));
  }
  if (t.auth.diagnostic) {
    remarks.add(
        walk, Mark::note, Tone::note,
        fmt::format("used {} {} for diagnosis; a Send connector would not", t.auth.verb, t.auth.mechanism));
  }
  if (t.quit_after)
    remarks.add(walk, Mark::note, Tone::note, fmt::format("told to end after {}", id(*t.quit_after)));
}

void add_alerts(const ReportedWalk& walk, Remarks& remarks) {
  for (const Alert& alert : walk.alerts) {
    remarks.add(walk, alert.critical ? Mark::fail : Mark::note, alert.critical ? Tone::bad : Tone::note,
                fmt::format("{} is {:.4g}, outside of {} ({})", alert.metric, alert.value, alert.range,
                            alert.critical ? "critical" : "warning"));
  }
}

// A flag that was given and proved nothing needs another value: a recipient in the server's own domain shows
// no right to relay, a message of the null sender no right to send as somebody.
std::string_view needed_for(std::string_view claim, const Transcript& t) {
  const auto any = [&](auto holds) { return std::ranges::any_of(t.transactions, holds); };
  if (claim == "relay") {
    const bool given = any([](const TransactionResult& one) { return !one.recipients.empty(); });
    return given ? " (needs --to outside the server's domains)" : " (needs --to)";
  }
  if (claim == "send-as") {
    const bool given = any([](const TransactionResult& one) { return one.data.has_value(); });
    return given ? " (needs --from ADDRESS)" : " (needs --deliver)";
  }
  return "";
}

void add_claims(const ReportedWalk& walk, Remarks& remarks) {
  const Transcript& t = walk.transcript;
  if (t.outcome != Outcome::pass) return;
  // By its Message-ID the administrator finds the message in the mailbox and in message tracking.
  if (!t.message_id.empty()) {
    remarks.add(walk, Mark::pass, Tone::good,
                fmt::format("a test message was accepted, Message-ID <{}>", t.message_id));
  }
  std::vector<std::string> claims;
  for (const std::string& claim : t.not_proved) claims.push_back(claim + std::string(needed_for(claim, t)));
  if (!claims.empty()) remarks.add(walk, Mark::skipped, Tone::dim, "not proved: " + listed(claims));
}

}  // namespace

List notes(const JudgedHost& host, Told& told) {
  Remarks remarks;
  for (auto add : {add_addresses, add_broken_tls, add_steps, add_alerts, add_claims}) {
    for (const JudgedWalk& judged : host.walks) add(*judged.walk, remarks);
  }
  List list;
  for (const auto& [remark, walks] : remarks.all()) {
    const std::string text = told.fresh(remark.text);
    if (text.empty()) continue;
    const std::string modes = modes_in(walks, host);
    list.items.push_back({marked(remark.mark, remark.tone, (modes.empty() ? "" : modes + ": ") + text)});
  }
  return list;
}

}  // namespace authwalk::document
