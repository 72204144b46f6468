#include "walk/sasl_exchange.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "knowledge/refusal.hpp"
#include "sasl/base64.hpp"
#include "smtp/secret_forms.hpp"

namespace authwalk {
namespace {

constexpr int max_challenges = 20;
// An initial response must fit into a command line; a longer one waits for the first 334 (RFC 4954 section 4,
// RFC 5321 section 4.5.3.1.4). Postfix, for one, cuts command lines at 2,048 bytes, but not the answers.
constexpr std::size_t max_command_line = 510;

Secret command_with(std::string_view command, const SaslResponse& initial) {
  const Secret encoded = base64_encode(initial.bytes.view());
  const std::string_view payload =
      encoded.empty() ? std::string_view("=") : encoded.view();  // RFC 4954 section 4
  Secret line(command.size() + 1 + payload.size());
  std::memcpy(line.bytes().data(), command.data(), command.size());
  line.bytes()[command.size()] = ' ';
  std::memcpy(line.bytes().data() + command.size() + 1, payload.data(), payload.size());
  return line;
}

class Exchange {
 public:
  Exchange(Session& session, std::string_view verb, const MechanismRow& row, Mechanism& mechanism)
      : session_(session),
        command_(fmt::format("{} {}", verb, row.name)),
        row_(row),
        mechanism_(mechanism),
        auth_(session.transcript.auth) {}
  ~Exchange() { session_.dialogue.expect_tokens(nullptr); }
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  void run() {
    auth_.mechanism = row_.name;
    build_token();
    Reply reply = start();
    while (reply.code == 334) reply = answer(reply);
    judge(reply);
  }

 private:
  // A token that cannot be built ends the walk before anything is sent.
  void build_token() {
    Dialogue& dialogue = session_.dialogue;
    if (row_.tokens) dialogue.enter(Step::auth_token);
    std::optional<SaslError> impossible;
    std::optional<ChannelError> out_of_time;
    try {
      waiting_token_ = mechanism_.start();
    } catch (const SaslError& error) {
      impossible = error;
    } catch (const ChannelError& error) {
      out_of_time = error;
    }
    mechanism_.report(auth_);
    if (out_of_time) dialogue.fail_at(Step::auth_token, out_of_time->cls, Origin::local, out_of_time->detail);
    if (impossible && impossible->cls == Class::library_missing)
      dialogue.not_tested(impossible->cls, impossible->detail);
    if (impossible) dialogue.fail_at(Step::auth_token, impossible->cls, Origin::local, impossible->detail);
    if (row_.tokens) session_.reached(Step::auth_token);
  }

  Reply start() {
    Dialogue& dialogue = session_.dialogue;
    dialogue.enter(Step::auth_start);
    if (row_.tokens) {
      dialogue.expect_tokens([this](std::string_view text) -> std::optional<std::string> {
        const std::optional<std::string> bytes = waiting_token_ ? std::nullopt : base64_decode(text);
        return bytes ? mechanism_.shown_challenge(*bytes) : std::nullopt;
      });
    }
    if (waiting_token_) {
      const Secret line = command_with(command_, *waiting_token_);
      if (line.size() <= max_command_line) {
        const std::string shown = fmt::format("{} {}", command_, waiting_token_->shown);
        note_secret(*waiting_token_);
        const bool secret = is_to_remember(*waiting_token_);
        waiting_token_.reset();
        return dialogue.say_answer(line, shown, secret);
      }
    }
    return dialogue.say(command_);
  }

  Reply answer(const Reply& challenge) {
    Dialogue& dialogue = session_.dialogue;
    if (!mechanism_.may_be_challenged() || auth_.rounds >= max_challenges) {
      cancel(Class::too_many_challenges,
             fmt::format("a 334 after {} answers, when the verdict was due", auth_.rounds), challenge);
    }
    if (dialogue.current() != Step::auth_challenge) dialogue.enter(Step::auth_challenge);
    const SaslResponse response = answer_to(challenge);
    ++auth_.rounds;
    dialogue.channel().start_step(session_.plan.limits.step);
    if (mechanism_.complete()) {
      session_.reached(Step::auth_challenge);
      dialogue.enter(Step::auth_result);
    }
    note_secret(response);
    return dialogue.say_answer(base64_encode(response.bytes.view()), response.shown,
                               is_to_remember(response));
  }

  SaslResponse answer_to(const Reply& challenge) {
    if (waiting_token_) {
      // The first 334 only says "go on", in any words: Exchange writes "334 GSSAPI supported".
      SaslResponse token = std::move(*waiting_token_);
      waiting_token_.reset();
      return token;
    }
    const std::string_view text = challenge.lines.back();
    const std::optional<std::string> decoded = base64_decode(text);
    if (!decoded) cancel(Class::bad_challenge, fmt::format("not base64: {}", text), challenge);
    SaslResponse response;
    std::optional<SaslError> unacceptable;
    std::optional<ChannelError> out_of_time;
    try {
      response = mechanism_.next(*decoded);
    } catch (const SaslError& error) {
      unacceptable = error;
    } catch (const ChannelError& error) {
      out_of_time = error;
    }
    mechanism_.report(auth_);
    if (out_of_time) session_.dialogue.fail(out_of_time->cls, Origin::local, out_of_time->detail);
    if (unacceptable) cancel(unacceptable->cls, unacceptable->detail, challenge);
    return response;
  }

  // Of a token nobody can see what it gives away.
  // What was sent is remembered, to know it again when it is given back. A telling password alone is known in
  // every form already, and needs no further copy in memory.
  bool is_to_remember(const SaslResponse& response) const {
    const Credential* credential = session_.plan.credential.get();
    if (credential != nullptr && response.bytes.view() == credential->password.view() &&
        weigh(credential->password.view()) == Weight::telling)
      return false;
    return response.carries_secret || row_.tokens;
  }

  // An attempt counts from here, where the secret leaves (docs/decisions/0012): only a 235 gives it back.
  void note_secret(const SaslResponse& response) {
    if (response.carries_secret) secret_sent_ = auth_.unanswered_attempt = true;
  }

  // The exchange is given up with "*" (RFC 4954 section 4); the server's answer to that decides nothing.
  [[noreturn]] void cancel(Class cls, const std::string& detail, const Reply& challenge) {
    try {
      session_.dialogue.say("*");
    } catch (const WalkEnded&) {
      // The failure to report is the one that made us cancel.
    }
    session_.dialogue.fail(cls, Origin::server, detail, challenge);
  }

  void judge(const Reply& reply) {
    if (reply.code == 235) {
      accepted(reply);
    } else {
      refused(reply);
    }
  }

  void accepted(const Reply& reply) {
    Dialogue& dialogue = session_.dialogue;
    if (!mechanism_.may_succeed()) {
      const SaslError error = mechanism_.premature_success();
      if (row_.tokens) enter_result(reply);
      dialogue.fail(error.cls, Origin::server,
                    fmt::format("235 after {} answers: {}", auth_.rounds, error.detail), reply);
    }
    auth_.unanswered_attempt = false;
    enter_result(reply);
    std::vector<std::string>& proved = session_.transcript.proved;
    if (auth_.mutual && std::ranges::find(proved, "server-identity") == proved.end())
      proved.emplace_back("server-identity");
    proved.emplace_back("authentication");
    if (auth_.security_layer == "omitted")
      dialogue.note("the server left out the security-layer round of RFC 4752");
    session_.reached(Step::auth_result);
  }

  void refused(const Reply& reply) {
    Dialogue& dialogue = session_.dialogue;
    if (secret_sent_ && reply.permanent()) {
      auth_.rejected_attempts = 1;
      auth_.unanswered_attempt = false;
    }
    const Class at_start = class_of_refusal(Step::auth_start, reply);
    // Before anything was answered the command itself was refused; after that it is the credential.
    const bool about_the_command = auth_.rounds == 0 && !secret_sent_;
    const bool about_the_mechanism = auth_.rounds == 0 && at_start != Class::bad_credentials;
    if (about_the_command || about_the_mechanism) dialogue.refused(at_start, reply);
    // A ticket says who we are; NTLM's first message only says which features we have.
    const bool ticket_sent = !auth_.spn.empty() && !waiting_token_;
    if (row_.tokens && !secret_sent_ && !ticket_sent)
      dialogue.refused(reply.permanent() ? Class::mechanism_refused : at_start, reply);
    if (auth_.security_layer == "omitted") auth_.security_layer.clear();  // it was never due
    if (reply.permanent()) auth_.rejected_attempts = 1;  // a ticket: no password was judged, and yet a logon
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
  const std::string command_;
  const MechanismRow& row_;
  Mechanism& mechanism_;
  AuthFacts& auth_;
  std::optional<SaslResponse> waiting_token_;  // built, and not yet sent
  bool secret_sent_ = false;
};

}  // namespace

void exchange_sasl(Session& session, std::string_view verb, const MechanismRow& row, Mechanism& mechanism) {
  Exchange(session, verb, row, mechanism).run();
}

}  // namespace authwalk
