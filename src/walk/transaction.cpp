// MAIL FROM, RCPT TO and DATA (RFC 5321 section 3.3): steps mail-from, rcpt-to, data. Every sender and every
// recipient is tried; the walk then ends with the first refusal.
#include <fmt/format.h>

#include <algorithm>

#include "knowledge/refusal.hpp"
#include "model/own_domain.hpp"
#include "walk/session.hpp"

namespace authwalk {
namespace {

class Transactions {
 public:
  explicit Transactions(Session& session) : session_(session), plan_(session.plan) {}

  void run() {
    for (std::size_t i = 0; i < plan_.envelope.from.size(); ++i) {
      if (open_) reset();
      one(plan_.envelope.from[i], i);
      if (stops_at(Step::mail_from)) break;
    }
    session_.dialogue.leave();
    record_proofs();
    if (first_refusal_) throw *first_refusal_;
  }

 private:
  void one(const std::string& from, std::size_t number) {
    Dialogue& dialogue = session_.dialogue;
    const std::string message_id = fmt::format("{}.{}@{}", plan_.walk_id, number, plan_.connector.Fqdn);
    const std::string message = test_message(plan_, from, message_id);

    dialogue.enter(Step::mail_from);
    // A Send connector adds SIZE= whenever SIZE is offered, and nothing that the server did not offer.
    const std::string size = session_.offered.size ? fmt::format(" SIZE={}", message.size()) : "";
    const Reply reply = dialogue.say(fmt::format("MAIL FROM:<{}>{}", from, size));
    session_.transcript.transactions.push_back({from, shown(Step::mail_from), {}, std::nullopt});
    if (reply.code != 250) {
      refused(Step::mail_from, reply, from);
      return;
    }
    open_ = true;
    accepted_senders_ += 1;
    if (stops_at(Step::mail_from)) return;

    const bool anyone = try_recipients();
    if (plan_.envelope.deliver && anyone && !stops_at(Step::rcpt_to)) deliver(message, message_id);
  }

  bool try_recipients() {
    bool anyone = false;
    for (const std::string& to : plan_.envelope.to) {
      session_.dialogue.enter(Step::rcpt_to);
      const Reply reply = session_.dialogue.say(fmt::format("RCPT TO:<{}>", to));
      session_.transcript.transactions.back().recipients.push_back({to, shown(Step::rcpt_to)});
      if (reply.code == 250 || reply.code == 251) {
        anyone = true;
        relayed_ = relayed_ || !server_s_own(to);
      } else {
        refused(Step::rcpt_to, reply, to);
      }
    }
    return anyone;
  }

  // Any stranger may write to the server's own domain, so that shows no right to relay.
  bool server_s_own(const std::string& recipient) const {
    return in_domain_of(recipient, plan_.connector.SmartHost) ||
           in_domain_of(recipient, name_in_banner(session_.transcript.banner));
  }

  void deliver(const std::string& message, const std::string& message_id) {
    Dialogue& dialogue = session_.dialogue;
    dialogue.enter(Step::data);
    const Reply go_ahead = dialogue.say("DATA");
    if (go_ahead.code != 354) {
      session_.transcript.transactions.back().data = shown(Step::data);
      refused(Step::data, go_ahead, {});
      return;
    }
    dialogue.channel().start_step(plan_.limits.step);
    // Before it is sent: a message that is refused, or never answered, has its name as well. The first one
    // that was refused keeps it.
    const bool one_was_refused = first_refusal_ && first_refusal_->failure.step == Step::data;
    if (!one_was_refused) session_.transcript.message_id = message_id;
    dialogue.send_only(message + ".\r\n",
                       fmt::format("[message {} bytes, Message-ID <{}>]", message.size(), message_id));
    open_ = false;  // whatever the server says now, the transaction is over
    const Reply verdict = dialogue.hear();
    session_.transcript.transactions.back().data = shown(Step::data);
    if (verdict.code != 250) {
      refused(Step::data, verdict, {});
      return;
    }
    delivered_ += 1;
  }

  void reset() {
    session_.dialogue.enter(Step::mail_from);
    const Reply reply = session_.dialogue.say("RSET");
    if (reply.code != 250) session_.dialogue.note(fmt::format("RSET was answered with {}", reply.code));
    open_ = false;
  }

  // Remembers the first refusal; a server that says 421 or no SMTP at all is not asked anything more.
  void refused(Step step, const Reply& reply, const std::string& address) {
    const Class cls = class_of_refusal(step, reply);
    std::string detail;
    const bool several = plan_.envelope.from.size() > 1 || plan_.envelope.to.size() > 1;
    if (several && !address.empty()) detail = "for " + address;
    const WalkEnded ended{Outcome::fail, Failure{step, cls, Origin::server, shown(step), detail}};
    if (reply.code == 421 || cls == Class::protocol_violation) throw ended;
    if (step > Step::mail_from) refused_after_sender_ = true;
    session_.transcript.at(step).status = StepStatus::fail;
    if (!first_refusal_ || step < first_refusal_->failure.step) first_refusal_ = ended;
  }

  // Only what holds for the whole envelope is claimed: a report must not call the same thing proved and
  // refused.
  void record_proofs() {
    std::vector<std::string>& proved = session_.transcript.proved;
    const std::vector<std::string>& senders = plan_.envelope.from;
    const bool every_sender = accepted_senders_ == senders.size();
    // The null sender is nobody, so nobody's leave is needed to send as it.
    const bool somebody = std::ranges::any_of(senders, [](const std::string& from) { return !from.empty(); });
    if (every_sender) proved.emplace_back("sender");
    if (relayed_ && !refused_after_sender_) proved.emplace_back("relay");
    if (every_sender && somebody && delivered_ == senders.size()) proved.emplace_back("send-as");
  }

  Reply shown(Step step) const { return *session_.transcript.at(step).reply; }
  bool stops_at(Step step) const { return plan_.quit_after && *plan_.quit_after <= step; }

  Session& session_;
  const WalkPlan& plan_;
  std::optional<WalkEnded> first_refusal_;
  std::size_t accepted_senders_ = 0;
  std::size_t delivered_ = 0;
  bool open_ = false;
  bool relayed_ = false;
  bool refused_after_sender_ = false;  // a recipient or a message
};

}  // namespace

void send_transactions(Session& session) {
  Transactions(session).run();
}

}  // namespace authwalk
