#include "smtp/sent_tokens.hpp"

#include "smtp/base64_run.hpp"

namespace authwalk {
namespace {

// Pieces of this many characters are found, wherever the server has cut.
constexpr std::size_t piece = 24;
constexpr std::size_t shortest = 4;

// What is bounded like a word; padding belongs to it.
bool whole_run(std::string_view text, std::size_t begin, std::size_t end) {
  std::size_t wide_begin = begin, wide_end = end;
  widen_to_run(text, wide_begin, wide_end);
  return wide_begin == begin &&
         text.substr(end, wide_end - end).find_first_not_of('=') == std::string_view::npos;
}

}  // namespace

void SentTokens::learn(std::string_view answer) {
  if (answer.size() >= shortest && answer.size() < 2 * piece) whole_.push_back(Secret::copy_of(answer));
  for (; answer.size() >= piece; answer.remove_prefix(piece))
    pieces_.push_back(Secret::copy_of(answer.substr(0, piece)));
}

std::string SentTokens::clean(std::string_view text) const {
  std::string out(text);
  for (const Secret& token : pieces_) {
    for (auto at = out.find(token.view()); at != std::string::npos; at = out.find(token.view())) {
      std::size_t begin = at, end = at + token.size();
      widen_to_run(out, begin, end);
      out.replace(begin, end - begin, "[token]");
    }
  }
  for (const Secret& token : whole_) {
    for (auto at = out.find(token.view()); at != std::string::npos; at = out.find(token.view(), at + 1)) {
      if (whole_run(out, at, at + token.size())) out.replace(at, token.size(), "[password]");
    }
  }
  return out;
}

}  // namespace authwalk
