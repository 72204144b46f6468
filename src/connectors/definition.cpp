// A file of exported connectors, from its bytes on.
#include <fmt/format.h>
#include <string.h>

#include <algorithm>
#include <array>
#include <authwalk/definition.hpp>

#include "connectors/definition_properties.hpp"
#include "connectors/export_readers.hpp"
#include "connectors/export_text.hpp"
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
    refuse(file, {1, 0}, "a table (Format-Table), which does not show what a connector does",
           "a list shows it: Get-SendConnector | Format-List > connectors.txt");
  }
  refuse(file, {1, 0},
         "no export of connectors: neither CLIXML nor JSON, CSV or Format-List, and no New-SendConnector "
         "command",
         "Get-SendConnector | Export-Clixml connectors.xml");
}

// What a machine wrote keeps its blanks: they may be part of a name. What was pasted has the blanks of
// typesetting in between.
const ExportForm& form_of(std::string& text, const std::string& file) {
  for (const bool pasted : {false, true}) {
    if (pasted) plain_blanks(text);
    for (const ExportForm& form : export_forms()) {
      if (form.pasted == pasted && form.recognises(text)) return form;
    }
  }
  refuse_form(text, file);
}

// One bad connector keeps no other from being read. Where all are bad there is nothing else to say.
void refuse_where_none_is_whole(const std::vector<ConnectorDefinition>& definitions) {
  const PropertyFault* first = nullptr;
  for (const ConnectorDefinition& each : definitions) {
    const PropertyFault* fault = each.decisive_fault();
    if (fault == nullptr) return;
    if (first == nullptr) first = fault;
  }
  if (first != nullptr) throw first->error;
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

bool ConnectorDefinition::is_true(std::string_view property) const {
  const std::string_view text = text_of(property);
  return same_name(text, "true") || text == "1" || same_name(text, "$true");
}

std::vector<std::string_view> ConnectorDefinition::entries_of(std::string_view property) const {
  std::vector<std::string_view> entries;
  std::string_view text = text_of(property);
  while (!text.empty()) {
    const std::size_t comma = text.find_first_of(",|");
    const std::string_view entry = trimmed(text.substr(0, comma));
    if (!entry.empty()) entries.push_back(entry);
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
  }
  return entries;
}

const PropertyFault* ConnectorDefinition::decisive_fault() const {
  const auto found =
      std::find_if(faults.begin(), faults.end(), [](const auto& each) { return each.decides; });
  return found == faults.end() ? nullptr : &*found;
}

// On an Edge server SourceTransportServers is no setting; an Edge subscription names its connectors itself.
bool ConnectorDefinition::is_of_edge() const {
  const bool to_site = std::any_of(SmartHosts.begin(), SmartHosts.end(), [](const DefinedSmartHost& host) {
    return host.kind == DefinedSmartHost::Kind::site;
  });
  return to_site || starts_in_any_case(Name, "EdgeSync") ||
         (has("SourceTransportServers") && shows_whole("SourceTransportServers") &&
          text_of("SourceTransportServers").empty());
}

namespace {

struct KindRow {
  ConnectorKind kind;
  std::string_view id, words;
  bool sends_mail;
};

constexpr std::array kinds{
    KindRow{ConnectorKind::send, "send", "Send connector", true},
    KindRow{ConnectorKind::outbound, "outbound", "outbound connector", true},
    KindRow{ConnectorKind::receive, "receive", "Receive connector", false},
    KindRow{ConnectorKind::inbound, "inbound", "inbound connector", false},
    KindRow{ConnectorKind::certificate, "certificate", "certificate", false},
    KindRow{ConnectorKind::accepted_domain, "accepted-domain", "accepted domain", false}};

const KindRow& row(ConnectorKind kind) {
  return kinds.at(static_cast<std::size_t>(kind));
}

}  // namespace

std::string_view id(ConnectorKind kind) {
  return row(kind).id;
}

std::string_view words_for(ConnectorKind kind) {
  return row(kind).words;
}

bool sends_mail(ConnectorKind kind) {
  return row(kind).sends_mail;
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
  ExportText read = export_text(bytes);
  const Wiped wiped_text(read.text);
  blank_what_is_around(read.text);
  const ExportForm& form = form_of(read.text, file);
  std::vector<ConnectorDefinition> definitions;
  form.read(read.text, file, [&](ExportedValue&& object) {
    if (definitions.size() == most_definitions) {
      refuse(file, object.at, fmt::format("more than {} connectors", most_definitions), "split the file");
    }
    definitions.push_back(definition_of(object, file));
    definitions.back().decoded_as = read.decoded_as;
  });
  refuse_where_none_is_whole(definitions);
  if (definitions.empty()) {
    refuse(file, {1, 0}, "the export holds no connector",
           std::string("what shows them all: ").append(form.told.command));
  }
  return definitions;
}

}  // namespace authwalk
