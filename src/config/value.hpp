// One value of a configuration, asked for as what it is to be. Everything throws InputError at its place.
#pragma once

#include <authwalk/setting.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/refusal.hpp"
#include "config/yaml.hpp"

namespace authwalk {

/// What all values of a file share.
struct ConfigSource {
  std::string file;
  std::map<std::string, Place, std::less<>>& places;  ///< of what was read, by its keys
};

class Value {
 public:
  /// The file as a whole.
  Value(const YamlNode& node, const ConfigSource& source)
      : node_(&node), source_(&source), key_("the file"), key_place_{source.file} {}

  /// The key that it stands under; in a list, that of the list.
  const std::string& key() const { return key_; }
  Place place() const { return {source_->file, node_->line, node_->column}; }
  Place key_place() const { return key_place_; }
  /// The place of a value of this mapping; that of the mapping where it has none under that key.
  Place place_of(std::string_view key) const;

  bool is_map() const { return node_->kind == YamlNode::Kind::map; }
  bool is_empty_map() const { return is_map() && node_->entries.empty(); }
  /// Is it a mapping with this key?
  bool has(std::string_view key) const { return child(key) != nullptr; }

  /// Any scalar but null, without control characters. It may be empty.
  const std::string& text() const;
  /// The same, not empty.
  const std::string& word() const;
  bool truth() const;
  /// What `read` (authwalk/setting.hpp) makes of the text.
  template <typename Read>
  auto as(Read read) const {
    return read_setting(place(), text(), read);
  }
  /// The same of the key.
  template <typename Read>
  auto key_as(Read read) const {
    return read_setting(key_place_, key_, read);
  }
  /// A whole number within bounds; `example` is one for the hint.
  unsigned number(unsigned least, unsigned most, unsigned example) const;
  /// "35 MB", "36700160", "35 MB (36,700,160 bytes)"; empty for "unlimited".
  std::optional<std::uint64_t> size() const;
  /// A path; a relative one begins in the folder of the configuration.
  std::string path() const;

  /// Not empty. One value alone is a list of one.
  std::vector<Value> list() const;
  /// The values of a mapping, not empty, with their keys.
  std::vector<Value> entries() const;

  /// For a key that its mapping does not have.
  [[noreturn]] void refuse_key(const std::vector<std::string>& known) const;

 private:
  const YamlNode* child(std::string_view key) const;
  [[noreturn]] void refuse_kind(std::string_view wanted) const;
  template <typename Read>
  auto read_setting(const Place& place, std::string_view written, Read read) const {
    try {
      return read(written);
    } catch (const SettingError& error) {
      refuse_setting(place, error);
    }
  }
  [[noreturn]] void refuse_setting(const Place& place, const SettingError& error) const;

  const YamlNode* node_;
  const ConfigSource* source_;
  std::string keys_;  // that lead to it from the top: "modules.relay.tls.ca_file"
  std::string key_;
  Place key_place_;
};

/// A key of a mapping, and what becomes of its value.
template <typename T>
struct Key {
  std::string_view name;
  void (*read)(const Value& value, T& into);
};

/// Reads a mapping by its table.
template <typename T, typename Keys>
void read_keys(const Value& mapping, const Keys& keys, T& into) {
  for (const Value& value : mapping.entries()) {
    const Key<T>* found = nullptr;
    for (const Key<T>& key : keys) {
      if (key.name == value.key()) found = &key;
    }
    if (found == nullptr) {
      std::vector<std::string> known;
      for (const Key<T>& key : keys) known.emplace_back(key.name);
      value.refuse_key(known);
    }
    found->read(value, into);
  }
}

}  // namespace authwalk
