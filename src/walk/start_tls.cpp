// STARTTLS (RFC 3207) and X-ANONYMOUSTLS: steps starttls, tls-handshake, tls-verify, ehlo-tls.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "knowledge/refusal.hpp"
#include "walk/session.hpp"

namespace authwalk {
namespace {

std::string_view choose_verb(const Session& session) {
  if (session.mode.tls == TlsUse::anonymous && session.offered.x_anonymoustls) return "X-ANONYMOUSTLS";
  return session.offered.starttls ? "STARTTLS" : "";
}

void stay_in_clear(Session& session) {
  for (Step step : {Step::tls_handshake, Step::tls_verify, Step::ehlo_tls})
    session.dialogue.skip(step, "no TLS");
}

TlsDemand demand(const Session& session, std::string_view verb) {
  const Connector& connector = session.plan.connector;
  TlsDemand wanted;
  wanted.verb = verb;
  if (!connector.smart_host_is_address()) wanted.sni = connector.SmartHost;
  const bool domain =
      enforced_level(session.plan) == TlsAuthLevel::DomainValidation && !connector.TlsDomain.empty();
  wanted.expected_name = domain ? connector.TlsDomain : connector.SmartHost;
  return wanted;
}

// A server that is too old for us only says so. A second connection that offers TLS 1.0 as well, and nothing
// else, learns which version it does speak.
void learn_peer_version(Session& session, std::string_view verb, TlsFacts& facts) {
  if (!facts.peer_version.empty()) return;
  Transcript aside;
  Dialogue dialogue(session.dialogue.channel(), aside, session.plan);
  try {
    session.dialogue.channel().connect(session.address, session.plan.connector.Port);
    dialogue.enter(Step::banner);
    dialogue.hear();
    dialogue.enter(Step::ehlo);
    dialogue.say("EHLO " + session.plan.connector.Fqdn);
    dialogue.enter(Step::starttls);
    if (dialogue.say(verb).code != 220) return;
    TlsDemand any = demand(session, verb);
    any.any_version = true;
    facts.peer_version = session.dialogue.channel().secure(any).version;
  } catch (const ChannelError& error) {
    if (error.tls) facts.peer_version = error.tls->peer_version;
  } catch (const WalkEnded&) {
    // The version stays unknown; the failure that is reported is the first one.
  }
  if (!facts.peer_version.empty()) {
    session.dialogue.remark("a second connection, made only to learn the version: the server speaks " +
                            facts.peer_version);
  }
}

std::string describe(const TlsFacts& facts) {
  std::string text = fmt::format("{} {}", facts.version, facts.cipher);
  if (!facts.chain.empty()) text += ", certificate " + facts.chain.front().subject;
  return text;
}

void judge_certificate(Session& session) {
  session.dialogue.enter(Step::tls_verify);
  const TlsFacts& facts = *session.transcript.tls;
  const std::optional<TlsAuthLevel> level = enforced_level(session.plan);
  if (level) {
    if (const CertificateFault* fault = facts.fault_for(*level)) {
      session.dialogue.fail(fault->cls, Origin::local, fault->detail);
    }
  }
  if (const CertificateFault* fault = facts.fault_for(TlsAuthLevel::DomainValidation)) {
    session.dialogue.note(fmt::format("{}: {}; not judged here", id(fault->cls), fault->detail));
  } else if (!facts.faults.empty()) {
    // Exchange goes on, and so does the walk; a password is held back (authenticate.cpp).
    const CertificateFault& accepted = facts.faults.front();
    session.dialogue.note(fmt::format("{}: {}", id(accepted.cls), accepted.detail));
  }
  if (facts.verified) session.transcript.proved.emplace_back("server-identity");
  session.reached(Step::tls_verify);
}

// In TLS 1.3 the client is done before the server has seen its certificate, or that there is none: a refusal
// shows only when the first reply inside TLS is due (RFC 8446 section 4.4.2.4). Before that a server has
// looked at the certificate within the handshake, and closes for another reason.
bool was_the_client_certificate(const Session& session, const TlsFacts& facts, const Failure& failure) {
  if (failure.cls == Class::client_certificate) return true;
  const bool gone = failure.cls == Class::closed || failure.cls == Class::reset;
  return gone && facts.client_certificate_requested && facts.version == id(TlsVersion::tls1_3) &&
         !session.dialogue.heard_a_beginning();
}

// Handshake, judgement, EHLO. Throws WalkEnded with the step at which it broke.
void secure(Session& session, std::string_view verb) {
  Dialogue& dialogue = session.dialogue;
  dialogue.enter(Step::tls_handshake);
  try {
    session.transcript.tls = dialogue.channel().secure(demand(session, verb));
  } catch (const ChannelError& error) {
    if (error.tls) session.transcript.tls = error.tls;
    dialogue.fail(error.cls, Origin::network, error.detail);
  }
  const TlsFacts facts = *session.transcript.tls;
  dialogue.now_inside_tls();
  dialogue.remark(describe(facts));
  if (facts.client_certificate_requested && !facts.client_certificate_sent) {
    dialogue.note("the server asked for a client certificate; none is configured");
  }
  session.reached(Step::tls_handshake);
  judge_certificate(session);
  try {
    say_ehlo(session, Step::ehlo_tls);
  } catch (WalkEnded& ended) {
    if (was_the_client_certificate(session, facts, ended.failure)) {
      dialogue.leave();
      session.transcript.at(Step::tls_verify).status = StepStatus::not_reached;
      session.transcript.at(Step::ehlo_tls).status = StepStatus::not_reached;
      ended.failure.step = Step::tls_handshake;
      ended.failure.cls = Class::client_certificate;
      ended.failure.detail =
          fmt::format("{}, after the server had asked for a client certificate and {}", ended.failure.detail,
                      facts.client_certificate_sent ? "was given ours" : "was given none");
    }
    throw;
  }
  session.transcript.offers.tls = session.offered.lines;
  if (session.offered.starttls) dialogue.note("STARTTLS is offered again inside TLS");
  session.reached(Step::ehlo_tls);
}

// The end of the walk as a value, so that what follows is not done inside a handler (see walk()).
std::optional<WalkEnded> secure_or_why_not(Session& session, std::string_view verb) {
  try {
    secure(session, verb);
  } catch (const WalkEnded& ended) {
    return ended;
  }
  return std::nullopt;
}

// TLS that nobody demanded has broken. A Send connector then delivers in clear on a new connection, so the
// walk does too, and keeps both attempts apart.
void retry_in_clear(Session& session, const Failure& why) {
  Transcript& transcript = session.transcript;
  transcript.at(why.step).status = StepStatus::fail;
  transcript.at(why.step).note = why.detail;
  auto first = std::make_shared<Retry>();
  first->why = why;
  first->steps = transcript.steps;
  first->tls = transcript.tls;
  transcript.retry = first;
  transcript.tls.reset();
  transcript.offers.tls.reset();
  std::erase(transcript.proved, "server-identity");
  session.dialogue.leave();
  for (Step step : {Step::connect, Step::banner, Step::ehlo, Step::starttls, Step::tls_handshake,
                    Step::tls_verify, Step::ehlo_tls}) {
    transcript.at(step) = StepRecord{};
  }
  session.dialogue.start_over();
  session.dialogue.remark(
      "second attempt: TLS broke, so a Send connector goes on in clear on a new connection");
  connect_and_greet(session);
  session.dialogue.note_at(Step::starttls, "not used in the second attempt");
  session.dialogue.note_at(why.step, fmt::format("first attempt: {}: {}", id(why.cls), why.detail));
  stay_in_clear(session);
}

bool broke_in_tls(const Failure& failure) {
  const bool inside = failure.step == Step::tls_handshake;
  return inside && failure.cls != Class::deadline;
}

}  // namespace

std::optional<TlsAuthLevel> enforced_level(const WalkPlan& plan) {
  if (plan.connector.TlsAuthLevel) return plan.connector.TlsAuthLevel;
  // The documented demand of this mode: the certificate carries the smart host's name.
  if (plan.mode == Mode::BasicAuthRequireTLS) return TlsAuthLevel::DomainValidation;
  return std::nullopt;
}

bool tls_is_required(const Session& session) {
  // Exchange refuses a TlsAuthLevel unless RequireTLS is set, so asking for a level asks for TLS.
  return session.mode.tls == TlsUse::required || session.plan.connector.RequireTLS ||
         session.plan.connector.TlsAuthLevel.has_value();
}

bool leaves_starttls_alone(const Session& session) {
  return session.plan.connector.IgnoreSTARTTLS && session.mode.tls != TlsUse::required;
}

void start_tls(Session& session) {
  if (leaves_starttls_alone(session)) return;
  Dialogue& dialogue = session.dialogue;
  const bool required = tls_is_required(session);
  dialogue.enter(Step::starttls);

  const std::string_view verb = choose_verb(session);
  if (verb.empty()) {
    if (required) {
      const Class cls = session.offered.masked ? Class::esmtp_rewritten : Class::not_offered;
      dialogue.fail(cls, Origin::local, fmt::format("offered: {}", fmt::join(session.offered.lines, ", ")));
    }
    dialogue.note("STARTTLS is not offered: the session stays in clear");
    stay_in_clear(session);
    return;
  }

  const Reply reply = dialogue.say(verb);
  if (reply.code != 220) {
    const Class cls = class_of_refusal(Step::starttls, reply);
    const bool may_go_on = !required && session.mode.tls == TlsUse::if_offered && reply.code != 421 &&
                           cls != Class::protocol_violation;
    if (!may_go_on) dialogue.refused(cls, reply);
    dialogue.note(fmt::format("refused with {}: the session stays in clear", reply.code));
    stay_in_clear(session);
    return;
  }
  dialogue.demand_silence_before_tls();
  session.reached(Step::starttls);

  const std::optional<WalkEnded> ended = secure_or_why_not(session, verb);
  if (!ended) return;
  if (broke_in_tls(ended->failure)) {
    if (!required && session.mode.tls == TlsUse::if_offered) {
      retry_in_clear(session, ended->failure);
      return;
    }
    if (ended->failure.cls == Class::tls_version && session.transcript.tls) {
      learn_peer_version(session, verb, *session.transcript.tls);
    }
  }
  throw *ended;
}

}  // namespace authwalk
