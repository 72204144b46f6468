#include "report/markup.hpp"

#include <authwalk/report.hpp>

namespace authwalk {

std::string markup_text(std::string_view bytes) {
  return markup_escaped(printable(bytes));
}

std::string markup_escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 16);
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace authwalk
