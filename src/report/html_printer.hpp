// Prints the blocks of a document as HTML. What a stranger wrote goes out as text, never as markup.
#pragma once

#include <set>
#include <string>

#include "report/document.hpp"

namespace authwalk::document {

/// The anchors of all sections of the page: a link is made only to what stands on it.
std::set<std::string> anchors_in(const Blocks& blocks);

std::string print_html(const Blocks& blocks, const std::set<std::string>& anchors);

/// Words inside an element.
std::string print_html(const Words& words, const std::set<std::string>& anchors = {});

/// "good", "bad", "note" or "dim", the classes of the style sheet.
std::string_view html_class(Tone tone);

/// The conversation: two lifelines, an arrow a message (html_ladder.cpp).
std::string print_html(const Ladder& ladder);

}  // namespace authwalk::document
