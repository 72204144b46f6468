// Format-List: "Name : value", long values wrapped under their beginning. What people send is pasted: behind
// a prompt, indented, quoted with "> " or "- ", with lines doubled.
#include <fmt/format.h>

#include <optional>
#include <utility>

#include "connectors/export_readers.hpp"
#include "connectors/secret_names.hpp"
#include "exchange/text_search.hpp"

namespace authwalk::connectors {
namespace {

using Kind = ExportedValue::Kind;

// A Send connector has some 60. Each name is compared with those before it.
constexpr std::size_t most_properties = 1000;

struct Line {
  std::string_view text;  // without its end
  unsigned number = 0;
};

// "  12. ": the number that a page for snippets puts before each line; 0 when there is none.
std::size_t line_number_length(std::string_view line) {
  const std::size_t begin = std::min(line.find_first_not_of(" \t"), line.size());
  std::size_t at = begin;
  while (at < line.size() && is_digit(line[at])) ++at;
  if (at == begin) return 0;
  if (at < line.size() && std::string_view(".:)|").find(line[at]) != std::string_view::npos) ++at;
  const bool ends = at == line.size() || line[at] == ' ' || line[at] == '\t';
  return ends ? std::min(at + 1, line.size()) : 0;
}

// A line that happens to begin with a number is not numbered: either all are or none.
void take_numbers_off(std::vector<Line>& lines) {
  for (const Line& line : lines) {
    if (!trimmed(line.text).empty() && line_number_length(line.text) == 0) return;
  }
  for (Line& line : lines) line.text.remove_prefix(line_number_length(line.text));
}

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> lines;
  unsigned number = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    while (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back({line, ++number});
  }
  take_numbers_off(lines);
  return lines;
}

bool is_name_character(char c) {
  return is_letter(c) || is_digit(c) || c == '_';
}

// "  - Port   : 587" in parts; empty when the line is none of that kind.
struct PropertyLine {
  std::size_t indent = 0;  // where the name begins
  std::string_view name;
  std::size_t value_at = 0;  // where the value begins
};

std::optional<PropertyLine> property_line(std::string_view line) {
  PropertyLine parts;
  std::size_t at = line.find_first_not_of(" \t");
  while (at != std::string_view::npos && (line[at] == '-' || line[at] == '>' || line[at] == '*'))
    at = line.find_first_not_of(" \t", at + 1);
  if (at == std::string_view::npos || !is_letter(line[at])) return std::nullopt;
  parts.indent = at;
  while (at < line.size() && is_name_character(line[at])) ++at;
  parts.name = line.substr(parts.indent, at - parts.indent);
  at = line.find_first_not_of(" \t", at);
  if (at == std::string_view::npos || line[at] != ':') return std::nullopt;
  ++at;
  if (at < line.size() && line[at] != ' ' && line[at] != '\t') return std::nullopt;
  parts.value_at = std::min(line.size(), at + 1);
  return parts;
}

// A value and what its wrapped lines add to it. PowerShell breaks at a blank, which stays at the end of the
// line unless pasting has taken it away, or in a word that is too long: then the line is as wide as the
// console was.
class WrappedValue {
 public:
  explicit WrappedValue(std::size_t console_width) : console_width_(console_width) {}

  void add(std::string_view line, std::size_t begin) {
    text_ += line.substr(std::min(begin, line.size()));
    const bool in_a_word = line.size() >= console_width_;
    ends_in_gap_ = !line.empty() && !in_a_word && line.back() != ' ' && line.back() != '{';
  }
  void go_on(std::string_view line, std::size_t begin) {
    if (ends_in_gap_ && !trimmed(text_).empty()) text_ += ' ';
    add(line, begin);
  }
  std::string_view text() const { return text_; }

 private:
  std::size_t console_width_;
  std::string text_;
  bool ends_in_gap_ = false;
};

class FormatList {
 public:
  FormatList(std::string_view text, const std::string& file, const TakeObject& take)
      : lines_(lines_of(text)), file_(file), take_(take) {
    for (const Line& line : lines_) console_width_ = std::max(console_width_, line.text.size());
  }

  void read() {
    for (const Line& line : lines_) {
      const auto property = property_line(line.text);
      if (property && (!open_ || property->indent <= indent_)) {
        begin_property(line, *property);
      } else if (open_ && !trimmed(line.text).empty() && !is_prompt(line.text)) {
        go_on(line);
      }
      behind_blank_ = trimmed(line.text).empty();
    }
    end_object();
  }

 private:
  static bool is_prompt(std::string_view line) {
    line = trimmed(line);
    return line.starts_with("[PS]") || line.starts_with("PS ") || line.starts_with("[PS ");
  }

  // A name that was there already begins the next connector: blank lines do not tell, pasting doubles them.
  void begin_property(const Line& line, const PropertyLine& property) {
    end_property();
    if (!object_.fields.empty() && object_.field(property.name) != nullptr) end_object();
    const Position at{line.number, static_cast<unsigned>(property.indent + 1)};
    if (object_.fields.empty()) object_.at = at;
    if (object_.fields.empty()) indent_ = property.indent;
    name_ = property.name;
    at_ = at;
    open_.emplace(console_width_);
    open_->add(line.text, property.value_at);
    value_at_ = property.value_at;
  }

  void go_on(const Line& line) {
    const std::size_t begin = line.text.find_first_not_of(" \t>");
    const bool belongs = begin >= value_at_ || begin > indent_ || !trimmed(open_->text()).empty();
    if (!belongs && behind_blank_) return end_property();  // somebody's words under the export
    if (!belongs) {
      refuse(file_, {line.number, static_cast<unsigned>(begin + 1)},
             fmt::format("{} is neither \"Name : value\" nor the rest of one",
                         may_hold_secret(name_) ? "a line" : quoted(trimmed(line.text))),
             "paste what Format-List shows as it is, or: Get-SendConnector | Export-Clixml connectors.xml");
    }
    open_->go_on(line.text, begin);
  }

  void end_property() {
    if (!open_) return;
    ExportedValue value = shown_value(name_, open_->text(), at_);
    if (is_list_property(name_) && trimmed(open_->text()).starts_with('{') && value.kind != Kind::list) {
      refuse(file_, at_, fmt::format("the list of {} has no closing brace", name_),
             "the text was cut; export it anew: Get-SendConnector | Export-Clixml connectors.xml");
    }
    if (may_hold_secret(name_) && value.kind != Kind::null) {
      value = {};
      value.kind = Kind::text;
      value.text = "(present)";
      value.at = at_;
    }
    if (object_.fields.size() == most_properties)
      refuse(file_, at_, fmt::format("a connector of more than {} properties", most_properties),
             "Get-SendConnector | Format-List shows some 60");
    value.name = name_;
    object_.fields.push_back(std::move(value));
    open_.reset();
  }

  void end_object() {
    end_property();
    if (object_.fields.empty()) return;
    object_.kind = Kind::object;
    take_(std::exchange(object_, {}));
  }

  std::vector<Line> lines_;
  const std::string& file_;
  const TakeObject& take_;
  std::size_t console_width_ = 0;
  ExportedValue object_;
  std::size_t indent_ = 0;  // of the names of this object
  std::string name_;        // of the property that is being read
  Position at_;
  std::size_t value_at_ = 0;
  std::optional<WrappedValue> open_;
  bool behind_blank_ = false;
};

}  // namespace

bool looks_like_format_list(std::string_view text) {
  for (const Line& line : lines_of(text)) {
    if (property_line(line.text)) return true;
  }
  return false;
}

void read_format_list(std::string& text, const std::string& file, const TakeObject& take) {
  FormatList(text, file, take).read();
}

}  // namespace authwalk::connectors
