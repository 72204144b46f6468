// authwalk steps | classes | rules: the tables behind the reports.
#include <fmt/format.h>

#include <authwalk/diagnosis.hpp>
#include <authwalk/failure.hpp>
#include <authwalk/step.hpp>
#include <authwalk/suggestion.hpp>
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
  std::string_view synopsis;
  std::string_view what;
};
constexpr Table steps_table{"steps", "authwalk steps [--format text|json]", "The steps of a walk, in order."};
constexpr Table classes_table{"classes", "authwalk classes [--format text|json]", "Why a step failed."};
constexpr Table rules_table{"rules", "authwalk rules [--format text|json]",
                            "The causes that a diagnosis may name, and what mends them."};

Syntax table_syntax(const Table& table, std::optional<std::string>& format) {
  Syntax syntax;
  syntax.command = table.name;
  syntax.synopsis = table.synopsis;
  syntax.what = table.what;
  syntax.flags = {{"Output", "--format", "text|json", "default: text", &format}};
  return syntax;
}

template <const Table& table>
Syntax table_syntax(std::optional<std::string>& format) {
  return table_syntax(table, format);
}

struct Content {
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

std::string as_json(std::string_view list, const Content& table) {
  std::string rows;
  for (const auto& row : table.rows) {
    std::string fields;
    for (const auto& [name, value] : row)
      fields +=
          fmt::format("{}{}: {}", fields.empty() ? "" : ", ", json_string(name), json_value(name, value));
    rows += fmt::format("{}\n  {{{}}}", rows.empty() ? "" : ",", fields);
  }
  return fmt::format("{{\"schema\": \"authwalk.{0}/1\", \"{0}\": [{1}\n]}}\n", list, rows);
}

std::string as_lines(const Content& table) {
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

std::string as_blocks(const Content& table) {
  std::string out;
  for (const auto& row : table.rows) {
    out += fmt::format("{}{}\n", out.empty() ? "" : "\n", row.front().second);
    for (const auto& [name, value] : Fields(row.begin() + 1, row.end()))
      out += fmt::format("  {:12}{}\n", name, wrapped(value, 14));
  }
  return out;
}

int show_table(const Table& table, const Content& content, const Arguments& arguments) {
  std::optional<std::string> format;
  const auto syntax = table_syntax(table, format);
  if (asks_for_help(arguments)) {
    print_out(help_text(syntax));
    return exit_done;
  }
  parse(syntax, arguments);
  if (format.value_or("text") == "json") {
    print_out(as_json(table.name, content));
  } else if (format.value_or("text") == "text") {
    print_out(content.one_line_a_row ? as_lines(content) : as_blocks(content));
  } else {
    throw CommandError{exit_usage, fmt::format("{} has no --format {}", table.name, shown(*format)),
                       did_you_mean(*format, {"text", "json"}, "one of text, json")};
  }
  return exit_done;
}

}  // namespace

Syntax steps_syntax() {
  return for_readers(table_syntax<steps_table>);
}

int steps_command(const Arguments& arguments) {
  Content table{{}, true};
  for (const auto& step : steps())
    table.rows.push_back({{"id", step.id}, {"column", step.column}, {"what", step.what}});
  return show_table(steps_table, table, arguments);
}

Syntax classes_syntax() {
  return for_readers(table_syntax<classes_table>);
}

int classes_command(const Arguments& arguments) {
  Content table{{}, true};
  for (const auto& row : classes()) {
    table.rows.push_back({{"id", row.id},
                          {"group", row.group},
                          {"blame", id(row.blame)},
                          {"transient", row.transient ? "true" : "false"},
                          {"meaning", row.meaning}});
  }
  return show_table(classes_table, table, arguments);
}

Syntax rules_syntax() {
  return for_readers(table_syntax<rules_table>);
}

int rules_command(const Arguments& arguments) {
  Content table{{}, false};
  const auto all = rules();
  for (const auto& rule : all) {
    table.rows.push_back({{"id", rule.id},
                          {"applies", rule.applies},
                          {"cause", rule.cause},
                          {"fix", rule.fix},
                          {"confidence", rule.confidence}});
  }
  return show_table(rules_table, table, arguments);
}

}  // namespace authwalk::cli
