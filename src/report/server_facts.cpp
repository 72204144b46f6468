// What is known of the server, in one line.
#include <fmt/format.h>

#include "report/answer.hpp"
#include "report/measures.hpp"

namespace authwalk::document {
namespace {

std::string who(const JudgedHost& host, const Transcript& t) {
  const std::string kind = host.server_kind();
  if (host.address.empty()) return kind.empty() ? "no connection" : kind;
  if (!t.remote.empty()) return (kind.empty() ? "Server" : kind) + " at " + host.address;
  return host.address + ", no connection";
}

std::string certificate(const Transcript& t, std::string_view now) {
  const TlsFacts& tls = *t.tls;
  if (tls.chain.empty()) return {};
  const std::string judged = tls.verified ? "certificate verified"
                             : tls.faults.empty()
                                 ? "certificate not verified"
                                 : fmt::format("certificate not verified ({})", id(tls.faults.front().cls));
  const auto days = certificate_days(t, now);
  return days ? judged + ", " + days_left(*days) : judged;
}

std::string tls_in_short(const Transcript& t) {
  if (t.tls && t.tls->established) return t.tls->version;
  if (t.retry) return fmt::format("TLS broke ({})", id(t.retry->why.cls));
  if (t.tls && t.failure && t.failure->step == Step::tls_handshake)
    return fmt::format("TLS broke ({})", id(t.failure->cls));
  return t.offers.plain.empty() ? "" : "in clear";
}

}  // namespace

Words server_facts(const JudgedHost& host) {
  const Transcript& t = host.best_informed();
  const ReportedWalk& leading = *host.leading()->walk;
  const bool tls = t.tls && t.tls->established;
  const bool failed = leading.transcript.outcome == Outcome::fail && host.judgement() != Judgement::right;
  Words words;
  for (const std::string& fact :
       {who(host, t), tls_in_short(t), tls ? certificate(t, host.now) : "",
        leading.finding.event && failed ? fmt::format("Exchange logs event {}", leading.finding.event->id)
                                        : ""}) {
    if (fact.empty()) continue;
    if (!words.empty()) words.push_back({"", Tone::dim, Mark::separator});
    words.push_back({.text = fact, .whole = true});
  }
  return words;
}

}  // namespace authwalk::document
