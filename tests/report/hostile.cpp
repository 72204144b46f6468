#include <memory>

#include "report/sample_walks.hpp"
#include "report/samples.hpp"
#include "report/walk_writer.hpp"

namespace authwalk::test {

Report hostile(const std::string& text) {
  ReportedWalk walk = wrong_certificate();
  Transcript& t = walk.transcript;
  const Reply answer = reply(550, text, {text, text});
  t.connector.Name = t.connector.SmartHost = t.connector.Fqdn = text;
  t.remote = t.local = text + ":25";
  t.banner = t.message_id = t.walk_id = text;
  t.addresses = {{text, text, "walked", text}, {text, text, "refused", text}};
  t.offers = {{text, text}, std::vector<std::string>{text}};
  t.failure = Failure{Step::tls_verify, Class::cert_expired, Origin::server, answer, text};
  for (StepRecord& step : t.steps) step = {StepStatus::note, 1.0, answer, text};
  t.lines.push_back({99.9, '<', Step::quit, true, text});
  t.lines.push_back({99.9, '>', Step::quit, true, text});
  t.lines.push_back({99.9, '*', Step::quit, false, text});
  t.transactions = {{text, answer, {{text, answer}}, answer}};
  AuthFacts& auth = t.auth;
  auth.verb = "AUTH";
  auth.user = auth.mechanism = auth.spn = auth.principal = auth.channel_binding = text;
  auth.offered = auth.unknown_spns = {text};
  auth.rounds = auth.rejected_attempts = 1;
  auth.unanswered_attempt = auth.diagnostic = true;
  auth.ntlm = NtlmChallenge{text, text, text, text, text, text, text, {text}, text, 0.4};
  t.path = PathFacts{AddressScope::private_net, AddressScope::public_net, text,
                     InterfaceKind::tun,        IpsecPolicy::protects,    text};
  TlsFacts& tls = *t.tls;
  tls.verb = tls.version = tls.cipher = tls.group = tls.sni = tls.peer_version = tls.our_versions =
      tls.alert = text;
  CertificateFacts& leaf = tls.chain.front();
  leaf.subject = leaf.issuer = leaf.not_before = leaf.not_after = leaf.sha256 = leaf.key = leaf.signature =
      text;
  leaf.names = leaf.usages = {text};
  tls.names = {{text, text, false}};
  tls.faults = {{Class::cert_untrusted, 1, text}};
  auto retry = std::make_shared<Retry>();
  retry->why = *t.failure;
  retry->steps = t.steps;
  retry->tls = t.tls;
  t.retry = retry;
  Finding& finding = walk.finding;
  finding.summary = finding.server_kind = text;
  finding.advice = {{text, text, text, text, "likely"}};
  finding.event = Event{2003, text, text, "Warning", text, text};
  finding.partner_events = {*finding.event};

  // What the walk says between two attempts may quote the server as well.
  ReportedWalk again = walk;
  auto other = std::make_shared<Retry>(*retry);
  other->why.detail = "TLS broke";
  again.transcript.retry = other;
  again.transcript.lines.push_back({99.9, '*', Step::connect, false, "connected"});

  // One walk that failed, one that passed and one that was not tried: every part of the text is written.
  ReportedWalk passed = walk;
  passed.transcript.outcome = Outcome::pass;
  passed.transcript.mode = Mode::None;
  passed.transcript.failure.reset();
  passed.finding.event.reset();
  passed.finding.partner_events.clear();
  passed.transcript.retry = nullptr;
  passed.met = true;
  ReportedWalk untried = walk;
  untried.transcript.outcome = Outcome::not_tested;
  untried.transcript.mode = Mode::BasicAuth;
  Report report = report_of({walk, passed, untried, again}, false);
  report.recommendation = {Mode::None, text, text, {{Mode::BasicAuth, text, Blame::server, text, text}}};
  return report;
}

}  // namespace authwalk::test
