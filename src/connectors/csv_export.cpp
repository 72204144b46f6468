// Export-Csv and ConvertTo-Csv: "#TYPE ..." (Windows PowerShell only), the names, one row a connector. A list
// has one cell, in which only the name of its type stands.
#include <fmt/format.h>

#include "connectors/export_readers.hpp"
#include "connectors/secret_names.hpp"
#include "exchange/csv_rows.hpp"

namespace authwalk::connectors {
namespace {

using Kind = ExportedValue::Kind;

constexpr std::string_view how = "Get-SendConnector | Export-Csv connectors.csv";

// Without "#TYPE ..."; the number of lines that are left out goes to `skipped`.
std::string_view from_header(std::string_view text, unsigned& skipped) {
  skipped = 0;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    if (!trimmed(line).empty() && !line.starts_with("#TYPE")) break;
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    ++skipped;
  }
  return text;
}

// -UseCulture writes what the country uses between list items.
char separator_of(std::string_view header) {
  for (const char separator : {',', ';', '\t'}) {
    if (header.find(separator) != std::string_view::npos) return separator;
  }
  return ',';
}

std::string_view header_of(std::string_view text) {
  unsigned skipped = 0;
  text = from_header(text, skipped);
  return trimmed(text.substr(0, text.find('\n')));
}

}  // namespace

bool looks_like_csv(std::string_view text) {
  if (trimmed(text).starts_with("#TYPE")) return true;
  const std::string_view header = header_of(text);
  const std::vector<std::string> names = split_csv(header, separator_of(header));
  if (names.size() < 2) return false;
  for (const std::string& name : names) {
    for (const char c : name) {
      if (!is_letter(c) && !is_digit(c) && c != '_') return false;
    }
  }
  return true;
}

void read_csv(std::string& text, const std::string& file, const TakeObject& take) {
  unsigned skipped = 0;
  const std::string_view rest = from_header(text, skipped);
  const EvidenceSink sink{nullptr, nullptr, [&](const ReadProblem& problem) {
                            refuse(file, {static_cast<unsigned>(problem.line) + skipped, 0},
                                   "no CSV: " + problem.what, std::string("export it anew: ").append(how));
                          }};
  std::vector<std::string> names;
  CsvRows rows(file, sink, [&](const std::vector<std::string>& cells, std::size_t line) {
    const Position at{static_cast<unsigned>(line) + skipped, 0};
    if (names.empty()) {
      names = cells;
      return;
    }
    if (cells.size() != names.size()) {
      refuse(file, at, fmt::format("a row of {} cells under {} names", cells.size(), names.size()),
             std::string("export it anew: ").append(how));
    }
    ExportedValue object;
    object.kind = Kind::object;
    object.at = at;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      ExportedValue value = shown_value(names[i], cells[i], at);
      if (may_hold_secret(names[i]) && value.kind != Kind::null) {
        value = {};
        value.kind = Kind::text;
        value.text = "(present)";
        value.at = at;
      }
      value.name = names[i];
      object.fields.push_back(std::move(value));
    }
    take(std::move(object));
  });
  rows.set_separator(separator_of(header_of(text)));
  rows.feed(rest);
  rows.finish();
}

}  // namespace authwalk::connectors
