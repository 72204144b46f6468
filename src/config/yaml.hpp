// A YAML file as a tree that knows where everything stands. Bounded: a stranger's file cannot make it large.
#pragma once

#include <authwalk/input_error.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk {

constexpr std::size_t largest_yaml = 1 << 20;      ///< bytes
constexpr std::size_t most_yaml_values = 200'000;  ///< what an alias stands for counts each time
constexpr std::size_t deepest_yaml = 16;

struct YamlNode {
  enum class Kind {
    nothing,  ///< null: "~", "null", or no value at all
    text,     ///< every other scalar: what it means is for whoever asks to decide
    list,
    map,
  };
  struct Entry {
    std::string key;
    unsigned line = 0, column = 0;
    std::shared_ptr<const YamlNode> value;
  };

  Kind kind = Kind::nothing;
  unsigned line = 0, column = 0;  ///< 1-based; the column in bytes
  std::string text;
  std::vector<std::shared_ptr<const YamlNode>> items;
  std::vector<Entry> entries;  ///< in the order of the file, no key twice
  std::size_t values = 1;      ///< this one and all below
};

/// Never null. Throws InputError, in which nothing of the file is repeated but keys: a password may stand
/// in it.
std::shared_ptr<const YamlNode> read_yaml(std::string_view bytes, const std::string& file_name);

}  // namespace authwalk
