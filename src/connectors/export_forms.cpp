// Which forms of export there are, and the few things that their readers share.
#include <array>
#include <authwalk/report.hpp>

#include "connectors/export_readers.hpp"
#include "exchange/text_search.hpp"

namespace authwalk::connectors {
namespace {

constexpr std::array rows{
    ExportForm{{"clixml", "what Export-Clixml writes, with every property",
                "Get-SendConnector | Export-Clixml connectors.xml"},
               looks_like_clixml,
               read_clixml},
    ExportForm{{"json", "what ConvertTo-Json writes: one connector or a list",
                "Get-SendConnector | ConvertTo-Json -Depth 4 > connectors.json"},
               looks_like_json,
               read_json},
    ExportForm{{"csv", "what Export-Csv writes; lists only as text: SmartHostsString",
                "Get-SendConnector | Export-Csv connectors.csv"},
               looks_like_csv,
               read_csv},
    ExportForm{{"commands", "New-SendConnector and its like in a script, and blocks of DSC: what they set",
                "Get-SendConnector | Export-Clixml connectors.xml"},
               looks_like_commands,
               read_commands,
               true},
    ExportForm{{"format-list", "what Format-List shows, also when it was pasted",
                "$FormatEnumerationLimit = -1; Get-SendConnector | Format-List > connectors.txt"},
               looks_like_format_list,
               read_format_list,
               true},
};

}  // namespace

std::span<const ExportForm> export_forms() {
  return rows;
}

ExportedValue shown_value(std::string_view name, std::string_view text, Position at) {
  ExportedValue value;
  value.name = name;
  value.at = at;
  text = trimmed(text);
  value.text = text;
  if (text.empty()) return value;
  value.kind = ExportedValue::Kind::text;
  if (!text.starts_with('{') || !text.ends_with('}')) return value;
  value.kind = ExportedValue::Kind::list;
  text = trimmed(text.substr(1, text.size() - 2));
  // Windows PowerShell writes three dots, PowerShell 7 the one character.
  for (const std::string_view ellipsis : {"...", "\u2026"}) {
    if (!text.ends_with(ellipsis)) continue;
    value.cut = true;
    text = trimmed(text.substr(0, text.size() - ellipsis.size()));
  }
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    ExportedValue item;
    item.at = at;
    item.text = trimmed(text.substr(0, comma));
    item.kind = ExportedValue::Kind::text;
    if (!item.text.empty()) value.items.push_back(std::move(item));
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
  }
  if (is_list_property(name) || value.items.empty()) value.text.clear();
  return value;
}

void refuse(const std::string& file, Position at, std::string problem, std::string hint) {
  throw InputError{{file, at.line, at.column}, std::move(problem), std::move(hint)};
}

std::string quoted(std::string_view text) {
  constexpr std::size_t longest = 60;
  if (text.size() <= longest) return '"' + printable(text) + '"';
  std::size_t cut = longest;
  while (cut > longest - 4 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
  return '"' + printable(text.substr(0, cut)) + "...\"";
}

}  // namespace authwalk::connectors
