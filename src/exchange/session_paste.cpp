// SMTP sessions as text: telnet, swaks, openssl s_client, curl -v, and the session logs that servers write.
// Each line is told apart by its content first, for the arrows of one program point the other way in the
// next.
#include <algorithm>
#include <array>
#include <map>

#include "exchange/line_reader.hpp"
#include "exchange/readers.hpp"
#include "exchange/session_commands.hpp"
#include "exchange/session_record.hpp"
#include "exchange/text_search.hpp"
#include "knowledge/told_fault.hpp"

namespace authwalk {
namespace {

constexpr std::size_t npos = std::string_view::npos;
// Of a server's log; the oldest is taken as ended when another one begins.
constexpr std::size_t most_sessions_at_once = 64;

enum class Speaker { unknown, server, client, program };

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
    PrefixRow{"S: ", Speaker::server},
    PrefixRow{"C: ", Speaker::client},
};

// What the programs themselves say, at the beginning of a line.
constexpr std::array<std::string_view, 9> program_lines{
    "telnet:",        "curl:",         "Error", "connect:", "connect to ",
    "Could not open", "Connecting To", "SSL ",  "openssl:",
};

constexpr std::array<std::string_view, 5> ends{"closed by foreign host", "closed connection unexpectedly",
                                               "Connection to host lost", "Connection closed by remote",
                                               "closed by remote host"};

bool looks_like_reply(std::string_view text) {
  const bool code =
      text.size() >= 3 && text[0] >= '2' && text[0] <= '5' && is_digit(text[1]) && is_digit(text[2]);
  return code && (text.size() == 3 || text[3] == ' ' || text[3] == '-');
}

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

// "{ [5 bytes data]": how much curl has moved.
bool counts_bytes(std::string_view line) {
  return (line.starts_with("{ [") || line.starts_with("} [")) && line.ends_with(']');
}

struct SpokenLine {
  Speaker speaker = Speaker::unknown;
  std::string_view text;
  std::string_view session;  // which one it belongs to, where a log says so
  bool marked = false;       // it had a prefix
};

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

SpokenLine parse(std::string_view line) {
  SpokenLine found = log_row(line);
  if (found.marked) return found;
  found.text = without_time(without_progress(line));
  const std::string_view text =
      found.text.substr(std::min(found.text.size(), found.text.find_first_not_of(" \t")));
  for (const PrefixRow& row : prefixes) {
    // A bare ">" is an empty line of the client.
    if (!starts_in_any_case(text, row.prefix) && text != trimmed(row.prefix)) continue;
    found.speaker = row.speaker;
    found.marked = true;
    found.text = text.substr(std::min(text.size(), row.prefix.size()));
    found.text = found.text.substr(std::min(found.text.size(), found.text.find_first_not_of(' ')));
    break;
  }
  if (found.text.ends_with("\\r\\n'")) found.text.remove_suffix(5);
  return found;
}

std::string_view after(std::string_view text, std::string_view words) {
  const std::size_t at = find_in_any_case(text, words);
  return at == npos ? std::string_view() : trimmed(text.substr(at + words.size()));
}

std::string_view first_word(std::string_view text) {
  text = text.substr(0, text.find_first_of(" \t,()"));
  while (text.ends_with('.') || text.ends_with(':')) text.remove_suffix(1);
  return text;
}

// What OpenSSL and curl found wrong with a certificate before they went on all the same; empty when nothing
// was.
std::string_view judged(std::string_view text) {
  for (std::string_view words :
       {"Verify return code: ", "Verification error: ", "verify error:", "SSL certificate verify result: "}) {
    const std::string_view verdict = after(text, words);
    if (!verdict.empty()) return verdict.starts_with("0 ") ? std::string_view() : verdict;
  }
  return {};
}

class SessionPaste : public LineReader {
 public:
  SessionPaste(std::string source, const EvidenceSink& sink) : LineReader(std::move(source), sink) {}

 private:
  struct Session {
    SessionRecord record;
    std::size_t line = 0;
  };
  using Place = std::map<std::string, Session, std::less<>>::iterator;

  void end() override {
    while (!sessions_.empty()) end_session(sessions_.begin());
  }

  void take(std::string_view line, std::size_t number) override {
    const SpokenLine spoken = parse(line);
    const auto known = sessions_.find(spoken.session);
    if (known != sessions_.end() && known->second.record.in_message() && !ends_message(spoken)) return;
    if (line.starts_with('#') || trimmed(line).empty() || counts_bytes(line)) return;
    SessionRecord& record = session_of(spoken.session, number).record;
    if (record.in_login() && trimmed(line) == "*") {
      record.said("*");
    } else if (spoken.speaker == Speaker::program) {
      program_says(spoken.text, spoken.session, number);
    } else if (looks_like_reply(spoken.text) && !(spoken.speaker == Speaker::client && record.in_login())) {
      if (record.is_next_banner(spoken.text)) end_session(sessions_.find(spoken.session));
      hear(session_of(spoken.session, number).record, spoken.text);
    } else if (spoken.speaker == Speaker::server) {
      return;  // no reply: what is left of a line that was cut
    } else if (is_session_command(spoken.text) || spoken.marked) {
      client_says(record, spoken);
    } else if (record.in_login() && !is_program_line(spoken.text)) {
      record.said(spoken.text);
    } else {
      record.muttered();
      program_says(spoken.text, spoken.session, number);
    }
  }

  // hMailServer writes a reply of several lines into one, with this between them.
  static void hear(SessionRecord& record, std::string_view text) {
    constexpr std::string_view line_end = "[nl]";
    while (true) {
      const std::size_t end = text.find(line_end);
      record.heard(text.substr(0, end));
      if (end == npos) return;
      text.remove_prefix(end + line_end.size());
    }
  }

  // In a message the arrows tell; without them a line of the server has a status code.
  static bool ends_message(const SpokenLine& spoken) {
    if (spoken.speaker == Speaker::server || spoken.speaker == Speaker::program) return true;
    if (trimmed(spoken.text) == ".") return true;
    const bool reply = looks_like_reply(spoken.text) && spoken.speaker != Speaker::client;
    return reply && spoken.text.size() > 8 && is_digit(spoken.text[4]) && spoken.text[5] == '.';
  }

  static void client_says(SessionRecord& record, const SpokenLine& spoken) {
    // Without an arrow a single dot ends a message, and nothing else.
    if (trimmed(spoken.text) == "." && !record.in_message()) return;
    record.said(spoken.text);
  }

  static bool is_program_line(std::string_view text) {
    return std::ranges::any_of(program_lines,
                               [&](std::string_view words) { return starts_in_any_case(text, words); }) ||
           std::ranges::any_of(ends,
                               [&](std::string_view words) { return contains_in_any_case(text, words); });
  }

  void program_says(std::string_view text, std::string_view key, std::size_t number) {
    const bool another = starts_in_any_case(text, "CONNECTED(") || starts_in_any_case(text, "Trying ");
    if (another && session_of(key, number).record.spoken()) end_session(sessions_.find(key));
    SessionRecord& record = session_of(key, number).record;
    if (starts_in_any_case(text, "Trying ")) {
      record.connected_to({}, first_word(after(text, "Trying ")));
    } else if (starts_in_any_case(text, "Connected to ")) {
      record.connected_to(first_word(after(text, "Connected to ")), {});
    } else if (std::ranges::any_of(
                   ends, [&](std::string_view words) { return contains_in_any_case(text, words); })) {
      record.hung_up();
    } else {
      about_tls(record, text);
    }
  }

  static void about_tls(SessionRecord& record, std::string_view text) {
    const std::string_view cipher = after(text, "Cipher is ");
    if (!cipher.empty() && cipher != "(NONE)") {
      record.secured(first_word(after(text, "New, ")), first_word(cipher));
    } else if (starts_in_any_case(text, "TLS started with cipher ")) {
      const std::string_view what = after(text, "cipher ");
      record.secured(what.substr(0, what.find(':')), what.substr(std::min(what.size(), what.find(':') + 1)));
    } else if (starts_in_any_case(text, "SSL connection using ")) {
      record.secured(first_word(after(text, "using ")), after(text, " / "));
    } else if (!judged(text).empty()) {
      const auto fault = told_fault(judged(text));
      record.distrusted(fault ? fault->cls : Class::cert_untrusted, judged(text));
    } else if (const auto fault = told_fault(text)) {
      record.broke(*fault, trimmed(text));
    }
  }

  Session& session_of(std::string_view key, std::size_t number) {
    const auto found = sessions_.find(key);
    if (found != sessions_.end()) return found->second;
    if (sessions_.size() >= most_sessions_at_once) end_session(oldest());
    Session& session = sessions_[std::string(key.substr(0, 64))];
    session.line = number;
    return session;
  }

  Place oldest() {
    return std::ranges::min_element(sessions_, {}, [](const auto& entry) { return entry.second.line; });
  }

  void end_session(Place place) {
    if (place == sessions_.end()) return;
    Session session = std::move(place->second);
    sessions_.erase(place);
    if (!session.record.begun()) return;
    sink_.sessions(1);
    auto failure = session.record.end();
    if (!failure) return;
    failure->source = source_;
    failure->line = session.line;
    sink_.failure(std::move(*failure));
  }

  std::map<std::string, Session, std::less<>> sessions_;
};

// How much one line speaks for a session.
int weight(std::string_view line) {
  const SpokenLine spoken = parse(line);
  const std::string_view text = spoken.text;
  for (std::string_view mark :
       {"=== Trying", "=== Connected", "Escape character is", "CONNECTED(", "telnet: ", "curl: ("}) {
    if (starts_in_any_case(line, mark)) return 2;
  }
  if (starts_in_any_case(text, "Trying ")) return 1;
  // Refusals stand in queue errors and mail logs as well.
  if (looks_like_reply(text)) return text[0] < '4' && text.size() > 3 ? 1 : 0;
  return is_session_command(text) ? 1 : 0;
}

}  // namespace

bool looks_like_session(std::string_view beginning) {
  int total = 0;
  while (!beginning.empty() && total < 2) {
    const std::string_view line = beginning.substr(0, beginning.find('\n'));
    beginning.remove_prefix(std::min(beginning.size(), line.size() + 1));
    total += weight(line.ends_with('\r') ? line.substr(0, line.size() - 1) : line);
  }
  return total >= 2;
}

std::unique_ptr<EvidenceReader> make_session_reader(std::string source, const EvidenceSink& sink) {
  return std::make_unique<SessionPaste>(std::move(source), sink);
}

}  // namespace authwalk
