// Exchange's message tracking, as the log is written, and as Get-MessageTrackingLog and message traces are
// exported: one row an event of a message, with what the other side said.
#include <algorithm>
#include <array>
#include <utility>

#include "exchange/csv_rows.hpp"
#include "exchange/event_labels.hpp"
#include "exchange/readers.hpp"
#include "exchange/recorded_failure.hpp"
#include "exchange/reply_text.hpp"
#include "exchange/text_search.hpp"

namespace authwalk {
namespace {

constexpr std::string_view fields_line = "#Fields:";

enum class Column { time, event, status, context, connector, server, address, count };

struct ColumnName {
  std::string_view name;
  Column column;
};

// The log's own names, those of the cmdlet, and those of a trace.
constexpr std::array names{
    ColumnName{"date-time", Column::time},
    ColumnName{"Timestamp", Column::time},
    ColumnName{"date_time_utc", Column::time},
    ColumnName{"event-id", Column::event},
    ColumnName{"EventId", Column::event},
    ColumnName{"event_id", Column::event},
    ColumnName{"Event", Column::event},
    ColumnName{"recipient-status", Column::status},
    ColumnName{"RecipientStatus", Column::status},
    ColumnName{"recipient_status", Column::status},
    ColumnName{"Detail", Column::status},
    ColumnName{"source-context", Column::context},
    ColumnName{"SourceContext", Column::context},
    ColumnName{"connector-id", Column::connector},
    ColumnName{"ConnectorId", Column::connector},
    ColumnName{"connector_id", Column::connector},
    ColumnName{"server-hostname", Column::server},
    ColumnName{"ServerHostname", Column::server},
    ColumnName{"server-ip", Column::address},
    ColumnName{"ServerIp", Column::address},
};

using Columns = std::vector<Column>;

Columns columns_of(std::string_view header) {
  if (starts_in_any_case(header, fields_line)) header.remove_prefix(fields_line.size());
  const char separator = header.find(';') != std::string_view::npos ? ';' : ',';
  Columns columns;
  for (const std::string& name : split_csv(header, separator)) {
    const auto row =
        std::ranges::find_if(names, [&](const ColumnName& r) { return same_name(trimmed(name), r.name); });
    columns.push_back(row == names.end() ? Column::count : row->column);
  }
  return columns;
}

bool is_header(const Columns& columns) {
  const auto has = [&](Column column) { return std::ranges::find(columns, column) != columns.end(); };
  return has(Column::event) && has(Column::status);
}

// Where a delivery stopped; the others (RECEIVE, SEND, DELIVER, EXPAND ...) are steps on the way.
bool tells_failure(std::string_view event) {
  constexpr std::array<std::string_view, 6> failed{"FAIL",  "DEFER",         "BADMAIL",
                                                   "DELAY", "POISONMESSAGE", "Failed"};
  return std::ranges::any_of(failed, [&](std::string_view name) { return same_name(event, name); });
}

class MessageTracking : public EvidenceReader {
 public:
  MessageTracking(std::string source, const EvidenceSink& sink)
      : source_(source),
        sink_(sink),
        rows_(std::move(source), sink,
              [this](const std::vector<std::string>& fields, std::size_t line) { take(fields, line); }) {}

  void feed(std::string_view bytes) override { rows_.feed(bytes); }
  void finish() override { rows_.finish(); }

 private:
  void take(const std::vector<std::string>& fields, std::size_t line) {
    std::string row;
    for (const std::string& field : fields) row += (row.empty() ? "" : ",") + field;
    if (columns_.empty() || starts_in_any_case(row, fields_line)) {
      if (is_header(columns_of(row))) columns_ = columns_of(row);
      if (row.find(';') != std::string::npos && fields.size() == 1) rows_.set_separator(';');
      return;
    }
    if (row.empty() || row.front() == '#') return;
    sink_.sessions(1);
    const std::string event(trimmed(value(fields, Column::event)));
    if (tells_failure(event)) tell(fields, same_name(event, "DEFER") || same_name(event, "DELAY"), line);
  }

  std::string value(const std::vector<std::string>& fields, Column column) const {
    for (std::size_t i = 0; i < std::min(fields.size(), columns_.size()); ++i) {
      if (columns_[i] == column) return fields[i];
    }
    return {};
  }

  void tell(const std::vector<std::string>& fields, bool for_now, std::size_t line) {
    std::string words = value(fields, Column::status);
    auto record = failure_of_reply(words, std::nullopt);
    if (!record) {
      if (const std::string context = value(fields, Column::context); !context.empty()) words = context;
      record = failure_of_reply(words, std::nullopt);
    }
    if (!record) {
      record = recorded(Failure{Step::rcpt_to, for_now ? Class::rejected_temporarily : Class::rejected,
                                Origin::server, std::nullopt, on_one_line(words)});
    }
    Transcript& t = record->transcript;
    t.connector.Name = value(fields, Column::connector);
    if (t.remote.empty()) t.remote = value(fields, Column::address);
    if (t.connector.SmartHost.empty()) t.connector.SmartHost = value(fields, Column::server);
    record->when = utc_time(value(fields, Column::time));
    record->source = source_;
    record->line = line;
    sink_.failure(std::move(*record));
  }

  std::string source_;
  const EvidenceSink& sink_;
  Columns columns_;
  CsvRows rows_;
};

}  // namespace

bool looks_like_message_tracking(std::string_view beginning) {
  for (int line = 0; line < 8 && !beginning.empty(); ++line) {
    const std::string_view text = trimmed(beginning.substr(0, beginning.find('\n')));
    beginning.remove_prefix(std::min(beginning.size(), beginning.find('\n')));
    if (!beginning.empty()) beginning.remove_prefix(1);
    if (is_header(columns_of(text))) return true;
    if (!text.empty() && !text.starts_with('#')) return false;
  }
  return false;
}

std::unique_ptr<EvidenceReader> make_message_tracking_reader(std::string source, const EvidenceSink& sink) {
  return std::make_unique<MessageTracking>(std::move(source), sink);
}

}  // namespace authwalk
