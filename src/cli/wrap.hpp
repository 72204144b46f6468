// Text of at most 100 columns, or as many as are asked for.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace authwalk::cli {

/// Breaks at blanks. The text begins in column `indent`; its other lines are indented that far.
std::string wrapped(std::string_view text, std::size_t indent, std::size_t columns = 100);

}  // namespace authwalk::cli
