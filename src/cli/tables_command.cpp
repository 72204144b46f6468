// authwalk steps | classes | rules: the tables behind the reports.
#include <fmt/format.h>

#include <authwalk/diagnosis.hpp>
#include <authwalk/failure.hpp>
#include <authwalk/step.hpp>
#include <utility>

#include "command_error.hpp"
#include "commands.hpp"
#include "output.hpp"
#include "wrap.hpp"

namespace authwalk::cli {
namespace {

using Fields = std::vector<std::pair<std::string_view, std::string_view>>;

struct Table {
  std::string_view name;  ///< of the command, and of the list in JSON
  std::string_view what;
  std::vector<Fields> rows;
  bool one_line_a_row;  ///< else the row is too long: a block, one line a field
};

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < ' ') {
      out += fmt::format("\\u{:04x}", c);
    } else {
      out += c;
    }
  }
  return out + "\"";
}

// RFC 8259: true and false stand without quotation marks.
std::string json_value(std::string_view name, std::string_view value) {
  return name == "transient" ? std::string(value) : json_string(value);
}

std::string as_json(const Table& table) {
  std::string rows;
  for (const auto& row : table.rows) {
    std::string fields;
    for (const auto& [name, value] : row)
      fields +=
          fmt::format("{}{}: {}", fields.empty() ? "" : ", ", json_string(name), json_value(name, value));
    rows += fmt::format("{}\n  {{{}}}", rows.empty() ? "" : ",", fields);
  }
  return fmt::format("{{\"schema\": \"authwalk.{0}/1\", \"{0}\": [{1}\n]}}\n", table.name, rows);
}

std::string as_lines(const Table& table) {
  std::vector<std::size_t> widths(table.rows.front().size());
  for (std::size_t i = 0; i < widths.size(); ++i) {
    widths[i] = table.rows.front()[i].first.size();
    for (const auto& row : table.rows) widths[i] = std::max(widths[i], row[i].second.size());
  }
  const auto line = [&](const auto& cell) {
    std::string out;
    for (std::size_t i = 0; i + 1 < widths.size(); ++i) out += fmt::format("{:{}}  ", cell(i), widths[i]);
    return out + wrapped(cell(widths.size() - 1), out.size()) + "\n";
  };
  std::string out = line([&](std::size_t i) { return table.rows.front()[i].first; });
  for (const auto& row : table.rows) out += line([&](std::size_t i) { return row[i].second; });
  return out;
}

std::string as_blocks(const Table& table) {
  std::string out;
  for (const auto& row : table.rows) {
    out += fmt::format("{}{}\n", out.empty() ? "" : "\n", row.front().second);
    for (const auto& [name, value] : Fields(row.begin() + 1, row.end()))
      out += fmt::format("  {:12}{}\n", name, wrapped(value, 14));
  }
  return out;
}

int show_table(const Table& table, const Arguments& arguments) {
  std::optional<std::string> format;
  Syntax syntax;
  const auto synopsis = fmt::format("authwalk {} [--format text|json]", table.name);
  syntax.command = table.name;
  syntax.synopsis = synopsis;
  syntax.what = table.what;
  syntax.flags = {{"Output", "--format", "text|json", "default: text", &format}};
  if (asks_for_help(arguments)) {
    print_out(help_text(syntax));
    return exit_done;
  }
  parse(syntax, arguments);
  const auto request = output_request(format, {}, 0, std::nullopt);
  if (request.format->id == "json") {
    print_out(as_json(table));
  } else {
    print_out(table.one_line_a_row ? as_lines(table) : as_blocks(table));
  }
  return exit_done;
}

}  // namespace

int steps_command(const Arguments& arguments) {
  Table table{"steps", "The steps of a walk, in order.", {}, true};
  for (const auto& step : steps())
    table.rows.push_back({{"id", step.id}, {"column", step.column}, {"what", step.what}});
  return show_table(table, arguments);
}

int classes_command(const Arguments& arguments) {
  Table table{"classes", "Why a step failed.", {}, true};
  for (const auto& row : classes()) {
    table.rows.push_back({{"id", row.id},
                          {"group", row.group},
                          {"blame", id(row.blame)},
                          {"transient", row.transient ? "true" : "false"},
                          {"meaning", row.meaning}});
  }
  return show_table(table, arguments);
}

int rules_command(const Arguments& arguments) {
  Table table{"rules", "The causes that a diagnosis may name, and what mends them.", {}, false};
  const auto all = rules();
  for (const auto& rule : all) {
    table.rows.push_back({{"id", rule.id},
                          {"applies", rule.applies},
                          {"cause", rule.cause},
                          {"fix", rule.fix},
                          {"confidence", rule.confidence}});
  }
  return show_table(table, arguments);
}

}  // namespace authwalk::cli
