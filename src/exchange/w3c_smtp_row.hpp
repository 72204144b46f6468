// Rows of the SMTP log of IIS in W3C form, as what was said in a session.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace authwalk {

struct W3cSmtpRow {
  std::string peer;     ///< whose session it is
  std::string command;  ///< of the client; empty: the row has none
  std::string reply;    ///< of the server; empty: the row has none
};

class W3cSmtpColumns {
 public:
  /// The columns of a line "#Fields: date time c-ip ... cs-method ..."; empty when it is of another log.
  static std::optional<W3cSmtpColumns> from_header(std::string_view line);
  /// Empty when the line is no row of these columns.
  std::optional<W3cSmtpRow> parse(std::string_view line) const;

 private:
  enum Column { peer, user, method, query, status, count };
  std::array<std::size_t, count> place_{};
};

}  // namespace authwalk
