// One line of a pasted session: who speaks in it, and what. Programs mark the two sides with arrows or names,
// and put times, process ids and their own names before them.
#pragma once

#include <string_view>

namespace authwalk {

enum class Speaker { unknown, server, client, program };

struct SpokenLine {
  Speaker speaker = Speaker::unknown;
  std::string_view text;
  std::string_view session;  ///< which one it belongs to, where a log says so
  bool marked = false;       ///< it had a prefix
  bool foreign = false;      ///< ... behind something of the program's own
};

/// The line taken apart, by itself.
SpokenLine parse_session_line(std::string_view line);

/// "250-SIZE 37748736", "535".
bool looks_like_reply(std::string_view text);

/// An arrow behind something of the program's own: "postfix/smtp[4711]: < ".
struct ForeignPrefix {
  Speaker speaker = Speaker::unknown;  ///< unknown: there is none
  std::string_view before;             ///< what stands in front of the arrow
  std::string_view text;               ///< what stands behind it
};

ForeignPrefix foreign_prefix(std::string_view line);

/// Without blanks in front.
std::string_view without_blanks(std::string_view text);

}  // namespace authwalk
