// People have scripts, not exports: "New-SendConnector -Name ...", with hash tables that are splatted, and
// blocks of Desired State Configuration: EXOOutboundConnector "name" { ... }.
#include "connectors/command_export.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "connectors/export_readers.hpp"
#include "connectors/powershell_values.hpp"
#include "connectors/secret_names.hpp"
#include "connectors/typed_values.hpp"
#include "exchange/text_search.hpp"

namespace authwalk::connectors {
namespace {

using Kind = ExportedValue::Kind;

constexpr std::string_view nouns[] = {"SendConnector", "OutboundConnector", "ReceiveConnector",
                                      "InboundConnector"};

// "SendConnector" of "New-SendConnector"; empty when it is another command.
std::string_view noun_of(std::string_view word, std::string_view verb) {
  if (!starts_in_any_case(word, verb)) return {};
  for (const std::string_view noun : nouns) {
    if (same_name(word.substr(verb.size()), noun)) return noun;
  }
  return {};
}

// The resources of Microsoft365DSC, ExchangeDsc and xExchange: EXOOutboundConnector, xExchSendConnector.
std::string_view noun_of_resource(std::string_view word) {
  for (const std::string_view prefix : {"EXO", "Exch", "xExch"}) {
    if (const std::string_view noun = noun_of(word, prefix); !noun.empty()) return noun;
  }
  return {};
}

ExportedValue text_field(std::string name, std::string text, Position at) {
  ExportedValue field;
  field.kind = Kind::text;
  field.name = std::move(name);
  field.text = std::move(text);
  field.at = at;
  return field;
}

void set_field(ExportedValue& object, ExportedValue field) {
  const auto known = std::find_if(object.fields.begin(), object.fields.end(), [&](const ExportedValue& each) {
    return same_name(each.name, field.name);
  });
  if (known == object.fields.end()) {
    object.fields.push_back(std::move(field));
  } else {
    *known = std::move(field);
  }
}

std::string name_in(const ExportedValue& object) {
  for (const std::string_view name : {"Name", "Identity"}) {
    if (const ExportedValue* field = object.field(name)) return one_line(*field);
  }
  return {};
}

class Script {
 public:
  explicit Script(std::string_view text) : source_(text) {}

  std::vector<ExportedValue> read() {
    while (!source_.at_end()) step();
    return std::move(made_);
  }

 private:
  void step() {
    source_.skip_blanks(false);
    if (source_.takes("\n")) piped_.clear();
    if (source_.skip_string()) return;
    if (source_.takes("$")) return note_variable();
    const Position at = source_.here();
    const std::string_view word = source_.take_word();
    if (word.empty()) return source_.advance();
    for (const std::string_view verb : {"New-", "Set-", "Get-"}) {
      const std::string_view noun = noun_of(word, verb);
      if (!noun.empty()) return read_command(noun, verb, at);
    }
    const std::string_view resource = noun_of_resource(word);
    if (!resource.empty()) read_block(resource, at);
  }

  // Where its value stands; it is read when it is asked for, so that no other text of the script is kept.
  void note_variable() {
    const std::string_view name = source_.take_word();
    source_.skip_blanks(false);
    if (name.empty() || !source_.takes("=")) return;
    source_.skip_blanks(false);
    variables_[std::string(name)] = source_.offset();
  }

  std::optional<ExportedValue> variable(std::string_view name) {
    const auto found = std::find_if(variables_.begin(), variables_.end(),
                                    [&](const auto& each) { return same_name(each.first, name); });
    if (found == variables_.end() || may_hold_secret(name) || depth_ >= 8 || look_ups_left_ == 0)
      return std::nullopt;
    --look_ups_left_;
    const std::size_t back = source_.offset();
    source_.go_to(found->second);
    ++depth_;
    auto value = source_.take_value(known_);
    --depth_;
    // "$x = Get-Content hosts.txt": a command, and not a word.
    if (value && value->kind == Kind::text && one_line(*value).find('-') != std::string::npos &&
        is_letter(source_.peek()))
      value.reset();
    source_.go_to(back);
    return value;
  }

  void read_command(std::string_view noun, std::string_view verb, Position at) {
    ExportedValue command;
    command.kind = Kind::object;
    command.name = noun;
    command.at = at;
    while (true) {
      source_.skip_blanks(false);
      if (source_.at_end() || std::string_view("\r\n;|)}&").find(source_.peek()) != std::string_view::npos)
        break;
      const std::size_t before = source_.offset();
      read_argument(command);
      if (source_.offset() == before) source_.advance();
    }
    if (verb == "Get-") {
      piped_ = name_in(command);
      return;
    }
    if (name_in(command).empty() && !piped_.empty()) set_field(command, text_field("Identity", piped_, at));
    keep(std::move(command));
  }

  void read_argument(ExportedValue& command) {
    const Position at = source_.here();
    if (source_.peek() == '@' && is_letter(source_.peek(1))) {
      source_.advance();
      const auto table = variable(source_.take_word());
      if (table && table->kind == Kind::object) apply_settings(*table, command);
      return;
    }
    if (source_.peek() != '-' || !is_letter(source_.peek(1))) {
      auto value = source_.take_value(known_);
      if (value && name_in(command).empty()) set_field(command, text_field("Identity", one_line(*value), at));
      return;
    }
    source_.advance();
    std::string name(source_.take_word());
    source_.skip_blanks(false);
    const bool colon = source_.takes(":");
    source_.skip_blanks(false);
    const bool is_switch =
        !colon && (source_.at_end() || source_.peek() == '-' ||
                   std::string_view("\r\n;|)}").find(source_.peek()) != std::string_view::npos);
    // "--" is a value of Edge servers.
    const bool dashes = source_.peek() == '-' && source_.peek(1) == '-';
    std::optional<ExportedValue> value = text_field("", "True", at);
    if (!is_switch || dashes) value = source_.take_value(known_);
    if (may_hold_secret(name) && !(value && value->kind == Kind::null))
      value = text_field("", "(present)", at);
    if (!value) {
      value.emplace();
      value->kind = Kind::list;  // not known: a list that is not shown, and no value for anything else
      value->cut = true;
    }
    value->name = std::move(name);
    value->at = at;
    set_field(command, std::move(*value));
  }

  void read_block(std::string_view noun, Position at) {
    source_.skip_blanks(false);
    const auto name = source_.take_value(known_);
    source_.skip_blanks(true);
    if (!source_.takes("{")) return;
    ExportedValue block = source_.take_table(known_);
    block.name = noun;
    block.at = at;
    const ExportedValue* ensure = block.field("Ensure");
    if (ensure != nullptr && same_name(one_line(*ensure), "Absent")) return;
    if (name && name_in(block).empty()) block.fields.push_back(text_field("Name", one_line(*name), at));
    keep(std::move(block));
  }

  void keep(ExportedValue&& command) {
    const ExportedValue* usage = command.field("Usage");
    // A connector for a partner is made with Domain Security (New-SendConnector -Usage).
    if (command.field("Partner") != nullptr || (usage != nullptr && same_name(one_line(*usage), "Partner")))
      set_field(command, text_field("DomainSecureEnabled", "True", command.at));
    std::erase_if(command.fields, [](const ExportedValue& each) {
      return each.kind == Kind::list && each.cut && each.items.empty() && !is_list_property(each.name);
    });
    const std::string name = name_in(command);
    for (ExportedValue& earlier : made_) {
      if (name.empty() || earlier.name != command.name || !same_name(name_in(earlier), name)) continue;
      apply_settings(command, earlier);
      return;
    }
    made_.push_back(std::move(command));
  }

  PowerShellSource source_;
  std::map<std::string, std::size_t> variables_;
  unsigned depth_ = 0;              // of variables whose value names others
  unsigned look_ups_left_ = 1'000;  // "$a = $a,$a" would double its work at every depth
  std::string piped_;               // the connector that Get- puts into the pipeline
  std::vector<ExportedValue> made_;
  const PowerShellSource::Variables known_ = [this](std::string_view name) { return variable(name); };
};

std::vector<ExportedValue> items_of(const ExportedValue* value) {
  if (value == nullptr || value->kind == Kind::null) return {};
  if (value->kind == Kind::list) return value->items;
  ExportedValue item = *value;
  item.name.clear();
  return {item};
}

}  // namespace

std::vector<ExportedValue> connectors_in_commands(std::string_view text) {
  return Script(text).read();
}

void apply_settings(const ExportedValue& settings, ExportedValue& connector) {
  for (const ExportedValue& setting : settings.fields) {
    if (setting.kind != Kind::object ||
        (setting.field("Add") == nullptr && setting.field("Remove") == nullptr)) {
      set_field(connector, setting);
      continue;
    }
    const ExportedValue* before = connector.field(setting.name);
    ExportedValue list;
    list.kind = Kind::list;
    list.name = setting.name;
    list.at = setting.at;
    list.cut = before == nullptr || before->cut;
    list.items = items_of(before);
    for (const ExportedValue& gone : items_of(setting.field("Remove"))) {
      std::erase_if(list.items,
                    [&](const ExportedValue& each) { return same_name(one_line(each), one_line(gone)); });
    }
    for (ExportedValue& item : items_of(setting.field("Add"))) list.items.push_back(std::move(item));
    set_field(connector, std::move(list));
  }
}

bool looks_like_commands(std::string_view text) {
  // Format-List under the prompt with a command in it is Format-List.
  std::size_t shown = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    const std::size_t name = line.find_first_not_of(" \t");
    const std::size_t end = line.find_first_of(" \t:", std::min(name, line.size()));
    const std::size_t colon = line.find_first_not_of(" \t", std::min(end, line.size()));
    if (name != std::string_view::npos && is_letter(line[name]) && colon != std::string_view::npos &&
        line[colon] == ':' && ++shown >= 3)
      return false;
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
  }
  for (const std::string_view noun : nouns) {
    if (contains_in_any_case(text, noun) && !connectors_in_commands(text).empty()) return true;
  }
  return false;
}

void read_commands(std::string& text, const std::string&, const TakeObject& take) {
  for (const ExportedValue& command : connectors_in_commands(text)) {
    ExportedValue connector;
    connector.kind = Kind::object;
    connector.name = command.name;
    connector.at = command.at;
    apply_settings(command, connector);
    take(std::move(connector));
  }
}

}  // namespace authwalk::connectors
