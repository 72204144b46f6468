// LastError of Get-Queue and Get-Message, with the queue it belongs to; and, as the last resort, any text in
// which a refusal stands.
#include <algorithm>
#include <array>
#include <utility>

#include "exchange/joined_lines.hpp"
#include "exchange/line_reader.hpp"
#include "exchange/readers.hpp"
#include "exchange/recorded_failure.hpp"
#include "exchange/reply_text.hpp"
#include "exchange/text_search.hpp"
#include "exchange/told_failures.hpp"
#include "knowledge/told_fault.hpp"

namespace authwalk {
namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr std::size_t longest_paragraph = std::size_t{64} * 1024;

constexpr std::array<std::string_view, 7> queue_marks{
    "LastError",
    "{LED=",
    "{LRT=",
    "target IP address",
    "Target host responded with error",
    "communicating with target host",
    "Proxy session setup failed on Frontend",
};

bool about_a_queue(std::string_view text) {
  return std::ranges::any_of(queue_marks,
                             [&](std::string_view mark) { return contains_in_any_case(text, mark); });
}

struct Property {
  std::string_view name, value;
};

// "NextHopDomain : mx.contoso.example", as Format-List writes it.
Property property(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == npos || colon == 0 || is_blank(line.front())) return {};
  const std::string_view name = trimmed(line.substr(0, colon));
  const bool spaced = line[colon - 1] == ' ' || same_name(name, "LastError") ||
                      same_name(name, "NextHopDomain") || same_name(name, "Identity");
  const bool word = std::ranges::all_of(name, [](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
  if (!spaced || !word || is_digit(name.front())) return {};
  return {name, trimmed(line.substr(colon + 1))};
}

// "[PS] C:\>Get-Queue | fl Identity,LastError".
bool is_prompt(std::string_view line) {
  return contains_in_any_case(line, "Get-Queue") || contains_in_any_case(line, "Get-Message") ||
         trimmed(line).starts_with("[PS]") || trimmed(line).starts_with("PS C:\\");
}

class QueueErrors : public LineReader {
 public:
  QueueErrors(std::string source, const EvidenceSink& sink) : LineReader(std::move(source), sink) {}

 private:
  void end() override {
    end_text();
    end_queue();
  }

  void take(std::string_view line, std::size_t number) override {
    if (line.starts_with("# ") || is_prompt(line)) return;  // a comment, not an NDR's "#550"
    if (trimmed(line).empty()) {
      // A report may break its quoted reply with blank lines.
      if (is_open(text_) && ++blank_lines_ == 1) return;
      end_text();
      end_queue();
      return;
    }
    blank_lines_ = 0;
    if (const Property found = property(line); !found.name.empty()) {
      end_text();
      take_property(found, number);
      return;
    }
    // Inside a list a line without a name goes on, and what is open goes on until it is closed. Outside, a
    // reply begins a text of its own, unless the line before announced it.
    if (text_.size() >= longest_paragraph) end_text();
    const bool goes_on = in_error_ || is_open(text_);
    const auto another = [&] {
      return begins_anew(line) || (!announced_ && !announces_reply(text_) && reply_within(line));
    };
    if (!text_.empty() && !goes_on && another()) end_text();
    if (text_.empty()) begin_text(line, number);
    add(line);
  }

  void begin_text(std::string_view line, std::size_t number) {
    text_line_ = number;
    if (const std::string_view time = time_in_front(line); !time.empty()) time_ = time;
  }

  void take_property(const Property& found, std::size_t number) {
    if (same_name(found.name, "Identity")) end_queue();
    if (same_name(found.name, "NextHopDomain")) next_hop_ = found.value;
    in_error_ = same_name(found.name, "LastError");
    const bool other_text = contains_in_any_case(found.value, "responded with") ||
                            found.value.starts_with("[{") || contains_in_any_case(found.value, "{LED=") ||
                            (!found.name.ends_with("Subject") && reply_within(found.value));
    if (!in_error_ && !other_text) return;
    in_error_ = true;
    begin_text({}, number);
    add(found.value);
  }

  void add(std::string_view line) {
    if (text_.size() >= longest_paragraph) return;
    join_line(text_, line.substr(0, longest_paragraph - text_.size()));
    announced_ = announced_ || about_a_queue(line);
  }

  void end_text() {
    const std::string text = std::exchange(text_, {});
    const bool from_queue = std::exchange(in_error_, false);
    if (trimmed(text).empty()) return;
    const bool of_queue = std::exchange(announced_, false) || from_queue;
    auto record = failure_of_reply(text, std::nullopt);
    if (!record) {
      complain(text, of_queue);
      return;
    }
    complaint_.reset();
    if (!from_queue && told_.before(*record, time_)) return;
    sink_.sessions(1);
    record->source = source_;
    record->line = text_line_;
    found_.push_back(std::move(*record));
    // Without a list around it there is nothing to wait for.
    if (!from_queue) end_queue();
    told_in_block_ = true;
  }

  // Of this block; what else stands in it may tell the reason.
  void complain(const std::string& text, bool of_queue) {
    const bool by_itself = reply_at_start(text).has_value();
    if (!by_itself && (!found_.empty() || told_in_block_)) return;
    if (tells_no_reason(text)) {
      complaint_ =
          ReadProblem{source_, text_line_,
                      "this only says that the retries ran out; the reason is in LastError of the queue "
                      "(Get-Queue | Format-List)",
                      true};
    } else if (of_queue) {
      complaint_ = ReadProblem{source_, text_line_, "a queue error without a reply that is known", true};
    }
    if (by_itself) end_queue();
  }

  // The queue's own properties may stand behind its error.
  void end_queue() {
    for (RecordedFailure& record : found_) {
      name_host(record.transcript);
      sink_.failure(std::move(record));
    }
    found_.clear();
    next_hop_.clear();
    if (complaint_) {
      sink_.sessions(1);
      sink_.problem(*std::exchange(complaint_, std::nullopt));
    }
    told_in_block_ = false;
  }

  // Smart hosts stand in brackets when they are addresses, and several with commas between them. The error
  // knows better which one it was, unless it only knows the address.
  void name_host(Transcript& t) const {
    std::string next(trimmed(std::string_view(next_hop_).substr(0, next_hop_.find_first_of(",;"))));
    std::erase_if(next, [](char c) { return c == '[' || c == ']'; });
    std::string& host = t.connector.SmartHost;
    const bool only_address = host.empty() || t.remote.find(host) != std::string::npos;
    if (only_address && !next.empty()) host = next;
  }

  std::string text_;
  std::size_t text_line_ = 0;
  std::optional<ReadProblem> complaint_;
  bool told_in_block_ = false;
  std::string time_;     // of the last line that had one
  int blank_lines_ = 0;  // inside the text
  ToldFailures told_;
  bool in_error_ = false;   // the text is a LastError
  bool announced_ = false;  // the text speaks as one
  std::string next_hop_;
  std::vector<RecordedFailure> found_;  // of this queue; one LastError each
};

}  // namespace

bool looks_like_queue_error(std::string_view beginning) {
  return about_a_queue(beginning) || reply_within(beginning) || told_fault(beginning);
}

std::unique_ptr<EvidenceReader> make_queue_error_reader(std::string source, const EvidenceSink& sink) {
  return std::make_unique<QueueErrors>(std::move(source), sink);
}

}  // namespace authwalk
