#include "exchange/protocol_log_row.hpp"

#include <cstring>

#include "exchange/text_search.hpp"

namespace authwalk {
namespace {

constexpr std::array<std::string_view, 9> names{"date-time",       "connector-id",   "session-id",
                                                "sequence-number", "local-endpoint", "remote-endpoint",
                                                "event",           "data",           "context"};

bool is_event(std::string_view text) {
  return text.size() == 1 && std::string_view("+-<>*").find(text[0]) != std::string_view::npos;
}

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), is_digit);
}

// Takes the field at the front of `rest` and the comma behind it. `more` tells whether there was a comma,
// `open` whether a quotation mark was left open.
std::string_view take_field(std::string_view& rest, bool& more, bool& open) {
  std::size_t end = 0;
  bool quoted = rest.starts_with('"');
  if (quoted) {
    end = 1;
    while (true) {
      end = rest.find('"', end);
      if (end == std::string_view::npos) break;
      if (end + 1 >= rest.size() || rest[end + 1] == ',') break;
      end += rest[end + 1] == '"' ? 2 : 1;
    }
    if (end == std::string_view::npos) {
      open = true;
      end = rest.size();
    }
    const std::string_view value = rest.substr(1, end - 1);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    more = rest.starts_with(',');
    if (more) rest.remove_prefix(1);
    return value;
  }
  const void* comma = rest.empty() ? nullptr : std::memchr(rest.data(), ',', rest.size());
  more = comma != nullptr;
  end = more ? static_cast<std::size_t>(static_cast<const char*>(comma) - rest.data()) : rest.size();
  const std::string_view value = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return value;
}

int number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

// Days since 1970-01-01 in the Gregorian calendar, counted in years that begin in March.
int days_from_civil(int year, int month, int day) {
  const int y = month <= 2 ? year - 1 : year;
  const int m = month <= 2 ? month + 9 : month - 3;
  const int leap_days = y / 4 - y / 100 + y / 400;
  return 365 * y + leap_days + (153 * m + 2) / 5 + day - 1 - 719468;
}

}  // namespace

ProtocolLogColumns::ProtocolLogColumns() {
  for (std::size_t i = 0; i < count; ++i) place_[i] = i;
}

std::optional<ProtocolLogColumns> ProtocolLogColumns::from_header(std::string_view fields) {
  ProtocolLogColumns columns;
  columns.place_.fill(none);
  columns.fields_ = 0;
  fields = trimmed(fields);
  for (bool more = !fields.empty(), open = false; more && columns.fields_ < most; ++columns.fields_) {
    const std::string_view name = trimmed(take_field(fields, more, open));
    for (std::size_t i = 0; i < count; ++i) {
      if (same_name(name, names[i])) columns.place_[i] = columns.fields_;
    }
  }
  for (const Column needed : {session, event, data}) {
    if (columns.place_[needed] == none) return std::nullopt;
  }
  return columns;
}

std::optional<ProtocolLogRow> ProtocolLogColumns::parse(std::string_view line) const {
  std::array<std::string_view, most + 1> fields{};  // the last one stays empty: that of a missing column
  bool more = true, open = false;
  std::size_t found = 0;
  while (more && found < fields_) fields[found++] = take_field(line, more, open);
  if (found <= place_[event]) return std::nullopt;

  const std::string_view mark = fields[place_[event]];
  ProtocolLogRow row;
  row.time = fields[place_[time]];
  row.sequence = fields[place_[sequence]];
  row.session = fields[place_[session]];
  if (!is_log_time(row.time) && place_[time] != none) return std::nullopt;
  if (!all_digits(row.sequence) || row.session.empty()) return std::nullopt;
  // Forum software eats the asterisk of an information row.
  if (!mark.empty() && !is_event(mark)) return std::nullopt;
  row.event = mark.empty() ? '*' : mark[0];
  row.connector = fields[place_[connector]];
  row.local = fields[place_[local]];
  row.remote = fields[place_[remote]];
  row.data = fields[place_[data]];
  row.context = fields[place_[context]];
  row.cut = found < fields_;
  row.quote_open = open;
  return row;
}

std::optional<ProtocolLogRow> parse_short_row(std::string_view line) {
  if (line.size() < 2 || line[1] != ',' || !is_event(line.substr(0, 1))) return std::nullopt;
  ProtocolLogRow row;
  row.event = line[0];
  line.remove_prefix(2);
  bool more = true, open = false;
  row.data = take_field(line, more, open);
  if (more) row.context = take_field(line, more, open);
  row.quote_open = open;
  return row;
}

bool is_log_time(std::string_view text) {
  constexpr std::string_view shape = "dddd-dd-ddTdd:dd:dd";
  if (text.size() < shape.size() || text.size() > 40) return false;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const bool fits = shape[i] == 'd' ? is_digit(text[i]) : text[i] == shape[i];
    if (!fits) return false;
  }
  return true;
}

double log_time_ms(std::string_view text) {
  const int days =
      days_from_civil(number(text.substr(0, 4)), number(text.substr(5, 2)), number(text.substr(8, 2)));
  const int seconds =
      number(text.substr(11, 2)) * 3600 + number(text.substr(14, 2)) * 60 + number(text.substr(17, 2));
  double ms = (static_cast<double>(days) * 86400 + seconds) * 1000;
  if (text.size() > 20 && text[19] == '.') {
    double weight = 100;
    for (std::size_t i = 20; i < text.size() && is_digit(text[i]); ++i, weight /= 10)
      ms += weight * (text[i] - '0');
  }
  return ms;
}

}  // namespace authwalk
