// Say, hear, record, stop: the SMTP conversation of one walk over a Channel. Everything that is said or heard
// goes through here, and this is where the transcript is written: what we say without its secrets, what we
// hear as it comes. What a server gives back of them is cut out when the walk is over (clean_transcript.hpp),
// so that nothing is decided by a text with gaps.
#pragma once

#include <authwalk/channel.hpp>
#include <authwalk/transcript.hpp>
#include <authwalk/walk.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "smtp/reply_reader.hpp"
#include "smtp/sent_tokens.hpp"

namespace authwalk {

/// Thrown to end a walk early; caught once, in walk().
struct WalkEnded {
  Outcome outcome = Outcome::fail;
  Failure failure;
};

class Dialogue {
 public:
  Dialogue(Channel& channel, Transcript& transcript, const WalkPlan& plan);

  // --- steps
  // -------------------------------------------------------------------------------------------------
  /// Ends the step before as passed (or noted) and starts the clock of this one.
  void enter(Step step);
  /// Ends the current step.
  void leave();
  /// The current step goes on, with a finding.
  void note(std::string_view finding);
  /// Adds a finding to a step that is over.
  void note_at(Step step, std::string_view finding);
  /// The step is no part of this walk.
  void skip(Step step, std::string_view why = {});
  Step current() const { return step_; }

  // --- conversation
  // --------------------------------------------------------------------------------------------
  /// Waits for one whole reply. Throws WalkEnded when the channel breaks or the bytes are no reply.
  Reply hear();
  /// Sends a command and waits for its reply. Unasked bytes that wait already end the walk.
  Reply say(std::string_view command);
  /// The same for an answer of a logon, or the command with the first one; `shown` stands in the transcript.
  /// `secret`: it can be taken for a password, and must not be shown when a server gives it back.
  Reply say_answer(const Secret& line, std::string_view shown, bool secret);
  /// Until it is called with nothing: lines may be as long as tokens are, and `shown` tells how the text of a
  /// 334 stands in the transcript (nothing: as it is).
  void expect_tokens(std::function<std::optional<std::string>(std::string_view)> shown);
  /// Sends without waiting for a reply; `shown` stands in the transcript.
  void send_only(std::string_view bytes, std::string_view shown);
  /// A line in the transcript that is not SMTP.
  void remark(std::string_view text);
  /// After the 220 to STARTTLS nothing may wait to be read: whatever does was said in clear. Ends the walk
  /// then.
  void demand_silence_before_tls();
  /// From here on the conversation is inside TLS. Everything heard before is forgotten (RFC 3207
  /// section 4.2).
  void now_inside_tls();
  /// A new connection in clear, for the retry that a Send connector makes.
  void start_over();
  bool inside_tls() const { return inside_tls_; }
  /// Bytes of a reply have come, and not yet its end.
  bool heard_a_beginning() const { return !reader_.unread().empty(); }

  // --- ends
  // ----------------------------------------------------------------------------------------------------
  [[noreturn]] void fail(Class cls, Origin origin, const std::string& detail,
                         std::optional<Reply> reply = std::nullopt);
  [[noreturn]] void fail_at(Step step, Class cls, Origin origin, const std::string& detail,
                            std::optional<Reply> reply = std::nullopt);
  /// A refusal of the server.
  [[noreturn]] void refused(Class cls, const Reply& reply);
  [[noreturn]] void not_tested(Class cls, const std::string& detail);
  /// It cannot be told whether the server would have accepted us.
  [[noreturn]] void inconclusive(Class cls, const std::string& detail);

  Channel& channel() { return channel_; }
  /// What was sent that must not be shown.
  const SentTokens& sent() const { return sent_; }

 private:
  void demand_silence();
  void write(std::string_view bytes);
  Reply read_reply();
  Reply presentable(Reply reply) const;

  Channel& channel_;
  Transcript& transcript_;
  const WalkPlan& plan_;
  SentTokens sent_;
  ReplyReader reader_;
  std::function<std::optional<std::string>(std::string_view)> shown_challenge_;
  Step step_ = Step::local;
  bool in_step_ = false;
  bool inside_tls_ = false;
  double entered_ms_ = 0;
};

}  // namespace authwalk
