#include "report/formats.hpp"

#include <array>

#include "model/lookup.hpp"

namespace authwalk {
namespace {

constexpr std::array rows{FormatRow{"text", ".txt", render_text}, FormatRow{"json", ".json", render_json}};

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
