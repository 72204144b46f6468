#include "report/formats.hpp"

#include <array>

#include "model/lookup.hpp"

namespace authwalk {
namespace {

constexpr std::array rows{FormatRow{"text", ".txt", render_text},
                          FormatRow{"json", ".json", render_json},
                          FormatRow{"ndjson", ".ndjson", render_ndjson, exit_status, render_walk_ndjson},
                          FormatRow{"junit", ".xml", render_junit},
                          FormatRow{"csv", ".csv", render_csv},
                          FormatRow{"html", ".html", render_html},
                          FormatRow{"smtpsend", ".log", render_smtpsend},
                          FormatRow{"validate", ".validate", render_validate},
                          FormatRow{"nagios", ".nagios", render_nagios, monitoring_status},
                          FormatRow{"prometheus", ".prom", render_prometheus, exit_status, nullptr, true}};

}  // namespace

std::span<const FormatRow> formats() {
  return rows;
}

const FormatRow* find_format(std::string_view name) {
  for (const FormatRow& row : rows) {
    if (same_name(name, row.id)) return &row;
  }
  return nullptr;
}

const FormatRow* format_for_file(std::string_view file_name) {
  for (const FormatRow& row : rows) {
    if (file_name.size() > row.ending.size() &&
        same_name(file_name.substr(file_name.size() - row.ending.size()), row.ending)) {
      return &row;
    }
  }
  return nullptr;
}

}  // namespace authwalk
