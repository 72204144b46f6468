#include "exchange/session_commands.hpp"

#include <algorithm>
#include <array>

#include "exchange/text_search.hpp"

namespace authwalk {
namespace {

using enum Step;

constexpr std::array verbs{
    SessionVerb{"EHLO", ehlo},
    SessionVerb{"HELO", ehlo},
    SessionVerb{"STARTTLS", starttls},
    SessionVerb{"X-ANONYMOUSTLS", starttls},
    SessionVerb{"AUTH", auth_start},
    SessionVerb{"X-EXPS", auth_start},
    SessionVerb{"MAIL", mail_from},
    SessionVerb{"RCPT", rcpt_to},
    SessionVerb{"DATA", data},
    SessionVerb{"BDAT", data},
    SessionVerb{"QUIT", quit},
    SessionVerb{"RSET", std::nullopt},
    SessionVerb{"NOOP", std::nullopt},
    SessionVerb{"HELP", std::nullopt},
    SessionVerb{"VRFY", std::nullopt},
    SessionVerb{"EXPN", std::nullopt},
    SessionVerb{"XCLIENT", std::nullopt},
};

}  // namespace

std::string address_of(std::string_view line) {
  const std::size_t open = line.find('<');
  const std::size_t close = open == std::string_view::npos ? open : line.find('>', open);
  if (close != std::string_view::npos) return std::string(line.substr(open + 1, close - open - 1));
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return {};
  const std::string_view rest = trimmed(line.substr(colon + 1));
  return std::string(rest.substr(0, rest.find(' ')));
}

std::string_view session_verb_of(std::string_view line) {
  line = trimmed(line);
  return line.substr(0, line.find_first_of(" \t:"));
}

const SessionVerb* find_session_verb(std::string_view line) {
  const auto found = std::ranges::find_if(
      verbs, [&](const SessionVerb& row) { return same_name(row.name, session_verb_of(line)); });
  return found == verbs.end() ? nullptr : &*found;
}

}  // namespace authwalk
