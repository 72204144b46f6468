// The rows of one session of a protocol log, read as a conversation: where it broke, and a Transcript of it.
#pragma once

#include <authwalk/explain.hpp>
#include <cstddef>
#include <string>
#include <vector>

#include "exchange/protocol_log_kept.hpp"

namespace authwalk {

/// Who keeps the log: the client that sends, or the server that receives.
enum class LogSide { unknown, sending, receiving };

struct LoggedSession {
  std::string connector;
  std::string local, remote;  ///< endpoints, seen from the server that logs
  LogSide side = LogSide::unknown;
  bool closed = false;  ///< the record shows the end of the connection
};

struct SessionReading {
  /// One for each step and class at which the session failed; `source` and `line` are not filled in.
  std::vector<RecordedFailure> failures;
  /// The failure is concluded from the client's leaving without a word, not from anything that was said.
  bool guessed = false;
};

SessionReading read_session(const LoggedSession& session, const KeptRows& rows);

}  // namespace authwalk
