// SMTP sessions as text: telnet, swaks, openssl s_client, curl -v, and the session logs that servers write.
// Each line is told apart by its content first, for the arrows of one program point the other way in the
// next.
#include <algorithm>
#include <array>
#include <map>

#include "exchange/line_reader.hpp"
#include "exchange/readers.hpp"
#include "exchange/session_commands.hpp"
#include "exchange/session_line.hpp"
#include "exchange/session_record.hpp"
#include "exchange/text_search.hpp"
#include "exchange/w3c_smtp_row.hpp"
#include "knowledge/told_fault.hpp"

namespace authwalk {
namespace {

constexpr std::size_t npos = std::string_view::npos;
// Of a server's log; the oldest is taken as ended when another one begins.
constexpr std::size_t most_sessions_at_once = 64;

// "{ [5 bytes data]": how much curl has moved.
bool counts_bytes(std::string_view line) {
  return (line.starts_with("{ [") || line.starts_with("} [")) && line.ends_with(']');
}

// What the programs themselves say, at the beginning of a line.
constexpr std::array<std::string_view, 9> program_lines{
    "telnet:",        "curl:",         "Error", "connect:", "connect to ",
    "Could not open", "Connecting To", "SSL ",  "openssl:",
};

constexpr std::array<std::string_view, 6> ends{"SMTP(close)",
                                               "closed by foreign host",
                                               "closed connection unexpectedly",
                                               "Connection to host lost",
                                               "Connection closed by remote",
                                               "closed by remote host"};

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

// What a program says before it connects: "Connection: opening to mx.contoso.example:587, t=10".
constexpr std::array<std::string_view, 6> before_host{"opening to ",      "connected to host ",
                                                      "connect to host ", "Connecting to ",
                                                      "connection to ",   "connecting: "};

// The name in "tls://mx.contoso.example:587/", "\"mx.contoso.example\", port 25"; empty when there is none.
std::string_view host_name(std::string_view host) {
  while (!host.empty() && (host.front() == '"' || host.front() == '\'')) host.remove_prefix(1);
  for (std::string_view scheme : {"tls://", "ssl://", "tcp://", "smtp://"}) {
    if (starts_in_any_case(host, scheme)) host.remove_prefix(scheme.size());
  }
  host = host.substr(0, host.find_first_of(" ,:;\"'/("));
  while (host.ends_with('.')) host.remove_suffix(1);
  const bool name = host.find('.') != npos && host.find_first_of("[]<>{}@") == npos &&
                    is_letter(host.front()) && (is_letter(host.back()) || is_digit(host.back()));
  return name ? host : std::string_view();
}

std::string_view host_dialled(std::string_view text) {
  for (std::string_view words : before_host) {
    if (const std::string_view host = host_name(after(text, words)); !host.empty()) return host;
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
    if (const auto columns = W3cSmtpColumns::from_header(line)) w3c_ = columns;
    if (w3c_ && !line.starts_with('#')) return take_row(w3c_->parse(line), number);
    const SpokenLine spoken = of_this_program(line, parse_session_line(line));
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

  // A row of IIS has the command, the reply, or both.
  void take_row(const std::optional<W3cSmtpRow>& row, std::size_t number) {
    if (!row) return;
    if (!row->command.empty()) {
      // The next session of the same peer.
      const bool greeting =
          starts_in_any_case(row->command, "EHLO") || starts_in_any_case(row->command, "HELO");
      const auto known = sessions_.find(row->peer);
      if (greeting && known != sessions_.end() && known->second.record.greeted()) end_session(known);
      session_of(row->peer, number).record.said(row->command);
    }
    if (row->reply.empty()) return;
    SessionRecord& record = session_of(row->peer, number).record;
    if (record.is_next_banner(row->reply)) end_session(sessions_.find(row->peer));
    hear(session_of(row->peer, number).record, row->reply);
    // It keeps no more of the message than that.
    if (SessionRecord& now = session_of(row->peer, number).record; now.in_message()) now.said(".");
  }

  // Where every line of the conversation has something in front, one without an arrow may go on with a reply,
  // and what stands behind an arrow may be an answer to a 334.
  SpokenLine of_this_program(std::string_view line, SpokenLine spoken) {
    if (spoken.foreign) {
      prefix_ = foreign_prefix(line).before;
      return spoken;
    }
    if (prefix_.empty() || spoken.marked) return spoken;
    if (const ForeignPrefix foreign = foreign_prefix(line); foreign.speaker != Speaker::unknown) {
      spoken.speaker = foreign.speaker;
      spoken.text = foreign.text;
      spoken.marked = true;
    } else if (trimmed(line).starts_with(prefix_)) {
      spoken.text = without_blanks(trimmed(line).substr(prefix_.size()));
      if (!looks_like_reply(spoken.text)) spoken.speaker = Speaker::program;
    } else if (const std::size_t end = line.find("]: "); end != npos) {
      // Of the same program, about something else.
      spoken.text = line.substr(end + 3);
      spoken.speaker = Speaker::program;
    }
    return spoken;
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
    } else if (const std::string_view dialled = host_dialled(text); !dialled.empty()) {
      record.connected_to(dialled, {});
      about_tls(record, text);
    } else if (starts_in_any_case(text, "Connected to ")) {
      const std::string_view host = host_name(after(text, "Connected to "));
      record.connected_to(host.empty() ? first_word(after(text, "Connected to ")) : host, {});
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
    } else if (auto told = failure_of_reply(text, std::nullopt)) {
      record.reported(*told->transcript.failure);
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
  std::string prefix_;  // before the last arrow
  std::optional<W3cSmtpColumns> w3c_;
};

// How much one line speaks for a session.
int weight(std::string_view line) {
  if (W3cSmtpColumns::from_header(line)) return 2;
  const SpokenLine spoken = parse_session_line(line);
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
