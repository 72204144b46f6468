// Windows events as text: copied from Event Viewer, or as Get-WinEvent and Get-EventLog print them as lists
// or tables, or only their messages.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "exchange/event_labels.hpp"
#include "exchange/event_templates.hpp"
#include "exchange/event_to_transcript.hpp"
#include "exchange/line_reader.hpp"
#include "exchange/readers.hpp"
#include "exchange/text_search.hpp"
#include "knowledge/security_status.hpp"

namespace authwalk {
namespace {

constexpr std::size_t longest_message = std::size_t{64} * 1024;

struct LabelledLine {
  EventField field = EventField::none;
  std::string_view value;
  bool property = false;  // "Name : value" of a PowerShell list, whatever the name
};

LabelledLine labelled(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon > 60 || line.empty()) return {};
  const std::string_view label = line.substr(0, colon);
  LabelledLine found{event_field(label), trimmed(line.substr(colon + 1)), false};
  const bool number = !found.value.empty() && std::ranges::all_of(found.value, is_digit);
  if (found.field == EventField::id && !number) found.field = EventField::other;
  const bool one_word = trimmed(label).find(' ') == std::string_view::npos && !is_blank(line.front());
  found.property = one_word && colon > 0 && line[colon - 1] == ' ';
  return found;
}

// The part of an event that a value is, whatever its label says.
EventField field_of_value(std::string_view value) {
  const bool number = value.size() >= 3 && value.size() <= 5 && std::ranges::all_of(value, is_digit);
  if (number) return EventField::id;
  if (value.empty()) return EventField::message;
  return value.starts_with("MSExchange") ? EventField::provider : EventField::other;
}

class EventsText : public LineReader {
 public:
  EventsText(std::string source, const EvidenceSink& sink) : LineReader(std::move(source), sink) {}

 private:
  void end() override {
    end_record();
    end_paragraph();
  }

  void take(std::string_view line, std::size_t number) override {
    if (trimmed(line).empty()) {
      after_blank_ = true;
      end_paragraph();
      if (in_message_) add(event_.message, "\n");
      return;
    }
    const LabelledLine parsed = in_header(labelled(line), line);
    if (parsed.field == EventField::none && contains_in_any_case(line, "SystemTime=")) note_time(line);
    if (parsed.field != EventField::none) {
      take_field(parsed, number);
    } else if (parsed.property) {
      in_message_ = false;
    } else if (in_message_ || unlabelled_message(line)) {
      in_message_ = true;
      add(event_.message, line);
      add(event_.message, "\n");
    } else if (!in_record_ || after_blank_) {
      take_loose(line, number);
    }
    after_blank_ = false;
  }

  // Event Viewer's copy is a list of labels until the description, in whatever language: what the values are
  // tells the labels.
  LabelledLine in_header(LabelledLine parsed, std::string_view line) const {
    const std::size_t colon = line.find(':');
    const bool begins = !in_record_ && field_of_value(parsed.value) == EventField::provider;
    const bool header = (in_record_ || begins) && event_.message.empty() && !in_message_ &&
                        parsed.field == EventField::none && colon < 60 && !is_blank(line.front());
    if (!header || std::ranges::count(trimmed(line.substr(0, colon)), ' ') > 4) return parsed;
    if (recognise_event_text(0, line)) return parsed;
    parsed.field = field_of_value(parsed.value);
    return parsed;
  }

  // The event's XML may follow its description; its time has a zone.
  void note_time(std::string_view line) {
    const std::size_t at = find_in_any_case(line, "SystemTime=") + std::string_view("SystemTime=").size() + 1;
    if (!in_record_ || at >= line.size()) return;
    const std::string_view time = line.substr(at, line.find_first_of("'\"", at) - at);
    if (event_.when.empty()) event_.when = utc_time(time);
  }

  // The label in front of the message was left out.
  bool unlabelled_message(std::string_view line) const {
    return in_record_ && event_.message.empty() && !is_blank(line.front()) &&
           (event_.id != 0 || recognise_event_text(0, line));
  }

  void take_field(const LabelledLine& parsed, std::size_t number) {
    const bool repeated = (parsed.field == EventField::id && event_.id != 0) ||
                          (parsed.field == EventField::provider && !event_.provider.empty()) ||
                          (parsed.field == EventField::message && !event_.message.empty());
    if (repeated || (after_blank_ && !event_.message.empty() && parsed.field != EventField::xml))
      end_record();
    end_paragraph();
    if (!in_record_) event_.line = number;
    in_record_ = true;
    in_message_ = parsed.field == EventField::message;
    switch (parsed.field) {
      case EventField::id:
        std::from_chars(parsed.value.data(), parsed.value.data() + parsed.value.size(), event_.id);
        break;
      case EventField::provider:
        event_.provider = parsed.value;
        break;
      case EventField::time:
        event_.when = utc_time(parsed.value);
        break;
      case EventField::message:
        add(event_.message, parsed.value);
        add(event_.message, "\n");
        break;
      default:
        break;
    }
  }

  // A line of a table, or of a message that was pasted without anything around it.
  void take_loose(std::string_view line, std::size_t number) {
    if (recognise_event_text(0, line)) {
      end_paragraph();
      deliver(EventRecord{0, {}, {}, std::string(line), {}, number});
      return;
    }
    if (paragraph_.message.empty()) paragraph_.line = number;
    add(paragraph_.message, line);
    add(paragraph_.message, "\n");
  }

  void end_paragraph() {
    EventRecord paragraph = std::exchange(paragraph_, {});
    const bool kerberos = class_of_kerberos_error(paragraph.message).has_value();
    // A trace asks for the ticket in one part and tells the error in another.
    const std::size_t service = find_in_any_case(paragraph.message, "SMTPSVC/");
    if (service != std::string::npos) {
      asked_for_ =
          paragraph.message.substr(service, paragraph.message.find_first_of(" \n,;", service) - service);
    } else if (kerberos && !asked_for_.empty()) {
      add(paragraph.message, asked_for_);
    }
    if (kerberos || recognise_event_text(0, paragraph.message)) deliver(paragraph);
  }

  void end_record() {
    const EventRecord event = std::exchange(event_, {});
    in_record_ = in_message_ = false;
    if (event.id != 0 || !event.message.empty()) deliver(event);
  }

  void deliver(const EventRecord& event) {
    sink_.sessions(1);
    EventReading reading = read_event(event);
    if (!reading.problem.empty()) sink_.problem({source_, event.line, reading.problem, true});
    if (!reading.failure) return;
    reading.failure->source = source_;
    sink_.failure(std::move(*reading.failure));
  }

  // What a message of this length says stands at its beginning.
  static void add(std::string& text, std::string_view more) {
    if (text.size() + more.size() <= longest_message) text += more;
  }

  EventRecord event_;
  EventRecord paragraph_;
  std::string asked_for_;  // the last service principal of a mail server
  bool in_record_ = false;
  bool in_message_ = false;
  bool after_blank_ = false;
};

}  // namespace

bool looks_like_events_text(std::string_view beginning) {
  bool id = false;
  bool more = false;
  bool number = false, exchange = false;  // in a language that is not known
  std::string_view rest = beginning;
  while (!rest.empty() && !(id && more) && !(number && exchange)) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    const LabelledLine parsed = labelled(line);
    const EventField field = parsed.field;
    const bool label = field == EventField::none && line.find(':') < 60;
    number = number || (label && field_of_value(parsed.value) == EventField::id);
    exchange = exchange || (line.find(':') < 60 && field_of_value(parsed.value) == EventField::provider);
    id = id || field == EventField::id;
    more = more || field == EventField::provider || field == EventField::message;
  }
  return (id && more) || (number && exchange) || recognise_event_text(0, beginning).has_value() ||
         (class_of_kerberos_error(beginning) && contains_in_any_case(beginning, "SMTP"));
}

std::unique_ptr<EvidenceReader> make_events_text_reader(std::string source, const EvidenceSink& sink) {
  return std::make_unique<EventsText>(std::move(source), sink);
}

}  // namespace authwalk
