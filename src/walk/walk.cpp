// One walk, read top to bottom: the conversation that a Send connector has with a smart host.
#include <fmt/format.h>

#include <algorithm>
#include <authwalk/walk.hpp>

#include "knowledge/refusal.hpp"
#include "sasl/mechanism.hpp"
#include "smtp/clean_transcript.hpp"
#include "walk/session.hpp"

namespace authwalk {
namespace {

void check_definition(Session& session) {
  session.dialogue.enter(Step::local);
  std::string error = session.plan.definition_fault;
  if (error.empty()) error = definition_error(session.plan.connector);
  if (!error.empty()) session.dialogue.fail(Class::definition_invalid, Origin::local, error);
  session.reached(Step::local);
}

std::vector<Address> resolve(Session& session) {
  session.dialogue.enter(Step::resolve);
  try {
    std::vector<Address> addresses = session.dialogue.channel().resolve(session.plan.connector.SmartHost);
    if (!session.plan.only_address.empty()) {
      std::erase_if(addresses, [&](const Address& a) { return a.ip != session.plan.only_address; });
      if (addresses.empty()) addresses.push_back({session.plan.only_address, ""});
    }
    for (const Address& address : addresses) {
      session.transcript.addresses.push_back({address.ip, address.exchange, "not tried", ""});
    }
    if (!addresses.front().exchange.empty()) {
      session.dialogue.note(fmt::format("{} is an MX name; its best host is {}",
                                        session.plan.connector.SmartHost, addresses.front().exchange));
    }
    if (const std::string left_out = session.dialogue.channel().left_out(); !left_out.empty())
      session.dialogue.note(left_out);
    session.reached(Step::resolve);
    return addresses;
  } catch (const ChannelError& error) {
    session.dialogue.fail(error.cls, Origin::network, error.detail);
  }
}

// To session.address. Throws ChannelError.
void connect(Session& session) {
  const Endpoints ends = session.dialogue.channel().connect(session.address, session.plan.connector.Port);
  session.transcript.remote = ends.remote;
  session.transcript.local = ends.local;
  session.dialogue.remark(fmt::format("connected to {} from {}", ends.remote, ends.local));
  if (session.mode.mode == Mode::ExternalAuthoritative)
    session.transcript.path = session.dialogue.channel().path();
}

// The first address that answers is walked; each has a step's time of its own.
void connect_to_first(Session& session, const std::vector<Address>& addresses) {
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    AddressAttempt& attempt = session.transcript.addresses[i];
    session.dialogue.enter(Step::connect);
    session.address = addresses[i];
    try {
      connect(session);
      attempt.outcome = "walked";
      return;
    } catch (const ChannelError& error) {
      attempt.outcome = id(error.cls);
      attempt.detail = error.detail;
      session.dialogue.remark(fmt::format("{}: {}", addresses[i].ip, error.detail));
      const bool last = i + 1 == addresses.size();
      if (last || error.cls == Class::deadline) {
        session.dialogue.fail(error.cls, Origin::network,
                              addresses.size() == 1 ? error.detail
                                                    : fmt::format("none of {} addresses answered; the last, "
                                                                  "{}: {}",
                                                                  i + 1, addresses[i].ip, error.detail));
      }
      session.dialogue.note(
          fmt::format("{} did not answer ({}: {})", addresses[i].ip, id(error.cls), error.detail));
    }
  }
}

void greet(Session& session) {
  Dialogue& dialogue = session.dialogue;
  dialogue.enter(Step::banner);
  const Reply banner = dialogue.hear();
  const StepRecord& record = session.transcript.at(Step::banner);
  session.transcript.banner = record.reply->text();
  if (banner.code != 220) dialogue.refused(class_of_refusal(Step::banner, banner), banner);
  if (looks_masked(banner.text()))
    dialogue.note("the banner is masked: a firewall's ESMTP inspection stands in between");
  session.reached(Step::banner);
  say_ehlo(session, Step::ehlo);
  session.before_tls = session.offered;
  session.transcript.offers.plain = session.offered.lines;
  session.reached(Step::ehlo);
}

std::string readable_size(std::uint64_t bytes) {
  constexpr std::uint64_t kib = 1024, mib = 1024 * kib, gib = 1024 * mib;
  const auto in = [&](std::uint64_t unit, std::string_view name) {
    return fmt::format("{} bytes ({:.1f} {})", bytes, static_cast<double>(bytes) / static_cast<double>(unit),
                       name);
  };
  if (bytes >= gib) return in(gib, "GiB");
  if (bytes >= mib) return in(mib, "MiB");
  return bytes >= kib ? in(kib, "KiB") : fmt::format("{} bytes", bytes);
}

// A message between the two limits is accepted by the connector and comes back from the server (RFC 1870
// section 6.1), though every walk passes.
void compare_message_sizes(Session& session) {
  const auto ours = session.plan.connector.MaxMessageSize;
  const auto theirs = session.offered.size_limit;
  if (!theirs || !ours || *theirs >= *ours) return;
  session.dialogue.note_at(session.dialogue.inside_tls() ? Step::ehlo_tls : Step::ehlo,
                           fmt::format("the server takes messages of at most {}; MaxMessageSize is {}",
                                       readable_size(*theirs), readable_size(*ours)));
}

void say_goodbye(Session& session) {
  Dialogue& dialogue = session.dialogue;
  dialogue.enter(Step::quit);
  dialogue.channel().start_step(std::min(session.plan.limits.step, std::chrono::milliseconds(3000)));
  try {
    const Reply reply = dialogue.say("QUIT");
    if (reply.code != 221) dialogue.note(fmt::format("answered with {}", reply.code));
  } catch (const WalkEnded& ended) {
    dialogue.note(fmt::format("{}: {}", id(ended.failure.cls), ended.failure.detail));
  }
  dialogue.leave();
}

// After most failures the server still waits for a command. After a broken connection it does not, and after
// a certificate that was not accepted not one byte more may be sent.
bool still_on_speaking_terms(const Failure& failure) {
  if (failure.reply) return failure.reply->code != 421 && failure.cls != Class::protocol_violation;
  return failure.step == Step::auth_offer || failure.step == Step::auth_token ||
         failure.cls == Class::not_offered || failure.cls == Class::esmtp_rewritten;
}

bool proved(const Transcript& transcript, std::string_view what) {
  return std::ranges::find(transcript.proved, what) != transcript.proved.end();
}

// A walk never reports more than it proved.
void conclude(Session& session) {
  Transcript& transcript = session.transcript;
  std::vector<std::string_view> claims = {"relay", "send-as"};
  if (session.mode.auth != AuthUse::none) claims.insert(claims.begin(), "authentication");
  for (std::string_view claim : claims) {
    if (!proved(transcript, claim)) transcript.not_proved.emplace_back(claim);
  }
  if (transcript.failure) return;
  std::string_view essence = "sender";
  if (session.mode.auth != AuthUse::none) essence = "authentication";
  // The wire is that of None; what makes the mode is the right to relay (exchange.md: Receive connector
  // rights).
  if (session.mode.mode == Mode::ExternalAuthoritative) essence = "relay";
  transcript.outcome = proved(transcript, essence) ? Outcome::pass : Outcome::inconclusive;
}

// Steps that this walk does not have, whatever the server does.
void mark_steps_that_do_not_belong(Session& session) {
  Dialogue& dialogue = session.dialogue;
  if (leaves_starttls_alone(session)) {
    for (Step step : {Step::starttls, Step::tls_handshake, Step::tls_verify, Step::ehlo_tls}) {
      dialogue.skip(step, "IgnoreSTARTTLS");
    }
  }
  if (session.mode.auth == AuthUse::none) {
    for (Step step : {Step::auth_offer, Step::auth_start, Step::auth_challenge, Step::auth_result})
      dialogue.skip(step);
  }
  const MechanismRow* asked = find_mechanism(session.plan.mechanism);
  const bool tokens = session.mode.auth == AuthUse::exchange || (asked != nullptr && asked->tokens);
  if (!tokens || session.mode.auth == AuthUse::none) dialogue.skip(Step::auth_token);
  if (session.plan.envelope.to.empty()) dialogue.skip(Step::rcpt_to, "no recipient was given");
  if (!session.plan.envelope.deliver) dialogue.skip(Step::data, "no message was to be delivered");
}

void end_with_failure(Transcript& transcript, const WalkEnded& ended) {
  transcript.outcome = ended.outcome;
  transcript.failure = ended.failure;
  StepRecord& record = transcript.at(ended.failure.step);
  record.status = ended.outcome == Outcome::fail ? StepStatus::fail : StepStatus::note;
  if (ended.failure.reply) record.reply = ended.failure.reply;
  if (!ended.failure.detail.empty()) record.note = ended.failure.detail;
}

}  // namespace

Transcript walk(const WalkPlan& plan, Channel& channel) {
  Redactor secrets;
  if (plan.credential) secrets.learn(plan.credential->password.view());
  return walk(plan, channel, secrets);
}

Transcript walk(const WalkPlan& plan, Channel& channel, const Redactor& secrets) {
  Transcript transcript;
  transcript.connector = plan.connector;
  transcript.mode = plan.mode;
  transcript.walk_id = plan.walk_id;
  transcript.flags = plan.flags;
  transcript.quit_after = plan.quit_after;
  if (plan.credential) transcript.auth.user = plan.credential->login_name();

  Dialogue dialogue(channel, transcript, plan);
  Session session{plan, row(plan.mode), transcript, dialogue, {}, {}, {}};
  mark_steps_that_do_not_belong(session);
  // Nothing is said from inside a handler: what is caught belongs to the thread, and another fiber would take
  // it over while this one waits (docs/decisions/0001-fibers.md).
  std::optional<WalkEnded> ended;
  bool goodbye = true;
  try {
    check_definition(session);
    connect_to_first(session, resolve(session));
    session.reached(Step::connect);
    greet(session);
    start_tls(session);
    compare_message_sizes(session);
    session.reached(Step::ehlo_tls);
    if (session.mode.auth != AuthUse::none) authenticate(session);
    session.reached(Step::auth_result);
    send_transactions(session);
  } catch (const QuitAfter&) {
    goodbye = !transcript.remote.empty();
  } catch (const WalkEnded& end) {
    ended = end;
  }
  if (ended) {
    dialogue.leave();
    end_with_failure(transcript, *ended);
    goodbye = still_on_speaking_terms(ended->failure);
  }
  if (goodbye) say_goodbye(session);
  // Not one byte more for whoever showed a certificate that was refused (docs/decisions/0003).
  const bool refused_certificate = ended && ended->failure.step == Step::tls_verify;
  refused_certificate ? channel.hang_up() : channel.close();
  conclude(session);
  transcript.total_ms = channel.elapsed_ms();
  clean(transcript, secrets, dialogue.sent());
  return transcript;
}

void connect_and_greet(Session& session) {
  session.dialogue.enter(Step::connect);
  try {
    connect(session);
  } catch (const ChannelError& error) {
    session.dialogue.fail(error.cls, Origin::network, error.detail);
  }
  greet(session);
}

namespace {

// Exchange says HELO where EHLO is refused for good. After it there is neither STARTTLS nor AUTH, so where
// one of them is needed the refusal of EHLO is what the walk ends with.
bool goes_on_with_helo(Session& session, Step step, const Reply& refusal) {
  const bool enough = session.mode.auth == AuthUse::none && !tls_is_required(session);
  if (step != Step::ehlo || refusal.code < 500 || !enough) return false;
  try {
    if (session.dialogue.say("HELO " + session.plan.connector.Fqdn).code != 250) return false;
  } catch (const WalkEnded& ended) {
    if (ended.failure.cls == Class::interrupted) throw;
    return false;  // the connection broke: what counts is why
  }
  session.offered = {};
  session.dialogue.note(
      fmt::format("EHLO is refused with {}, and HELO is taken: neither TLS nor a logon is possible after it",
                  refusal.code));
  return true;
}

}  // namespace

void say_ehlo(Session& session, Step step) {
  Dialogue& dialogue = session.dialogue;
  dialogue.enter(step);
  const bool helo = session.plan.connector.ForceHELO;
  const Reply reply = dialogue.say((helo ? "HELO " : "EHLO ") + session.plan.connector.Fqdn);
  if (reply.code != 250) {
    if (!helo && goes_on_with_helo(session, step, reply)) return;
    const bool rewritten = reply.permanent() && looks_masked(session.transcript.banner);
    dialogue.refused(rewritten ? Class::esmtp_rewritten : class_of_refusal(step, reply), reply);
  }
  if (helo) {
    // The reply to HELO offers nothing, whatever stands in it (RFC 5321 section 4.1.1.1).
    session.offered = {};
    dialogue.note("ForceHELO: after HELO a server can offer neither STARTTLS nor AUTH");
    return;
  }
  session.offered = capabilities(reply);
  dialogue.note(session.offered.oddity);
  if (session.offered.masked)
    dialogue.note("keywords are masked: a firewall's ESMTP inspection stands in between");
}

void Session::reached(Step step) {
  dialogue.leave();
  if (plan.quit_after && *plan.quit_after <= step) throw QuitAfter{};
}

}  // namespace authwalk
