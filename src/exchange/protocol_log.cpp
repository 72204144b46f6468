// Exchange's protocol logs (https://learn.microsoft.com/exchange/mail-flow/connectors/protocol-logging): one
// row an event, the rows of all sessions mixed. Most sessions are fine, so a row is only looked at as far as
// is needed to know that, and kept until its session has ended; a session in which something may have failed
// is then read as a conversation (protocol_log_session.cpp).
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <set>

#include "exchange/log_lines.hpp"
#include "exchange/protocol_log_ending.hpp"
#include "exchange/protocol_log_lines.hpp"
#include "exchange/protocol_log_open.hpp"
#include "exchange/readers.hpp"
#include "exchange/receive_event.hpp"
#include "exchange/text_search.hpp"
#include "report/utf8.hpp"

namespace authwalk {
namespace {

// Bounds of what is held. A real session takes a few kilobytes.
constexpr std::size_t longest_session = std::size_t{64} * 1024;
constexpr std::size_t longest_head = std::size_t{16} * 1024;
constexpr std::size_t most_held = std::size_t{64} * 1024 * 1024;
constexpr std::size_t most_open = 100'000;
constexpr std::size_t most_guesses = 256;
constexpr std::size_t most_known_paths = 4096;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::optional<LogSide> side_of_type(std::string_view log_type) {
  if (contains_in_any_case(log_type, "SMTP Send Protocol Log")) return LogSide::sending;
  if (contains_in_any_case(log_type, "SMTP Receive Protocol Log")) return LogSide::receiving;
  return std::nullopt;
}

// What stands behind "#Fields:" or "#Log-type:"; the documentation writes the latter with another capital.
std::optional<std::string_view> header_value(std::string_view line, std::string_view name) {
  if (!starts_in_any_case(line, name)) return std::nullopt;
  return trimmed(line.substr(name.size()));
}

bool is_ellipsis(std::string_view line) {
  return line.find_first_not_of(". \t") == std::string_view::npos;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const Utf8Char c = first_char(text);
    if (!c.valid) return false;
    text.remove_prefix(c.size);
  }
  return true;
}

std::string beginning_of(std::string_view line) {
  constexpr std::size_t shown = 60;
  return std::string(line.substr(0, shown)) + (line.size() > shown ? "..." : "");
}

class ProtocolLogReader : public EvidenceReader {
 public:
  ProtocolLogReader(std::string source, const EvidenceSink& sink)
      : sink_(sink),
        source_(std::move(source)),
        lines_(
            [this](std::string_view line, std::size_t number, bool torn) { take_line(line, number, torn); },
            [this](std::size_t number, std::string what) { report(number, std::move(what)); }) {}

  void feed(std::string_view bytes) override { lines_.feed(bytes); }

  bool go_on_with(const std::string& source) override {
    end_source();
    source_ = source;
    lines_.restart();
    columns_ = ProtocolLogColumns();
    side_ = LogSide::unknown;
    return true;
  }

  bool goes_on() override {
    end_source();
    return true;
  }

  void finish() override {
    end_source();
    while (OpenSession* session = open_.oldest()) end_session(*session);
    for (RecordedFailure& guess : guesses_) deliver_guess(std::move(guess));
    guesses_.clear();
  }

 private:
  // --- lines
  // --------------------------------------------------------------------------------------------------
  void end_source() {
    lines_.finish();
    // Rows without a session's id belong together only within one file.
    if (OpenSession* session = open_.find("")) end_session(*session);
    if (sessions_ > 0) sink_.sessions(std::exchange(sessions_, 0));
  }

  void take_line(std::string_view line, std::size_t number, bool torn) {
    if (line.starts_with(byte_order_mark)) line.remove_prefix(byte_order_mark.size());
    // A paste may be indented.
    if (!line.empty() && is_blank(line.front())) line = trimmed(line);
    if (line.empty()) return;
    if (line.front() == '#') return take_header(line, number);
    auto row = columns_.parse(line);
    if (!row) row = parse_short_row(line);
    if (torn && (!row || row->cut || row->quote_open)) {
      report(number, "a torn row: the file is still being written, or was cut off here");
    } else if (!row && !is_ellipsis(line)) {
      report(number, "no row of a protocol log: " + beginning_of(line));
    } else if (row && row->quote_open) {
      report(number, "a quotation mark is not closed in: " + beginning_of(line));
    }
    if (row) take_row(*row, number);
  }

  void take_header(std::string_view line, std::size_t number) {
    if (const auto fields = header_value(line, "#Fields:")) {
      const auto columns = ProtocolLogColumns::from_header(*fields);
      if (!columns)
        return report(number, "#Fields without session-id, event or data: the usual order is taken");
      columns_ = *columns;
    }
    if (const auto type = header_value(line, "#Log-type:")) {
      side_ = side_of_type(*type).value_or(LogSide::unknown);
      if (side_ == LogSide::unknown) report(number, "a log of another kind: " + beginning_of(*type));
    }
  }

  // --- rows
  // ---------------------------------------------------------------------------------------------------
  void take_row(const ProtocolLogRow& row, std::size_t number) {
    OpenSession* session = open_.find(row.session);
    if (session != nullptr && row.event == '+' && row.session.empty()) {
      end_session(*session);
      session = nullptr;
    }
    if (session == nullptr) session = &open_session(row, number);
    if (session->record.local.empty()) session->record.local = row.local;
    if (session->record.remote.empty()) session->record.remote = row.remote;
    look_at(*session, row);
    const std::size_t before = session->rows.size();
    session->rows.add(row, number);
    held_ += session->rows.size() - before;
    if (row.event == '-') {
      session->record.closed = true;
      return end_session(*session);
    }
    if (session->rows.size() > longest_session) tell_so_far(*session);
    make_room();
  }

  OpenSession& open_session(const ProtocolLogRow& row, std::size_t number) {
    OpenSession& session = open_.open(row.session);
    session.record.connector = row.connector;
    session.record.side = side_;
    session.source = source_;
    session.line = number;
    ++sessions_;
    return session;
  }

  void look_at(OpenSession& session, const ProtocolLogRow& row) {
    if (row.event == '*') {
      if (tells_failure(row.context) || row.data.starts_with("Tarpit")) suspect(session);
      return;
    }
    if (row.data.empty() || (row.event != '<' && row.event != '>')) return;
    const char first = row.data.front();
    if (is_digit(first)) {
      session.last = first;
      if (first == '4' || first == '5') suspect(session);
      return;
    }
    if (starts_in_any_case(row.data, "MAIL")) begin_transaction(session);
    session.login =
        session.login || starts_in_any_case(row.data, "AUTH") || starts_in_any_case(row.data, "X-EXPS");
    session.last = starts_in_any_case(row.data, "QUIT") ? 'Q' : 'c';
  }

  static void suspect(OpenSession& session) { session.suspicious = session.mark_suspicious = true; }

  // A transaction in which all went well is forgotten when the next one begins.
  void begin_transaction(OpenSession& session) {
    const std::size_t size = session.rows.size();
    const bool droppable = session.mail && !session.mark_suspicious && session.last == '2';
    if (droppable) {
      session.rows.cut_to(session.mark);
      held_ -= size - session.mark;
    } else {
      session.mark = size;
    }
    if (!session.mail) session.head = size;
    session.mail = true;
    session.mark_suspicious = false;
  }

  // --- sessions
  // -----------------------------------------------------------------------------------------------
  void end_session(OpenSession& session) {
    const bool fine = !session.suspicious && session.mail && (session.last == '2' || session.last == 'Q');
    if (session.mail) learn_path(session);
    if (!fine) tell(session);
    held_ -= session.rows.size();
    open_.close(session);
  }

  // The session goes on, but no more of it can be kept.
  void tell_so_far(OpenSession& session) {
    if (session.suspicious) tell(session);
    held_ -= session.rows.size();
    session.rows.cut_to(session.head <= longest_head ? session.head : 0);
    held_ += session.rows.size();
    session.head = session.mark = session.rows.size();
  }

  void make_room() {
    while (held_ > most_held || open_.count() > most_open) {
      if (!std::exchange(room_reported_, true)) {
        report(
            0,
            "more sessions are open at once than can be kept: the oldest are told as far as they had come");
      }
      end_session(*open_.oldest());
    }
  }

  void tell(OpenSession& session) {
    SessionReading reading = read_session(session.record, session.rows);
    for (RecordedFailure& failure : reading.failures) {
      const std::pair which{failure.transcript.failure->step, failure.transcript.failure->cls};
      if (std::ranges::find(session.told, which) != session.told.end()) continue;
      session.told.push_back(which);
      check_encoding(session);
      failure.source = session.source;
      failure.line = session.line;
      if (failure.receiving) failure.event = receive_event(failure.transcript, failure.receive_connector);
      if (reading.guessed) {
        hold_guess(std::move(failure));
      } else {
        sink_.failure(std::move(failure));
      }
    }
  }

  // Only what is shown matters, and one remark a file is enough.
  void check_encoding(const OpenSession& session) {
    if (session.source == badly_encoded_) return;
    bool good = is_utf8(session.record.connector);
    for (std::size_t at = 0; good && at < session.rows.size();) {
      const KeptRow row = session.rows.take(at);
      good = is_utf8(row.data) && is_utf8(row.context);
    }
    if (good) return;
    badly_encoded_ = session.source;
    sink_.problem(
        {session.source, session.line, "from here on there are bytes that are not UTF-8, shown as \\xNN"});
  }

  // --- what is only concluded
  // --------------------------------------------------------------------------------- A client that leaves
  // without sending mail may have found no way to log on, or may have had nothing to send. It had nothing to
  // send when its connector sends without logging on, or logs on at that server in other sessions.
  void learn_path(const OpenSession& session) {
    const auto learn = [](std::set<std::string, std::less<>>& known, std::string_view name) {
      if (known.size() < most_known_paths && known.find(name) == known.end()) known.emplace(name);
    };
    if (!session.login) learn(sends_without_login_, session.record.connector);
    if (session.login)
      learn(logs_on_, path_of(session.record.connector, log_endpoint(session.record.remote).text()));
  }

  static std::string path_of(std::string_view connector, std::string_view remote) {
    return fmt::format("{}\n{}", connector, remote);
  }

  void hold_guess(RecordedFailure failure) {
    if (guesses_.size() == most_guesses) {
      deliver_guess(std::move(guesses_.front()));
      guesses_.pop_front();
    }
    guesses_.push_back(std::move(failure));
  }

  void deliver_guess(RecordedFailure guess) {
    const Transcript& t = guess.transcript;
    if (sends_without_login_.contains(t.connector.Name)) return;
    if (logs_on_.contains(path_of(t.connector.Name, t.remote))) return;
    sink_.failure(std::move(guess));
  }

  void report(std::size_t number, std::string what) { sink_.problem({source_, number, std::move(what)}); }

  const EvidenceSink& sink_;
  std::string source_;
  LogLines lines_;
  ProtocolLogColumns columns_;
  LogSide side_ = LogSide::unknown;
  OpenSessions open_;
  std::size_t held_ = 0;
  std::size_t sessions_ = 0;
  bool room_reported_ = false;
  std::string badly_encoded_;  // a source of which that was told
  std::deque<RecordedFailure> guesses_;
  std::set<std::string, std::less<>> sends_without_login_;  // connectors
  std::set<std::string, std::less<>> logs_on_;              // connector and remote endpoint
};

}  // namespace

bool looks_like_protocol_log(std::string_view beginning) {
  constexpr int lines_to_try = 50;
  const ProtocolLogColumns columns;
  int short_rows = 0;
  for (int i = 0; i < lines_to_try && !beginning.empty(); ++i) {
    std::string_view line = beginning.substr(0, beginning.find('\n'));
    beginning.remove_prefix(std::min(line.size() + 1, beginning.size()));
    // A file that a crash has torn may begin with NUL bytes.
    line = trimmed(line);
    if (line.starts_with(byte_order_mark)) line.remove_prefix(byte_order_mark.size());
    if (const auto type = header_value(line, "#Log-type:")) return side_of_type(*type).has_value();
    if (const auto fields = header_value(line, "#Fields:"))
      return contains_in_any_case(*fields, "connector-id");
    const auto row = columns.parse(line);
    if (row && is_log_time(row->time) && !row->sequence.empty()) return true;
    const auto short_row = parse_short_row(line);
    if (short_row && !short_row->data.empty() && ++short_rows == 2) return true;
  }
  return false;
}

std::unique_ptr<EvidenceReader> make_protocol_log_reader(std::string source, const EvidenceSink& sink) {
  return std::make_unique<ProtocolLogReader>(std::move(source), sink);
}

}  // namespace authwalk
