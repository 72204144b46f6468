// ConvertTo-Json. The parser is our own because places are needed for the errors: boost::json tells none. It
// takes strict JSON (RFC 8259) and is bounded in depth.
#include <fmt/format.h>

#include "connectors/export_readers.hpp"
#include "connectors/line_index.hpp"
#include "connectors/secret_names.hpp"
#include "connectors/utf16_escapes.hpp"

namespace authwalk::connectors {
namespace {

using Kind = ExportedValue::Kind;

constexpr unsigned deepest = 32;
constexpr std::size_t most_values = 200'000;
constexpr std::string_view how = "Get-SendConnector | ConvertTo-Json -Depth 4 > connectors.json";

class JsonExport {
 public:
  JsonExport(std::string_view text, const std::string& file) : text_(text), file_(file), lines_(text) {}

  void read(const TakeObject& take) {
    skip_blanks();
    if (at_end()) fault("nothing stands here");
    if (peek() == '[') {
      read_list(1, [&] { take_one(2, take); });
    } else if (peek() != '{' || !read_wrapped_list(take)) {
      take_one(1, take);
    }
    skip_blanks();
    if (!at_end()) fault(fmt::format("{} after the end of the JSON text", next_words()));
  }

 private:
  void take_one(unsigned depth, const TakeObject& take) {
    values_ = 0;
    take(read_value(depth));
  }

  // Windows PowerShell writes a list that carries properties of its own as {"value": [...], "Count": 2}.
  bool read_wrapped_list(const TakeObject& take) {
    const std::size_t begin = at_++;
    constexpr std::string_view name = "\"value\"";
    skip_blanks();
    if (text_.substr(at_).starts_with(name)) {
      at_ += name.size();
      skip_blanks();
      if (!at_end() && peek() == ':') ++at_;
      skip_blanks();
      if (!at_end() && peek() == '[') {
        read_list(2, [&] { take_one(3, take); });
        ExportedValue rest;
        if (goes_on('}')) {
          read_fields(2, rest);
        } else {
          end_with('}', "an object");
        }
        return true;
      }
    }
    at_ = begin;
    return false;
  }

  ExportedValue read_value(unsigned depth) {
    if (depth > deepest) fault(fmt::format("values nested deeper than {}", deepest));
    if (++values_ > most_values) fault(fmt::format("a connector of more than {} values", most_values));
    skip_blanks();
    ExportedValue value;
    value.at = here();
    if (at_end()) fault("the text ends where a value should stand");
    if (peek() == '{') {
      value.kind = Kind::object;
      ++at_;
      read_fields(depth, value);
    } else if (peek() == '[') {
      value.kind = Kind::list;
      read_list(depth, [&] { value.items.push_back(read_value(depth + 1)); });
    } else if (peek() == '"') {
      value.kind = Kind::text;
      value.text = read_string();
    } else {
      read_word(value);
    }
    return value;
  }

  // Behind the brace, or behind the comma of a field.
  void read_fields(unsigned depth, ExportedValue& object) {
    skip_blanks();
    while (!at_end() && peek() != '}') {
      const Position place = here();
      if (peek() != '"') fault(fmt::format("{} where a name in quotation marks should stand", next_words()));
      std::string name = read_string();
      skip_blanks();
      if (at_end() || peek() != ':') fault(fmt::format("no colon after {}", quoted(name)));
      ++at_;
      ExportedValue value = read_value(depth + 1);
      if (may_hold_secret(name)) keep_presence(value);
      value.name = std::move(name);
      value.at = place;
      object.fields.push_back(std::move(value));
      if (!goes_on('}')) break;
    }
    end_with('}', "an object");
  }

  // Whether it is set, and nothing else.
  static void keep_presence(ExportedValue& value) {
    if (value.kind == Kind::null) return;
    value = {};
    value.kind = Kind::text;
    value.text = "(present)";
  }

  template <typename ReadItem>
  void read_list(unsigned depth, ReadItem read_item) {
    if (depth > deepest) fault(fmt::format("values nested deeper than {}", deepest));
    ++at_;
    skip_blanks();
    while (!at_end() && peek() != ']') {
      read_item();
      if (!goes_on(']')) break;
    }
    end_with(']', "a list");
  }

  // After an item: is there another one?
  bool goes_on(char end) {
    skip_blanks();
    if (at_end() || peek() != ',') return false;
    ++at_;
    skip_blanks();
    if (!at_end() && peek() == end) fault("a comma with nothing after it");
    return true;
  }

  void end_with(char end, std::string_view what) {
    skip_blanks();
    if (at_end()) fault(fmt::format("the text ends inside {}", what));
    if (peek() != end) fault(fmt::format("{} where a comma or {} should stand", next_words(), end));
    ++at_;
  }

  std::string read_string() {
    const std::size_t begin = at_++;
    std::string out;
    std::u16string units;
    while (true) {
      if (at_end() || peek() == '\n') {
        at_ = begin;
        fault("a text without its closing quotation mark");
      }
      const char c = text_[at_++];
      if (c == '\\' && !at_end() && peek() == 'u') {
        const int unit = utf16_unit(text_.substr(at_ + 1, 4));
        if (unit < 0) fault("\\u without four hexadecimal digits");
        units += static_cast<char16_t>(unit);
        at_ += 5;
        continue;
      }
      if (!units.empty()) out += utf8_of(units);
      units.clear();
      if (c == '"') return out;
      if (static_cast<unsigned char>(c) < ' ') fault("a control character inside a text");
      out += c == '\\' ? read_escape() : c;
    }
  }

  char read_escape() {
    constexpr std::string_view letters = "\"\\/bfnrt", meant = "\"\\/\b\f\n\r\t";
    const std::size_t found = at_end() ? std::string_view::npos : letters.find(peek());
    if (found == std::string_view::npos) fault("a backslash before a character that needs none");
    ++at_;
    return meant[found];
  }

  // true, false, null or a number. Numbers stay text: what they are is decided where they are used.
  void read_word(ExportedValue& value) {
    constexpr std::string_view ends = ",]}: \t\r\n\"[{";
    const std::string_view word = text_.substr(at_, text_.substr(at_).find_first_of(ends));
    constexpr std::string_view number = "+-.0123456789Ee";
    const bool is_number = !word.empty() && (word.front() == '-' || is_digit(word.front())) &&
                           word.find_first_not_of(number) == std::string_view::npos;
    if (word != "true" && word != "false" && word != "null" && !is_number)
      fault(fmt::format("{} where a value should stand", next_words()));
    at_ += word.size();
    if (word == "null") return;
    value.kind = Kind::text;
    value.text = word;
  }

  bool at_end() const { return at_ >= text_.size(); }
  char peek() const { return text_[at_]; }
  Position here() const { return lines_.at(at_); }
  void skip_blanks() {
    while (!at_end()) {
      // A no-break space comes in by pasting.
      const bool no_break = text_.substr(at_).starts_with("\u00A0");
      if (!no_break && !is_blank(peek())) return;
      at_ += no_break ? 2 : 1;
    }
  }

  // Never the rest of a line: it could be the value of a secret.
  std::string next_words() const {
    return peek() == '"' ? std::string("a quotation mark") : quoted(text_.substr(at_, 1));
  }

  [[noreturn]] void fault(std::string problem) const {
    refuse(file_, here(), "no JSON: " + std::move(problem), std::string("export it anew: ").append(how));
  }

  std::string_view text_;
  const std::string& file_;
  LineIndex lines_;
  std::size_t at_ = 0;
  std::size_t values_ = 0;  // of the connector that is being read
};

}  // namespace

// A prompt, "[PS] C:\>", begins with a bracket too.
bool looks_like_json(std::string_view text) {
  text = trimmed(text);
  if (text.starts_with('{')) return true;
  if (!text.starts_with('[')) return false;
  text = trimmed(text.substr(1));
  while (text.starts_with("\u00A0")) text = trimmed(text.substr(2));
  return text.empty() || text.front() == '{' || text.front() == ']' || text.front() == '[';
}

void read_json(std::string& text, const std::string& file, const TakeObject& take) {
  JsonExport(text, file).read(take);
}

}  // namespace authwalk::connectors
