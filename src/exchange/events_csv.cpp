// Windows events as CSV: Export-Csv names every column; Event Viewer leaves the message's without a name.
#include <charconv>

#include "exchange/csv_rows.hpp"
#include "exchange/event_labels.hpp"
#include "exchange/event_to_transcript.hpp"
#include "exchange/readers.hpp"
#include "exchange/text_search.hpp"

namespace authwalk {
namespace {

// -UseCulture writes the list separator of the region.
char separator_of(std::string_view header) {
  for (char separator : {',', ';', '\t'}) {
    if (split_csv(header, separator).size() > 1) return separator;
  }
  return ',';
}

std::vector<EventField> columns_of(const std::vector<std::string>& header) {
  std::vector<EventField> columns;
  for (const std::string& label : header) columns.push_back(event_field(label));
  return columns;
}

bool is_header(const std::vector<EventField>& columns) {
  int known = 0;
  bool id = false;
  for (EventField column : columns) {
    known += column != EventField::none;
    id = id || column == EventField::id || column == EventField::message;
  }
  return id && known >= 2;
}

class EventsCsv : public EvidenceReader {
 public:
  EventsCsv(std::string source, const EvidenceSink& sink)
      : source_(source),
        sink_(sink),
        rows_(std::move(source), sink,
              [this](const std::vector<std::string>& fields, std::size_t line) { take(fields, line); }) {}

  void feed(std::string_view bytes) override { rows_.feed(bytes); }
  void finish() override {
    rows_.finish();
    if (columns_.empty()) sink_.problem({source_, 1, "no row with the names of the columns"});
  }

 private:
  void take(const std::vector<std::string>& fields, std::size_t line) {
    if (fields.front().starts_with('#')) return;  // "#TYPE System.Diagnostics.EventLogEntry"
    if (columns_.empty()) {
      take_header(fields);
      return;
    }
    EventRecord event;
    event.line = line;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      set(event, i < columns_.size() ? columns_[i] : EventField::none, fields[i], i >= columns_.size());
    }
    sink_.sessions(1);
    EventReading reading = read_event(event);
    if (!reading.problem.empty()) sink_.problem({source_, line, reading.problem, true});
    if (!reading.failure) return;
    reading.failure->source = source_;
    sink_.failure(std::move(*reading.failure));
  }

  void take_header(const std::vector<std::string>& fields) {
    std::vector<std::string> header = fields;
    if (fields.size() == 1) {
      const char separator = separator_of(fields.front());
      rows_.set_separator(separator);
      header = split_csv(fields.front(), separator);
    }
    if (is_header(columns_of(header))) columns_ = columns_of(header);
  }

  static void set(EventRecord& event, EventField column, const std::string& value, bool unnamed) {
    if (column == EventField::id) {
      const std::string_view text = trimmed(value);
      std::from_chars(text.data(), text.data() + text.size(), event.id);
    } else if (column == EventField::provider) {
      event.provider = trimmed(value);
    } else if (column == EventField::time) {
      event.when = utc_time(value);
    } else if (column == EventField::message || (unnamed && event.message.empty())) {
      event.message = value;
    }
  }

  std::string source_;
  const EvidenceSink& sink_;
  std::vector<EventField> columns_;
  CsvRows rows_;
};

}  // namespace

bool looks_like_events_csv(std::string_view beginning) {
  for (int line = 0; line < 5 && !beginning.empty(); ++line) {
    const std::string_view first = trimmed(beginning.substr(0, beginning.find('\n')));
    beginning.remove_prefix(std::min(beginning.size(), beginning.find('\n')));
    if (!beginning.empty()) beginning.remove_prefix(1);
    if (first.empty() || first.starts_with('#')) continue;
    return is_header(columns_of(split_csv(first, separator_of(first))));
  }
  return false;
}

std::unique_ptr<EvidenceReader> make_events_csv_reader(std::string source, const EvidenceSink& sink) {
  return std::make_unique<EventsCsv>(std::move(source), sink);
}

}  // namespace authwalk
