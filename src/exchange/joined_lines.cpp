#include "exchange/joined_lines.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "exchange/text_search.hpp"
#include "knowledge/reply_rows.hpp"

namespace authwalk {
namespace {

constexpr std::size_t npos = std::string_view::npos;

std::string_view first_word(std::string_view text) {
  text = trimmed(text);
  return text.substr(0, text.find_first_of(" \t"));
}

constexpr std::array<std::string_view, 12> months{"jan", "feb", "mar", "apr", "may", "jun",
                                                  "jul", "aug", "sep", "oct", "nov", "dec"};

// "09:00:00", "2026-11-02", "[12:00:00.123]", "02.11.2026", "2026-11-02T09:00:00Z", "16/11/02".
bool is_time(std::string_view word) {
  constexpr std::string_view parts = "0123456789:.,-/TZ+[]";
  const bool form = word.find_first_not_of(parts) == npos && std::ranges::count_if(word, is_digit) >= 4;
  const auto separators =
      std::ranges::count_if(word, [](char c) { return c == ':' || c == '-' || c == '/'; });
  const bool dots =
      std::ranges::count(word, '.') == 2 && separators == 0 && word.size() >= 8 && word.size() <= 10;
  const bool reply = word.size() > 3 && is_digit(word[2]) && word[3] == '-' && separators == 1;
  return form && (separators > 0 || dots) && !reply;
}

// A property of a program's object: "code: 'EAUTH',", "\"status\": 550", "    responseCode: 535,".
bool is_property(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == npos || colon == 0 || colon > 40) return false;
  std::string_view name = trimmed(line.substr(0, colon));
  if (name.size() > 1 && (name.front() == '"' || name.front() == '\'') && name.back() == name.front())
    name = name.substr(1, name.size() - 2);
  const std::string_view value = trimmed(line.substr(colon + 1));
  const bool word =
      !name.empty() && std::ranges::all_of(name, [](char c) { return is_letter(c) || c == '_'; });
  return word && !value.empty() &&
         (value.ends_with(',') || value.ends_with("',") || value.ends_with('{') || value.front() == '\'' ||
          value.front() == '"' || value.front() == '[');
}

// "at com.sun.mail.smtp.SMTPTransport.authenticate(SMTPTransport.java:858)", "bei System.Net.", "File
// "/opt/".
bool is_frame(std::string_view line) {
  const std::string_view word = first_word(line);
  if (word.size() > 8) return false;
  const std::string_view rest = trimmed(line.substr(word.size()));
  const std::string_view place = rest.substr(0, rest.find_first_of(" ("));
  const bool call = place.find('.') != npos && place.size() < rest.size() && place.find('@') == npos;
  const bool code =
      call && !is_digit(place.front()) && rest.find('(') != npos && !word.empty() && is_letter(word.front());
  return code || (same_name(word, "File") && rest.starts_with('"')) ||
         (same_name(word, "from") && rest.starts_with('/')) ||
         (same_name(word, "at") && rest.find(":\\") != npos) || word == "+" || word == "..." || word == "---";
}

bool is_reply(std::string_view line) {
  return line.size() > 3 && line[0] >= '2' && line[0] <= '5' && is_digit(line[1]) && is_digit(line[2]) &&
         (line[3] == ' ' || line[3] == '-');
}

// "nullmailer-send[4711]: ", at the front or behind a host's name.
bool names_program(std::string_view line) {
  const std::size_t end = line.substr(0, 80).find("]: ");
  const std::size_t open = end == npos ? npos : line.rfind('[', end);
  return open != npos && open > 0 && is_letter(line[open - 1]) && open + 1 < end &&
         std::ranges::all_of(line.substr(open + 1, end - open - 1), is_digit);
}

// The words that replies are made of, and the names of the fields that Exchange puts around them.
const std::set<std::string, std::less<>>& vocabulary() {
  static const std::set<std::string, std::less<>> words = [] {
    std::set<std::string, std::less<>> found{"lrt",   "led",    "msg",  "fqdn",     "ip",
                                             "error", "target", "host", "responded"};
    for (const knowledge::ReplyRow& row : knowledge::reply_rows()) {
      for (std::string_view text : {row.wording, row.sample}) {
        std::string word;
        for (char c : text) {
          if (is_letter(c)) {
            word += lower(c);
          } else if (!word.empty()) {
            found.insert(std::exchange(word, {}));
          }
        }
        if (!word.empty()) found.insert(word);
      }
    }
    return found;
  }();
  return words;
}

std::string lowered(std::string_view text) {
  std::string result;
  for (char c : text) result += lower(c);
  return result;
}

}  // namespace

std::string_view time_in_front(std::string_view line) {
  const std::string_view text = trimmed(line);
  std::string_view rest = text;
  bool found = false;
  // "Nov  2 09:00:00", "Mon, 2 Nov 2026 09:00:00", "11/2/2026 9:00:00 AM".
  for (int words = 0; words < 6 && !rest.empty(); ++words) {
    const std::string_view word = first_word(rest);
    const bool day = std::ranges::all_of(word, is_digit) && word.size() <= 4;
    const bool month = std::ranges::any_of(
        months, [&](std::string_view m) { return starts_in_any_case(word, m) && word.size() <= 4; });
    const bool half = found && (same_name(word, "AM") || same_name(word, "PM"));
    const bool clock = is_time(word);
    if (!clock && !day && !month && !half) break;
    if (day && is_reply(rest) && !found && words == 0) break;
    if (day && found && is_reply(rest)) break;
    found = found || clock;
    rest = trimmed(rest.substr(word.size()));
  }
  return found ? trimmed(text.substr(0, text.size() - rest.size())) : std::string_view();
}

bool begins_anew(std::string_view line) {
  line = trimmed(line);
  if (line.empty() || is_reply(line) || is_frame(line) || is_property(line)) return true;
  if (!time_in_front(line).empty() || names_program(line) || line.find(":\t") < 40) return true;
  constexpr std::array<std::string_view, 6> beginnings{"Caused by", "Traceback", "PS C:\\",
                                                       "[{",        "#[",        "<<<"};
  return std::ranges::any_of(beginnings, [&](std::string_view b) { return line.starts_with(b); });
}

bool is_open(std::string_view text) {
  // Nothing that Exchange writes is that long; what is open then was never meant to be closed.
  constexpr std::size_t longest = std::size_t{8} * 1024;
  if (text.size() > longest) return false;
  const auto count = [&](char c) { return std::ranges::count(text, c); };
  if (count('{') > count('}') || count('[') > count(']') || count('"') % 2 == 1) return true;
  // An apostrophe stands inside a word, a quotation mark beside one.
  bool open = false;
  for (std::size_t at = text.find('\''); at != npos; at = text.find('\'', at + 1)) {
    const bool behind_letter =
        at > 0 && (is_letter(text[at - 1]) || is_digit(text[at - 1]) || text[at - 1] == '.');
    const bool before_letter = at + 1 < text.size() && (is_letter(text[at + 1]) || is_digit(text[at + 1]));
    if (behind_letter && before_letter) continue;
    open = before_letter && !open;
  }
  return open;
}

void join_line(std::string& text, std::string_view line) {
  line = trimmed(line);
  std::size_t begin = text.size();
  while (begin > 0 && is_letter(text[begin - 1])) --begin;
  std::size_t size = 0;
  while (size < line.size() && is_letter(line[size])) ++size;
  const std::string first = lowered(std::string_view(text).substr(begin)),
                    second = lowered(line.substr(0, size));
  const auto& known = vocabulary();
  const bool one_word = !first.empty() && !second.empty() && known.contains(first + second) &&
                        !(known.contains(first) && known.contains(second));
  // "421 4" and ".2.1".
  const bool one_code =
      !text.empty() && line.size() > 1 && is_digit(text.back()) && line[0] == '.' && is_digit(line[1]);
  if (!text.empty() && !one_word && !one_code) text += ' ';
  text += line;
}

}  // namespace authwalk
