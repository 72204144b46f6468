#include "connectors/powershell_values.hpp"

#include <array>
#include <utility>

#include "connectors/secret_names.hpp"
#include "exchange/text_search.hpp"

namespace authwalk::connectors {
namespace {

using Kind = ExportedValue::Kind;

constexpr unsigned deepest = 16;

// Quotation marks of typesetting count as the plain ones (about_Quoting_Rules).
constexpr std::array<std::pair<std::string_view, char>, 9> quotes{{{"\"", '"'},
                                                                   {"\u201C", '"'},
                                                                   {"\u201D", '"'},
                                                                   {"\u201E", '"'},
                                                                   {"'", '\''},
                                                                   {"\u2018", '\''},
                                                                   {"\u2019", '\''},
                                                                   {"\u201A", '\''},
                                                                   {"\u201B", '\''}}};

bool ends_word(char c) {
  constexpr std::string_view ends = " \t\r\n,;|(){}\"'@`";
  return c == '\0' || ends.find(c) != std::string_view::npos;
}

ExportedValue text_value(std::string text, Position at) {
  ExportedValue value;
  value.kind = Kind::text;
  value.text = std::move(text);
  value.at = at;
  return value;
}

}  // namespace

std::size_t PowerShellSource::quote_here(char& kind) const {
  for (const auto& [quote, plain] : quotes) {
    if (!text_.substr(std::min(at_, text_.size())).starts_with(quote)) continue;
    kind = plain;
    return quote.size();
  }
  return 0;
}

void PowerShellSource::skip_blanks(bool line_ends) {
  while (!at_end()) {
    const char c = peek();
    if (c == ' ' || c == '\t' || (line_ends && (c == '\n' || c == '\r'))) {
      advance();
    } else if (c == '`' && (peek(1) == '\n' || (peek(1) == '\r' && peek(2) == '\n'))) {
      advance(peek(1) == '\n' ? 2 : 3);
    } else if (c == '<' && peek(1) == '#') {
      const std::size_t end = text_.find("#>", at_);
      at_ = end == std::string_view::npos ? text_.size() : end + 2;
    } else if (c == '#') {
      at_ = std::min(text_.size(), text_.find('\n', at_));
    } else {
      return;
    }
  }
}

std::string_view PowerShellSource::take_word() {
  const std::size_t begin = at_;
  while (is_letter(peek()) || is_digit(peek()) || (at_ > begin && peek() == '-') || peek() == '_') advance();
  return text_.substr(begin, at_ - begin);
}

bool PowerShellSource::takes(std::string_view expected) {
  if (!text_.substr(std::min(at_, text_.size())).starts_with(expected)) return false;
  advance(expected.size());
  return true;
}

bool PowerShellSource::skip_string() {
  char kind = 0;
  if (quote_here(kind) == 0) return false;
  take_string();
  return true;
}

// Empty when a variable or a command stands inside: what it becomes is not known.
std::optional<std::string> PowerShellSource::take_string() {
  char kind = 0, other = 0;
  advance(quote_here(kind));
  std::string text;
  bool known = true;
  while (!at_end()) {
    const std::size_t quote = quote_here(other);
    if (quote > 0 && other == kind) {
      advance(quote);
      // Doubled, it stands for itself.
      const std::size_t again = quote_here(other);
      if (again == 0 || other != kind) break;
      text += text_.substr(at_, again);
      advance(again);
      continue;
    }
    if (kind == '"' && peek() == '`')
      advance();
    else if (kind == '"' && peek() == '$' && (is_letter(peek(1)) || peek(1) == '(' || peek(1) == '{'))
      known = false;
    text += peek();
    advance();
  }
  return known ? std::optional(text) : std::nullopt;
}

// "( ... )" or "{ ... }" with whatever stands in it.
void PowerShellSource::skip_brackets() {
  unsigned open = 0;
  while (!at_end()) {
    if (skip_string()) continue;
    const char c = peek();
    if (c == '(' || c == '{' || c == '[') ++open;
    if (c == ')' || c == '}' || c == ']') --open;
    advance();
    if (open == 0) return;
  }
}

ExportedValue PowerShellSource::take_table(const Variables& variables) {
  ExportedValue table;
  table.kind = Kind::object;
  table.at = here();
  for (skip_blanks(true); !at_end() && peek() != '}'; skip_blanks(true)) {
    const Position place = here();
    std::string name;
    char kind = 0;
    if (quote_here(kind) > 0) {
      name = take_string().value_or("");
    } else {
      name = take_word();
    }
    skip_blanks(false);
    if (name.empty() || !takes("=")) {
      advance();
      continue;
    }
    std::optional<ExportedValue> value = take_value(variables);
    if (may_hold_secret(name) && !(value && value->kind == Kind::null))
      value = text_value("(present)", place);
    if (!value) continue;
    value->name = std::move(name);
    value->at = place;
    table.fields.push_back(std::move(*value));
  }
  takes("}");
  return table;
}

std::optional<ExportedValue> PowerShellSource::take_list(const Variables& variables) {
  ExportedValue list;
  list.kind = Kind::list;
  list.at = here();
  for (skip_blanks(true); !at_end() && peek() != ')'; skip_blanks(true)) {
    if (peek() == ',' || peek() == ';') {
      advance();
      continue;
    }
    const std::size_t before = at_;
    auto item = take_single(variables);
    if (at_ == before) advance();
    if (item && item->kind == Kind::list) {
      for (ExportedValue& each : item->items) list.items.push_back(std::move(each));
    } else if (item && item->kind != Kind::null) {
      list.items.push_back(std::move(*item));
    }
    if (!item) list.cut = true;
  }
  takes(")");
  return list;
}

std::optional<ExportedValue> PowerShellSource::take_single(const Variables& variables) {
  const Position at = here();
  char kind = 0;
  if (depth_ >= deepest) {
    skip_brackets();
    return std::nullopt;
  }
  ++depth_;
  const struct Leave {
    unsigned& depth;
    ~Leave() { --depth; }
  } leave{depth_};
  if (quote_here(kind) > 0) {
    auto text = take_string();
    return text ? std::optional(text_value(std::move(*text), at)) : std::nullopt;
  }
  if (takes("@(")) return take_list(variables);
  if (takes("@{")) return take_table(variables);
  if (peek() == '(') {
    skip_brackets();
    while (!ends_word(peek())) advance();  // .Property
    return std::nullopt;
  }
  if (peek() == '[') {  // an address in brackets, or a type in front of a value
    const std::size_t begin = at_;
    skip_brackets();
    const std::string_view inside = text_.substr(begin, at_ - begin);
    if (is_digit(inside.size() > 1 ? inside[1] : '\0') || inside.find(':') != std::string_view::npos)
      return text_value(std::string(inside), at);
    skip_blanks(false);
    return take_single(variables);
  }
  if (takes("$")) {
    const std::string_view name = take_word();
    if (same_name(name, "true") || same_name(name, "false")) return text_value(std::string(name), at);
    ExportedValue none;
    none.at = at;
    if (same_name(name, "null")) return none;
    const bool whole = ends_word(peek());
    while (!ends_word(peek())) advance();
    if (peek() == '(') skip_brackets();
    return whole ? variables(name) : std::nullopt;
  }
  const std::size_t begin = at_;
  while (!ends_word(peek())) advance();
  if (at_ == begin) return std::nullopt;
  return text_value(std::string(text_.substr(begin, at_ - begin)), at);
}

std::optional<ExportedValue> PowerShellSource::take_value(const Variables& variables) {
  skip_blanks(false);
  std::optional<ExportedValue> first = take_single(variables);
  skip_blanks(false);
  if (peek() != ',') return first;
  ExportedValue list;
  list.kind = Kind::list;
  if (first) list.at = first->at;
  const auto add = [&list](std::optional<ExportedValue>&& item) {
    if (item)
      list.items.push_back(std::move(*item));
    else
      list.cut = true;
  };
  add(std::move(first));
  while (peek() == ',') {
    advance();
    skip_blanks(true);
    add(take_single(variables));
    skip_blanks(false);
  }
  return list;
}

}  // namespace authwalk::connectors
