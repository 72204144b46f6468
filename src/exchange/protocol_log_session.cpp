#include "exchange/protocol_log_session.hpp"

#include <algorithm>

#include "exchange/protocol_log_conversation.hpp"
#include "exchange/protocol_log_lines.hpp"
#include "exchange/recorded_failure.hpp"
#include "exchange/session_commands.hpp"
#include "exchange/text_search.hpp"
#include "smtp/clean_transcript.hpp"

namespace authwalk {
namespace {

// A log without its header: the client is the one that says verbs.
LogSide side_of(const LoggedSession& session, const KeptRows& rows) {
  for (std::size_t at = 0; at < rows.size();) {
    const KeptRow row = rows.take(at);
    const bool sent = row.event == '>', received = row.event == '<';
    if (!sent && !received) continue;
    if (find_session_verb(row.data) != nullptr) return sent ? LogSide::sending : LogSide::receiving;
    if (logged_reply_line(row.data)) return sent ? LogSide::receiving : LogSide::sending;
  }
  // The port that is listened on is the lower one.
  const LogEndpoint local = log_endpoint(session.local), remote = log_endpoint(session.remote);
  return local.port != 0 && local.port < remote.port ? LogSide::receiving : LogSide::sending;
}

Capabilities capabilities_of(const std::vector<std::string>& keywords) {
  Reply reply{250, "", {""}};
  reply.lines.insert(reply.lines.end(), keywords.begin(), keywords.end());
  return capabilities(reply);
}

}  // namespace

SessionReading read_session(const LoggedSession& session, const KeptRows& rows) {
  LoggedSession known = session;
  if (known.side == LogSide::unknown) known.side = side_of(session, rows);
  LoggedConversation conversation(known);
  for (std::size_t at = 0; at < rows.size();) conversation.take(rows.take(at));
  return conversation.finish();
}

SessionReading LoggedConversation::finish() {
  finish_held_back();
  if (login_.active() && verdict_) fail_without_reply();
  settle_names();
  settle_ending();
  drop_overcome();
  SessionReading reading;
  if (found_.empty()) {
    if (auto concluded = failure_of_ending(end_)) {
      fail(std::move(concluded->failure));
      reading.guessed = concluded->guessed;
      likely_mode_ = concluded->mode;
    }
  }
  settle_mode();
  for (Found& found : found_) reading.failures.push_back(record_of(std::move(found)));
  return reading;
}

// The record was cut while the tarpit held the reply back.
void LoggedConversation::finish_held_back() {
  const auto line = logged_reply_line(held_back_);
  const bool waited_for = login_.active() || !awaited_.empty();
  if (line && line->code >= 400 && waited_for) judge(logged_reply(line->code, {std::string(line->text)}));
}

std::optional<Step> LoggedConversation::waiting_for() const {
  if (login_.active()) return verdict_is_due() ? Step::auth_result : step_of_reply();
  if (tls_accepted_ && !tls_on_) return Step::tls_handshake;
  if (!awaited_.empty()) return awaited_.front().step;
  if (!client_spoke_ && t_.banner.empty() && end_.connected) return Step::banner;
  return std::nullopt;
}

void LoggedConversation::drop_overcome() {
  std::erase_if(found_, [&](const Found& found) {
    const Step step = found.failure.step;
    return mail_accepted_ && (step == Step::starttls || step == Step::ehlo || step == Step::ehlo_tls);
  });
  // Who could not log on and goes on all the same is told so once more.
  const bool login_failed = std::ranges::any_of(found_, [](const Found& found) {
    return found.failure.step >= Step::auth_offer && found.failure.step < Step::mail_from;
  });
  if (!login_failed) return;
  std::erase_if(found_, [](const Found& found) {
    return found.failure.step >= Step::mail_from && found.failure.cls == Class::auth_required;
  });
}

void LoggedConversation::settle_names() {
  const LogEndpoint server = log_endpoint(t_.remote);
  t_.remote = server.text();
  t_.local = log_endpoint(t_.local).text();
  if (server.port != 0) t_.connector.Port = server.port;
  // What a stranger calls itself is not taken for the smart host's name; what our own server says is.
  const std::string own_name = server_name_.empty() ? t_.banner.substr(0, t_.banner.find(' ')) : server_name_;
  t_.connector.SmartHost = receiving() && !own_name.empty() ? own_name : server.address;
  if (t_.tls) t_.tls->verb = tls_verb_.empty() ? "STARTTLS" : tls_verb_;
  const Capabilities offered = offers_that_count();
  t_.auth.offered = t_.auth.verb == "X-EXPS" ? offered.x_exps : offered.auth;
}

void LoggedConversation::settle_ending() {
  const Capabilities offered = offers_that_count();
  end_.sending = !receiving();
  end_.closed = end_.closed || session_.closed || end_.quit;
  end_.waiting = waiting_for();
  end_.inside_tls = tls_on_;
  end_.offered_auth = !offered.auth.empty();
  end_.offered_login = offers(offered.auth, "LOGIN");
  end_.offered_exps = !offered.x_exps.empty();
  end_.offered_starttls = offered.starttls;
  end_.exps_vanished = tls_on_ && offered.x_exps.empty() && offered_in_clear().x_exps.size() > 0;
  end_.masked = offered.masked || looks_masked(t_.banner);
}

void LoggedConversation::settle_mode() {
  const bool login = t_.auth.verb == "AUTH" && t_.auth.mechanism == "LOGIN";
  if (t_.auth.verb == "X-EXPS") {
    t_.mode = Mode::ExchangeServer;
    mode_known_ = true;
    if (t_.auth.mechanism == "GSSAPI" && !server_name_.empty()) t_.auth.spn = "SMTPSVC/" + server_name_;
  } else if (login && end_.greeted) {
    t_.mode = tls_on_ ? Mode::BasicAuthRequireTLS : Mode::BasicAuth;
    mode_known_ = true;
  } else if (t_.auth.verb.empty() && end_.mail && end_.sending &&
             same_name(permissions_, "SendRoutingHeaders")) {
    // What an anonymous session is granted; an Externally Secured one gets more.
    t_.mode = Mode::None;
    mode_known_ = true;
  } else if (likely_mode_) {
    t_.mode = *likely_mode_;
  }
}

RecordedFailure LoggedConversation::record_of(Found found) const {
  RecordedFailure record;
  record.transcript = t_;
  Transcript& t = record.transcript;
  t.outcome = Outcome::fail;
  t.total_ms = ms_;
  StepRecord& step = t.at(found.failure.step);
  step.status = StepStatus::fail;
  step.reply = found.failure.reply;
  step.note = found.failure.detail;
  t.failure = std::move(found.failure);
  clean(t, login_.secrets(), login_.sent());  // servers repeat what they were sent
  record.mode_known = mode_known_;
  if (!mode_known_) guess_mode(t);
  record.receiving = receiving();
  if (receiving()) record.receive_connector = session_.connector;
  record.when = std::move(found.when);
  return record;
}

Capabilities LoggedConversation::offers_that_count() const {
  return t_.offers.tls ? capabilities_of(*t_.offers.tls) : offered_in_clear();
}

Capabilities LoggedConversation::offered_in_clear() const {
  return capabilities_of(t_.offers.plain);
}

}  // namespace authwalk
