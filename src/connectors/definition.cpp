// A file of exported connectors, from its bytes on.
#include <fmt/format.h>
#include <string.h>

#include <algorithm>
#include <authwalk/definition.hpp>

#include "connectors/definition_properties.hpp"
#include "connectors/export_readers.hpp"
#include "exchange/text_decoding.hpp"
#include "exchange/text_search.hpp"
#include "model/lookup.hpp"

namespace authwalk {
namespace {

using namespace connectors;

// Export-Clixml on a system without DPAPI writes a password that anybody can read back.
class Wiped {
 public:
  explicit Wiped(std::string& text) : text_(text) {}
  ~Wiped() { explicit_bzero(text_.data(), text_.size()); }
  Wiped(const Wiped&) = delete;
  Wiped& operator=(const Wiped&) = delete;

 private:
  std::string& text_;
};

std::string decoded(std::string_view bytes) {
  TextDecoder decoder;
  std::string text;
  text.reserve(bytes.size());
  text += decoder.decode(bytes);
  text += decoder.finish();
  return text;
}

// The line of dashes under the names of Format-Table, which is what Get-SendConnector alone shows.
bool looks_like_table(std::string_view text) {
  while (!text.empty()) {
    const std::string_view line = trimmed(text.substr(0, text.find('\n')));
    if (line.size() > 3 && line.find_first_not_of("- \t") == std::string_view::npos) return true;
    const std::size_t end = text.find('\n');
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return false;
}

[[noreturn]] void refuse_form(std::string_view text, const std::string& file) {
  if (trimmed(text).empty()) refuse(file, {}, "the file is empty", "Get-SendConnector | Export-Clixml FILE");
  if (looks_like_table(text)) {
    refuse(file, {1, 0}, "a table, which does not show what a connector does",
           "Get-SendConnector | Format-List > connectors.txt");
  }
  refuse(file, {1, 0}, "no export of connectors: neither CLIXML nor JSON, CSV or Format-List",
         "Get-SendConnector | Export-Clixml connectors.xml");
}

const ExportForm& form_of(std::string_view text, const std::string& file) {
  for (const ExportForm& form : export_forms()) {
    if (form.recognises(text)) return form;
  }
  refuse_form(text, file);
}

}  // namespace

bool ConnectorDefinition::has(std::string_view property) const {
  return std::any_of(properties.begin(), properties.end(),
                     [&](const DefinedProperty& each) { return same_name(each.name, property); });
}

bool ConnectorDefinition::shows_whole(std::string_view list) const {
  return std::none_of(incomplete.begin(), incomplete.end(),
                      [&](const IncompleteList& each) { return same_name(each.property, list); });
}

std::string_view ConnectorDefinition::text_of(std::string_view property) const {
  for (const DefinedProperty& each : properties) {
    if (same_name(each.name, property)) return each.text;
  }
  return {};
}

Place ConnectorDefinition::place_of(std::string_view property) const {
  for (const DefinedProperty& each : properties) {
    if (same_name(each.name, property)) return each.place;
  }
  return place;
}

std::string_view words_for(ConnectorKind kind) {
  return kind == ConnectorKind::send ? "Send connector" : "outbound connector";
}

std::vector<DefinitionFormat> definition_formats() {
  std::vector<DefinitionFormat> formats;
  for (const ExportForm& form : export_forms()) formats.push_back(form.told);
  return formats;
}

std::vector<ConnectorDefinition> read_definitions(std::string&& bytes, const std::string& file) {
  const Wiped wiped_bytes(bytes);
  if (bytes.size() > largest_definition_file) {
    refuse(file, {}, fmt::format("the file has more than {} MiB", largest_definition_file >> 20),
           "an export of connectors has some 40 KiB for each of them");
  }
  std::string text = decoded(bytes);
  const Wiped wiped_text(text);
  const ExportForm& form = form_of(text, file);
  std::vector<ConnectorDefinition> definitions;
  form.read(text, file, [&](ExportedValue&& object) {
    if (definitions.size() == most_definitions) {
      refuse(file, object.at, fmt::format("more than {} connectors", most_definitions), "split the file");
    }
    definitions.push_back(definition_of(object, file));
  });
  if (definitions.empty()) {
    refuse(file, {1, 0}, "the export holds no connector",
           std::string("what shows them all: ").append(form.told.command));
  }
  return definitions;
}

}  // namespace authwalk
