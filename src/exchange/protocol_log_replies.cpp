// What the server's replies decide.
#include <algorithm>

#include "exchange/protocol_log_conversation.hpp"
#include "knowledge/refusal.hpp"

namespace authwalk {

Step LoggedConversation::step_of_reply() const {
  if (login_.active()) return answered_ || login_.rounds() > 0 ? Step::auth_challenge : Step::auth_start;
  if (!awaited_.empty()) return awaited_.front().step;
  return !client_spoke_ && t_.banner.empty() ? Step::banner : step_;
}

Step LoggedConversation::step_of_reply(const LoggedReplyLine& line) const {
  const Step step = step_of_reply();
  const bool verdict =
      login_.active() && line.code / 100 != 3 && (step == Step::auth_challenge || line.code < 400);
  return verdict ? step_of_refused_login() : step;
}

void LoggedConversation::judge(const Reply& reply) {
  if (login_.active()) return judge_login(reply);
  if (awaited_.empty()) return judge_unasked(reply);
  const Awaited command = awaited_.front();
  // The record begins behind MAIL FROM, and its reply comes first.
  if (command.step == Step::rcpt_to && reply.enhanced == "2.1.0" && !mail_said_) return;
  if (reply.code == 354) {
    awaited_.front().verb = "message";
    return pass(Step::data, reply);
  }
  awaited_.pop_front();
  const bool another_code = (command.step == Step::starttls && reply.code != 220) ||
                            ((command.verb == "EHLO" || command.verb == "HELO") && reply.code != 250);
  if (reply.positive() && !another_code) return accepted(command, reply);
  refused(command, reply);
}

void LoggedConversation::judge_unasked(const Reply& reply) {
  if (client_spoke_ || !t_.banner.empty()) {
    // The end of a session that had nothing more to do is no failure.
    const bool at_rest = mail_accepted_ || end_.quit || !found_.empty();
    if (!reply.positive() && !at_rest) refused({step_, ""}, reply);
    return;
  }
  // A greeting has no enhanced code (RFC 2034 section 4): this answers a STARTTLS that is not in the record.
  if (reply.code == 220 && !reply.enhanced.empty()) {
    tls_accepted_ = true;
    step_ = Step::starttls;
    return pass(Step::starttls, reply);
  }
  step_ = Step::banner;
  if (reply.code == 220 && !reply.lines.empty()) t_.banner = reply.lines.front();
  // Where the connection is not in the record, the reply may answer a command that is not there either.
  const bool another_code = end_.connected && reply.code != 220;
  if (reply.positive() && !another_code) return pass(Step::banner, reply);
  refused({Step::banner, ""}, reply);
}

void LoggedConversation::accepted(const Awaited& command, const Reply& reply) {
  pass(command.step, reply);
  if (command.verb == "EHLO" || command.verb == "HELO") take_offers(reply);
  if (command.step == Step::starttls) tls_accepted_ = true;
  if (command.verb == "MAIL") {
    mail_accepted_ = true;
    transaction().reply = reply;
  }
  if (command.verb == "RCPT") {
    ++recipients_accepted_;
    answer_recipient(reply);
  }
  if (command.step == Step::data) transaction().data = reply;
}

void LoggedConversation::take_offers(const Reply& reply) {
  end_.greeted = true;
  // HELO may do where EHLO was refused.
  std::erase_if(found_, [](const Found& found) {
    return found.failure.step == Step::ehlo || found.failure.step == Step::ehlo_tls;
  });
  const std::vector<std::string> keywords(reply.lines.begin() + 1, reply.lines.end());
  if (tls_on_) {
    t_.offers.tls = keywords;
  } else {
    t_.offers.plain = keywords;
  }
  server_name_ = reply.lines.front().substr(0, reply.lines.front().find(' '));
}

void LoggedConversation::refused(const Awaited& command, const Reply& reply) {
  const bool decides_nothing = command.verb == "QUIT" || command.verb == "RSET" || command.verb == "NOOP" ||
                               command.verb == cancellation;
  if (decides_nothing) return;
  // What follows from a refusal before it: RCPT TO after a refused MAIL FROM, DATA without a recipient.
  const bool sender_refused = mail_said_ && transaction().reply.code >= 400;
  const bool no_recipient = mail_said_ && recipients_accepted_ == 0;
  const bool follows =
      (command.verb == "RCPT" && sender_refused) || (command.step == Step::data && no_recipient);
  if (command.verb == "MAIL") transaction().reply = reply;
  if (command.verb == "RCPT") answer_recipient(reply);
  if (command.step == Step::data) transaction().data = reply;
  if (follows) return;
  const bool masked = command.step == Step::ehlo && looks_masked(t_.banner);
  const Class cls = masked ? Class::esmtp_rewritten : class_of_refusal(command.step, reply);
  fail({command.step, cls, Origin::server, reply, ""});
}

void LoggedConversation::answer_recipient(const Reply& reply) {
  auto& recipients = transaction().recipients;
  const auto open =
      std::ranges::find_if(recipients, [](const RecipientResult& r) { return r.reply.code == 0; });
  if (open != recipients.end()) open->reply = reply;
}

TransactionResult& LoggedConversation::transaction() {
  if (t_.transactions.empty()) t_.transactions.emplace_back();
  return t_.transactions.back();
}

}  // namespace authwalk
