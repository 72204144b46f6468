// Export-Clixml: each property an element with its name in N, objects by Props, lists by LST. What was
// written once is only referred to afterwards: <Ref RefId="4"/> may point anywhere into the document.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <pugixml.hpp>
#include <unordered_map>

#include "connectors/export_readers.hpp"
#include "connectors/line_index.hpp"
#include "connectors/secret_names.hpp"
#include "connectors/utf16_escapes.hpp"

namespace authwalk::connectors {
namespace {

using Kind = ExportedValue::Kind;

// The connector, SmartHosts, an entry of it, its Address: what lies deeper decides nothing. The bound also
// ends circles of references.
constexpr unsigned deepest = 4;
// References can stand for more than a file could hold.
constexpr std::size_t most_values = 200'000;
constexpr std::string_view how = "Get-SendConnector | Export-Clixml connectors.xml";

// Noise of remoting, and a .NET object as bytes, which is nothing to be decoded.
bool is_noise(std::string_view name) {
  constexpr std::array<std::string_view, 4> names{"PSComputerName", "RunspaceId", "PSShowComputerName",
                                                  "SerializationData"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_list(std::string_view element) {
  return element == "LST" || element == "STK" || element == "QUE" || element == "IE";
}

// "_x000A_" is a line feed ([MS-PSRP] section 2.2.5.3.2); such units in a row may be one character.
std::string unescaped(std::string_view text) {
  std::string out;
  std::u16string units;
  while (!text.empty()) {
    const bool frame = text.size() >= 7 && text.starts_with("_x") && text[6] == '_';
    const int unit = frame ? utf16_unit(text.substr(2, 4)) : -1;
    if (unit >= 0) {
      units += static_cast<char16_t>(unit);
      text.remove_prefix(7);
      if (!text.empty()) continue;
    }
    if (!units.empty()) out += utf8_of(units);
    units.clear();
    if (text.empty() || unit >= 0) continue;
    out += text.front();
    text.remove_prefix(1);
  }
  return out;
}

class Clixml {
 public:
  Clixml(std::string& text, const std::string& file) : file_(file), lines_(text) {
    // No document type is ever looked at: pugixml skips it, and knows no entities but the five of XML.
    const auto result =
        document_.load_buffer_inplace(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8);
    if (!result) {
      refuse(file_, lines_.at(static_cast<std::size_t>(result.offset)),
             fmt::format("no XML: {}", result.description()), std::string("export it anew: ").append(how));
    }
  }

  void read(const TakeObject& take) {
    const pugi::xml_node root = document_.child("Objs");
    if (!root) refuse(file_, {1, 1}, "XML, but not what Export-Clixml writes", std::string(how));
    document_.traverse(references_);
    for (const pugi::xml_node& element : root.children()) read_object(element, take);
  }

 private:
  // Every element that can be referred to, by its number.
  struct References : pugi::xml_tree_walker {
    std::unordered_map<std::string_view, pugi::xml_node> by_number;
    bool for_each(pugi::xml_node& node) override {
      if (std::string_view(node.name()) == "Obj") by_number.emplace(node.attribute("RefId").value(), node);
      return true;
    }
  };

  // Export-Clixml -InputObject $connectors writes one list of them.
  void read_object(const pugi::xml_node& element, const TakeObject& take) {
    for (const pugi::xml_node& part : element.children()) {
      if (!is_list(part.name()) || element.child("Props")) continue;
      for (const pugi::xml_node& item : part.children()) take_object(item, take);
      return;
    }
    take_object(element, take);
  }

  void take_object(const pugi::xml_node& element, const TakeObject& take) {
    if (element.type() != pugi::node_element) return;
    values_ = 0;
    take(value_of(element, 0));
  }

  Position place(const pugi::xml_node& node) const {
    const auto behind_bracket = node.offset_debug();
    return behind_bracket < 1 ? Position{} : lines_.at(static_cast<std::size_t>(behind_bracket) - 1);
  }

  ExportedValue value_of(const pugi::xml_node& element, unsigned depth) {
    ExportedValue value;
    value.name = unescaped(element.attribute("N").value());
    value.at = place(element);
    if (++values_ > most_values) {
      refuse(file_, value.at, fmt::format("a connector of more than {} values", most_values),
             std::string("export it anew: ").append(how));
    }
    if (may_hold_secret(value.name)) {
      note_presence(element, value);
      return value;
    }
    fill(target_of(element), depth, value);
    return value;
  }

  pugi::xml_node target_of(const pugi::xml_node& element) const {
    if (std::string_view(element.name()) != "Ref") return element;
    const auto found = references_.by_number.find(element.attribute("RefId").value());
    if (found == references_.by_number.end()) {
      refuse(file_, place(element),
             fmt::format("a Ref to RefId {}, which is not in the file",
                         quoted(element.attribute("RefId").value())),
             std::string("the file was cut or edited; export it anew: ").append(how));
    }
    return found->second;
  }

  // Whether it is set, and nothing else.
  static void note_presence(const pugi::xml_node& element, ExportedValue& value) {
    if (std::string_view(element.name()) == "Nil") return;
    value.kind = Kind::text;
    value.text = "(present)";
    value.holds_secret = static_cast<bool>(
        element.find_node([](const pugi::xml_node& node) { return std::string_view(node.name()) == "SS"; }));
  }

  void fill(const pugi::xml_node& element, unsigned depth, ExportedValue& value) {
    const std::string_view type = element.name();
    if (type == "Nil" || type == "SS" || type == "BA") return;
    value.kind = Kind::text;
    if (type != "Obj") {
      value.text = unescaped(element.text().get());
      return;
    }
    value.text = unescaped(element.child("ToString").text().get());
    for (const pugi::xml_node& part : element.children()) {
      const std::string_view name = part.name();
      if (is_list(name)) {
        value.kind = Kind::list;
        if (depth < deepest) add_items(part, depth, value);
      } else if (name == "Props" || name == "MS") {
        if (value.kind != Kind::list) value.kind = Kind::object;
        if (depth < deepest) add_fields(part, depth, value);
      } else if (name != "TN" && name != "TNRef" && name != "ToString" && value.text.empty()) {
        value.text = unescaped(part.text().get());  // the number of an enum
      }
    }
  }

  void add_items(const pugi::xml_node& list, unsigned depth, ExportedValue& value) {
    for (const pugi::xml_node& item : list.children()) {
      if (item.type() == pugi::node_element) value.items.push_back(value_of(item, depth + 1));
    }
  }

  void add_fields(const pugi::xml_node& properties, unsigned depth, ExportedValue& value) {
    for (const pugi::xml_node& each : properties.children()) {
      if (each.type() == pugi::node_element && !is_noise(each.attribute("N").value()))
        value.fields.push_back(value_of(each, depth + 1));
    }
  }

  const std::string& file_;
  LineIndex lines_;
  pugi::xml_document document_;
  References references_;
  std::size_t values_ = 0;  // of the object that is being read
};

}  // namespace

bool looks_like_clixml(std::string_view text) {
  return trimmed(text).starts_with('<');
}

void read_clixml(std::string& text, const std::string& file, const TakeObject& take) {
  Clixml(text, file).read(take);
}

}  // namespace authwalk::connectors
