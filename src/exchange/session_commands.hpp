// The commands of a recorded session.
#pragma once

#include <authwalk/step.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace authwalk {

struct SessionVerb {
  std::string_view name;
  std::optional<Step> step;  ///< empty: decides nothing
};

/// The verb of the line in any case; null when it is no SMTP command.
const SessionVerb* find_session_verb(std::string_view line);

inline bool is_session_command(std::string_view line) {
  return find_session_verb(line) != nullptr;
}

/// What the line begins with, as it stands there.
std::string_view session_verb_of(std::string_view line);

/// The address of "MAIL FROM:<svc@contoso.example> SIZE=1" or RCPT TO; empty for the null sender.
std::string address_of(std::string_view line);

}  // namespace authwalk
