// Authentication in a protocol log. Exchange leaves the client's answers out or masks them, and on the
// receiving side says why it refuses a logon before it does.
#include <algorithm>

#include "exchange/protocol_log_conversation.hpp"
#include "exchange/session_commands.hpp"
#include "exchange/text_search.hpp"
#include "knowledge/refusal.hpp"
#include "knowledge/security_status.hpp"

namespace authwalk {

void LoggedConversation::begin_login(std::string_view line) {
  std::string shown = login_.begin(line);
  const std::string command = login_.verb() + (login_.mechanism().empty() ? "" : " " + login_.mechanism());
  // NTLM's first message (MS-NLMP 2.2.1.1) has no credential in it that could be judged.
  const bool with_token = shown.size() > command.size();
  answered_ = with_token && login_.mechanism() != "NTLM";
  rounds_before_verdict_ = with_token ? 1 : 2;
  verdict_.reset();
  end_.tried_login = true;
  t_.auth.verb = login_.verb();
  t_.auth.mechanism = login_.mechanism();
  step_ = Step::auth_start;
  add_line('>', Step::auth_start, std::move(shown));
}

void LoggedConversation::answer_challenge(std::string_view line) {
  answered_ = true;
  step_ = Step::auth_challenge;
  const bool masked = line.starts_with('<') && line.ends_with('>');
  add_line('>', Step::auth_challenge, masked ? std::string(line) : login_.answer(line));
}

// LOGIN asks twice, and NTLM challenges once; behind that there is only the verdict.
bool LoggedConversation::verdict_is_due() const {
  const std::string& mechanism = login_.mechanism();
  return (mechanism == "LOGIN" || mechanism == "NTLM") && login_.rounds() >= rounds_before_verdict_;
}

void LoggedConversation::cancel_login() {
  const Step step = login_.active() ? step_of_reply() : step_;
  const bool told =
      std::ranges::any_of(found_, [](const Found& f) { return f.failure.step >= Step::auth_offer; });
  if (login_.active() && !told) end_.abandoned = step;
  login_.end();
  awaited_.push_back({step, cancellation});
  add_line('>', step, std::string(cancellation));
}

void LoggedConversation::judge_login(const Reply& reply) {
  // A record that begins in the middle may lack the command, and gaps may have swallowed it.
  if (t_.auth.verb.empty()) t_.auth.verb = login_.verb();
  if (t_.auth.mechanism.empty()) t_.auth.mechanism = login_.mechanism();
  end_.tried_login = true;
  if (reply.code >= 300 && reply.code < 400) {
    t_.auth.rounds = login_.rounds();
    step_ = Step::auth_challenge;
    return pass(Step::auth_start);
  }
  if (reply.code == 235) {
    pass(Step::auth_result, reply);
    return logged_on("");
  }
  const bool begun = answered_ || login_.rounds() > 0 || verdict_;
  step_ = begun ? step_of_refused_login() : Step::auth_start;
  if (begun && reply.permanent()) ++t_.auth.rejected_attempts;
  Failure failure{step_, class_of_refusal(step_, reply), Origin::server, reply,
                  verdict_ ? verdict_->text : ""};
  // The reply is the same for all of them; what the receiving server notes down beside it is not.
  const bool says_little = failure.cls == Class::bad_credentials || failure.cls == Class::rejected;
  if (verdict_ && says_little) failure.cls = verdict_->cls;
  login_.end();
  fail(std::move(failure));
}

void LoggedConversation::logged_on(std::string_view account) {
  login_.end();
  end_.tried_login = true;
  if (!account.empty()) t_.auth.user = account;
  t_.auth.rejected_attempts = 0;
  pass(Step::auth_result);
  std::erase_if(found_, [](const Found& found) {
    return found.failure.step >= Step::auth_offer && found.failure.step <= Step::auth_result;
  });
  if (t_.proved.empty()) t_.proved.emplace_back("authentication");
}

// Another command came before the verdict, or the verdict is not in the record.
void LoggedConversation::leave_login(bool by_quit) {
  if (verdict_) return fail_without_reply();
  if (by_quit) end_.abandoned = step_of_reply();
  login_.end();
}

void LoggedConversation::fail_without_reply() {
  login_.end();
  ++t_.auth.rejected_attempts;
  fail({step_of_refused_login(), verdict_->cls, Origin::server, std::nullopt, verdict_->text});
}

// "Inbound AUTH LOGIN failed because of LogonDenied"; the reply comes later, behind the tarpit.
Step LoggedConversation::inbound_refused(std::string_view context) {
  if (!login_.active()) {
    const std::string_view rest = trimmed(context.substr(context.find(' ')));
    const SessionVerb* verb = find_session_verb(rest);
    const bool named = verb != nullptr && verb->step == Step::auth_start;
    const std::string_view command = rest.substr(0, find_in_any_case(rest, " failed"));
    login_.begin(named ? command : "AUTH");
    t_.auth.verb = login_.verb();
    t_.auth.mechanism = login_.mechanism();
    end_.tried_login = true;
  }
  verdict_ = Verdict{class_of_status(context, StatusOf::login).value_or(Class::bad_credentials),
                     std::string(context)};
  return step_of_refused_login();
}

Step LoggedConversation::outbound_failed(const ToldFault& fault, std::string_view context) {
  if (login_.active()) {
    // The server was asked, and its answer could not be used.
    const Class cls = class_of_status(context, StatusOf::login).value_or(Class::bad_challenge);
    login_.end();
    fail({Step::auth_challenge, cls, Origin::local, std::nullopt, std::string(context)});
    return Step::auth_challenge;
  }
  // The server's refusal stands in the record already.
  const bool told =
      std::ranges::any_of(found_, [](const Found& f) { return f.failure.step >= Step::auth_offer; });
  if (told) return step_;
  // Nothing was sent: no token could be built, and a Send connector builds none but for X-EXPS.
  t_.auth.verb = "X-EXPS";
  t_.auth.mechanism = "GSSAPI";
  end_.tried_login = true;
  fail({Step::auth_token, fault.cls, Origin::local, std::nullopt, std::string(context)});
  return Step::auth_token;
}

// A token that could not be read ends the rounds before anything is judged.
Step LoggedConversation::step_of_refused_login() const {
  return verdict_ && verdict_->cls == Class::bad_challenge ? Step::auth_challenge : Step::auth_result;
}

}  // namespace authwalk
