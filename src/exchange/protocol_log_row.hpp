// One row of an SmtpSend or SmtpReceive protocol log: CSV, its columns in the order of the "#Fields:" line.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace authwalk {

/// Values are as they stand in the line, without the quotation marks around them; a quotation mark inside is
/// still doubled (see unquoted()).
struct ProtocolLogRow {
  std::string_view time;
  std::string_view connector;
  std::string_view
      session;  ///< 16 hexadecimal digits; empty in a log that was pasted without its first columns
  std::string_view sequence;
  std::string_view local;  ///< of the server that logs
  std::string_view remote;
  char event = '*';  ///< + connected, - disconnected, > sent, < received, * information
  std::string_view data;
  std::string_view context;
  bool cut = false;         ///< columns are missing at its end
  bool quote_open = false;  ///< a quotation mark is not closed; the value goes as far as the line
};

class ProtocolLogColumns {
 public:
  /// The order that every known version of Exchange writes.
  ProtocolLogColumns();
  /// Of a line "#Fields: date-time,connector-id,..."; empty when it lacks a column that cannot be missed.
  static std::optional<ProtocolLogColumns> from_header(std::string_view fields);

  /// Empty when the line is no row.
  std::optional<ProtocolLogRow> parse(std::string_view line) const;

 private:
  static constexpr std::size_t most = 16;
  static constexpr std::size_t none = most;
  enum Column { time, connector, session, sequence, local, remote, event, data, context, count };

  std::array<std::size_t, count> place_;  // field of the line; `none` when the log has no such column
  std::size_t fields_ = count;            // how many a whole row has
};

/// A row that was pasted without its first columns: "<,250 DSN,".
std::optional<ProtocolLogRow> parse_short_row(std::string_view line);

/// True for "2026-11-21T12:00:00.000Z" and its shorter forms.
bool is_log_time(std::string_view text);
/// Milliseconds since 1970 of a time that is_log_time().
double log_time_ms(std::string_view text);

}  // namespace authwalk
