// The lines of a source, for readers that want no more than that: what is wrong with one is reported to the
// sink.
#pragma once

#include <authwalk/explain.hpp>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "exchange/log_lines.hpp"

namespace authwalk {

/// A longer line is cut here, and the cut is reported. No record that Exchange writes comes near it.
inline constexpr std::size_t longest_text_line = std::size_t{64} * 1024;

class TextLines {
 public:
  using TakeLine = std::function<void(std::string_view line, std::size_t number)>;

  /// `take` gets each line without its end, and its number, from 1.
  TextLines(std::string source, const EvidenceSink& sink, TakeLine take);

  void feed(std::string_view bytes) { lines_.feed(bytes); }
  /// Delivers a last line that has no end.
  void finish() { lines_.finish(); }

 private:
  LogLines lines_;
};

}  // namespace authwalk
