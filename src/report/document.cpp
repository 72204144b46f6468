#include "report/document.hpp"

#include <utility>

namespace authwalk::document {

Words plain(std::string text, Tone tone) {
  return {{std::move(text), tone}};
}

Words marked(Mark mark, Tone tone, std::string text) {
  return {{"", tone, mark}, {std::move(text)}};
}

Row text_row(std::string label, std::string text, Tone tone) {
  return {std::move(label), plain(std::move(text), tone)};
}

Row command_row(std::string label, std::string command) {
  return {std::move(label), plain(std::move(command), Tone::bold), true};
}

bool operator==(const Section& a, const Section& b) {
  return a.title == b.title && a.anchor == b.anchor && a.detail == b.detail && a.open == b.open &&
         a.tone == b.tone && a.blocks == b.blocks;
}

}  // namespace authwalk::document
