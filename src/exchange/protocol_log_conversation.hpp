// One session of a protocol log as it unfolds, row by row. Commands and replies find each other in order;
// rows may be missing at the beginning, at the end and, where a credential stood, in between.
#pragma once

#include <authwalk/explain.hpp>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/protocol_log_ending.hpp"
#include "exchange/protocol_log_lines.hpp"
#include "exchange/protocol_log_session.hpp"
#include "exchange/session_login.hpp"
#include "knowledge/told_fault.hpp"
#include "smtp/ehlo.hpp"

namespace authwalk {

class LoggedConversation {
 public:
  /// `session` and the rows must outlive this.
  explicit LoggedConversation(const LoggedSession& session);

  void take(const KeptRow& row);
  /// There are no more rows: what failed.
  SessionReading finish();

 private:
  /// The client's answer to a 334 that it cannot use (RFC 4954 section 4). What the server says to it decides
  /// nothing.
  static constexpr std::string_view cancellation = "*";

  struct Found {
    Failure failure;
    std::string when;
  };
  struct Awaited {
    Step step;
    std::string_view verb;  // "" for a command that is not known, "message" behind a 354
  };
  struct Verdict {  // of the receiving server's log, ahead of its reply
    Class cls;
    std::string text;
  };

  // rows (protocol_log_conversation.cpp)
  void connected();
  void disconnected(std::string_view context);
  void information(std::string_view data, std::string_view context);
  void note_certificate(std::string_view data, std::string_view context);
  bool signed_itself() const;
  void establish_tls(TlsFacts facts, std::string text);
  Step failure_told(std::string_view context);
  void command(std::string_view line);
  void server_row(std::string_view row);

  // replies (protocol_log_replies.cpp)
  Step step_of_reply() const;
  Step step_of_reply(const LoggedReplyLine& line) const;
  void judge(const Reply& reply);
  void judge_unasked(const Reply& reply);
  void accepted(const Awaited& command, const Reply& reply);
  void take_offers(const Reply& reply);
  void refused(const Awaited& command, const Reply& reply);
  void answer_recipient(const Reply& reply);
  TransactionResult& transaction();

  // authentication (protocol_log_login.cpp)
  void begin_login(std::string_view line);
  void answer_challenge(std::string_view line);
  bool verdict_is_due() const;
  void cancel_login();
  void judge_login(const Reply& reply);
  void logged_on(std::string_view account);
  void leave_login(bool by_quit);
  void fail_without_reply();
  Step inbound_refused(std::string_view context);
  Step outbound_failed(const ToldFault& fault, std::string_view context);
  Step step_of_refused_login() const;

  // the end (protocol_log_session.cpp)
  void finish_held_back();
  std::optional<Step> waiting_for() const;
  void drop_overcome();
  void settle_names();
  void settle_ending();
  void settle_mode();
  RecordedFailure record_of(Found found) const;

  bool receiving() const { return session_.side == LogSide::receiving; }
  Capabilities offers_that_count() const;
  Capabilities offered_in_clear() const;
  void fail(Failure failure);
  void pass(Step step);
  void pass(Step step, const Reply& reply);
  void add_line(char who, Step step, std::string text);

  const LoggedSession& session_;
  Transcript t_;
  std::vector<Found> found_;
  SessionEnding end_;

  SessionLogin login_;
  std::optional<Verdict> verdict_;
  std::deque<Awaited> awaited_;
  std::vector<std::string> reply_lines_;  // of a reply whose last line has not come
  std::string_view held_back_;            // a reply that the tarpit announces
  std::string server_name_;
  std::string_view permissions_;
  std::string tls_verb_;
  std::string_view certificate_subject_, certificate_issuer_;  // of the server's own
  std::string_view time_;
  std::optional<double> began_ms_;
  double ms_ = 0;
  Step step_ = Step::local;
  int rounds_before_verdict_ = 2;
  int recipients_accepted_ = 0;  // of this transaction
  bool client_spoke_ = false;
  bool answered_ = false;  // the client sent something beyond the AUTH command
  bool tls_accepted_ = false, tls_on_ = false;
  bool mail_said_ = false, mail_accepted_ = false;
  bool mode_known_ = false;
  std::optional<Mode> likely_mode_;
};

}  // namespace authwalk
