// Exchange's transport connectivity log: one row an attempt to connect, a name looked up, a connection's end.
#include <fmt/format.h>

#include <algorithm>

#include "exchange/csv_rows.hpp"
#include "exchange/event_labels.hpp"
#include "exchange/line_reader.hpp"
#include "exchange/readers.hpp"
#include "exchange/recorded_failure.hpp"
#include "exchange/reply_text.hpp"
#include "exchange/text_search.hpp"
#include "knowledge/told_fault.hpp"

namespace authwalk {
namespace {

constexpr std::string_view fields_line = "#Fields:";
constexpr std::size_t no_column = std::string::npos;

// Where the fields stand; the order of Exchange 2013 and later until a #Fields line says otherwise.
struct Columns {
  std::size_t time = 0, source = 2, destination = 3, direction = 4, description = 5;
};

std::size_t column(const std::vector<std::string>& names, std::string_view name) {
  const auto found =
      std::ranges::find_if(names, [&](const std::string& n) { return same_name(trimmed(n), name); });
  return found == names.end() ? no_column : static_cast<std::size_t>(found - names.begin());
}

Columns columns_of(std::string_view line) {
  const std::vector<std::string> names = split_csv(line.substr(fields_line.size()), ',');
  return {column(names, "date-time"), column(names, "source"), column(names, "destination"),
          column(names, "direction"), column(names, "description")};
}

// "Failed connection to 192.0.2.7:25 (...)".
std::string endpoint(std::string_view description) {
  const std::size_t at = find_in_any_case(description, "connection to ");
  if (at == std::string_view::npos) return {};
  const std::string_view rest = trimmed(description.substr(at + 14));
  const std::string_view word = rest.substr(0, rest.find_first_of(" ([,;"));
  return std::string(is_digit(word.empty() ? 'x' : word[0]) || word.find(':') != std::string_view::npos
                         ? word
                         : std::string_view());
}

class ConnectivityLog : public LineReader {
 public:
  ConnectivityLog(std::string source, const EvidenceSink& sink) : LineReader(std::move(source), sink) {}

 private:
  void take(std::string_view line, std::size_t number) override {
    if (starts_in_any_case(line, fields_line)) columns_ = columns_of(line);
    if (line.empty() || line.starts_with('#')) return;
    fields_ = split_csv(line, ',');
    if (utc_time(field(columns_.time)).empty() || fields_.size() < 6) {
      sink_.problem({source_, number, "not a row of a connectivity log"});
      return;
    }
    if (trimmed(field(columns_.direction)) == "+") sink_.sessions(1);
    // Mailbox delivery is no business of a Send connector.
    if (!contains_in_any_case(field(columns_.source), "SMTP")) return;
    take_description(number);
  }

  void take_description(std::size_t number) {
    // The description is the last field and not always quoted.
    std::string description = field(columns_.description);
    for (std::size_t i = columns_.description + 1; i < fields_.size(); ++i) description += "," + fields_[i];
    const bool failed = contains_in_any_case(description, "fail") ||
                        contains_in_any_case(description, "error") ||
                        contains_in_any_case(description, "nonexistent") || reply_within(description);
    if (!failed) return;
    std::optional<RecordedFailure> record = failure_of_reply(description, std::nullopt);
    if (!record || contains_in_any_case(description, "failed connection")) {
      const auto fault = told_fault(description);
      if (!fault) return;
      record = recorded(Failure{fault->step, fault->cls, fault->origin, std::nullopt, description});
    }
    record->source = source_;
    record->line = number;
    record->when = utc_time(field(columns_.time));
    Transcript& t = record->transcript;
    t.connector.SmartHost = field(columns_.destination);
    if (t.remote.empty()) t.remote = endpoint(description);
    name_smart_host(t);
    sink_.failure(std::move(*record));
  }

  std::string field(std::size_t at) const { return at < fields_.size() ? fields_[at] : std::string(); }

  Columns columns_;
  std::vector<std::string> fields_;
};

}  // namespace

bool looks_like_connectivity_log(std::string_view beginning) {
  if (contains_in_any_case(beginning, "Transport Connectivity Log")) return true;
  return contains_in_any_case(beginning,
                              "#Fields: date-time,session,source,destination,direction,description");
}

std::unique_ptr<EvidenceReader> make_connectivity_log_reader(std::string source, const EvidenceSink& sink) {
  return std::make_unique<ConnectivityLog>(std::move(source), sink);
}

}  // namespace authwalk
