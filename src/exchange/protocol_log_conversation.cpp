#include "exchange/protocol_log_conversation.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "exchange/protocol_log_ehlo.hpp"
#include "exchange/protocol_log_tls.hpp"
#include "exchange/session_commands.hpp"
#include "exchange/text_search.hpp"

namespace authwalk {
namespace {

std::string remark(std::string_view data, std::string_view context) {
  if (context.empty() || data.empty()) return std::string(context.empty() ? data : context);
  return fmt::format("{}: {}", context, trimmed(data));
}

std::string_view argument(std::string_view line) {
  return trimmed(line.substr(std::min(line.find(' '), line.size())));
}

}  // namespace

// The transcript is the client's view, whoever keeps the log.
LoggedConversation::LoggedConversation(const LoggedSession& session) : session_(session) {
  t_.local = receiving() ? session.remote : session.local;
  t_.remote = receiving() ? session.local : session.remote;
  if (!receiving()) t_.connector.Name = session.connector;
}

void LoggedConversation::take(const KeptRow& row) {
  time_ = row.time;
  if (is_log_time(row.time)) {
    const double ms = log_time_ms(row.time);
    if (!began_ms_) began_ms_ = ms;
    ms_ = ms - *began_ms_;
  }
  const char clients = receiving() ? '<' : '>';
  if (row.event == '+') {
    connected();
  } else if (row.event == '-') {
    disconnected(row.context);
  } else if (row.event == '*') {
    information(row.data, row.context);
  } else if (row.event == clients) {
    command(trimmed(row.data));
  } else {
    server_row(row.data);
  }
}

// --- rows that are not SMTP
// ------------------------------------------------------------------------------------

void LoggedConversation::connected() {
  step_ = Step::connect;
  end_.connected = true;
  pass(Step::connect);
  add_line('*', Step::connect, "connected");
}

void LoggedConversation::disconnected(std::string_view context) {
  end_.closed = true;
  end_.how = context;
  add_line('*', step_, remark(context, "disconnected"));
}

void LoggedConversation::information(std::string_view data, std::string_view context) {
  if (auto tls = logged_tls(context)) return establish_tls(std::move(*tls), remark(data, context));
  if (is_certificate_row(context) && !tells_failure(context)) {
    note_certificate(data, context);
    return add_line('*', tls_on_ ? Step::tls_verify : Step::starttls, remark(data, context));
  }
  if (const auto reply = tarpit_reply(data); !reply.empty()) held_back_ = reply;
  if (same_name(context, "Set Session Permissions")) permissions_ = data;
  if (starts_in_any_case(context, "attempting to connect")) step_ = Step::connect;
  if (same_name(context, "authenticated")) logged_on(data);
  constexpr std::string_view user = "User Name: ";
  if (starts_in_any_case(context, user)) t_.auth.user = trimmed(context.substr(user.size()));
  if (tells_failure(context)) step_ = failure_told(context);
  add_line('*', step_, remark(data, context));
}

// Of the server's certificate; ours is told of before the handshake.
void LoggedConversation::note_certificate(std::string_view data, std::string_view context) {
  if (!tls_on_) return;
  if (same_name(context, "Certificate subject")) certificate_subject_ = trimmed(data);
  if (same_name(context, "Certificate issuer name")) certificate_issuer_ = trimmed(data);
}

bool LoggedConversation::signed_itself() const {
  return !certificate_subject_.empty() && certificate_subject_ == certificate_issuer_;
}

void LoggedConversation::establish_tls(TlsFacts facts, std::string text) {
  t_.tls = std::move(facts);
  pass(Step::tls_handshake);
  add_line('*', Step::tls_handshake, std::move(text));
  step_ = Step::tls_handshake;
  tls_on_ = true;
}

// "TLS negotiation failed with error X", "Failed to connect. Winsock error code: ..."; the step that it was.
Step LoggedConversation::failure_told(std::string_view context) {
  if (starts_in_any_case(context, "Inbound ")) return inbound_refused(context);
  auto fault = told_fault(context);
  if (!fault) return step_;
  if (fault->step == Step::auth_token) return outbound_failed(*fault, context);
  // Windows calls both an untrusted root.
  if (fault->cls == Class::cert_untrusted && signed_itself()) fault->cls = Class::cert_self_signed;
  const bool about_tls = fault->step == Step::tls_handshake || fault->step == Step::tls_verify;
  if (about_tls && receiving()) {
    // Here it is the server's own certificate that cannot be used.
    const bool own = fault->cls == Class::client_certificate;
    if (own) fault->cls = Class::tls_failed;
    fault->origin = own ? Origin::server : Origin::network;
  }
  fail({fault->step, fault->cls, fault->origin, std::nullopt, std::string(context)});
  return fault->step;
}

// --- rows of SMTP
// ----------------------------------------------------------------------------------------------

void LoggedConversation::command(std::string_view line) {
  client_spoke_ = true;
  const SessionVerb* verb = find_session_verb(line);
  if (line == cancellation) return cancel_login();
  if (login_.active()) {
    if (verb == nullptr) return answer_challenge(line);
    leave_login(verb->step == Step::quit);
  }
  if (verb != nullptr && verb->step == Step::auth_start) return begin_login(line);

  const Step greeting = tls_on_ || tls_accepted_ ? Step::ehlo_tls : Step::ehlo;
  const std::string_view name = verb == nullptr ? std::string_view() : verb->name;
  // Verbs of Exchange's own, XPROXYTO and the like, stand between EHLO and MAIL FROM.
  const Step step = verb == nullptr ? greeting : verb->step.value_or(step_);
  step_ = step == Step::ehlo ? greeting : step;
  if (name == "EHLO" || name == "HELO") {
    // Some logs tell of TLS only by its certificates; nobody says EHLO in the middle of a handshake.
    if (tls_accepted_ && !tls_on_) {
      TlsFacts told;
      told.version = "TLS";
      told.established = true;
      establish_tls(std::move(told), "TLS");
      step_ = Step::ehlo_tls;
    }
    t_.connector.Fqdn = argument(line);
  }
  if (name == "STARTTLS" || name == "X-ANONYMOUSTLS") tls_verb_ = name;
  if (name == "QUIT") end_.quit = true;
  if (name == "MAIL") {
    mail_said_ = true;
    recipients_accepted_ = 0;
    t_.transactions.emplace_back().from = address_of(line);
  }
  if (name == "RCPT") transaction().recipients.push_back({address_of(line), {}});
  end_.mail = end_.mail || (verb != nullptr && step_ >= Step::mail_from && step_ != Step::quit);
  awaited_.push_back({step_, name});
  add_line('>', step_, std::string(line));
}

void LoggedConversation::server_row(std::string_view row) {
  held_back_ = {};
  const auto line = logged_reply_line(row);
  if (!line) return add_line('<', step_, std::string(row));

  const Step step = step_of_reply(*line);
  const bool greeting = !awaited_.empty() && awaited_.front().verb == "EHLO" && line->code == 250;
  if (greeting && line->last && reply_lines_.empty()) {
    reply_lines_ = split_joined_ehlo(line->text);
    for (const std::string& part : reply_lines_) {
      add_line('<', step, fmt::format("250{}{}", &part == &reply_lines_.back() ? ' ' : '-', part));
    }
  } else {
    reply_lines_.emplace_back(line->code == 334 ? login_.challenge(line->text) : std::string(line->text));
    add_line('<', step, fmt::format("{}{}{}", line->code, line->last ? ' ' : '-', reply_lines_.back()));
  }
  if (!line->last) return;
  const Reply reply = logged_reply(line->code, reply_lines_);
  reply_lines_.clear();
  judge(reply);
}

// --- what all of this writes
// -----------------------------------------------------------------------------------

// One of a kind is enough.
void LoggedConversation::fail(Failure failure) {
  const bool known = std::ranges::any_of(found_, [&](const Found& found) {
    return found.failure.step == failure.step && found.failure.cls == failure.cls;
  });
  if (!known) found_.push_back({std::move(failure), std::string(time_)});
}

void LoggedConversation::pass(Step step) {
  StepRecord& record = t_.at(step);
  if (record.status == StepStatus::not_reached) record.status = StepStatus::pass;
}

void LoggedConversation::pass(Step step, const Reply& reply) {
  pass(step);
  t_.at(step).reply = reply;
}

void LoggedConversation::add_line(char who, Step step, std::string text) {
  t_.lines.push_back({ms_, who, step, tls_on_, std::move(text)});
}

}  // namespace authwalk
