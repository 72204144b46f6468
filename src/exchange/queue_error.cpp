// LastError of Get-Queue and Get-Message, with the queue it belongs to; and, as the last resort, any text in
// which a refusal stands.
#include <algorithm>
#include <array>
#include <utility>

#include "exchange/line_reader.hpp"
#include "exchange/readers.hpp"
#include "exchange/recorded_failure.hpp"
#include "exchange/reply_text.hpp"
#include "exchange/text_search.hpp"
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

class QueueErrors : public LineReader {
 public:
  QueueErrors(std::string source, const EvidenceSink& sink) : LineReader(std::move(source), sink) {}

 private:
  void end() override {
    end_text();
    end_queue();
  }

  void take(std::string_view line, std::size_t number) override {
    if (line.starts_with("# ")) return;  // a comment, not an NDR's "#550"
    if (trimmed(line).empty()) {
      end_text();
      end_queue();
      return;
    }
    if (const Property found = property(line); !found.name.empty()) {
      end_text();
      take_property(found, number);
      return;
    }
    // Inside a list a line without a name goes on; outside, a reply begins a text of its own, unless the line
    // before announced it.
    const bool another = !in_error_ && (reply_at_start(line) || trimmed(line).starts_with('[') ||
                                        (!announced_ && reply_within(line)));
    if (another) end_text();
    if (text_.empty()) text_line_ = number;
    add(line);
  }

  void take_property(const Property& found, std::size_t number) {
    if (same_name(found.name, "Identity")) end_queue();
    if (same_name(found.name, "NextHopDomain")) next_hop_ = found.value;
    in_error_ = same_name(found.name, "LastError");
    const bool other_text =
        contains_in_any_case(found.value, "responded with") || found.value.starts_with("[{");
    if (!in_error_ && !other_text) return;
    in_error_ = true;
    text_line_ = number;
    add(found.value);
  }

  void add(std::string_view line) {
    if (text_.size() >= longest_paragraph) return;
    if (!text_.empty()) text_ += '\n';
    text_ += line.substr(0, longest_paragraph - text_.size());
    announced_ = announced_ || about_a_queue(line);
  }

  void end_text() {
    const std::string text = std::exchange(text_, {});
    const bool from_queue = std::exchange(in_error_, false);
    if (trimmed(text).empty()) return;
    const bool of_queue = std::exchange(announced_, false) || from_queue;
    auto record = failure_of_reply(text, std::nullopt);
    if (of_queue || record) sink_.sessions(1);
    if (!record) {
      complain(text, of_queue);
      return;
    }
    record->source = source_;
    record->line = text_line_;
    found_.push_back(std::move(*record));
    // Without a list around it there is nothing to wait for.
    if (!from_queue) end_queue();
  }

  void complain(std::string_view text, bool of_queue) {
    if (tells_no_reason(text)) {
      sink_.problem(
          {source_, text_line_,
           "this only says that the retries ran out; the reason is in LastError of the queue (Get-Queue | "
           "Format-List)"});
    } else if (of_queue) {
      sink_.problem({source_, text_line_, "a queue error without a reply that is known"});
    }
  }

  // The queue's own properties may stand behind its error.
  void end_queue() {
    for (RecordedFailure& record : found_) {
      name_host(record.transcript);
      sink_.failure(std::move(record));
    }
    found_.clear();
    next_hop_.clear();
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
