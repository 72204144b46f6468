// The bytes of an export as text: the encodings of Windows consoles, and what pasting puts around it.
#pragma once

#include <string>
#include <string_view>

namespace authwalk::connectors {

struct ExportText {
  std::string text;             ///< UTF-8
  std::string_view decoded_as;  ///< the code page that was guessed; empty: UTF-8 or UTF-16
};

ExportText export_text(std::string_view bytes);

/// Blanks what is no part of an export: all but what stands between Markdown's ``` lines, where there are
/// any, and the prompt with the command that showed it. Lines keep their numbers.
void blank_what_is_around(std::string& text);

/// Blanks that typesetting uses (U+00A0, U+202F ...) become blanks, what has no width goes, and the five
/// entities of HTML are read where a whole text was pasted from a page's source.
void plain_blanks(std::string& text);

}  // namespace authwalk::connectors
