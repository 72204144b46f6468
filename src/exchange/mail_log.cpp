// Lines that other mail servers log: Postfix, Exim, Sendmail, MailEnable. A Send connector's smart host is
// mostly one of them, and its log is what its owner sends when asked.
#include <algorithm>
#include <deque>
#include <map>

#include "exchange/joined_lines.hpp"
#include "exchange/line_reader.hpp"
#include "exchange/mail_log_kinds.hpp"
#include "exchange/readers.hpp"
#include "exchange/reply_text.hpp"
#include "exchange/text_search.hpp"
#include "exchange/told_failures.hpp"

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

// The queue id in front of a Postfix line, "C53C9141028"; Exim's of a message, "1abcde-000001-Ab".
std::string_view queue_id(std::string_view line) {
  const std::string_view time = time_in_front(line);
  const std::string_view word =
      until(trimmed(line).substr(std::min(trimmed(line).size(), time.size() + 1)), " ");
  if (!time.empty() && std::ranges::count(word, '-') == 2 && word.size() >= 16 && word.size() <= 24)
    return word;
  const std::string_view rest = after(line, "]: ");
  return rest.substr(0, rest.find(": "));
}

constexpr std::size_t remembered = 64;  // messages

class MailLog : public LineReader {
 public:
  MailLog(std::string source, const EvidenceSink& sink) : LineReader(std::move(source), sink) {}

 private:
  void take(std::string_view line, std::size_t number) override {
    if (line.starts_with('#')) return;
    bool record_line = false;
    for (const MailLogKind& kind : mail_log_kinds()) {
      if (!contains_in_any_case(line, kind.mark)) continue;
      record_line = true;
      Found record = kind.read(line);
      if (!record) continue;
      // Exim puts a message off or gives it up after it has told why.
      if (kind.outcome_only && was_told(queue_id(line))) return;
      if (const auto reason = waiting_.find(std::string(queue_id(line)));
          kind.outcome_only && reason != waiting_.end()) {
        note_peer(reason->second.transcript, after(line, " H="));
        record = std::move(reason->second);
      }
      settle_tls(line, *record);
      if (!told_before(queue_id(line), *record)) deliver(std::move(*record), number);
      return sink_.sessions(1);
    }
    // A line of another form may tell a failure all the same; programs write it several times.
    Found record = failure_of_reply(message_of(line), std::nullopt);
    if (record) note_peer(record->transcript, until(message_of(line), " said:"));
    if (record && loose_.before(*record, time_in_front(line))) return;
    if (!record) {
      if (record_line) sink_.sessions(1);
      return;
    }
    record->line = number;
    const bool about_tls =
        record->transcript.failure->step == tls_handshake || record->transcript.failure->step == tls_verify;
    if (about_tls && contains_in_any_case(line, "/smtp[")) return wait_for_status(line, std::move(*record));
    // What Postfix logs on the way to the status of a message is that status's reason.
    const std::string_view queue = queue_id(line);
    if (!is_queue_id(queue)) return deliver_loose(std::move(*record));
    if (was_told(queue)) return;
    if (waiting_.size() >= remembered) deliver_loose(std::move(waiting_.extract(waiting_.begin()).mapped()));
    waiting_.try_emplace(std::string(queue), std::move(*record));
  }

  // Postfix tells what OpenSSL says in lines of their own, and then the status of the message.
  void wait_for_status(std::string_view line, RecordedFailure record) {
    const std::string program(program_of(line));
    const auto known = waiting_.find(program);
    if (known == waiting_.end()) {
      if (waiting_.size() < remembered) waiting_.emplace(program, std::move(record));
    } else if (known->second.transcript.failure->cls == Class::tls_failed) {
      known->second = std::move(record);
    }
  }

  void settle_tls(std::string_view line, RecordedFailure& record) {
    const auto known = waiting_.find(std::string(program_of(line)));
    if (known == waiting_.end()) return;
    Failure& failure = *record.transcript.failure;
    const Failure& reason = *known->second.transcript.failure;
    if (failure.cls == Class::tls_failed && !failure.reply) failure = reason;
    waiting_.erase(known);
  }

  // "smtp[4711]" of "postfix/smtp[4711]: ".
  static std::string_view program_of(std::string_view line) {
    const std::size_t end = line.find("]: ");
    const std::size_t begin = end == npos ? npos : line.rfind('/', end);
    return begin == npos ? std::string_view() : line.substr(begin + 1, end - begin);
  }

  void end() override {
    for (auto& [queue, record] : waiting_) deliver_loose(std::move(record));
    waiting_.clear();
  }

  bool was_told(std::string_view queue) const {
    return is_queue_id(queue) &&
           std::ranges::any_of(told_, [&](const std::string& key) { return key.starts_with(queue); });
  }

  void deliver_loose(RecordedFailure record) {
    sink_.sessions(1);
    const std::size_t number = record.line;
    deliver(std::move(record), number);
  }

  static bool is_queue_id(std::string_view text) {
    const auto in_id = [](char c) { return is_letter(c) || is_digit(c) || c == '-'; };
    return text.size() >= 4 && text.size() <= 20 && std::ranges::all_of(text, in_id) && text != "NOQUEUE" &&
           text != "warning";
  }

  // What stands behind "host program[4711]: ".
  static std::string_view message_of(std::string_view line) {
    const std::size_t end = line.find("]: ");
    return end == npos ? line : line.substr(end + 3);
  }

  void deliver(RecordedFailure record, std::size_t number) {
    record.source = source_;
    record.line = number;
    sink_.failure(std::move(record));
  }

  // One line a recipient: a message with many of them has failed once.
  bool told_before(std::string_view queue, const RecordedFailure& record) {
    if (!is_queue_id(queue)) return false;
    waiting_.erase(std::string(queue));
    std::string key = std::string(queue) + " " + record.transcript.remote + " " +
                      std::string(id(record.transcript.failure->step));
    if (std::ranges::find(told_, key) != told_.end()) return true;
    told_.push_back(std::move(key));
    if (told_.size() > remembered) told_.pop_front();
    return false;
  }

  std::deque<std::string> told_;
  std::map<std::string, RecordedFailure> waiting_;  // for the status of their message
  ToldFailures loose_;
};

}  // namespace

bool looks_like_mail_log(std::string_view beginning) {
  for (std::string_view mark :
       {"postfix/", "status=deferred (", "status=bounced (", " authenticator failed",
        "SMTP error from remote mail", " rejected RCPT ", "sendmail[", "sm-mta[", "\tSMTP-IN\t",
        "\tSMTP-OU\t", "Remote_host_said:", " smtpstatus=", " defer ("}) {
    if (contains_in_any_case(beginning, mark)) return true;
  }
  return false;
}

std::unique_ptr<EvidenceReader> make_mail_log_reader(std::string source, const EvidenceSink& sink) {
  return std::make_unique<MailLog>(std::move(source), sink);
}

}  // namespace authwalk
