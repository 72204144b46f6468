// A recorded SMTP session, line by line, to a Transcript. Commands or replies may be missing: what was asked
// is then told by what was answered, and what was answered by what came next.
#pragma once

#include <authwalk/credential.hpp>
#include <authwalk/explain.hpp>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "exchange/session_login.hpp"
#include "knowledge/told_fault.hpp"

namespace authwalk {

class SessionRecord {
 public:
  /// One line of the server: "250-SIZE 37748736".
  void heard(std::string_view line);
  /// One line of the client. What is said inside AUTH never reaches the transcript.
  void said(std::string_view line);
  /// A line of neither, or a slip of the finger, which the server may answer.
  void muttered() { slip_ = !pending_; }
  /// TLS came up; both may be empty.
  void secured(std::string_view version, std::string_view cipher);
  /// The program that recorded the session has judged the certificate.
  void distrusted(Class cls, std::string_view detail);
  /// What the program says has gone wrong.
  void broke(const ToldFault& fault, std::string_view detail);
  /// The program reports a refusal; it counts where the conversation itself is not in the record.
  void reported(Failure failure);
  /// The other side has closed the connection.
  void hung_up();
  void connected_to(std::string_view host, std::string_view address);

  /// Something was said or heard, or has broken.
  bool begun() const { return begun_; }
  /// The two have talked.
  bool spoken() const { return !t_.lines.empty(); }
  /// The line is a banner, and this session has had its own: another one begins.
  bool is_next_banner(std::string_view line) const;
  /// An EHLO was answered.
  bool greeted() const { return ehlo_seen_; }
  /// The client is sending a message.
  bool in_message() const { return in_message_; }
  /// The next line of the client is, or may be, a credential.
  bool in_login() const { return login_.active(); }

  /// The session is over: its failure, if it shows one.
  std::optional<RecordedFailure> end();

 private:
  void command(std::string_view line);
  void log_on(std::string_view line);
  void end_reply();
  void take(const Reply& reply);
  Step step_of(const Reply& reply) const;
  Step step_of_pipelined(const Reply& reply) const;
  Step step_of_bare_refusal(const Reply& reply) const;
  Step awaited() const;
  void accepted(Step step, const Reply& reply);
  void take_offers(Step step, const Reply& reply);
  void refused(Step step, const Reply& reply);
  void fail(Failure failure);
  void overcome(Step step);
  void look_for_a_login();
  void settle_steps();
  void add_line(char who, Step step, std::string_view text);

  Transcript t_;
  std::optional<Failure> failure_;
  std::optional<Failure> distrust_, reported_;
  SessionLogin login_;
  std::string unfinished_reply_;
  std::deque<Step> earlier_;     // of commands before that one, sent together with it
  std::optional<Step> pending_;  // the step of the command that waits for its reply
  bool ignore_next_ = false;     // a command that decides nothing
  bool slip_ = false;            // the same, of a line that is no command at all
  bool begun_ = false;
  bool greeted_ = false;
  bool ehlo_seen_ = false;
  bool tls_accepted_ = false;  // 220 to STARTTLS
  bool inside_tls_ = false;
  bool sender_accepted_ = false;
  bool recipient_seen_ = false;
  bool go_ahead_ = false;  // 354
  bool in_message_ = false;
  bool only_greeted_ = true;  // nothing but EHLO, STARTTLS and QUIT was said
};

}  // namespace authwalk
