// From a transcript to a sentence, a cause, a fix and the event that Exchange would have logged. Pure
// functions.
#pragma once

#include <authwalk/transcript.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk {

/// One likely cause, from one rule.
struct Advice {
  std::string rule;  ///< stable id, for example "auth-535-573"
  std::string cause;
  std::string fix;
  std::string command;     ///< can be typed; empty when none helps
  std::string confidence;  ///< "likely" or "possible"
};

/// What Exchange itself would have logged.
struct Event {
  int id = 0;
  std::string source;      ///< "MSExchangeTransport"
  std::string symbol;      ///< "SmtpSendAuthenticationFailed"; empty where it is not known
  std::string level;       ///< "Warning", "Error"
  std::string text;        ///< the real template, filled in
  std::string category{};  ///< "SmtpSend", "SmtpReceive", "TransportService"
};

struct Finding {
  std::string summary;  ///< one sentence: which step, what happened, what it means
  Blame blame = Blame::server;
  bool transient = false;
  std::vector<Advice> advice;  ///< most specific first
  std::optional<Event> event;
  std::string server_kind;  ///< "Exchange", "Postfix", "Dovecot", ... or "unknown"
  std::vector<Event>
      partner_events;  ///< what the Exchange on the other side logs beside it, where its reply shows that
};

/// Reasons from the whole transcript, not from the reply alone.
Finding diagnose(const Transcript& transcript);

/// Extends the advice of each walk by what the other walks of its smart host show: `findings[i]` is that of
/// `walks[i]`. May know better whose move it is; never touches the walk.
void diagnose_survey(std::span<const Transcript> walks, std::span<Finding> findings);

/// What keeps a mode from being recommended though it is stronger than the one that is.
struct Obstacle {
  Mode mode = Mode::None;
  std::string reason;  ///< without the mode's name: "failed at tls-verify on 192.0.2.7: ..."
  Blame blame = Blame::ours;
  std::string command;  ///< on this side, or with blame server or policy on the smart host; may be empty
  std::string message;  ///< one sentence for the smart host's owner, where nothing can be typed there
};

/// After a survey: the strongest mode that both ends have.
struct Recommendation {
  std::optional<Mode> mode;  ///< empty when there is none, or nothing proves one
  std::string why;
  std::string command;                    ///< the exact Set-SendConnector line
  std::vector<Obstacle> in_the_way = {};  ///< strongest mode first; without a mode to recommend: the nearest
  std::vector<std::string> after = {};    ///< what must be mended first; empty where the mode passed
};

/// Chooses among the walks of one smart host. A fault that can be mended (certificate, credential, temporary
/// refusal) never makes a weaker mode the advice: the mode is named with what must be mended first. A mode
/// without a login is advised only where relay was proved and no credential was given, or where the server
/// has no login at all.
Recommendation recommend(const std::vector<Transcript>& walks);

/// One row of the rule table, for `authwalk rules`.
struct RuleInfo {
  std::string_view id, applies, cause, fix, confidence;
};
std::vector<RuleInfo> rules();

}  // namespace authwalk
