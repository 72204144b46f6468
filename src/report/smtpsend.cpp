// Format smtpsend: walks as an SmtpSend protocol log of Exchange (https://learn.microsoft.com/exchange/
// mail-flow/connectors/protocol-logging), so that the two can be laid side by side, and `explain` reads both.
//
// One session a connection that was tried: an address that did not answer, the first attempt of a walk whose
// TLS broke, and the walk itself. Only rows that Exchange writes as well are written. Where a walk ended
// before a Send connector would have, or by something that Exchange has no known words for, its session
// breaks off there: a log must not tell another failure than the walk's. What belongs to no session stands in
// a
// "#Remark:" line, which readers of such logs pass over.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <utility>

#include "report/formats.hpp"
#include "report/smtpsend_words.hpp"
#include "report/utc.hpp"

namespace authwalk {
namespace {

// RFC 4180: quoted where a comma or a quotation mark would be taken for the format's.
std::string csv(std::string_view bytes) {
  const std::string text = printable(bytes);
  const bool plain = text.find_first_of(",\"") == std::string::npos;
  if (plain) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

// FNV-1a: short, and the same everywhere.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  return hash;
}

struct Row {
  double ms = 0;
  char event = '*';
  std::string data, context;
};

struct Session {
  std::string connector, local, remote;
  std::int64_t began_ms = 0;
  std::vector<Row> rows;
};

// "10.0.0.5:40112" of "connected to 192.0.2.25:25 from 10.0.0.5:40112": of a first attempt nothing else keeps
// it.
std::string local_end(const Line& connected, const std::string& otherwise) {
  const std::size_t from = connected.text.rfind(" from ");
  return from == std::string::npos ? otherwise : connected.text.substr(from + 6);
}

bool is_connected(const Line& line) {
  return line.who == '*' && line.step == Step::connect && line.text.starts_with("connected to ");
}

class WalkSessions {
 public:
  WalkSessions(const Transcript& t, std::string connector, std::int64_t began_ms)
      : t_(t), connector_(std::move(connector)), began_ms_(began_ms) {}

  std::vector<Session> write() {
    unanswered_addresses();
    const std::size_t second = t_.retry ? second_connection() : 0;
    if (t_.retry)
      connection(0, second, t_.retry->tls, Ending{t_.retry->why, own_words_for(t_.retry->why).has_value()});
    connection(second, t_.lines.size(), t_.tls, ending());
    return std::move(sessions_);
  }

 private:
  struct Ending {
    std::optional<Failure> failure;
    bool told = true;  ///< false: the session breaks off
  };

  Ending ending() const {
    if (t_.outcome == Outcome::fail) return {t_.failure, own_words_for(*t_.failure).has_value()};
    // A Send connector would have gone on.
    const bool early =
        t_.outcome == Outcome::not_tested || t_.outcome == Outcome::inconclusive || t_.quit_after;
    return {std::nullopt, !early};
  }

  // Where the connection in clear begins.
  std::size_t second_connection() const {
    const auto first = std::find_if(t_.lines.begin(), t_.lines.end(), is_connected);
    if (first == t_.lines.end()) return 0;
    return static_cast<std::size_t>(std::find_if(first + 1, t_.lines.end(), is_connected) - t_.lines.begin());
  }

  Session& open(double ms, const std::string& remote) {
    Session& session = sessions_.emplace_back();
    session.connector = connector_;
    session.remote = remote;
    session.began_ms = began_ms_;
    // What an anonymous session may do. What Externally Secured ones may is in no log that is known.
    if (t_.mode != Mode::ExternalAuthoritative) {
      session.rows.push_back({ms, '*', "SendRoutingHeaders", "Set Session Permissions"});
    }
    session.rows.push_back({ms, '*', "", "attempting to connect"});
    return session;
  }

  void unanswered_addresses() {
    for (const AddressAttempt& attempt : t_.addresses) {
      const auto cls = find_class(attempt.outcome);
      if (!cls) continue;  // "walked", "not tried"
      const bool ipv6 = attempt.address.find(':') != std::string::npos;
      const std::string host = ipv6 ? "[" + attempt.address + "]" : attempt.address;
      Session& session = open(0, fmt::format("{}:{}", host, t_.connector.Port));
      session.rows.push_back({0, '*', "", failed_to_connect(*cls, t_.connector.SmartHost, attempt.detail)});
      session.rows.push_back({0, '-', "", "Local"});
    }
  }

  void connection(std::size_t begin, std::size_t end, const std::optional<TlsFacts>& tls, const Ending& how) {
    const auto connected =
        std::find_if(t_.lines.begin() + static_cast<std::ptrdiff_t>(begin), t_.lines.end(), is_connected);
    if (connected == t_.lines.end()) return;
    Session& session = open(connected->ms, t_.remote);
    session.local = local_end(*connected, t_.local);
    session.rows.push_back({connected->ms, '+', "", ""});
    // What Exchange notes down itself comes before its QUIT.
    std::string words = how.failure ? own_words_for(*how.failure).value_or("") : "";
    const auto tell = [&](double ms) {
      if (!words.empty()) session.rows.push_back({ms, '*', "", std::exchange(words, {})});
    };
    for (std::size_t i = static_cast<std::size_t>(connected - t_.lines.begin()) + 1; i < end; ++i) {
      const Line& line = t_.lines[i];
      const bool gives_up = line.step == Step::quit || (line.who == '>' && line.text == "*");
      if (gives_up) tell(line.ms);
      if (gives_up && !how.told) break;
      take(session, line, tls);
    }
    const double last = session.rows.back().ms;
    tell(last);
    if (how.told) session.rows.push_back({last, '-', "", disconnected_by(how.failure)});
  }

  static void take(Session& session, const Line& line, const std::optional<TlsFacts>& tls) {
    switch (line.who) {
      case '>':
        sent(session, line);
        break;
      case '<':
        heard(session, line);
        break;
      default:
        if (line.step == Step::tls_handshake && tls && tls->established) {
          secured(session, line, *tls);
        }
    }
  }

  static void sent(Session& session, const Line& line) {
    const bool login = line.step >= Step::auth_start && line.step <= Step::auth_result;
    if (login) {
      const LoggedSecret shown = without_secret(line.text);
      session.rows.push_back({line.ms, '>', shown.data, shown.context});
    } else if (!is_message(line)) {
      session.rows.push_back({line.ms, '>', line.text, ""});
    }
  }

  // Behind DATA only commands are logged.
  static bool is_message(const Line& line) {
    return line.step == Step::data && !line.text.starts_with("DATA") && !line.text.starts_with("BDAT");
  }

  static void heard(Session& session, const Line& line) {
    const bool challenge =
        line.step >= Step::auth_start && line.step <= Step::auth_result && line.text.starts_with("334");
    if (challenge) {
      session.rows.push_back({line.ms, '<', "334 <authentication response>",
                              line.text.substr(std::min<std::size_t>(4, line.text.size()))});
    } else {
      session.rows.push_back({line.ms, '<', line.text, ""});
    }
  }

  static void secured(Session& session, const Line& line, const TlsFacts& tls) {
    const auto row = [&](std::string data, std::string context) {
      session.rows.push_back({line.ms, '*', std::move(data), std::move(context)});
    };
    if (tls.client_certificate_sent) row("", "Sending certificate");
    row("", negotiation_succeeded(tls));
    if (tls.chain.empty()) return;
    const CertificateFacts& own = tls.chain.front();
    row("", "Received certificate");
    row(own.subject, "Certificate subject");
    row(own.issuer, "Certificate issuer name");
    if (!own.names.empty()) row(fmt::format("{}", fmt::join(own.names, ";")), "Certificate alternate names");
  }

  const Transcript& t_;
  std::string connector_;
  std::int64_t began_ms_;
  std::vector<Session> sessions_;
};

class Log {
 public:
  explicit Log(const Report& report)
      : report_(report), began_ms_(utc_milliseconds(report.started).value_or(0)) {
    for (const ReportedWalk& walk : report.walks)
      modes_[name_of(walk.transcript)].insert(walk.transcript.mode);
  }

  std::string print() {
    out_ = fmt::format(
        "#Software: authwalk {}, in the format of Microsoft Exchange Server\n#Version: 15.0.0.0\n"
        "#Log-type: SMTP Send Protocol Log\n#Date: {}\n"
        "#Fields: "
        "date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,"
        "context\n",
        printable(report_.version), utc_text(began_ms_));
    for (const ReportedWalk& walk : report_.walks) add(walk.transcript);
    return std::move(out_);
  }

 private:
  static std::string name_of(const Transcript& t) {
    return t.connector.Name.empty() ? t.connector.target() : t.connector.Name;
  }

  // A Send connector has one mode; what is tried in several must not be taken for one connector.
  std::string connector_of(const Transcript& t) {
    const std::string name = name_of(t);
    return modes_[name].size() == 1 ? name : fmt::format("{} ({})", name, id(t.mode));
  }

  void add(const Transcript& t) {
    out_ += "#Remark: " + printable(remark(t)) + "\n";
    const std::int64_t began = utc_milliseconds(t.started).value_or(began_ms_);
    for (const Session& session : WalkSessions(t, connector_of(t), began).write()) add(session, t);
  }

  static std::string remark(const Transcript& t) {
    std::string text = fmt::format("{} with {}: {}", id(t.mode), t.connector.target(), id(t.outcome));
    if (t.failure) text += fmt::format(" at {} ({})", id(t.failure->step), id(t.failure->cls));
    if (t.remote.empty() && t.addresses.empty()) text += "; no connection was tried";
    return text;
  }

  void add(const Session& session, const Transcript& t) {
    const std::string id = session_id(session, t);
    std::size_t number = 0;
    for (const Row& row : session.rows) {
      // Before the connection stands there is no local end.
      const bool connected = !session.local.empty() && number >= first_connected(session);
      const auto ms = session.began_ms + static_cast<std::int64_t>(std::clamp(row.ms, 0.0, 1e12));
      out_ += fmt::format("{},{},{},{},{},{},{},{},{}\n", utc_text(ms), csv(session.connector), id, number++,
                          connected ? csv(session.local) : "", csv(session.remote), row.event, csv(row.data),
                          csv(row.context));
    }
  }

  static std::size_t first_connected(const Session& session) {
    const auto connected = std::find_if(session.rows.begin(), session.rows.end(),
                                        [](const Row& row) { return row.event == '+'; });
    return static_cast<std::size_t>(connected - session.rows.begin());
  }

  // Sixteen digits that begin as Exchange's do; the same for the same walk, and never two alike in one log.
  std::string session_id(const Session& session, const Transcript& t) {
    const std::string key =
        fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}", session.began_ms, session.connector, session.local,
                    session.remote, t.connector.target(), id(t.mode), t.walk_id);
    constexpr std::uint64_t fourteen_digits = 0x00FFFFFFFFFFFFFF;
    std::uint64_t number = hash_of(key) & fourteen_digits;
    while (!ids_.insert(number).second) number = (number + 1) & fourteen_digits;
    return fmt::format("08{:014X}", number);
  }

  const Report& report_;
  std::int64_t began_ms_;
  std::string out_;
  std::map<std::string, std::set<Mode>> modes_;
  std::set<std::uint64_t> ids_;
};

}  // namespace

std::string render_smtpsend(const Report& report, const RenderOptions&) {
  return Log(report).print();
}

}  // namespace authwalk
