// Text inside HTML and XML. What neither can hold at all, such as controls and U+FFFE, printable() writes
// out.
#pragma once

#include <string>
#include <string_view>

namespace authwalk {

/// Bytes of a stranger as text of an element or an attribute: printable(), and no character is markup.
std::string markup_text(std::string_view bytes);

/// The same for what is printable already.
std::string markup_escaped(std::string_view printable_text);

}  // namespace authwalk
