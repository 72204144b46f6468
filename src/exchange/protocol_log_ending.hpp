// What the way a session ended tells, when nothing that was said in it is a failure.
#pragma once

#include <authwalk/failure.hpp>
#include <authwalk/mode.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace authwalk {

struct SessionEnding {
  bool sending = false;    ///< the client keeps the log
  bool connected = false;  ///< the record shows the connection
  bool closed = false;     ///< ... and its end, or a QUIT
  bool quit = false;
  bool greeted = false;  ///< an EHLO was accepted
  bool tried_login = false;
  bool mail = false;  ///< the client went as far as MAIL FROM
  bool inside_tls = false;
  bool masked = false;         ///< banner or keywords were overwritten on the way
  bool exps_vanished = false;  ///< X-EXPS was offered in clear and not inside TLS
  bool offered_auth = false, offered_login = false, offered_exps = false, offered_starttls = false;
  std::string_view how;           ///< context of the last row: "Local", "Remote(ConnectionReset)"
  std::optional<Step> waiting;    ///< where an answer was being waited for
  std::optional<Step> abandoned;  ///< where the client said QUIT in the middle
};

struct ConcludedFailure {
  Failure failure;
  bool guessed = false;      ///< concluded from the client's silence
  std::optional<Mode> mode;  ///< the one that would end so
};

/// Empty when the session ended as sessions do.
std::optional<ConcludedFailure> failure_of_ending(const SessionEnding& ending);

/// "192.0.2.7:25", "[2001:db8::7]:25", and what Exchange writes without brackets.
struct LogEndpoint {
  std::string address;
  std::uint16_t port = 0;  ///< 0: not told
  std::string text() const;
};
LogEndpoint log_endpoint(std::string_view text);

}  // namespace authwalk
