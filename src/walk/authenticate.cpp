// AUTH (RFC 4954): steps auth-offer, auth-start, auth-challenge, auth-result.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>

#include "sasl/base64.hpp"
#include "sasl/mechanism.hpp"
#include "walk/refusals.hpp"
#include "walk/session.hpp"

namespace authwalk {
namespace {

constexpr int max_challenges = 20;

bool password_is_protected(const Session& session) {
  const auto& tls = session.transcript.tls;
  if (!tls || !session.dialogue.inside_tls()) return false;
  // Whoever asked for a lesser level than the full check has been told what it is worth by naming it.
  const auto asked = session.plan.connector.TlsAuthLevel;
  return tls->verified || (asked && tls->would_satisfy(*asked));
}

std::string offered_text(const std::vector<std::string>& mechanisms) {
  return mechanisms.empty() ? "none" : fmt::format("{}", fmt::join(mechanisms, " "));
}

// AUTH that appears only inside TLS is how it should be; anything else that changes is worth a word.
void compare_offers(Session& session) {
  if (!session.dialogue.inside_tls()) return;
  const auto& before = session.before_tls.auth;
  const auto& inside = session.offered.auth;
  if (before.empty() || std::ranges::is_permutation(before, inside)) return;
  session.dialogue.note(
      fmt::format("AUTH before TLS: {}; inside TLS: {}", offered_text(before), offered_text(inside)));
}

[[noreturn]] void nothing_in_common(Session& session, std::string_view verb, std::string_view wanted) {
  const bool masked = session.offered.masked || session.before_tls.masked;
  session.dialogue.fail(masked ? Class::esmtp_rewritten : Class::no_common_mechanism, Origin::local,
                        fmt::format("{} is wanted; {} offers: {}", wanted, verb,
                                    offered_text(session.transcript.auth.offered)));
}

// Everything that must hold before a credential leaves this machine.
const MechanismRow& agree_on_mechanism(Session& session) {
  Dialogue& dialogue = session.dialogue;
  AuthFacts& auth = session.transcript.auth;
  const std::string_view wanted =
      session.plan.mechanism.empty() ? "LOGIN" : std::string_view(session.plan.mechanism);
  dialogue.enter(Step::auth_offer);
  auth.verb = "AUTH";
  auth.offered = session.offered.auth;
  compare_offers(session);
  if (!offers(auth.offered, wanted)) nothing_in_common(session, "AUTH", wanted);
  const MechanismRow* mechanism = find_mechanism(wanted);
  if (mechanism == nullptr)
    dialogue.not_tested(Class::not_implemented, fmt::format("{} cannot be played", wanted));
  auth.diagnostic = !mechanism->send_connector;
  if (auth.diagnostic)
    dialogue.note(fmt::format("{} is a diagnostic try: a Send connector would not use it", wanted));
  if (session.plan.quit_after == Step::auth_offer) session.reached(Step::auth_offer);
  if (!session.plan.credential) dialogue.not_tested(Class::no_credential, "no credential was given");
  if (session.plan.account_closed) {
    dialogue.not_tested(
        Class::lockout_guard,
        fmt::format(
            "{} was refused, or got no answer, earlier in this run; another try could lock the account",
            auth.user));
  }
  if (!password_is_protected(session) && !session.plan.allow_cleartext) {
    dialogue.not_tested(
        Class::cleartext_not_allowed,
        fmt::format("AUTH {} with the password of {} would have gone to {} {}", mechanism->name, auth.user,
                    session.transcript.remote,
                    dialogue.inside_tls() ? "inside TLS whose certificate nobody verified" : "in clear"));
  }
  session.reached(Step::auth_offer);
  return *mechanism;
}

Secret auth_command(std::string_view name, const SaslResponse& initial) {
  const Secret encoded = base64_encode(initial.bytes.view());
  const std::string_view payload =
      encoded.empty() ? std::string_view("=") : encoded.view();  // RFC 4954 section 4
  const std::string start = fmt::format("AUTH {} ", name);
  Secret line(start.size() + payload.size());
  std::memcpy(line.bytes().data(), start.data(), start.size());
  std::memcpy(line.bytes().data() + start.size(), payload.data(), payload.size());
  return line;
}

// The exchange is given up with "*" (RFC 4954 section 4); the server's answer to that decides nothing.
[[noreturn]] void cancel(Session& session, Class cls, const std::string& detail, const Reply& challenge) {
  Dialogue& dialogue = session.dialogue;
  try {
    dialogue.say("*");
  } catch (const WalkEnded&) {
    // The failure to report is the one that made us cancel.
  }
  dialogue.fail(cls, Origin::server, detail, challenge);
}

class Exchange {
 public:
  Exchange(Session& session, const MechanismRow& row, Mechanism& mechanism)
      : session_(session), row_(row), mechanism_(mechanism), auth_(session.transcript.auth) {}

  void run() {
    Reply reply = start();
    while (reply.code == 334) reply = answer(reply);
    judge(reply);
  }

 private:
  Reply start() {
    Dialogue& dialogue = session_.dialogue;
    auth_.mechanism = row_.name;
    std::optional<SaslResponse> initial;
    try {
      initial = mechanism_.start();
    } catch (const SaslError& error) {
      dialogue.fail_at(Step::auth_token, error.cls, Origin::local, error.detail);
    }
    dialogue.enter(Step::auth_start);
    if (!initial) return dialogue.say(fmt::format("AUTH {}", row_.name));
    secret_sent_ = initial->carries_secret;
    auth_.unanswered_attempt = secret_sent_;
    const Secret line = auth_command(row_.name, *initial);
    return dialogue.say_secret(line, fmt::format("AUTH {} {}", row_.name, initial->shown));
  }

  Reply answer(const Reply& challenge) {
    Dialogue& dialogue = session_.dialogue;
    if (!mechanism_.may_be_challenged() || auth_.rounds >= max_challenges) {
      cancel(session_, Class::too_many_challenges,
             fmt::format("a 334 after {} answers, when the verdict was due", auth_.rounds), challenge);
    }
    if (dialogue.current() != Step::auth_challenge) dialogue.enter(Step::auth_challenge);
    const std::string_view text = challenge.lines.back();
    const std::optional<std::string> decoded = base64_decode(text);
    if (!decoded)
      cancel(session_, Class::bad_challenge, fmt::format("not base64: {}", text.substr(0, 80)), challenge);
    SaslResponse response;
    std::optional<SaslError> unacceptable;
    try {
      response = mechanism_.next(*decoded);
    } catch (const SaslError& error) {
      unacceptable = error;
    }
    if (unacceptable) cancel(session_, unacceptable->cls, unacceptable->detail, challenge);
    ++auth_.rounds;
    dialogue.channel().start_step(session_.plan.limits.step);
    if (mechanism_.complete()) {
      session_.reached(Step::auth_challenge);
      dialogue.enter(Step::auth_result);
    }
    if (response.carries_secret) secret_sent_ = auth_.unanswered_attempt = true;
    return dialogue.say_secret(base64_encode(response.bytes.view()), response.shown);
  }

  void judge(const Reply& reply) {
    Dialogue& dialogue = session_.dialogue;
    if (reply.code == 235) {
      if (!mechanism_.complete()) {
        dialogue.fail(Class::unexpected_success, Origin::server,
                      fmt::format("235 after {} answers: nothing has been proved", auth_.rounds), reply);
      }
      auth_.unanswered_attempt = false;
      enter_result(reply);
      session_.transcript.proved.emplace_back("authentication");
      session_.reached(Step::auth_result);
      return;
    }
    auth_.unanswered_attempt = auth_.unanswered_attempt && !reply.temporary() && !reply.permanent();
    // Before anything was answered the command itself was refused; after that it is the credential.
    const bool about_the_command = auth_.rounds == 0 && !secret_sent_;
    const bool about_the_mechanism =
        auth_.rounds == 0 && class_of_refusal(Step::auth_start, reply) != Class::bad_credentials;
    if (about_the_command || about_the_mechanism) {
      dialogue.refused(class_of_refusal(Step::auth_start, reply), reply);
    }
    if (reply.permanent()) auth_.rejected_attempts = 1;
    enter_result(reply);
    dialogue.refused(class_of_refusal(Step::auth_result, reply), reply);
  }

  void enter_result(const Reply& reply) {
    if (session_.dialogue.current() == Step::auth_result) return;
    const std::optional<Reply> shown = session_.transcript.at(session_.dialogue.current()).reply;
    session_.dialogue.enter(Step::auth_result);
    session_.transcript.at(Step::auth_result).reply = shown ? shown : reply;
  }

  Session& session_;
  const MechanismRow& row_;
  Mechanism& mechanism_;
  AuthFacts& auth_;
  bool secret_sent_ = false;
};

void authenticate_as_exchange_server(Session& session) {
  Dialogue& dialogue = session.dialogue;
  AuthFacts& auth = session.transcript.auth;
  dialogue.enter(Step::auth_offer);
  auth.verb = "X-EXPS";
  auth.offered = session.offered.x_exps;
  if (auth.offered.empty()) nothing_in_common(session, "X-EXPS", "X-EXPS GSSAPI or NTLM");
  if (session.plan.quit_after) session.reached(Step::auth_offer);
  dialogue.not_tested(
      Class::not_implemented,
      fmt::format("X-EXPS offers {}; this version of authwalk does not send Kerberos or NTLM tokens",
                  offered_text(auth.offered)));
}

}  // namespace

void authenticate(Session& session) {
  if (session.mode.auth == AuthUse::exchange) {
    authenticate_as_exchange_server(session);
    return;
  }
  const MechanismRow& row = agree_on_mechanism(session);
  const SaslTarget target{session.plan.connector.SmartHost, session.dialogue.inside_tls()};
  const auto mechanism = row.make(*session.plan.credential, target);
  Exchange(session, row, *mechanism).run();
}

}  // namespace authwalk
