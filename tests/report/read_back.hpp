// A walk written as an SmtpSend log, and what `explain` reads out of it.
#pragma once

#include <authwalk/explain.hpp>
#include <optional>
#include <string>
#include <vector>

namespace authwalk::test {

struct ReadBack {
  std::vector<std::string> failures;  ///< "auth-result bad-credentials", in the order in which they were told
  std::vector<std::string> problems;
  std::size_t sessions = 0;
  bool recognised = false;
};

inline std::string step_and_class(const Failure& failure) {
  return std::string(id(failure.step)) + " " + std::string(id(failure.cls));
}

/// What is read out of a log.
inline ReadBack read_log(const std::string& log) {
  ReadBack result;
  EvidenceIntake intake({[&](RecordedFailure failure) {
                           result.failures.push_back(step_and_class(*failure.transcript.failure));
                         },
                         [&](std::size_t count) { result.sessions += count; },
                         [&](ReadProblem problem) { result.problems.push_back(std::move(problem.what)); }});
  intake.begin("walk.log");
  intake.feed(log);
  result.recognised = intake.end();
  intake.finish();
  return result;
}

inline std::string smtpsend_log(const Transcript& transcript) {
  Report report;
  report.version = "0.1.0";
  report.started = "2026-11-21T12:00:00.000Z";
  report.walks = {{transcript, diagnose(transcript)}};
  return find_format("smtpsend")->render(report, {});
}

/// What no log of Exchange is known to tell. The log of such a walk breaks off, and tells nothing else.
struct Untold {
  Class cls;
  std::optional<Step> step;  ///< empty: any
  const char* why;
};
inline const std::vector<Untold> untold{
    {Class::limit_exceeded, {}, "Exchange has bounds of its own, and its words for them are not known"},
    {Class::protocol_violation, {}, "where no reply was read: what is none stands in no row"},
    {Class::plaintext_injection, {}, "the bytes behind the 220 stand in no row"},
    {Class::deadline, {}, "a walk's, not a Send connector's"},
    {Class::internal, {}, "a walk's own"},
    {Class::cert_not_yet_valid, {}, "CertExpired stands for both ends of the time"},
    {Class::cert_weak, {}, "Windows has no status for it"},
    {Class::unexpected_success, {}, "a 235 is a success to Exchange"},
    {Class::unexpected_prompt, {}, "challenges are masked"},
    {Class::too_many_challenges, {}, "a walk's own bound"},
    {Class::ntlm_downgrade, {}, "a walk's own demand"},
    {Class::security_layer, {}, "Windows has no status for it"},
    {Class::bad_credentials, Step::auth_token, "LogonDenied, as without a ticket"},
    {Class::kerberos_ticket_expired, {}, "Windows renews it unseen"},
    {Class::kerberos_wrong_realm, {}, "LogonDenied, as without a ticket"},
    {Class::dns_not_found, Step::resolve, "names are looked up before there is a session"},
    {Class::dns_failed, Step::resolve, "names are looked up before there is a session"},
    {Class::timeout, Step::resolve, "names are looked up before there is a session"}};

/// Why the log cannot tell the walk's end; null when it can.
inline const char* why_untold(const Failure& failure) {
  if (failure.step == Step::local) return "nothing was tried";
  if (failure.reply && failure.cls == Class::protocol_violation) return nullptr;
  for (const Untold& row : untold) {
    if (row.cls == failure.cls && row.step.value_or(failure.step) == failure.step) return row.why;
  }
  return nullptr;
}

/// What a Send connector's log of the walk must tell: the TLS that broke first, and the end. A walk that did
/// not fail tells nothing, and one that no connection was tried for has no session.
inline std::vector<std::string> told_by(const Transcript& t) {
  std::vector<std::string> all;
  if (t.retry && !why_untold(t.retry->why)) all.push_back(step_and_class(t.retry->why));
  if (t.outcome == Outcome::fail && !why_untold(*t.failure)) all.push_back(step_and_class(*t.failure));
  return all;
}

/// The failures of the log without those of addresses that did not answer before another one did.
inline std::vector<std::string> read_back(const Transcript& t) {
  std::vector<std::string> failures = read_log(smtpsend_log(t)).failures;
  const bool connected = !t.remote.empty();
  if (connected)
    std::erase_if(failures, [](const std::string& told) { return told.starts_with("connect "); });
  if (!connected && failures.size() > 1) failures.erase(failures.begin(), failures.end() - 1);
  return failures;
}

}  // namespace authwalk::test
