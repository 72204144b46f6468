#include "exchange/session_line.hpp"

#include <algorithm>
#include <array>

#include "exchange/session_commands.hpp"
#include "exchange/text_search.hpp"

namespace authwalk {
namespace {

constexpr std::size_t npos = std::string_view::npos;
struct PrefixRow {
  std::string_view prefix;
  Speaker speaker;
};

// The longer before the shorter that it begins with. Blanks before a prefix do not matter.
constexpr std::array prefixes{
    PrefixRow{"=== ", Speaker::program},  // swaks
    PrefixRow{"*** ", Speaker::program},
    PrefixRow{"<** ", Speaker::server},
    PrefixRow{"<~* ", Speaker::server},
    PrefixRow{"SERVER -> CLIENT: ", Speaker::server},  // PHPMailer
    PrefixRow{"CLIENT -> SERVER: ", Speaker::client},
    PrefixRow{"SMTP<< ", Speaker::server},  // exim -d
    PrefixRow{"SMTP>> ", Speaker::client},
    PrefixRow{"<<< ", Speaker::server},
    PrefixRow{">>> ", Speaker::client},  // sendmail -v
    PrefixRow{"<-- ", Speaker::server},  // msmtp
    PrefixRow{"--> ", Speaker::client},
    PrefixRow{"<- ", Speaker::server},
    PrefixRow{"<~ ", Speaker::server},
    PrefixRow{"-> ", Speaker::client},
    PrefixRow{"~> ", Speaker::client},
    PrefixRow{"<< ", Speaker::server},
    PrefixRow{">> ", Speaker::client},
    PrefixRow{"<= ", Speaker::server},
    PrefixRow{"=> ", Speaker::client},
    PrefixRow{"< ", Speaker::server},  // curl
    PrefixRow{"> ", Speaker::client},
    PrefixRow{"* ", Speaker::program},
    PrefixRow{"reply: b'", Speaker::server},  // Python's smtplib
    PrefixRow{"send: '", Speaker::client},
    PrefixRow{"SERVER: ", Speaker::server},
    PrefixRow{"CLIENT: ", Speaker::client},
    PrefixRow{"RECEIVED: ", Speaker::unknown},  // on whichever side
    PrefixRow{"RECV: ", Speaker::unknown},
    PrefixRow{"SENT: ", Speaker::unknown},
    PrefixRow{"SEND: ", Speaker::unknown},
    PrefixRow{"[<-] ", Speaker::server},
    PrefixRow{"[->] ", Speaker::client},
    PrefixRow{"[S]", Speaker::server},
    PrefixRow{"[C]", Speaker::client},
    PrefixRow{"S: ", Speaker::server},
    PrefixRow{"C: ", Speaker::client},
};

// "01:16:50 ", "[12:00:00.123] ", "2026-11-21 12:00:00 ", "2026-11-21T12:00:00Z ".
std::string_view without_time(std::string_view text) {
  std::string_view rest = text;
  bool clock = false;
  while (true) {
    rest = rest.substr(std::min(rest.size(), rest.find_first_not_of(" \t")));
    const std::string_view word = rest.substr(0, rest.find_first_of(" \t"));
    constexpr std::string_view parts = "0123456789:.,-/TZ+[]";
    const bool time = word.find_first_not_of(parts) == npos && std::ranges::count_if(word, is_digit) >= 4 &&
                      word.find_first_of(":-/") != npos && !looks_like_reply(word);
    if (!time) break;
    clock = clock || word.find(':') != npos;
    rest.remove_prefix(word.size());
  }
  return clock ? rest : text;
}

// curl draws its progress in front of what it says: "  0     0 ... --:--:--     0* Connected to ...".
std::string_view without_progress(std::string_view line) {
  constexpr std::string_view last_column = "--:--:-- ";
  const std::size_t at = line.rfind(last_column);
  if (at == npos) return line;
  const std::string_view rest = line.substr(at + last_column.size());
  return rest.substr(std::min(rest.size(), rest.find_first_not_of(" 0123456789kM")));
}

// hMailServer: "SMTPD"<tab>thread<tab>session<tab>"time"<tab>"address"<tab>"SENT: 220 ...".
SpokenLine log_row(std::string_view line) {
  SpokenLine found;
  const std::size_t last = line.rfind('\t');
  if (last == npos || !line.ends_with('"')) return found;
  std::string_view text = trimmed(line.substr(last + 1));
  text = text.substr(1, text.size() - 2);
  for (std::string_view prefix : {std::string_view("SENT: "), std::string_view("RECEIVED: ")}) {
    if (!starts_in_any_case(text, prefix)) continue;
    std::string_view rest = line;
    for (int field = 0; field < 2 && rest.find('\t') != npos; ++field)
      rest.remove_prefix(rest.find('\t') + 1);
    found.session = rest.substr(0, rest.find('\t'));
    found.text = text.substr(prefix.size());
    found.marked = true;
  }
  return found;
}

const PrefixRow* prefix_of(std::string_view text) {
  const auto row = std::ranges::find_if(prefixes, [&](const PrefixRow& r) {
    // A bare ">" is an empty line of the client.
    return starts_in_any_case(text, r.prefix) || text == trimmed(r.prefix);
  });
  return row == prefixes.end() ? nullptr : &*row;
}

// "mx.contoso.example[192.0.2.7]:587: " behind an arrow of Postfix.
std::string_view without_peer(std::string_view text) {
  const std::string_view word = text.substr(0, text.find(' '));
  return word.ends_with(':') && word.find('[') != npos ? without_blanks(text.substr(word.size())) : text;
}

// What programs put before the arrows of their session: time, host, "postfix/smtp[4711]:", a process id.
constexpr std::size_t longest_foreign_prefix = 160;

}  // namespace

bool looks_like_reply(std::string_view text) {
  const bool code =
      text.size() >= 3 && text[0] >= '2' && text[0] <= '5' && is_digit(text[1]) && is_digit(text[2]);
  return code && (text.size() == 3 || text[3] == ' ' || text[3] == '-');
}

std::string_view without_blanks(std::string_view text) {
  return text.substr(std::min(text.size(), text.find_first_not_of(" \t")));
}

ForeignPrefix foreign_prefix(std::string_view line) {
  constexpr std::string_view ends_of_prefix = " )]:";
  for (std::size_t at = line.find_first_of(ends_of_prefix); at != npos && at < longest_foreign_prefix;
       at = line.find_first_of(ends_of_prefix, at + 1)) {
    const std::string_view rest = without_blanks(line.substr(at + 1));
    const PrefixRow* row = rest.empty() || is_letter(rest.front()) ? nullptr : prefix_of(rest);
    if (row == nullptr && (starts_in_any_case(rest, "SMTP<<") || starts_in_any_case(rest, "SMTP>>") ||
                           starts_in_any_case(rest, "SERVER -> ") || starts_in_any_case(rest, "CLIENT -> ")))
      row = prefix_of(rest);
    if (row == nullptr || (row->speaker != Speaker::server && row->speaker != Speaker::client)) continue;
    const std::string_view text = without_blanks(rest.substr(std::min(rest.size(), row->prefix.size())));
    return {row->speaker, trimmed(line.substr(0, line.size() - rest.size())), without_peer(text)};
  }
  return {};
}

SpokenLine parse_session_line(std::string_view line) {
  SpokenLine found = log_row(line);
  if (found.marked) return found;
  found.text = without_time(without_progress(line));
  const std::string_view text = without_blanks(found.text);
  if (const PrefixRow* row = prefix_of(text)) {
    found.speaker = row->speaker;
    found.marked = true;
    found.text = without_peer(without_blanks(text.substr(std::min(text.size(), row->prefix.size()))));
  } else if (const ForeignPrefix foreign = foreign_prefix(line);
             foreign.speaker != Speaker::unknown &&
             (looks_like_reply(foreign.text) || is_session_command(foreign.text))) {
    found.speaker = foreign.speaker;
    found.marked = found.foreign = true;
    found.text = foreign.text;
  }
  if (found.text.ends_with("\\r\\n'")) found.text.remove_suffix(5);
  return found;
}

}  // namespace authwalk
