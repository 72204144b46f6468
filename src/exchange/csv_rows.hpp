// CSV to rows, in constant memory: quoted fields, doubled quotes, line ends inside of quotes (RFC 4180).
#pragma once

#include <authwalk/explain.hpp>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk {

/// A longer row is given up: most likely a quote is missing.
inline constexpr std::size_t longest_csv_row = std::size_t{128} * 1024;

class CsvRows {
 public:
  using TakeRow = std::function<void(const std::vector<std::string>& fields, std::size_t line)>;

  CsvRows(std::string source, const EvidenceSink& sink, TakeRow take);

  void feed(std::string_view bytes);
  /// Delivers a last row that has no end.
  void finish();
  /// "," until it is set.
  void set_separator(char separator) { separator_ = separator; }

 private:
  void take_byte(char c);
  void end_row();
  void give_up();

  std::string source_;
  const EvidenceSink& sink_;
  TakeRow take_;
  char separator_ = ',';
  std::string row_;               // its bytes so far
  std::size_t line_ = 1;          // where the row begins
  std::size_t lines_in_row_ = 0;  // line ends inside of quotes
  bool quoted_ = false;
  bool nul_reported_ = false;  // on this line
  int tries_ = 0;              // rows given up since the last whole one
};

/// The fields of one row, without their quotes.
std::vector<std::string> split_csv(std::string_view row, char separator);

}  // namespace authwalk
