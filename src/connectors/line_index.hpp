// From a place in a text to line and column.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include "connectors/exported_value.hpp"

namespace authwalk::connectors {

class LineIndex {
 public:
  explicit LineIndex(std::string_view text) {
    for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
      starts_.push_back(at + 1);
  }

  Position at(std::size_t offset) const {
    const auto line = std::prev(std::upper_bound(starts_.begin(), starts_.end(), offset));
    return {static_cast<unsigned>(line - starts_.begin() + 1), static_cast<unsigned>(offset - *line + 1)};
  }

 private:
  std::vector<std::size_t> starts_{0};
};

}  // namespace authwalk::connectors
