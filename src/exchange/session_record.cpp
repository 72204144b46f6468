#include "exchange/session_record.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <utility>

#include "exchange/recorded_failure.hpp"
#include "exchange/reply_text.hpp"
#include "exchange/session_commands.hpp"
#include "exchange/text_search.hpp"
#include "knowledge/refusal.hpp"
#include "smtp/clean_transcript.hpp"
#include "smtp/ehlo.hpp"
#include "smtp/reply_reader.hpp"

namespace authwalk {
namespace {

using enum Step;

// A session that goes on beyond these is no troubleshooting session; it is read on, but not kept.
constexpr std::size_t most_lines = 1000;
constexpr std::size_t most_transactions = 50;

bool speaks_of_tls(const Reply& reply) {
  const std::string text = reply.text();
  return reply.enhanced == "2.0.0" || contains_in_any_case(text, "TLS") ||
         contains_in_any_case(text, "go ahead");
}

}  // namespace

bool SessionRecord::is_next_banner(std::string_view line) const {
  const auto reply = reply_at_start(line);
  if (!reply || reply->code != 220 || !(greeted_ || ehlo_seen_) || pending_ == starttls) return false;
  return inside_tls_ || !ehlo_seen_ || !speaks_of_tls(*reply);
}

void SessionRecord::heard(std::string_view line) {
  begun_ = true;
  line = line.substr(0, max_line - 2);
  const bool other_reply = !unfinished_reply_.empty() && unfinished_reply_.substr(0, 3) != line.substr(0, 3);
  if (other_reply) end_reply();
  unfinished_reply_ += line;
  unfinished_reply_ += '\n';
  if (unfinished_reply_.size() > max_reply || line.size() <= 3 || line[3] != '-') end_reply();
}

void SessionRecord::end_reply() {
  const std::string text = std::exchange(unfinished_reply_, {});
  if (auto reply = reply_at_start(text)) take(*reply);
}

void SessionRecord::said(std::string_view line) {
  end_reply();
  begun_ = true;
  if (in_message_) {
    if (trimmed(line) != ".") return;
    in_message_ = false;
    pending_ = data;
    add_line('>', data, "[message]");
    return;
  }
  const bool has_argument = session_verb_of(line).size() < trimmed(line).size();
  // An answer to a 334 may look like a command of one word, for "DATA" is base64 as well.
  if (login_.active() && !(is_session_command(line) && (has_argument || !login_.challenged()))) {
    add_line('>', auth_challenge, login_.answer(line));
    if (login_.cancelled()) ignore_next_ = true;
    return;
  }
  command(line);
}

void SessionRecord::command(std::string_view line) {
  const SessionVerb* verb = find_session_verb(line);
  if (verb == nullptr && pending_ == data) return;  // a chunk of BDAT
  login_.end();
  // Commands that were sent together (RFC 2920) wait together.
  if (pending_ == mail_from || pending_ == rcpt_to) earlier_.push_back(*pending_);
  if (earlier_.size() > most_transactions) earlier_.pop_front();
  pending_ = verb == nullptr ? std::nullopt : verb->step;
  ignore_next_ = !pending_;
  // A command that starts nothing, or a slip of the finger. Its words may be anything, so they are not kept.
  if (!pending_) {
    if (same_name(session_verb_of(line), "RSET")) sender_accepted_ = recipient_seen_ = false;
    return;
  }
  if (pending_ == auth_start) {
    log_on(line);
    return;
  }
  if (pending_ == ehlo) {
    // A STARTTLS whose reply is not shown was made by the program itself.
    if (t_.at(starttls).status == StepStatus::not_reached && tls_accepted_) secured({}, {});
    if (tls_accepted_) inside_tls_ = true;
    pending_ = inside_tls_ ? ehlo_tls : ehlo;
    const std::string_view name = trimmed(trimmed(line).substr(verb->name.size()));
    if (!name.empty()) t_.connector.Fqdn = name;
  }
  if (pending_ == starttls) tls_accepted_ = true;  // until its reply says otherwise
  if (pending_ == mail_from && t_.transactions.size() < most_transactions) {
    t_.transactions.push_back({address_of(line), {}, {}, {}});
  }
  if (pending_ == rcpt_to && !t_.transactions.empty()) {
    auto& recipients = t_.transactions.back().recipients;
    if (recipients.size() < most_transactions) recipients.push_back({address_of(line), {}});
  }
  const bool only_greeting = *pending_ <= ehlo_tls || *pending_ == quit;
  only_greeted_ = only_greeted_ && only_greeting;
  add_line('>', *pending_, trimmed(line));
}

void SessionRecord::log_on(std::string_view line) {
  const std::string shown = login_.begin(line);
  t_.auth.verb = login_.verb();
  t_.auth.mechanism = login_.mechanism();
  pending_ = auth_start;
  only_greeted_ = false;
  add_line('>', auth_start, shown);
}

void SessionRecord::secured(std::string_view version, std::string_view cipher) {
  end_reply();
  begun_ = true;
  inside_tls_ = tls_accepted_ = true;
  if (failure_ && failure_->step <= tls_handshake) failure_.reset();
  if (pending_ == starttls) pending_.reset();
  if (!t_.tls) t_.tls.emplace();
  t_.tls->verb = "STARTTLS";
  t_.tls->established = true;
  if (!version.empty()) t_.tls->version = version;
  if (!cipher.empty()) t_.tls->cipher = cipher;
  if (t_.at(starttls).status == StepStatus::not_reached) t_.at(starttls).status = StepStatus::pass;
  t_.at(tls_handshake).status = StepStatus::pass;
}

void SessionRecord::distrusted(Class cls, std::string_view detail) {
  begun_ = true;
  if (!t_.tls) t_.tls.emplace();
  t_.tls->faults.push_back({cls, 0, std::string(detail)});
  if (!distrust_) distrust_ = Failure{tls_verify, cls, Origin::local, std::nullopt, std::string(detail)};
}

void SessionRecord::broke(const ToldFault& fault, std::string_view detail) {
  end_reply();
  const Step step = fault.step == connect && (greeted_ || ehlo_seen_) ? awaited() : fault.step;
  begun_ = true;
  // "OpenSSL Error messages:" announces the reason.
  const bool announced =
      failure_ && !failure_->reply && failure_->step == step && failure_->detail.ends_with(':');
  if (announced) {
    failure_->cls = fault.cls;
    failure_->detail = detail;
    return;
  }
  fail({step, fault.cls, fault.origin, std::nullopt, std::string(detail)});
}

void SessionRecord::reported(Failure failure) {
  begun_ = true;
  if (!reported_) reported_ = std::move(failure);
}

void SessionRecord::hung_up() {
  end_reply();
  const bool nothing_heard = !greeted_ && !ehlo_seen_;
  const bool waiting =
      pending_ || nothing_heard || login_.active() || in_message_ || (tls_accepted_ && !inside_tls_);
  if (waiting && pending_ != quit) fail({awaited(), Class::closed, Origin::network, std::nullopt, {}});
  begun_ = true;
}

void SessionRecord::connected_to(std::string_view host, std::string_view address) {
  // Another address than the one that failed before.
  if (!host.empty() && failure_ && failure_->step <= connect) failure_.reset();
  if (!host.empty()) t_.connector.SmartHost = host;
  if (!address.empty()) t_.remote = address;
}

void SessionRecord::take(const Reply& reply) {
  const Step step = step_of(reply);
  const bool unknown_command = reply.code >= 500 && reply.code <= 502 && slip_;
  const bool ignored = std::exchange(ignore_next_, false) || unknown_command;
  slip_ = false;
  // "QUIT" is base64 too; only the answer tells that it was no answer to a 334.
  if (reply.code == 221 && login_.active()) {
    fail({auth_challenge, Class::closed, Origin::local, std::nullopt,
          "the client said QUIT in the middle of authentication"});
  }
  if (std::ranges::find(earlier_, step) == earlier_.end()) {
    pending_.reset();
    earlier_.clear();
  } else {
    while (earlier_.front() != step) earlier_.pop_front();
    earlier_.pop_front();
  }
  Reply shown = reply;
  if (reply.code == 334) shown.lines.back() = login_.challenge(reply.lines.back());
  for (std::size_t i = 0; i < shown.lines.size(); ++i) {
    const char separator = i + 1 < shown.lines.size() ? '-' : ' ';
    add_line('<', step, fmt::format("{}{}{}", reply.code, separator, shown.lines[i]));
  }
  if (!ignored && reply.code < 400) accepted(step, shown);
  if (!ignored && reply.code >= 400) refused(step, shown);
  if (reply.code != 334) login_.end();
}

// The step that the reply belongs to: that of the command, or else what the reply tells of it.
Step SessionRecord::step_of(const Reply& reply) const {
  if (reply.code == 334) return auth_challenge;
  if (reply.code == 235) return auth_result;
  if (reply.code == 354) return data;
  if (reply.code == 221) return quit;
  if (reply.code >= 400 && login_.active()) return auth_result;
  if (pending_ && !earlier_.empty()) return step_of_pipelined(reply);
  if (pending_) return *pending_;
  // A greeting begins with the server's name.
  const bool named =
      reply.lines.front().substr(0, reply.lines.front().find(' ')).find('.') != std::string::npos;
  if (reply.code == 220)
    return (ehlo_seen_ || !named) && !inside_tls_ && speaks_of_tls(reply) ? starttls : banner;
  if (reply.code >= 400) return step_of_bare_refusal(reply);
  if (reply.lines.size() > 1 || !ehlo_seen_) return tls_accepted_ ? ehlo_tls : ehlo;
  if (go_ahead_) return data;
  if (!sender_accepted_) return mail_from;
  return rcpt_to;
}

// Replies come in the order of the commands, unless some of them are not in the record: what a refusal says
// then tells more.
Step SessionRecord::step_of_pipelined(const Reply& reply) const {
  const Step told = reply.code >= 400 ? step_of_refusal(reply) : earlier_.front();
  const bool waits = std::ranges::find(earlier_, told) != earlier_.end() || told == *pending_;
  return waits ? told : earlier_.front();
}

// A refusal whose command is not shown.
Step SessionRecord::step_of_bare_refusal(const Reply& reply) const {
  if (tls_accepted_ && !inside_tls_) return tls_handshake;
  if (go_ahead_) return data;
  const bool later = recipient_seen_ && contains_in_any_case(reply.text(), "no valid recipients");
  if (later) return data;
  if (sender_accepted_) return rcpt_to;
  if (t_.at(auth_result).status == StepStatus::pass) return mail_from;
  if (ehlo_seen_) return std::max(step_of_refusal(reply), starttls);
  if (greeted_) return ehlo;
  return step_of_refusal(reply);
}

// What the session waits for now.
Step SessionRecord::awaited() const {
  if (pending_) return *pending_;
  if (tls_accepted_ && !inside_tls_) return tls_handshake;
  if (!greeted_ && !ehlo_seen_) return banner;
  if (login_.active()) return auth_result;
  if (in_message_ || go_ahead_) return data;
  if (!ehlo_seen_) return ehlo;
  if (sender_accepted_) return rcpt_to;
  return mail_from;
}

void SessionRecord::accepted(Step step, const Reply& reply) {
  StepRecord& record = t_.at(step);
  record.status = StepStatus::pass;
  record.reply = reply;
  overcome(step);
  switch (step) {
    case banner:
      greeted_ = true;
      t_.at(connect).status = StepStatus::pass;
      t_.banner = reply.lines.front();
      break;
    case ehlo:
    case ehlo_tls:
      take_offers(step, reply);
      break;
    case starttls:
      tls_accepted_ = true;
      break;
    case auth_result:
      only_greeted_ = false;
      t_.auth.rejected_attempts = 0;
      break;
    case auth_challenge:
      only_greeted_ = false;
      t_.at(auth_start).status = StepStatus::pass;
      t_.auth.verb = login_.verb();
      t_.auth.mechanism = login_.mechanism();
      break;
    case mail_from:
      sender_accepted_ = true;
      only_greeted_ = false;
      if (!t_.transactions.empty()) t_.transactions.back().reply = reply;
      break;
    case rcpt_to:
      recipient_seen_ = true;
      if (!t_.transactions.empty() && !t_.transactions.back().recipients.empty()) {
        t_.transactions.back().recipients.back().reply = reply;
      }
      break;
    case data:
      in_message_ = go_ahead_ = reply.code == 354;
      if (reply.code == 354) break;
      if (!t_.transactions.empty()) t_.transactions.back().data = reply;
      sender_accepted_ = recipient_seen_ = false;
      break;
    default:
      break;
  }
}

void SessionRecord::take_offers(Step step, const Reply& reply) {
  ehlo_seen_ = true;
  const Capabilities found = capabilities(reply);
  if (step == ehlo_tls) {
    if (!t_.tls) secured({}, {});
    inside_tls_ = true;
    t_.offers.tls = found.lines;
  } else {
    t_.offers.plain = found.lines;
  }
  t_.auth.offered = found.auth;
}

void SessionRecord::refused(Step step, const Reply& reply) {
  if (step == starttls) tls_accepted_ = false;
  if (step == data) go_ahead_ = in_message_ = false;
  if (step == rcpt_to) recipient_seen_ = true;
  if (step == quit) return;
  if (step == auth_result || step == auth_start) {
    // Before anything was answered it is the command that was refused, and after that the credential.
    const bool about_the_command = login_.rounds() == 0 && login_.active() && !login_.secret_sent();
    const Class at_start = class_of_refusal(auth_start, reply);
    const bool about_the_mechanism = login_.rounds() == 0 && at_start != Class::bad_credentials;
    const bool command = about_the_command || (login_.active() && about_the_mechanism);
    if (login_.active() || login_.secret_sent()) {
      step = command ? auth_start : auth_result;
    } else {
      step = step_of_refused_login(reply);
    }
    if (step == auth_result && reply.permanent()) ++t_.auth.rejected_attempts;
  }
  t_.at(step).reply = reply;
  TransactionResult* transaction = t_.transactions.empty() ? nullptr : &t_.transactions.back();
  if (step == mail_from && transaction != nullptr) transaction->reply = reply;
  if (step == rcpt_to && transaction != nullptr && !transaction->recipients.empty()) {
    transaction->recipients.back().reply = reply;
  }
  if (step == data && transaction != nullptr) transaction->data = reply;
  const bool masked = step == ehlo && looks_masked(t_.banner);
  const Class cls = masked ? Class::esmtp_rewritten : class_of_refusal(step, reply);
  fail({step, cls, Origin::server, reply, step == tls_handshake ? reply.text() : std::string()});
}

// The first one counts: what fails after it mostly follows from it.
void SessionRecord::fail(Failure failure) {
  if (!failure_) failure_ = std::move(failure);
}

// A step that is passed after all, or a login after a refusal, undoes what was refused before.
void SessionRecord::overcome(Step step) {
  if (!failure_) return;
  const bool same = failure_->step == step && (step == ehlo || step == mail_from || step == banner);
  const bool logged_in = step == auth_result && failure_->step >= auth_offer;
  const bool in_tls = step == ehlo_tls && failure_->cls == Class::tls_required;
  if (same || logged_in || in_tls) failure_.reset();
}

// Someone has looked at what a server offers, and went no further: is there a login that a Send connector
// uses?
void SessionRecord::look_for_a_login() {
  if (failure_ || !only_greeted_ || !ehlo_seen_) return;
  Reply ehlo_reply{250, "", {""}};
  const std::vector<std::string>& offered = t_.offers.tls ? *t_.offers.tls : t_.offers.plain;
  ehlo_reply.lines.insert(ehlo_reply.lines.end(), offered.begin(), offered.end());
  const Capabilities found = capabilities(ehlo_reply);
  const bool more_inside_tls = found.starttls && !t_.offers.tls;
  const bool takes_logins = !found.auth.empty() || !found.x_exps.empty();
  if (more_inside_tls || offers(found.auth, "LOGIN") || !(takes_logins || found.masked)) return;
  t_.auth.verb = "AUTH";
  t_.mode = Mode::BasicAuth;
  const std::string list = found.auth.empty() ? "none" : fmt::format("{}", fmt::join(found.auth, " "));
  failure_ = Failure{auth_offer, found.masked ? Class::esmtp_rewritten : Class::no_common_mechanism,
                     Origin::local, std::nullopt, "LOGIN is wanted; AUTH offers: " + list};
}

void SessionRecord::settle_steps() {
  StepRecord& failed = t_.at(failure_->step);
  failed.status = StepStatus::fail;
  failed.note = failure_->detail;
  if (failure_->reply) failed.reply = failure_->reply;
  for (Step step : {starttls, tls_handshake, tls_verify, ehlo_tls, auth_offer, auth_token, auth_start,
                    auth_challenge, auth_result, mail_from, rcpt_to}) {
    const bool passed_by = step < failure_->step && t_.at(step).status == StepStatus::not_reached;
    if (passed_by) t_.at(step).status = StepStatus::skipped;
  }
}

std::optional<RecordedFailure> SessionRecord::end() {
  end_reply();
  look_for_a_login();
  // A certificate that nobody trusted matters when the session has not come further.
  if (!failure_ && only_greeted_) failure_ = distrust_;
  if (!failure_ && !spoken()) failure_ = reported_;
  if (!failure_) return std::nullopt;
  settle_steps();
  t_.outcome = Outcome::fail;
  t_.auth.user = login_.credential().user;
  t_.auth.rounds = login_.rounds();
  if (!t_.auth.verb.empty() && t_.mode == Mode::None) {
    t_.mode = t_.auth.verb == "X-EXPS" ? Mode::ExchangeServer : Mode::BasicAuth;
  }
  t_.failure = failure_;
  clean(t_, login_.secrets(), login_.sent());  // a server may repeat what it was sent
  guess_mode(t_);
  if (t_.connector.SmartHost.empty()) t_.connector.SmartHost = t_.banner.substr(0, t_.banner.find(' '));
  name_smart_host(t_);
  RecordedFailure record;
  record.transcript = std::move(t_);
  return record;
}

void SessionRecord::add_line(char who, Step step, std::string_view text) {
  if (t_.lines.size() >= most_lines) return;
  t_.lines.push_back({0, who, step, inside_tls_, std::string(text.substr(0, max_line))});
}

}  // namespace authwalk
