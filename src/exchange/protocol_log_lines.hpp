// The SMTP lines in the rows of a protocol log.
#pragma once

#include <authwalk/reply.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk {

struct LoggedReplyLine {
  int code = 0;
  bool last = true;
  std::string_view text;
};

/// "250-SIZE", "535 5.7.3 Authentication unsuccessful", and "250  ...", the lines of a reply joined on one
/// row. Empty when the row is no reply.
std::optional<LoggedReplyLine> logged_reply_line(std::string_view row);

/// Never empty, and within the bounds of a reply.
Reply logged_reply(int code, const std::vector<std::string>& lines);

/// The context of an information row speaks of something that failed.
bool tells_failure(std::string_view context);

/// "535 5.7.3 Authentication unsuccessful" of "Tarpit for '0.00:00:05' due to '535 5.7.3 Authentication
/// unsuccessful'": the reply that is held back. Empty when the row is not about that.
std::string_view tarpit_reply(std::string_view data);

}  // namespace authwalk
