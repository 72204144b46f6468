// Text of at most 100 columns.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace authwalk::cli {

/// Breaks at blanks. The text begins in column `indent`; its other lines are indented that far.
std::string wrapped(std::string_view text, std::size_t indent);

}  // namespace authwalk::cli
