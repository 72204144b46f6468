// Non-delivery reports, as Exchange words them for people and as RFC 3464 writes them for programs. The same
// reply stands in one report several times; it counts once.
#include <algorithm>
#include <array>
#include <utility>

#include "exchange/joined_lines.hpp"
#include "exchange/line_reader.hpp"
#include "exchange/readers.hpp"
#include "exchange/reply_text.hpp"
#include "exchange/text_search.hpp"
#include "knowledge/told_fault.hpp"

namespace authwalk {
namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr std::size_t longest_part = std::size_t{8} * 1024;
constexpr std::size_t most_failures = 100;  // of one report

// The text behind each of these tells the reason.
constexpr std::array<std::string_view, 6> reasons{
    "Remote Server returned", "gave this error", "Diagnostic-Code:", "returned '", "#< ", "#<",
};

// What ends a report, or begins the next one.
constexpr std::array<std::string_view, 3> boundaries{
    "Delivery has failed to these recipients", "Diagnostic information for administrators", "Reporting-MTA:"};

bool is_address(std::string_view line) {
  line = trimmed(line);
  return line.find('@') != npos && line.find(' ') == npos && line.size() < 320;
}

// "Remote-MTA: dns;mx.fabrikam.example".
bool is_field(std::string_view line) {
  const std::string_view name = line.substr(0, line.find(':'));
  return name.size() < line.size() && name.find('-') != npos && name.find(' ') == npos;
}

class NonDeliveryReports : public LineReader {
 public:
  NonDeliveryReports(std::string source, const EvidenceSink& sink) : LineReader(std::move(source), sink) {}

 private:
  void end() override {
    end_part();
    end_report();
  }

  void take(std::string_view line, std::size_t number) override {
    const std::string_view text = trimmed(line);
    // The headers of the refused message quote other servers.
    if (starts_in_any_case(text, "Original message headers") ||
        starts_in_any_case(text, "Content-Type: text/rfc822")) {
      end_part();
      in_original_ = true;
    }
    if (std::ranges::any_of(boundaries,
                            [&](std::string_view mark) { return contains_in_any_case(text, mark); })) {
      in_original_ = false;
      end_part();
      if (starts_in_any_case(text, boundaries[0]) && seen_any_) end_report();
      seen_any_ = true;
    }
    if (in_original_) return;
    note_host(text);
    const bool reason =
        std::ranges::any_of(reasons,
                            [&](std::string_view mark) { return contains_in_any_case(text, mark); }) ||
        text.starts_with('#');
    if (reason) end_part();
    // The next field of a report for programs; an indented line goes on with the one before.
    const bool field = !reason && !line.empty() && !is_blank(line.front()) && is_field(text);
    if (text.empty() || field || (is_address(text) && !reason)) {
      // "mx.contoso.example gave this error:" stands a line above the error.
      const bool announced = part_.ends_with(":\n");
      const bool quoted = text.empty() && is_open(part_) && ++blank_lines_ < 8;
      if (!announced && !quoted) end_part();
      return;
    }
    if (!reason && part_.empty()) return;
    if (part_.empty()) part_line_ = number;
    if (part_.size() + text.size() < longest_part) part_.append(text) += '\n';
  }

  void note_host(std::string_view text) {
    constexpr std::string_view mta = "Remote-MTA:";
    if (starts_in_any_case(text, mta)) {
      const std::size_t semicolon = text.find(';');
      host_ = trimmed(text.substr(semicolon == npos ? mta.size() : semicolon + 1));
    }
    if (const std::size_t at = find_in_any_case(text, " gave this error"); at != npos)
      host_ = trimmed(text.substr(0, at));
    // "Remote Server at mx.contoso.example (192.0.2.7) returned '...'".
    constexpr std::string_view server = "Remote Server at ";
    if (const std::size_t at = find_in_any_case(text, server); at != npos) {
      const std::string_view rest = text.substr(at + server.size());
      host_ = rest.substr(0, rest.find(' '));
    }
  }

  void end_part() {
    blank_lines_ = 0;
    const std::string part = std::exchange(part_, {});
    if (part.empty()) return;
    std::string_view text = part;
    if (const std::size_t at = find_in_any_case(text, " gave this error"); at != npos) text.remove_prefix(at);
    if (const std::size_t at = find_in_any_case(text, "Remote Server at "); at != npos)
      text.remove_prefix(text.find("returned", at) == npos ? 0 : text.find("returned", at) + 8);
    seen_any_ = true;
    auto record = failure_of_reply(text, std::nullopt);
    if (!record) {
      expired_ = expired_ || tells_no_reason(text);
      if (reason_line_ == 0) reason_line_ = part_line_;
      return;
    }
    const Failure& failure = *record->transcript.failure;
    const std::string key = failure.reply ? failure.reply->text() : failure.detail;
    const bool known = std::ranges::any_of(keys_, [&](const std::string& k) {
      return k.find(key) != std::string::npos || key.find(k) != std::string::npos;
    });
    if (known) return;
    if (keys_.size() < most_failures) keys_.push_back(key);
    record->source = source_;
    record->line = part_line_;
    if (found_.size() < most_failures) found_.push_back(std::move(*record));
  }

  void end_report() {
    if (!seen_any_) return;
    sink_.sessions(1);
    if (keys_.empty()) {
      sink_.problem(
          {source_, std::max<std::size_t>(reason_line_, 1),
           expired_ ? "this report only says that the retries ran out; the reason is in LastError of the "
                      "queue (Get-Queue | Format-List)"
                    : "a non-delivery report in which no SMTP reply was found",
           true});
    }
    // The host may be named behind the reply.
    for (RecordedFailure& record : found_) {
      std::string& host = record.transcript.connector.SmartHost;
      if (host.empty()) host = host_;
      sink_.failure(std::move(record));
    }
    found_.clear();
    keys_.clear();
    host_.clear();
    reason_line_ = 0;
    expired_ = seen_any_ = false;
  }

  std::string part_;
  std::size_t part_line_ = 0;
  int blank_lines_ = 0;  // inside a quoted reply
  std::size_t reason_line_ = 0;
  std::vector<std::string> keys_;       // the replies of this report
  std::vector<RecordedFailure> found_;  // one each
  std::string host_;
  bool in_original_ = false;
  bool seen_any_ = false;
  bool expired_ = false;
};

}  // namespace

bool looks_like_ndr(std::string_view beginning) {
  for (std::string_view mark : {"Diagnostic information for administrators", "Remote Server returned",
                                "Delivery has failed to these recipients", "gave this error",
                                "Diagnostic-Code:", "Reporting-MTA:", "Generating server:"}) {
    if (contains_in_any_case(beginning, mark)) return true;
  }
  return false;
}

std::unique_ptr<EvidenceReader> make_ndr_reader(std::string source, const EvidenceSink& sink) {
  return std::make_unique<NonDeliveryReports>(std::move(source), sink);
}

}  // namespace authwalk
