#include "exchange/unwrapped_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>
#include <vector>

#include "exchange/markup_text.hpp"
#include "exchange/text_search.hpp"

namespace authwalk {
namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr std::size_t longest_encoded_line = std::size_t{64} * 1024;

std::vector<std::string_view> written_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    // A mail program quotes blank lines too, a web page leaves them.
    if (!trimmed(line).empty()) lines.push_back(trimmed(line));
  }
  return lines;
}

// "> ", ">> ", "> > ": what a mail program puts in front.
std::string_view without_quote(std::string_view line) {
  std::string_view rest = trimmed(line);
  if (rest.starts_with('>')) rest = trimmed(rest.substr(1));
  // The rows of a protocol log may begin with ">," themselves.
  while (rest == ">" || rest.starts_with("> ") || rest.starts_with(">>")) rest = trimmed(rest.substr(1));
  return rest;
}

// "12 ", "12: ", "12. ": which one, or -1; `rest` is what stands behind it.
int line_number(std::string_view line, std::string_view& rest) {
  line = trimmed(line);
  int number = -1;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), number);
  if (error != std::errc() || number < 0) return -1;
  rest = line.substr(static_cast<std::size_t>(end - line.data()));
  if (!rest.empty() && std::string_view(":.)|").find(rest.front()) != npos) rest.remove_prefix(1);
  if (!rest.empty() && !is_blank(rest.front())) return -1;
  rest = trimmed(rest);
  return number;
}

std::string_view without_list_mark(std::string_view line) {
  for (std::string_view mark : {"- ", "* ", "\xE2\x80\xA2 ", "\xE2\x80\x93 "}) {
    if (line.starts_with(mark)) return trimmed(line.substr(mark.size()));
  }
  return line;
}

bool has_reply_code(std::string_view text) {
  return text.size() > 3 && text[0] >= '2' && text[0] <= '5' && is_digit(text[1]) && is_digit(text[2]) &&
         (text[3] == ' ' || text[3] == '-');
}

// A mail quotes every line, or lines of the server too; the arrows of a session point both ways.
bool is_quoted(const std::vector<std::string_view>& lines) {
  const auto marked =
      std::ranges::count_if(lines, [](std::string_view line) { return line.starts_with('>'); });
  if (marked == 0) return false;
  const bool answered = std::ranges::any_of(lines, [](std::string_view line) {
    return line.starts_with('<') && !line.starts_with("<http") && line.find('@') == npos;
  });
  const bool both_ways = std::ranges::any_of(lines, [](std::string_view line) {
    return line.starts_with('>') && has_reply_code(without_quote(line));
  });
  return !answered && (both_ways || static_cast<std::size_t>(marked) == lines.size());
}

bool is_numbered(const std::vector<std::string_view>& lines) {
  int before = -1;
  for (std::string_view line : lines) {
    std::string_view rest;
    const int number = line_number(line, rest);
    if (number < 0 || (before >= 0 && number != before + 1)) return false;
    before = number;
  }
  return lines.size() >= 3;
}

// "SEND20261102-1.log:", "SEND20261102-1.log:17:": what grep puts in front.
std::string_view without_file_name(std::string_view line) {
  for (std::string_view ending : {".log:", ".LOG:", ".txt:"}) {
    const std::size_t at = line.substr(0, line.find_first_of(" ,\t")).find(ending);
    if (at == npos) continue;
    line.remove_prefix(at + ending.size());
    const std::size_t digits = std::min(line.size(), line.find_first_not_of("0123456789"));
    if (digits > 0 && digits < line.size() && line[digits] == ':') line.remove_prefix(digits + 1);
    return line;
  }
  return line;
}

bool is_found(const std::vector<std::string_view>& lines) {
  return !lines.empty() &&
         std::ranges::all_of(lines, [](std::string_view line) { return without_file_name(line) != line; });
}

bool is_listed(const std::vector<std::string_view>& lines) {
  return !lines.empty() &&
         std::ranges::all_of(lines, [](std::string_view line) { return without_list_mark(line) != line; });
}

struct Replacement {
  std::string_view what, with;
};

// No-break spaces, marks of no width, typographic quotation marks, and what a forum escapes.
constexpr std::array characters{
    Replacement{"\xC2\xA0", " "},      Replacement{"\xE3\x80\x80", " "},  Replacement{"\xE2\x80\x8B", ""},
    Replacement{"\xEF\xBB\xBF", ""},   Replacement{"\xE2\x80\x9C", "\""}, Replacement{"\xE2\x80\x9D", "\""},
    Replacement{"\xE2\x80\x9E", "\""}, Replacement{"\xE2\x80\x98", "'"},  Replacement{"\xE2\x80\x99", "'"},
    Replacement{"\xEF\xBC\x9A", ": "}, Replacement{"\\*", "*"},           Replacement{"\\_", "_"},
    Replacement{"\xE3\x80\x82", ". "}, Replacement{"\\<", "<"},           Replacement{"\\>", ">"}};

std::string plain_characters(std::string_view line) {
  // Most lines have none of them.
  const bool plain =
      std::ranges::none_of(line, [](char c) { return c == '\\' || static_cast<unsigned char>(c) >= 0x80; });
  if (plain) return std::string(line);
  const std::string text = as_utf8(line);
  line = text;
  std::string out;
  while (!line.empty()) {
    const auto row =
        std::ranges::find_if(characters, [&](const Replacement& r) { return line.starts_with(r.what); });
    if (row != characters.end()) {
      out += row->with;
      line.remove_prefix(row->what.size());
    } else {
      out += line.front();
      line.remove_prefix(1);
    }
  }
  return out;
}

// "| a | b |": a row of a table, each cell a line of its own.
bool is_table_row(std::string_view line) {
  return line.size() > 2 && line.front() == '|' && line.back() == '|';
}

}  // namespace

UnwrappedText::UnwrappedText(std::string_view beginning, Take take)
    : take_(std::move(take)),
      lines_([this](std::string_view line, std::size_t, bool) { take_line(line); },
             [](std::size_t, const std::string&) {}),
      body_([this](std::string_view line, std::size_t, bool) { decoded(line); },
            [](std::size_t, const std::string&) {}) {
  std::vector<std::string_view> lines = written_lines(beginning);
  // The last line may be cut by the bound of what is looked at.
  if (beginning.size() > longest_encoded_line - 1024 && lines.size() > 1) lines.pop_back();
  quoted_ = is_quoted(lines);
  if (quoted_) std::ranges::transform(lines, lines.begin(), without_quote);
  found_ = is_found(lines);
  numbered_ = is_numbered(lines);
  listed_ = is_listed(lines);
  html_ = looks_like_html(beginning);
}

// A message announces how its body is written.
bool UnwrappedText::note_header(std::string_view line) {
  constexpr std::string_view name = "Content-Transfer-Encoding:";
  if (starts_in_any_case(line, name)) {
    const std::string_view value = trimmed(line.substr(name.size()));
    announced_ = Encoding::none;
    if (same_name(value, "quoted-printable")) announced_ = Encoding::quoted_printable;
    if (same_name(value, "base64")) announced_ = Encoding::base64;
    return true;
  }
  const bool boundary = line.starts_with("--") && encoding_ != Encoding::none;
  if (boundary) {
    end_body();
    encoding_ = announced_ = Encoding::none;
  }
  if (line.empty() && announced_ != Encoding::none && encoding_ == Encoding::none) {
    encoding_ = std::exchange(announced_, Encoding::none);
    waiting_.clear();
  }
  return boundary;
}

void UnwrappedText::take_line(std::string_view raw) {
  const std::string_view line = quoted_ ? without_quote(raw) : raw;
  if (note_header(trimmed(line)) || encoding_ == Encoding::none) return decoded(line);
  if (encoding_ == Encoding::base64) {
    const std::string text = from_base64_line(line, waiting_);
    html_ = html_ || looks_like_html(text);
    return body_.feed(text);
  }
  bool goes_on = false;
  waiting_ += from_quoted_printable(line, goes_on);
  if (!goes_on || waiting_.size() > longest_encoded_line) decoded(std::exchange(waiting_, {}));
}

void UnwrappedText::decoded(std::string_view text) {
  if (!html_) return hand_on(text);
  const std::string shown = shown_html(text);
  std::string_view rest = shown;
  while (true) {
    const std::size_t end = rest.find('\n');
    hand_on(rest.substr(0, end));
    if (end == npos) return;
    rest.remove_prefix(end + 1);
  }
}

void UnwrappedText::hand_on(std::string_view line) {
  const std::string plain = plain_characters(line);
  std::string_view text = plain;
  if (found_) text = without_file_name(trimmed(text));
  if (numbered_) line_number(text, text);
  if (listed_ || has_reply_code(without_list_mark(trimmed(text)))) text = without_list_mark(trimmed(text));
  // A browser shows a fold in front of an element of XML.
  if (trimmed(text).starts_with("- <")) text = without_list_mark(trimmed(text));
  if (trimmed(text).starts_with("```")) text = {};
  const bool table = is_table_row(trimmed(text));
  std::string cells;
  if (table) {
    cells = trimmed(text);
    std::ranges::replace(cells, '|', '\n');
    text = cells;
  }
  take_(text);
  take_("\n");
}

void UnwrappedText::end_body() {
  if (encoding_ == Encoding::quoted_printable && !waiting_.empty()) decoded(waiting_);
  waiting_.clear();
  body_.finish();
}

void UnwrappedText::finish() {
  lines_.finish();
  end_body();
}

}  // namespace authwalk
