// Prints a document as text: as wide as the style says, commands excepted.
#pragma once

#include <string>

#include "report/document.hpp"
#include "report/style.hpp"

namespace authwalk::document {

/// The answer, and with `details` the sections that tell what it rests on.
std::string print_text(const Document& document, const Style& style, bool details);

/// Blocks with an empty line between them.
std::string print_text(const Blocks& blocks, const Style& style, bool details);

}  // namespace authwalk::document
