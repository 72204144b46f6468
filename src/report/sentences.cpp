#include "report/sentences.hpp"

#include <algorithm>

namespace authwalk::document {
namespace {

// A capital letter, or a flag.
bool begins_a_sentence(char c) {
  return (c >= 'A' && c <= 'Z') || c == '-';
}

}  // namespace

std::vector<std::string> sentences(std::string_view prose) {
  std::vector<std::string> all;
  std::size_t begin = 0;
  for (std::size_t i = 1; i + 1 < prose.size(); ++i) {
    const bool end =
        prose[i] == ' ' && (prose[i - 1] == '.' || prose[i - 1] == '?') && begins_a_sentence(prose[i + 1]);
    if (!end) continue;
    all.emplace_back(prose.substr(begin, i - begin));
    begin = i + 1;
  }
  if (begin < prose.size()) all.emplace_back(prose.substr(begin));
  return all;
}

std::string Told::fresh(std::string_view prose) {
  std::string out;
  for (const std::string& sentence : sentences(prose)) {
    if (all_.insert(sentence).second) out += (out.empty() ? "" : " ") + sentence;
  }
  return out;
}

}  // namespace authwalk::document
