#include "knowledge/wording.hpp"

#include <algorithm>

#include "model/lookup.hpp"

namespace authwalk::knowledge {
namespace {

// The three characters at this place, as a number below 8192.
std::size_t run_at(std::string_view text, std::size_t at) {
  const auto c = [&](std::size_t i) {
    return static_cast<std::size_t>(static_cast<unsigned char>(text[at + i]));
  };
  return (c(0) * 961 + c(1) * 31 + c(2)) % 8192;
}

}  // namespace

Wording::Wording(std::string_view pattern) {
  Alternative current;
  std::string piece;
  bool absent = false;
  const auto end_piece = [&] {
    current.characters += absent ? 0 : piece.size();
    if (!piece.empty()) (absent ? current.absent : current.pieces).push_back(piece);
    piece.clear();
  };
  const auto end_alternative = [&] {
    end_piece();
    alternatives_.push_back(std::move(current));
    current = {};
    absent = false;
  };
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\' && i + 1 < pattern.size()) {
      piece += lower(pattern[++i]);
    } else if (c == '|') {
      end_alternative();
    } else if (c == '*') {
      end_piece();
    } else if (c == '!') {
      end_piece();
      absent = true;
    } else {
      piece += lower(c);
    }
  }
  end_alternative();
}

FoldedText::FoldedText(std::string_view text) : text_(text) {
  for (std::size_t at = 0; at + 3 <= text.size(); ++at) runs_.set(run_at(text, at));
}

bool FoldedText::may_contain(std::string_view words) const {
  if (words.size() < 3) return true;
  return runs_.test(run_at(words, 0)) && runs_.test(run_at(words, words.size() - 3)) &&
         runs_.test(run_at(words, words.size() / 2 - 1));
}

std::optional<std::size_t> Wording::fits(const FoldedText& folded) const {
  const std::string_view text = folded.text();
  std::optional<std::size_t> most;
  for (const Alternative& alternative : alternatives_) {
    // The first place for each piece leaves the most room for the next: no place need be tried twice.
    std::size_t from = 0;
    const bool all = std::ranges::all_of(alternative.pieces, [&](const std::string& piece) {
      if (!folded.may_contain(piece)) return false;
      const std::size_t at = text.find(piece, from);
      from = at + piece.size();
      return at != std::string_view::npos;
    });
    if (!all) continue;
    const auto stands = [&](const std::string& piece) { return text.find(piece) != std::string_view::npos; };
    if (std::ranges::any_of(alternative.absent, stands)) continue;
    most = std::max(most.value_or(0), alternative.characters);
  }
  return most;
}

std::string fold_case(std::string_view text, std::size_t longest) {
  std::string folded;
  for (char c : text) {
    if (folded.size() == longest) break;
    const bool blank = static_cast<unsigned char>(c) <= ' ' || c == '\x7f';
    if (!blank) {
      folded += lower(c);
    } else if (!folded.empty() && folded.back() != ' ') {
      folded += ' ';
    }
  }
  return folded;
}

}  // namespace authwalk::knowledge
