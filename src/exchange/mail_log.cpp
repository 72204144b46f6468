// Lines that other mail servers log: Postfix, Exim, Sendmail, MailEnable. A Send connector's smart host is
// mostly one of them, and its log is what its owner sends when asked.
#include <algorithm>
#include <array>
#include <deque>

#include "exchange/line_reader.hpp"
#include "exchange/readers.hpp"
#include "exchange/recorded_failure.hpp"
#include "exchange/reply_text.hpp"
#include "exchange/text_search.hpp"
#include "knowledge/refusal.hpp"
#include "knowledge/told_fault.hpp"

namespace authwalk {
namespace {

using enum Step;

constexpr std::size_t npos = std::string_view::npos;
using Found = std::optional<RecordedFailure>;

std::string_view after(std::string_view text, std::string_view words) {
  const std::size_t at = find_in_any_case(text, words);
  return at == npos ? std::string_view() : text.substr(at + words.size());
}

std::string_view until(std::string_view text, std::string_view mark) {
  return text.substr(0, find_in_any_case(text, mark));
}

// The line is the receiving server's: the transcript is the client's view all the same.
void note_client(RecordedFailure& record, std::string_view address) {
  record.receiving = true;
  const std::size_t open = address.rfind('[');
  if (open != npos) address = until(address.substr(open + 1), "]");
  record.transcript.local = address;
}

// "mx.contoso.example[192.0.2.7]:25" (Postfix) and "mx.contoso.example [192.0.2.7]" (Exim, Sendmail).
void note_peer(Transcript& t, std::string_view text) {
  const std::size_t open = text.find('[');
  const std::size_t close = open == npos ? npos : text.find(']', open);
  if (close == npos) return;
  t.remote = text.substr(open + 1, close - open - 1);
  if (text.substr(close + 1).starts_with(':')) {
    const std::string_view rest = text.substr(close + 2);
    const std::string_view port = rest.substr(0, rest.find_first_not_of("0123456789"));
    if (!port.empty()) t.remote += ":" + std::string(port);
  }
  name_smart_host(t);
  std::string_view name = trimmed(text.substr(0, open));
  if (const std::size_t blank = name.rfind(' '); blank != npos) name.remove_prefix(blank + 1);
  if (name.empty() || name.starts_with('(') || name == "unknown") return;
  t.connector.SmartHost = name;
}

Found refused(std::string_view reply_text, std::optional<Step> step) {
  auto reply = reply_at_start(reply_text);
  if (!reply || reply->code < 400) return std::nullopt;
  if (step == auth_result) step = step_of_refused_login(*reply);
  const Step at = step ? *step : step_of_refusal(*reply);
  RecordedFailure record = recorded(Failure{at, class_of_refusal(at, *reply), Origin::server, reply, {}});
  guess_mode(record.transcript);
  return record;
}

Found told(std::string_view text) {
  const auto fault = told_fault(text);
  if (!fault) return std::nullopt;
  RecordedFailure record =
      recorded(Failure{fault->step, fault->cls, fault->origin, std::nullopt, std::string(trimmed(text))});
  record.transcript.mode = fault->mode.value_or(Mode::None);
  guess_mode(record.transcript);
  return record;
}

Found login_failed(std::string_view mechanism, std::string_view detail) {
  RecordedFailure record = recorded(Failure{auth_result, Class::bad_credentials, Origin::server, std::nullopt,
                                            std::string(trimmed(detail))});
  record.transcript.auth.verb = "AUTH";
  record.transcript.auth.mechanism = mechanism;
  guess_mode(record.transcript);
  return record;
}

// "(host mx[192.0.2.7] said: 530 5.7.57 ... (in reply to MAIL FROM command))".
Found postfix_delivery(std::string_view line) {
  const std::string_view status = after(line, "status=");
  std::string_view reason = trimmed(after(status, " ("));
  if (reason.ends_with(')')) reason.remove_suffix(1);
  if (reason.empty() || starts_in_any_case(status, "sent")) return std::nullopt;
  Found record;
  const std::string_view said = after(reason, " said: ");
  const bool login = contains_in_any_case(until(reason, " said: "), "SASL authentication failed");
  if (!said.empty()) {
    const std::string_view command = after(said, "(in reply to ");
    record =
        refused(until(said, " (in reply to "), login ? std::optional(auth_result) : step_of_command(command));
  } else if (const std::string_view refusal = after(reason, "refused to talk to me: "); !refusal.empty()) {
    record = refused(refusal, banner);
  } else if (const std::string_view doing = after(reason, " while "); !doing.empty()) {
    const bool late = contains_in_any_case(reason, "timed out");
    std::string_view what = doing;
    for (std::string_view word : {std::string_view("sending "), std::string_view("receiving the "),
                                  std::string_view("performing the ")}) {
      if (starts_in_any_case(what, word)) what.remove_prefix(word.size());
    }
    record = recorded(Failure{step_of_command(what).value_or(connect), late ? Class::timeout : Class::closed,
                              Origin::network, std::nullopt, std::string(reason)});
  } else {
    record = told(reason);
  }
  if (!record) return record;
  note_peer(record->transcript, until(after(line, "relay="), ","));
  // "relay=none": the reason names the host.
  if (record->transcript.remote.empty()) {
    note_peer(record->transcript,
              contains_in_any_case(reason, "connect to ") ? after(reason, "connect to ") : reason);
  }
  return record;
}

// "NOQUEUE: reject: RCPT from client[192.0.2.9]: 554 5.7.1 <x>: Relay access denied; from=<...> to=<...>".
Found postfix_reject(std::string_view line) {
  const std::string_view what = after(line, "reject: ");
  const std::string_view from = after(what, " from ");
  if (from.empty()) return std::nullopt;
  Found record = refused(until(after(from, "]: "), "; from="), step_of_command(until(what, " from ")));
  if (!record) return record;
  note_client(*record, until(from, ": "));
  TransactionResult transaction;
  transaction.from = until(after(from, "; from=<"), ">");
  transaction.recipients.push_back(
      {std::string(until(after(from, " to=<"), ">")), *record->transcript.failure->reply});
  if (contains_in_any_case(from, "; from=<"))
    record->transcript.transactions.push_back(std::move(transaction));
  return record;
}

// "warning: client[192.0.2.9]: SASL LOGIN authentication failed: ..., sasl_username=svc".
Found postfix_login(std::string_view line) {
  const std::string_view rest = after(line, ": SASL ");
  if (rest.empty() || !contains_in_any_case(rest, " authentication failed")) return std::nullopt;
  Found record = login_failed(until(rest, " authentication failed"), {});
  note_client(*record, until(after(line, "warning: "), ": SASL "));
  const std::string_view user = after(rest, "sasl_username=");
  record->transcript.auth.user = user.substr(0, user.find_first_of(" ,"));
  return record;
}

// "login authenticator failed for (client) [192.0.2.9]: 535 Incorrect authentication data (set_id=svc)".
Found exim_login(std::string_view line) {
  constexpr std::string_view words = " authenticator failed";
  const std::size_t at = find_in_any_case(line, words);
  if (at == npos) return std::nullopt;
  const std::string_view before = line.substr(0, at);
  const std::string_view name = before.substr(before.rfind(' ') == npos ? 0 : before.rfind(' ') + 1);
  const std::string_view rest = line.substr(at + words.size());
  // The address that counts is the last one in brackets: the client may have given another as its name.
  const std::size_t close = rest.substr(0, rest.find(": ")).rfind(']');
  const std::size_t open = close == npos ? npos : rest.rfind('[', close);
  const std::string_view behind = open == npos ? rest : rest.substr(close + 1);
  const std::string_view text = behind.substr(std::min(behind.size(), behind.find_first_not_of(": ")));
  Found record = refused(until(text, " (set_id="), auth_result);
  if (!record) record = login_failed({}, text);
  Transcript& t = record->transcript;
  t.auth.verb = "AUTH";
  // The names of Exim's drivers are free; these are the usual ones.
  for (std::string_view mechanism : {"LOGIN", "PLAIN", "CRAM-MD5", "NTLM"}) {
    if (contains_in_any_case(name, mechanism.substr(0, 4))) t.auth.mechanism = mechanism;
  }
  t.auth.user = until(after(text, "(set_id="), ")");
  // "H=mx [192.0.2.7]" is a server that Exim logged on to; "for (client) [192.0.2.9]" a client that failed
  // here.
  const std::string_view host = after(rest.substr(0, open), "H=");
  if (host.empty()) {
    note_client(*record, rest.substr(0, close));
  } else {
    note_peer(t, after(rest, "H="));
  }
  return record;
}

// "SMTP error from remote mail server after RCPT TO:<x>: host mx [192.0.2.7]: 550 ...".
Found exim_delivery(std::string_view line) {
  std::string_view rest = after(line, "SMTP error from remote mail");
  rest = after(rest, " after ");
  if (rest.empty()) return std::nullopt;
  for (std::string_view word : {std::string_view("pipelined "), std::string_view("sending ")}) {
    if (starts_in_any_case(rest, word)) rest.remove_prefix(word.size());
  }
  const auto reply = reply_within(rest);
  if (!reply) return std::nullopt;
  Found record = refused(reply->text(), step_of_command(rest));
  if (record)
    note_peer(record->transcript,
              contains_in_any_case(line, " H=") ? after(line, " H=") : after(rest, "host "));
  return record;
}

// "H=(client) [192.0.2.9] F=<x> rejected RCPT <y>: relay not permitted": without the code that was sent.
Found exim_reject(std::string_view line) {
  const std::string_view rest = after(line, " rejected ");
  const auto step = step_of_command(rest);
  const std::string_view why = after(rest, ": ");
  if (!step || why.empty()) return std::nullopt;
  const Reply meant{550, "", {std::string(why)}};
  RecordedFailure record = recorded(
      Failure{*step, class_of_refusal(*step, meant), Origin::server, std::nullopt, std::string(why)});
  note_client(record, until(after(line, "H="), " F="));
  return record;
}

// "SMTP protocol error in "AUTH LOGIN" H=client [192.0.2.9] AUTH command used when not advertised".
Found exim_protocol_error(std::string_view line) {
  std::string_view rest = after(line, "SMTP protocol error in \"");
  if (rest.empty()) rest = after(line, "SMTP syntax error in \"");
  const auto step = step_of_command(rest);
  if (!step) return std::nullopt;
  RecordedFailure record =
      recorded(Failure{*step == auth_result ? auth_start : *step, Class::rejected, Origin::server,
                       std::nullopt, std::string(trimmed(after(rest, "] ")))});
  guess_mode(record.transcript);
  note_client(record, until(after(rest, "H="), "] "));
  return record;
}

// "ruleset=check_rcpt, ..., reject=550 5.7.1 <x>... Relaying denied"; "relay=mx [192.0.2.7], ...,
// stat=Deferred: ...".
Found sendmail(std::string_view line) {
  const std::string_view reject = after(line, "reject=");
  if (!reject.empty()) {
    const std::string_view rule = after(line, "ruleset=check_");
    Found record = refused(reject, step_of_command(rule));
    if (record) note_client(*record, until(after(line, "relay="), ","));
    return record;
  }
  const std::string_view status = after(line, "stat=");
  if (status.empty() || starts_in_any_case(status, "sent")) return std::nullopt;
  const auto reply = reply_within(status);
  Found record = reply ? refused(reply->text(), std::nullopt) : told(status);
  if (record) note_peer(record->transcript, until(after(line, "relay="), ", "));
  return record;
}

// Columns with tabs between them: an address, a command, the reply to it.
Found mailenable(std::string_view line) {
  if (!contains_in_any_case(line, "\tSMTP-")) return std::nullopt;
  std::optional<Step> step;
  std::string_view address;
  while (!line.empty()) {
    const std::string_view field = line.substr(0, line.find('\t'));
    line.remove_prefix(std::min(line.size(), field.size() + 1));
    if (std::ranges::count(field, '.') == 3 && field.find_first_not_of("0123456789.") == npos)
      address = field;
    if (const auto command = step_of_command(field); command && !step) step = command;
    if (Found record = step ? refused(field, step) : std::nullopt) {
      note_client(*record, address);
      return record;
    }
  }
  return std::nullopt;
}

struct LogKind {
  std::string_view mark;  // stands in every line of the kind
  Found (*read)(std::string_view line);
};

// The first one whose mark stands in the line and that finds a failure.
constexpr std::array kinds{
    LogKind{"status=", postfix_delivery},
    LogKind{"reject: ", postfix_reject},
    LogKind{": SASL ", postfix_login},
    LogKind{" authenticator failed", exim_login},
    LogKind{"SMTP error from remote mail", exim_delivery},
    LogKind{" rejected ", exim_reject},
    LogKind{"SMTP protocol error in ", exim_protocol_error},
    LogKind{"SMTP syntax error in ", exim_protocol_error},
    LogKind{"sendmail[", sendmail},
    LogKind{"sm-mta[", sendmail},
    LogKind{"\tSMTP-", mailenable},
    LogKind{"TLS error on connection",
            [](std::string_view line) { return told(after(line, "TLS error on")); }},
};

// The queue id in front of a Postfix line, "C53C9141028".
std::string_view queue_id(std::string_view line) {
  const std::string_view rest = after(line, "]: ");
  return rest.substr(0, rest.find(": "));
}

class MailLog : public LineReader {
 public:
  MailLog(std::string source, const EvidenceSink& sink) : LineReader(std::move(source), sink) {}

 private:
  void take(std::string_view line, std::size_t number) override {
    if (line.starts_with('#')) return;
    bool record_line = false;
    for (const LogKind& kind : kinds) {
      if (!contains_in_any_case(line, kind.mark)) continue;
      record_line = true;
      Found record = kind.read(line);
      if (!record) continue;
      if (!told_before(queue_id(line), *record)) deliver(std::move(*record), number);
      break;
    }
    if (record_line) sink_.sessions(1);
  }

  void deliver(RecordedFailure record, std::size_t number) {
    record.source = source_;
    record.line = number;
    sink_.failure(std::move(record));
  }

  // One line a recipient: a message with many of them has failed once.
  bool told_before(std::string_view queue, const RecordedFailure& record) {
    constexpr std::size_t remembered = 64;
    if (queue.empty() || queue.size() > 20 || queue.find(' ') != npos) return false;
    std::string key = std::string(queue) + " " + record.transcript.remote + " " +
                      std::string(id(record.transcript.failure->step));
    if (std::ranges::find(told_, key) != told_.end()) return true;
    told_.push_back(std::move(key));
    if (told_.size() > remembered) told_.pop_front();
    return false;
  }

  std::deque<std::string> told_;
};

}  // namespace

bool looks_like_mail_log(std::string_view beginning) {
  for (std::string_view mark : {"postfix/", "status=deferred (", "status=bounced (", " authenticator failed",
                                "SMTP error from remote mail", " rejected RCPT ", "sendmail[", "sm-mta[",
                                "\tSMTP-IN\t", "\tSMTP-OU\t"}) {
    if (contains_in_any_case(beginning, mark)) return true;
  }
  return false;
}

std::unique_ptr<EvidenceReader> make_mail_log_reader(std::string source, const EvidenceSink& sink) {
  return std::make_unique<MailLog>(std::move(source), sink);
}

}  // namespace authwalk
