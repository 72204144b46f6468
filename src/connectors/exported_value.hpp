// What an export says, before its values have types: the same tree for every form of export.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk::connectors {

/// 1-based; a column of 0 is the whole line.
struct Position {
  unsigned line = 0;
  unsigned column = 0;
};

struct ExportedValue {
  enum class Kind { null, text, list, object };
  Kind kind = Kind::null;
  std::string name;  ///< of the property; empty for an item of a list
  Position at;
  std::string text;                   ///< also of an object or a list, where the export shows one for it
  std::vector<ExportedValue> items;   ///< of a list
  std::vector<ExportedValue> fields;  ///< of an object
  bool cut = false;                   ///< a list that ends in "..."
  bool holds_secret = false;          ///< there was a protected text in it, which was not read

  /// The field of that name, in any case; null when there is none.
  const ExportedValue* field(std::string_view wanted) const;
};

/// One of the lists whose entries decide something. A name or a comment may begin with a brace too.
bool is_list_property(std::string_view name);

/// Called with one connector after the other.
using TakeObject = std::function<void(ExportedValue&&)>;

}  // namespace authwalk::connectors
