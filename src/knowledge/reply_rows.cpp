#include "knowledge/reply_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace authwalk::knowledge {
namespace {

constexpr std::array<std::string_view, 16> columns{
    "id",    "who",       "code",       "enhanced", "wording", "steps",   "class",  "origin",
    "blame", "transient", "confidence", "cause",    "fix",     "command", "sample", "source"};

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  std::size_t from = 0;
  for (std::size_t at = 0; (at = text.find(separator, from)) != std::string_view::npos; from = at + 1) {
    parts.push_back(text.substr(from, at - from));
  }
  parts.push_back(text.substr(from));
  return parts;
}

std::string_view or_nothing(std::string_view cell) {
  return cell == "-" ? std::string_view() : cell;
}

bool digit(char c) {
  return c >= '0' && c <= '9';
}

bool well_formed_code(std::string_view code) {
  return code.size() == 3 && code[0] >= '2' && code[0] <= '5' && (digit(code[1]) || code[1] == 'x') &&
         (digit(code[2]) || code[2] == 'x');
}

bool well_formed_enhanced(std::string_view code) {
  const bool digits = std::ranges::all_of(code, [](char c) { return digit(c) || c == '.' || c == '-'; });
  return digits && std::ranges::count(code, '.') == 2 && std::ranges::count(code, '-') <= 1 &&
         digit(code.back());
}

std::optional<Blame> find_blame(std::string_view name) {
  for (Blame blame : {Blame::ours, Blame::server, Blame::network, Blame::policy}) {
    if (id(blame) == name) return blame;
  }
  return std::nullopt;
}

std::optional<Origin> find_origin(std::string_view name) {
  for (Origin origin : {Origin::server, Origin::network, Origin::local}) {
    if (id(origin) == name) return origin;
  }
  return std::nullopt;
}

// Reads one line; `faults` says what is wrong with it.
class LineReader {
 public:
  ReplyRow read(const std::vector<std::string_view>& cells) {
    ReplyRow row;
    row.id = cells[0];
    row.who = cells[1];
    row.code = or_nothing(cells[2]);
    row.enhanced = or_nothing(cells[3]);
    row.wording = or_nothing(cells[4]);
    read_steps(cells[5], row);
    row.cls = read_name(cells[6], "class", find_class);
    row.origin = read_name(cells[7], "origin", find_origin).value_or(Origin::server);
    row.blame = read_name(cells[8], "blame", find_blame);
    row.transient = either(cells[9], "yes", "no");
    row.likely = either(cells[10], "likely", "possible");
    row.cause = or_nothing(cells[11]);
    row.fix = or_nothing(cells[12]);
    row.command = or_nothing(cells[13]);
    row.sample = or_nothing(cells[14]);
    row.source = cells[15];
    check_codes(row);
    return row;
  }

  std::vector<std::string> faults;

 private:
  void read_steps(std::string_view cell, ReplyRow& row) {
    for (std::string_view name : split(cell, ',')) {
      if (name == "any") {
        row.anywhere = true;
      } else if (const auto step = find_step(name)) {
        row.steps.push_back(*step);
      } else {
        faults.push_back(fmt::format("no such step '{}'", name));
      }
    }
  }

  template <typename T>
  std::optional<T> read_name(std::string_view cell, std::string_view what,
                             std::optional<T> (*find)(std::string_view)) {
    if (cell == "-") return std::nullopt;
    const std::optional<T> found = find(cell);
    if (!found) faults.push_back(fmt::format("no such {} '{}'", what, cell));
    return found;
  }

  bool either(std::string_view cell, std::string_view first, std::string_view second) {
    if (cell != first && cell != second) {
      faults.push_back(fmt::format("'{}' is neither {} nor {}", cell, first, second));
    }
    return cell == first;
  }

  void check_codes(const ReplyRow& row) {
    for (std::string_view code : split(row.code, '|')) {
      if (!row.code.empty() && !well_formed_code(code)) faults.push_back(fmt::format("no code '{}'", code));
    }
    for (std::string_view code : split(row.enhanced, '|')) {
      if (!row.enhanced.empty() && !well_formed_enhanced(code)) {
        faults.push_back(fmt::format("no enhanced code '{}'", code));
      }
    }
    // A row that fits everything would explain everything.
    if (row.wording.empty() && row.code.empty() && row.enhanced.empty()) {
      faults.push_back("neither words nor codes");
    }
  }
};

}  // namespace

ParsedRows parse_rows(std::span<const std::string_view> lines) {
  ParsedRows parsed;
  std::set<std::string_view> ids;
  bool header_seen = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto fault = [&](std::string_view what) {
      parsed.faults.push_back(fmt::format("line {}: {}", i + 1, what));
    };
    if (lines[i].empty() || lines[i].starts_with('#')) continue;
    const std::vector<std::string_view> cells = split(lines[i], '\t');
    if (cells.size() != columns.size()) {
      fault(fmt::format("{} columns, not {}", cells.size(), columns.size()));
      continue;
    }
    if (!header_seen) {
      header_seen = true;
      if (!std::ranges::equal(cells, columns)) fault("another header than the columns that are known");
      continue;
    }
    if (std::ranges::any_of(cells, [](std::string_view cell) { return cell.empty(); })) {
      fault("an empty column; nothing is written -");
      continue;
    }
    LineReader reader;
    ReplyRow row = reader.read(cells);
    if (!ids.insert(row.id).second) reader.faults.push_back(fmt::format("the id {} is used twice", row.id));
    for (const std::string& what : reader.faults) fault(what);
    if (reader.faults.empty()) parsed.rows.push_back(std::move(row));
  }
  return parsed;
}

std::span<const ReplyRow> reply_rows() {
  static const std::vector<ReplyRow> rows = parse_rows(reply_lines()).rows;
  return rows;
}

}  // namespace authwalk::knowledge
