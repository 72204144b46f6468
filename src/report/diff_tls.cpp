// TLS and the certificate.
#include <fmt/format.h>

#include <cmath>
#include <optional>

#include "report/diff.hpp"
#include "report/utc.hpp"

namespace authwalk {
namespace {

bool established(const ReportedWalk& walk) {
  return walk.transcript.tls && walk.transcript.tls->established;
}

bool both_established(const WalkPair& pair) {
  return established(pair.before) && established(pair.after);
}

const CertificateFacts* leaf(const ReportedWalk& walk) {
  const auto& tls = walk.transcript.tls;
  return tls && !tls->chain.empty() ? &tls->chain.front() : nullptr;
}

std::string verification(const TlsFacts& tls) {
  if (tls.verified) return "verified";
  std::string text;
  for (const CertificateFault& fault : tls.faults) {
    text += text.empty() ? "" : ", ";
    text += id(fault.cls);
  }
  return "not verified" + (text.empty() ? text : ": " + text);
}

std::string in_short(const CertificateFacts& certificate) {
  return fmt::format("{} by {}, to {}, SHA-256 {}", certificate.subject, certificate.issuer,
                     certificate.not_after, certificate.sha256.substr(0, 16));
}

std::optional<double> days_left(const ReportedWalk& walk, const std::string& now) {
  const CertificateFacts* certificate = leaf(walk);
  if (certificate == nullptr) return std::nullopt;
  const auto end = utc_milliseconds(certificate->not_after), today = utc_milliseconds(now);
  if (!end || !today) return std::nullopt;
  return static_cast<double>(*end - *today) / 86'400'000;
}

std::string days_text(double days, const ReportedWalk& walk) {
  return fmt::format("{:.0f} days left, to {}", std::floor(days), leaf(walk)->not_after);
}

std::string cipher_text(const TlsFacts& tls) {
  return tls.group.empty() ? tls.cipher : tls.cipher + " with " + tls.group;
}

}  // namespace

void compare_tls(const WalkPair& pair, ChangeList& changes) {
  if (!pair.both_took(Step::ehlo) || established(pair.before) == established(pair.after)) return;
  const auto text = [](const ReportedWalk& walk) {
    return established(walk) ? walk.transcript.tls->version : std::string("none");
  };
  changes.add(established(pair.after) ? ChangeKind::better : ChangeKind::worse, "TLS", text(pair.before),
              text(pair.after));
}

void compare_tls_version(const WalkPair& pair, ChangeList& changes) {
  if (!both_established(pair)) return;
  const std::string &then = pair.before.transcript.tls->version, &now = pair.after.transcript.tls->version;
  if (then == now) return;
  const auto old_version = find_tls_version(then), new_version = find_tls_version(now);
  const bool ranked = old_version && new_version;
  changes.add(!ranked                       ? ChangeKind::changed
              : *new_version < *old_version ? ChangeKind::worse
                                            : ChangeKind::better,
              "TLS version", then, now);
}

void compare_verification(const WalkPair& pair, ChangeList& changes) {
  if (!both_established(pair)) return;
  const TlsFacts &then = *pair.before.transcript.tls, &now = *pair.after.transcript.tls;
  const std::string old_text = verification(then), new_text = verification(now);
  if (old_text == new_text) return;
  changes.add(then.verified == now.verified ? ChangeKind::changed
              : now.verified                ? ChangeKind::better
                                            : ChangeKind::worse,
              "certificate", old_text, new_text);
}

// An authority whose certificate ends is told by verification, when it has ended.
void compare_certificate_days(const WalkPair& pair, ChangeList& changes) {
  const auto then = days_left(pair.before, pair.before_time), now = days_left(pair.after, pair.after_time);
  if (!then || !now) return;
  const bool was_short = *then < pair.certificate_days, is_short = *now < pair.certificate_days;
  if (was_short == is_short) return;
  changes.add(is_short ? ChangeKind::worse : ChangeKind::better, "certificate", days_text(*then, pair.before),
              days_text(*now, pair.after));
}

void compare_certificate(const WalkPair& pair, ChangeList& changes) {
  const CertificateFacts *then = leaf(pair.before), *now = leaf(pair.after);
  if (then == nullptr || now == nullptr || then->sha256 == now->sha256) return;
  changes.add(ChangeKind::changed, "certificate", in_short(*then), in_short(*now));
}

void compare_cipher(const WalkPair& pair, ChangeList& changes) {
  if (!both_established(pair)) return;
  const std::string then = cipher_text(*pair.before.transcript.tls),
                    now = cipher_text(*pair.after.transcript.tls);
  if (then != now) changes.add(ChangeKind::changed, "cipher", then, now);
}

}  // namespace authwalk
