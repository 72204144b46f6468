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
  std::string source;  ///< "MSExchangeTransport"
  std::string symbol;  ///< "SmtpSendAuthenticationFailed"
  std::string level;   ///< "Warning", "Error"
  std::string text;    ///< the real template, filled in
};

struct Finding {
  std::string summary;  ///< one sentence: which step, what happened, what it means
  Blame blame = Blame::server;
  bool transient = false;
  std::vector<Advice> advice;  ///< most specific first
  std::optional<Event> event;
  std::string server_kind;  ///< "Exchange", "Postfix", "Dovecot", ... or "unknown"
};

/// Reasons from the whole transcript, not from the reply alone.
Finding diagnose(const Transcript& transcript);

/// After a survey: the strongest mode that passed.
struct Recommendation {
  std::optional<Mode> mode;  ///< empty when no mode passed
  std::string why;
  std::string command;  ///< the exact Set-SendConnector line
};

/// Chooses among the walks of one smart host. Only a mode that passed is ever recommended.
Recommendation recommend(const std::vector<Transcript>& walks);

/// One row of the rule table, for `authwalk rules`.
struct RuleInfo {
  std::string_view id, applies, cause, fix, confidence;
};
std::vector<RuleInfo> rules();

}  // namespace authwalk
