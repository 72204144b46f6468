#include "diagnosis/template.hpp"

#include <algorithm>

namespace authwalk::diagnosis {

std::string fill(std::string_view text, std::span<const Placeholder> known, const Transcript& t) {
  std::string filled;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    const std::size_t close = open == std::string_view::npos ? open : text.find('}', open);
    if (close == std::string_view::npos) break;
    const std::string_view name = text.substr(open + 1, close - open - 1);
    const auto found = std::ranges::find(known, name, &Placeholder::name);
    if (found == known.end()) {
      filled += text.substr(0, open + 1);
      text.remove_prefix(open + 1);
      continue;
    }
    filled += text.substr(0, open);
    filled += found->value(t);
    text.remove_prefix(close + 1);
  }
  return filled.append(text);
}

}  // namespace authwalk::diagnosis
