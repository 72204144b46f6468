// Text out of web pages and mail: what a browser or a mail program would show.
#pragma once

#include <string>
#include <string_view>

namespace authwalk {

/// The text speaks HTML: it has line breaks, cells or paragraphs as elements, or escaped angle brackets.
bool looks_like_html(std::string_view text);

/// The line as it would be shown: elements that end a line become a line end, others nothing, and character
/// references their characters. What only looks like an element, "<svc@contoso.example>", stays.
std::string shown_html(std::string_view line);

/// The bytes of a quoted-printable line (RFC 2045 section 6.7) without its soft line break. `goes_on`: the
/// line ended with one.
std::string from_quoted_printable(std::string_view line, bool& goes_on);

/// What base64 in lines decodes to, as far as it is whole; the rest stays in `waiting` for the next line.
std::string from_base64_line(std::string_view line, std::string& waiting);

/// The bytes as UTF-8; those that are not are taken for Windows-1252, in which older programs write.
std::string as_utf8(std::string_view bytes);

}  // namespace authwalk
