// Step auth-offer: which verb and mechanism, and everything that must hold before a credential leaves this
// machine. The exchange itself is in sasl_exchange.cpp.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <optional>

#include "model/lookup.hpp"
#include "sasl/mechanism.hpp"
#include "sasl/planned_tokens.hpp"
#include "walk/sasl_exchange.hpp"
#include "walk/session.hpp"

namespace authwalk {
namespace {

constexpr std::string_view plain_verb = "AUTH";
constexpr std::string_view exchange_verb = "X-EXPS";

struct Agreement {
  std::string_view verb;
  const MechanismRow* mechanism;
};

bool password_is_protected(const Session& session) {
  const auto& tls = session.transcript.tls;
  if (!tls || !session.dialogue.inside_tls()) return false;
  // Whoever asks for EncryptionOnly has been told what it is worth by naming it. The other levels ask for a
  // certificate that is judged, and here the strict judge counts: Exchange's own rules on names let
  // certificates pass that other clients refuse.
  return tls->verified || session.plan.connector.TlsAuthLevel == TlsAuthLevel::EncryptionOnly;
}

std::string offered_text(const std::vector<std::string>& mechanisms) {
  return mechanisms.empty() ? "none" : fmt::format("{}", fmt::join(mechanisms, " "));
}

// AUTH that appears only inside TLS is how it should be; anything else that changes is worth a word.
void compare_offers(Session& session, std::string_view verb) {
  if (!session.dialogue.inside_tls()) return;
  const bool exps = verb == exchange_verb;
  const auto& before = exps ? session.before_tls.x_exps : session.before_tls.auth;
  const auto& inside = exps ? session.offered.x_exps : session.offered.auth;
  if (before.empty() || std::ranges::is_permutation(before, inside)) return;
  // An Exchange offers EXCHANGEAUTH only inside X-ANONYMOUSTLS (exchange.md section 1.5).
  if (exps && std::ranges::all_of(before, [&](const std::string& name) { return offers(inside, name); }))
    return;
  session.dialogue.note(
      fmt::format("{} before TLS: {}; inside TLS: {}", verb, offered_text(before), offered_text(inside)));
}

[[noreturn]] void nothing_in_common(Session& session, std::string_view verb, std::string_view wanted,
                                    std::string_view hint = {}) {
  const bool masked = session.offered.masked || session.before_tls.masked;
  session.dialogue.fail(masked ? Class::esmtp_rewritten : Class::no_common_mechanism, Origin::local,
                        fmt::format("{} is wanted; {} offers: {}{}", wanted, verb,
                                    offered_text(session.transcript.auth.offered), hint));
}

const MechanismRow* playable(Session& session, std::string_view name) {
  const MechanismRow* row = find_mechanism(name);
  if (row == nullptr)
    session.dialogue.not_tested(Class::not_implemented, fmt::format("{} cannot be played", name));
  return row;
}

Agreement agree_on(Session& session, std::string_view verb, std::string_view mechanism) {
  AuthFacts& auth = session.transcript.auth;
  auth.verb = verb;
  auth.offered = verb == exchange_verb ? session.offered.x_exps : session.offered.auth;
  compare_offers(session, verb);
  if (!offers(auth.offered, mechanism)) nothing_in_common(session, verb, mechanism);
  return {verb, playable(session, mechanism)};
}

[[noreturn]] void no_exchange_server_authentication(Session& session) {
  const bool eaten = !session.before_tls.x_exps.empty() && session.dialogue.inside_tls();
  if (eaten) {
    session.dialogue.fail(Class::esmtp_rewritten, Origin::local,
                          fmt::format("X-EXPS was offered before TLS ({}) and is missing inside",
                                      offered_text(session.before_tls.x_exps)));
  }
  std::string hint;
  for (std::string_view name : {"GSSAPI", "NTLM"}) {
    if (!hint.empty() || !offers(session.offered.auth, name)) continue;
    hint = fmt::format(
        "; AUTH {0} is offered, which is not Exchange Server authentication (--mechanism {0} tries it)",
        name);
  }
  nothing_in_common(session, exchange_verb, "X-EXPS GSSAPI or NTLM", hint);
}

// What a Send connector does here, where the walk goes on as a diagnosis (docs/faithful.md).
void tell_what_exchange_does(Session& session, std::string_view tried) {
  const auto& tls = session.transcript.tls;
  const bool anonymous = session.dialogue.inside_tls() && tls && tls->verb == "X-ANONYMOUSTLS";
  if (offers(session.offered.x_exps, "EXCHANGEAUTH")) {
    session.dialogue.remark(fmt::format(
        "a Send connector logs on with EXCHANGEAUTH, which only Exchange speaks; tried instead: {}", tried));
  } else if (anonymous) {
    session.dialogue.remark(
        "without EXCHANGEAUTH a Send connector takes this session as established, and logs on only toward "
        "legacy "
        "routing groups or where authentication is downgraded");
  } else {
    session.dialogue.note(
        "X-ANONYMOUSTLS is not offered: a Send connector has no other TLS in this mode, and ends in clear "
        "with 451 "
        "5.7.3 Cannot achieve Exchange Server authentication, unless it may use GSSAPI there");
  }
}

// GSSAPI, then NTLM where it is asked for or the only one.
Agreement agree_as_exchange_server(Session& session) {
  const std::vector<std::string>& exps = session.offered.x_exps;
  const std::string& asked = session.plan.mechanism;
  session.transcript.auth.verb = exchange_verb;
  session.transcript.auth.offered = exps;
  if (same_name(asked, "GSSAPI") || same_name(asked, "NTLM")) {
    const bool only_auth = !offers(exps, asked) && offers(session.offered.auth, asked);
    return agree_on(session, only_auth ? plain_verb : exchange_verb, asked);
  }
  for (std::string_view mechanism : {"GSSAPI", "NTLM"}) {
    if (!offers(exps, mechanism)) continue;
    tell_what_exchange_does(session, mechanism);
    return agree_on(session, exchange_verb, mechanism);
  }
  if (offers(exps, "EXCHANGEAUTH")) {
    session.dialogue.inconclusive(Class::not_implemented,
                                  "X-EXPS offers EXCHANGEAUTH alone, which has no public specification: "
                                  "nobody but Exchange can tell whether it works");
  }
  no_exchange_server_authentication(session);
}

Agreement agree(Session& session) {
  if (session.mode.auth == AuthUse::exchange) return agree_as_exchange_server(session);
  const std::string& asked = session.plan.mechanism;
  return agree_on(session, plain_verb, asked.empty() ? std::string_view("LOGIN") : std::string_view(asked));
}

// The user and the password would be used: over the wire, or at the KDC.
bool uses_password(const WalkPlan& plan, const MechanismRow& mechanism) {
  if (mechanism.takes_credential) return true;
  return plan.credential && plan.kerberos.ccache.empty() && plan.kerberos.keytab.empty();
}

[[noreturn]] void spare_the_account(Session& session, std::string_view why) {
  session.dialogue.not_tested(Class::lockout_guard, fmt::format("{} {}", session.transcript.auth.user, why));
}

std::string_view where_it_would_have_gone(const Session& session) {
  if (!session.dialogue.inside_tls()) return "in clear";
  const bool exchange_alone = session.transcript.tls->would_satisfy(TlsAuthLevel::DomainValidation);
  return exchange_alone ? "inside TLS whose certificate Exchange alone would accept"
                        : "inside TLS whose certificate nobody verified";
}

void guard_credential(Session& session, const Agreement& agreed) {
  Dialogue& dialogue = session.dialogue;
  const MechanismRow& mechanism = *agreed.mechanism;
  const std::string& user = session.transcript.auth.user;
  if (mechanism.takes_credential && !session.plan.credential)
    dialogue.not_tested(Class::no_credential, "no credential was given");
  if (session.plan.account_closed && uses_password(session.plan, mechanism))
    spare_the_account(session, refused_in_this_run);
  if (mechanism.guards_password || password_is_protected(session) || session.plan.allow_cleartext) return;
  dialogue.not_tested(Class::cleartext_not_allowed,
                      fmt::format("{} {} with the {} of {} would have gone to {} {}", agreed.verb,
                                  mechanism.name, mechanism.tokens ? "NTLM answer" : "password", user,
                                  session.transcript.remote, where_it_would_have_gone(session)));
}

// The account is this walk's alone while one of these lives.
class AccountHold {
 public:
  explicit AccountHold(Session& session) : session_(session) {}
  ~AccountHold() {
    // No answer to a password may be a bad logon all the same, so it is counted as one.
    // So is a password that the KDC refused, though nothing of it reached the smart host.
    const AuthFacts& auth = session_.transcript.auth;
    const int attempts =
        auth.rejected_attempts + (auth.unanswered_attempt ? 1 : 0) + (auth.refused_by_kdc ? 1 : 0);
    session_.dialogue.channel().give_account_back(session_.plan.credential->account(), attempts);
  }
  AccountHold(const AccountHold&) = delete;
  AccountHold& operator=(const AccountHold&) = delete;

 private:
  Session& session_;
};

AccountAnswer wait_for_account(Session& session) {
  std::optional<ChannelError> interrupted;
  try {
    return session.dialogue.channel().take_account(session.plan.credential->account());
  } catch (const ChannelError& error) {
    interrupted = error;
  }
  session.dialogue.fail(interrupted->cls, Origin::local, interrupted->detail);
}

// The lockout guard: other walks, and other runs, have their turn first (docs/decisions/0007).
void take_account(Session& session) {
  constexpr auto worth_a_word = std::chrono::milliseconds(100);
  const AccountAnswer answer = wait_for_account(session);
  if (answer.waited > worth_a_word) {
    session.dialogue.remark(
        fmt::format("waited {:.1f} s for other walks with this account; no clock ran meanwhile",
                    std::chrono::duration<double>(answer.waited).count()));
  }
  session.transcript.auth.refused_earlier = answer.refused_earlier;
  if (answer.turn == AccountTurn::closed) spare_the_account(session, answer.why);
  // Read by nobody who can start over.
  if (answer.turn == AccountTurn::start_over)
    session.dialogue.not_tested(Class::lockout_guard, "other walks with this account took too long");
}

// Exchange asks for the service that the server names in its answer to EHLO. This walk asks for the smart
// host's: whoever answers must not choose the key that a ticket is made for
// (docs/decisions/0006-kerberos.md).
void name_the_service_of_exchange(Session& session, const Agreement& agreed) {
  if (!same_name(agreed.mechanism->name, "GSSAPI") || !session.plan.kerberos.spn.empty()) return;
  const auto& reply =
      session.transcript.at(session.dialogue.inside_tls() ? Step::ehlo_tls : Step::ehlo).reply;
  if (!reply || reply->lines.empty()) return;
  const std::string& greeting = reply->lines.front();
  const std::string name = greeting.substr(0, greeting.find(' '));
  if (name.empty() || same_name(name, session.plan.connector.SmartHost)) return;
  session.dialogue.remark(fmt::format(
      "a Send connector would ask for a ticket to SMTPSVC/{}, the name in the answer to EHLO", name));
}

std::unique_ptr<Mechanism> prepare(Session& session, const Agreement& agreed) {
  const WalkPlan& plan = session.plan;
  if (plan.offline && agreed.mechanism->tokens) return plan_tokens(*agreed.mechanism);
  SaslTarget target;
  target.host = plan.connector.SmartHost;
  target.inside_tls = session.dialogue.inside_tls();
  target.x_exps = agreed.verb == exchange_verb;
  target.exchange = target.x_exps || !session.offered.x_exps.empty() ||
                    session.transcript.banner.find("Microsoft ESMTP MAIL Service") != std::string::npos;
  if (target.inside_tls && session.transcript.tls) target.end_point = session.transcript.tls->end_point;
  target.kerberos = plan.kerberos;
  target.step_limit = plan.limits.step;
  target.offload = [&channel = session.dialogue.channel()](std::function<void()> blocking) {
    channel.offload(std::move(blocking));
  };
  std::optional<SaslError> impossible;
  try {
    return agreed.mechanism->make(plan.credential, target);
  } catch (const SaslError& error) {
    impossible = error;
  }
  if (impossible->cls == Class::library_missing)
    session.dialogue.not_tested(impossible->cls, impossible->detail);
  session.dialogue.fail(impossible->cls, Origin::local, impossible->detail);
}

}  // namespace

void authenticate(Session& session) {
  session.dialogue.enter(Step::auth_offer);
  const Agreement agreed = agree(session);
  AuthFacts& auth = session.transcript.auth;
  auth.diagnostic = agreed.verb == plain_verb && !agreed.mechanism->send_connector;
  if (auth.diagnostic) {
    session.dialogue.note(fmt::format("AUTH {} is a diagnostic try: a Send connector would not use it",
                                      agreed.mechanism->name));
  }
  if (session.plan.quit_after == Step::auth_offer) session.reached(Step::auth_offer);
  guard_credential(session, agreed);
  std::optional<AccountHold> hold;
  if (uses_password(session.plan, *agreed.mechanism)) {
    take_account(session);
    hold.emplace(session);
  }
  session.reached(Step::auth_offer);
  name_the_service_of_exchange(session, agreed);
  const auto mechanism = prepare(session, agreed);
  exchange_sasl(session, agreed.verb, *agreed.mechanism, *mechanism);
}

}  // namespace authwalk
