#include "exchange/csv_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "exchange/text_search.hpp"

namespace authwalk {

namespace {
// How often in a row a damaged row is read again from its second line on: enough to find the next whole one,
// too few for a file of quotes to cost time.
constexpr int most_tries = 4;
}  // namespace

CsvRows::CsvRows(std::string source, const EvidenceSink& sink, TakeRow take)
    : source_(std::move(source)), sink_(sink), take_(std::move(take)) {}

void CsvRows::feed(std::string_view bytes) {
  for (char c : bytes) take_byte(c);
}

void CsvRows::finish() {
  while (quoted_) give_up();
  if (!row_.empty()) end_row();
}

void CsvRows::take_byte(char c) {
  if (c == '\0' && !nul_reported_) {
    sink_.problem({source_, line_, "NUL bytes, which were left out: a damaged file, or another encoding"});
  }
  nul_reported_ = c == '\0' || (nul_reported_ && c != '\n');
  if (c == '"') quoted_ = !quoted_;
  if (c == '\n' && !quoted_) {
    end_row();
    return;
  }
  if (c == '\n') ++lines_in_row_;
  row_ += c;
  if (row_.size() > longest_csv_row) give_up();
}

void CsvRows::end_row() {
  const std::string row = std::exchange(row_, {});
  const std::size_t line = line_;
  line_ += lines_in_row_ + 1;
  lines_in_row_ = 0;
  quoted_ = false;
  tries_ = 0;
  if (!trimmed(row).empty()) take_(split_csv(row, separator_), line);
}

// Its first line is the damaged one; what follows may be whole.
void CsvRows::give_up() {
  const std::string row = std::exchange(row_, {});
  const std::size_t line = line_;
  quoted_ = false;
  lines_in_row_ = 0;
  const std::size_t end = row.find('\n');
  const std::string_view first = std::string_view(row).substr(0, end);
  if (end == std::string::npos || tries_ >= most_tries) {
    line_ += static_cast<std::size_t>(std::ranges::count(row, '\n'));
    tries_ = 0;
    sink_.problem(
        {source_, line, fmt::format("{} bytes that are no row: a quote without its end", row.size())});
    return;
  }
  ++tries_;
  ++line_;
  const int tries = tries_;
  sink_.problem({source_, line, "a row with a quote that has no end"});
  take_(split_csv(first, separator_), line);
  feed(std::string_view(row).substr(end + 1));
  // Rows that were found on the way were whole; only the next one to fail starts to count again.
  tries_ = std::max(tries_, quoted_ ? tries : 0);
}

std::vector<std::string> split_csv(std::string_view row, char separator) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const char c = row[i];
    if (c == '"' && quoted && i + 1 < row.size() && row[i + 1] == '"') {
      fields.back() += '"';
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == separator && !quoted) {
      fields.emplace_back();
    } else if (c != '\0' && !(c == '\r' && i + 1 == row.size())) {
      fields.back() += c;
    }
  }
  return fields;
}

}  // namespace authwalk
