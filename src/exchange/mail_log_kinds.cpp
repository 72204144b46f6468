#include "exchange/mail_log_kinds.hpp"

#include <algorithm>
#include <array>

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

Found refused(const std::optional<Reply>& reply, std::optional<Step> step) {
  if (!reply || (reply->code != 0 && reply->code < 400)) return std::nullopt;
  if (step == auth_result) step = step_of_refused_login(*reply);
  RecordedFailure record = refused_with(*reply, step);
  guess_mode(record.transcript);
  return record;
}

Found refused(std::string_view reply_text, std::optional<Step> step) {
  return refused(reply_at_start(reply_text), step);
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

// A message that was deferred or bounced has failed, whatever the words: for now or for good, and more is not
// known.
RecordedFailure unexplained(std::string_view line, std::string_view reason, Origin origin) {
  if (const auto reply = reply_within(reason)) return refused_with(*reply, std::nullopt);
  const bool for_good =
      starts_in_any_case(after(line, "status="), "bounced") || contains_in_any_case(line, "dsn=5");
  return recorded(Failure{rcpt_to, for_good ? Class::rejected : Class::rejected_temporarily, origin,
                          std::nullopt, std::string(trimmed(reason))});
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
  const std::string_view relay = until(after(line, "relay="), ",");
  if (!record) record = unexplained(line, reason, relay == "none" ? Origin::local : Origin::server);
  note_peer(record->transcript, relay);
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
  Found record = refused(reply_within(rest), step_of_command(rest));
  if (record)
    note_peer(record->transcript,
              contains_in_any_case(line, " H=") ? after(line, " H=") : after(rest, "host "));
  return record;
}

// "== user@fabrikam.example R=smarthost T=remote_smtp defer (-53): retry time not reached for any host",
// "** user@fabrikam.example: Unrouteable address": a message that was put off or given up.
Found exim_unexplained(std::string_view line) {
  const bool for_now = line.find(" == ") != npos;
  const std::string_view address = after(line, for_now ? " == " : " ** ");
  if (until(address, " ").find('@') == npos) return std::nullopt;
  const std::string_view why = trimmed(after(for_now ? after(address, " defer (") : address, ": "));
  Found record = told(why);
  if (!record) record = unexplained(for_now ? "status=deferred" : "status=bounced", why, Origin::local);
  if (const std::string_view host = after(line, " H="); !host.empty()) note_peer(record->transcript, host);
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
  if (starts_in_any_case(status, "queued")) return std::nullopt;
  const auto reply = reply_within(status);
  Found record = reply ? refused(reply, std::nullopt) : told(status);
  const std::string_view dsn = until(after(line, "dsn="), ",");
  // "dsn=5.7.57, stat=Service unavailable": sendmail's own words for what the server's code says.
  if (!record && dsn.size() > 4 && dsn.substr(1, 3) != ".0.")
    record = refused(Reply{0, std::string(dsn), {std::string(dsn)}}, std::nullopt);
  if (!record) record = unexplained(line, status, Origin::local);
  if (record) note_peer(record->transcript, until(after(line, "relay="), ", "));
  return record;
}

// qmail says which command it was in words of its own (qmail-remote.c).
std::optional<Step> qmail_step(std::string_view text) {
  if (contains_in_any_case(text, "does not like recipient")) return rcpt_to;
  if (contains_in_any_case(text, "failed on DATA command") ||
      contains_in_any_case(text, "failed after I sent the message"))
    return data;
  if (contains_in_any_case(text, "but greeting failed")) return banner;
  if (contains_in_any_case(text, "but my name was rejected")) return ehlo;
  if (contains_in_any_case(text, "but sender was rejected")) return mail_from;
  return std::nullopt;
}

// "delivery 17: failure:
// 192.0.2.7_does_not_like_recipient./Remote_host_said:_550_5.7.54_No/Giving_up_on_...".
Found qmail(std::string_view line) {
  std::string text(line);
  std::ranges::replace(text, '_', ' ');
  Found record = refused(until(after(text, "Remote host said:"), "/Giving up on "), qmail_step(text));
  const std::string_view host = after(text, "ure: ");
  if (record) record->transcript.remote = host.substr(0, host.find(' '));
  if (record) name_smart_host(record->transcript);
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

// The first one whose mark stands in the line and that finds a failure.
constexpr std::array kinds{
    MailLogKind{"status=", postfix_delivery},
    MailLogKind{"reject: ", postfix_reject},
    MailLogKind{": SASL ", postfix_login},
    MailLogKind{" authenticator failed", exim_login},
    MailLogKind{"SMTP error from remote mail", exim_delivery},
    MailLogKind{" rejected ", exim_reject},
    MailLogKind{"SMTP protocol error in ", exim_protocol_error},
    MailLogKind{"SMTP syntax error in ", exim_protocol_error},
    MailLogKind{" defer (", exim_unexplained, true},
    MailLogKind{" ** ", exim_unexplained, true},
    MailLogKind{"Remote_host_said:", qmail},
    MailLogKind{
        "smtpstatus=",
        [](std::string_view line) { return refused(until(after(line, "smtpmsg='"), "'"), std::nullopt); }},
    MailLogKind{"sendmail[", sendmail},
    MailLogKind{"sm-mta[", sendmail},
    MailLogKind{"\tSMTP-", mailenable},
    MailLogKind{"TLS error on connection",
                [](std::string_view line) { return told(after(line, "TLS error on")); }},
};

}  // namespace

std::span<const MailLogKind> mail_log_kinds() {
  return kinds;
}

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

}  // namespace authwalk
