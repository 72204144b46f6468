#include "rehearsal/session.hpp"

#include <fmt/args.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <authwalk/report.hpp>
#include <ctime>

#include "model/lookup.hpp"

namespace authwalk::rehearsal {
namespace {

// RFC 4954 section 4.5.3: a line inside AUTH may be that long.
constexpr std::size_t longest_command = 12288;

std::string now() {
  const std::time_t time = std::time(nullptr);
  std::tm local{};
  localtime_r(&time, &local);
  std::array<char, 64> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S %z", &local);
  return {text.data(), size};
}

// The code of the last line of a reply; 0 when it has none.
int code_of(std::string_view reply) {
  const std::size_t begin = reply.rfind('\n') == std::string_view::npos ? 0 : reply.rfind('\n') + 1;
  int code = 0;
  for (char c : reply.substr(begin, 3)) {
    if (c < '0' || c > '9') return 0;
    code = code * 10 + (c - '0');
  }
  return code;
}

}  // namespace

Session::Session(Wire& wire, const Arrangement& arrangement, const Profile& profile, ServerTls& tls,
                 House& house)
    : wire_(wire), arrangement_(arrangement), profile_(profile), tls_(tls), house_(house) {}

void Session::run() {
  log("connected");
  std::string end;
  bool timed_out = false;
  try {
    serve();
  } catch (const Gone& gone) {
    end = gone.why;
    timed_out = gone.timed_out;
  }
  log(end);
  if (!timed_out) return;
  wire_.set_patience(std::chrono::seconds(1));
  reply(profile_.idle);
  wire_.hang_up(end);
}

void Session::serve() {
  if (!struck(Point::banner)) reply(profile_.banner);
  while (true) obey(hear());
}

void Session::obey(const std::string& line) {
  struct Command {
    std::string_view verb;
    void (Session::*answer)(std::string_view arguments);
  };
  static constexpr std::array commands{
      Command{"EHLO", &Session::ehlo},         Command{"HELO", &Session::helo},
      Command{"STARTTLS", &Session::starttls}, Command{"X-ANONYMOUSTLS", &Session::x_anonymoustls},
      Command{"AUTH", &Session::auth},         Command{"X-EXPS", &Session::x_exps},
      Command{"MAIL", &Session::mail},         Command{"RCPT", &Session::rcpt},
      Command{"DATA", &Session::data},         Command{"BDAT", &Session::bdat},
      Command{"RSET", &Session::rset},         Command{"NOOP", &Session::noop},
      Command{"VRFY", &Session::vrfy},         Command{"HELP", &Session::help},
      Command{"QUIT", &Session::quit},
  };
  const std::string_view text(line);
  const std::size_t blank = std::min(text.find(' '), text.size());
  const std::size_t last = text.find_last_not_of(' ');
  const std::string_view verb = text.substr(0, blank);
  const std::string_view arguments = last == std::string_view::npos || last < blank
                                         ? std::string_view()
                                         : text.substr(blank + 1, last - blank);
  for (const Command& command : commands) {
    if (same_name(command.verb, verb)) return (this->*command.answer)(arguments);
  }
  reply(profile_.unknown_command);
}

void Session::hello(std::string_view name, bool extended) {
  if (extended && struck(wire_.inside_tls() ? Point::ehlo_tls : Point::ehlo)) return;
  if (name.empty() && !profile_.empty_hello.empty()) return reply(profile_.empty_hello);
  name_ = name.empty() ? "unknown" : name;
  forget_transaction();
  if (!extended) return reply(profile_.hello);

  std::vector<std::string> lines = keywords();
  if (arrangement_.edit_keywords) arrangement_.edit_keywords(lines, wire_.inside_tls());
  lines.insert(lines.begin(), fill(profile_.hello).substr(4));
  std::string text;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const bool last = i + 1 == lines.size();
    text += fmt::format("250{}{}{}", last ? ' ' : '-', lines[i], last ? "" : "\r\n");
  }
  say(text);
}

std::vector<std::string> Session::keywords() const {
  const bool inside_tls = wire_.inside_tls();
  std::vector<std::string> offered;
  for (std::string_view keyword : profile_.keywords) {
    if (keyword == "STARTTLS" && (inside_tls || !arrangement_.connector.tls)) continue;
    if (keyword == "X-ANONYMOUSTLS" && (inside_tls || !anonymous_tls_offered())) continue;
    // Exchange binds its own mechanism to the TLS channel: it is offered inside X-ANONYMOUSTLS only.
    if (keyword.starts_with("X-EXCHANGEAUTH") && !(exchange_server() && anonymous_tls_)) continue;
    if (keyword == "X-EXPS") {
      if (exchange_server()) offered.push_back("X-EXPS" + x_exps_mechanisms());
    } else if (keyword == "AUTH") {
      if (const std::string list = auth_mechanisms(); !list.empty()) offered.push_back("AUTH" + list);
    } else {
      offered.emplace_back(keyword);
    }
  }
  return offered;
}

bool Session::exchange_server() const {
  return arrangement_.connector.exchange_server && arrangement_.connector.profile == "exchange";
}

bool Session::anonymous_tls_offered() const {
  return exchange_server() && !arrangement_.connector.suppress_x_anonymous_tls;
}

void Session::x_anonymoustls(std::string_view) {
  anonymous_tls_ = true;
  // Exchange shows its own internal transport certificate here, which no authority has signed.
  const bool usual = arrangement_.certificate == Certificate::good;
  upgrade(anonymous_tls_offered(), usual ? Certificate::self_signed : arrangement_.certificate);
  anonymous_tls_ = wire_.inside_tls();
}

void Session::upgrade(bool offered, Certificate certificate) {
  if (wire_.inside_tls()) return reply(profile_.tls_already);
  if (!offered) return reply(profile_.tls_not_offered);
  shown_ = certificate;
  if (struck(Point::starttls)) return;
  reply(profile_.tls_ready);
  secure();
}

void Session::secure() {
  if (struck(Point::handshake)) return;
  wire_.secure(tls_.context(shown_));
  log("TLS is up");
  // RFC 3207 section 4.2: what was said before TLS is forgotten.
  name_.clear();
  forget_transaction();
}

void Session::rset(std::string_view) {
  forget_transaction();
  reply(profile_.reset);
}

void Session::quit(std::string_view) {
  if (struck(Point::quit)) return;
  reply(profile_.quit);
  hang_up("QUIT");
}

bool Session::struck(Point point) {
  const auto act = arrangement_.acts.find(point);
  if (act == arrangement_.acts.end()) return false;
  act->second(*this);
  return true;
}

void Session::say(std::string_view text, std::string_view logged) {
  const int code = code_of(text);
  // A fault may echo the password: once it is known, only the codes reach the log.
  constexpr std::size_t codes = std::string_view("535 5.7.3").size();
  log(logged.empty() ? text.substr(0, password_.empty() ? text.find('\r') : codes) : logged);
  // 501 only says that the exchange was broken off, not that a credential was wrong.
  if (credential_given_ && code >= 400 && code != 501) {
    ++house_.rejected_attempts;
    credential_given_ = false;
  }
  const std::string bytes = std::string(text) + "\r\n";
  if (arrangement_.drip_ms == 0) return wire_.send(bytes);
  for (char byte : bytes) {
    wire_.send({&byte, 1});
    wire_.pause(std::chrono::milliseconds(arrangement_.drip_ms));
  }
}

void Session::reply(std::string_view words, std::string_view detail) {
  say(fill(words, detail));
}

std::string Session::fill(std::string_view words, std::string_view detail) const {
  const std::string& peer = wire_.peer();
  return fmt::format(fmt::runtime(words), fmt::arg("host", house_.plan.host_name),
                     fmt::arg("client", peer.substr(0, peer.rfind(':'))), fmt::arg("date", now()),
                     fmt::arg("user", account_ == nullptr ? "" : account_->user),
                     fmt::arg("from", sender_.value_or("")),
                     fmt::arg("to", recipients_.empty() ? "" : recipients_.back()),
                     fmt::arg("detail", detail), fmt::arg("id", fmt::format("{:08X}", house_.messages)));
}

std::string Session::hear() {
  return wire_.read_line(longest_command);
}

void Session::hang_up(const std::string& why) {
  wire_.hang_up(why);
}

// Never an answer inside AUTH: what the client says there does not reach the log.
void Session::log(std::string_view event) const {
  if (!house_.plan.log) return;
  house_.plan.log(fmt::format("{} {}: {}", arrangement_.connector.name, wire_.peer(), printable(event)));
}

}  // namespace authwalk::rehearsal
