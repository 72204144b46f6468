// A stream of bytes to lines, fast: a line that stands whole in the bytes that were fed is handed on
// uncopied. What is wrong with a line, NUL bytes or a length beyond all measure, is reported, and the rest of
// it still read.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace authwalk {

/// A longer line is cut here, and the cut is reported. No record that Exchange writes comes near it.
inline constexpr std::size_t longest_text_line = std::size_t{64} * 1024;

class LogLines {
 public:
  /// Gets each line without its end. NUL bytes divide a line: they stand where a crash has torn a file, often
  /// with a whole row behind them. `torn` is set for what stands before them, and for a last line without an
  /// end.
  using TakeLine = std::function<void(std::string_view line, std::size_t number, bool torn)>;
  using Report = std::function<void(std::size_t number, std::string what)>;

  LogLines(TakeLine take, Report report) : take_(std::move(take)), report_(std::move(report)) {}

  void feed(std::string_view bytes);
  /// Hands on a last line that has no end.
  void finish();
  /// A new file: its lines are counted from 1.
  void restart() { number_ = 1; }

 private:
  void end_line(std::string_view rest);
  void add(std::string_view bytes);
  void take_part(bool torn);
  void hand_on(std::string_view line, bool torn);

  TakeLine take_;
  Report report_;
  std::string part_;           // of a line whose end has not come
  std::size_t skipped_ = 0;    // bytes of that part beyond the bound
  std::size_t nul_bytes_ = 0;  // in this line
  std::size_t number_ = 1;
};

}  // namespace authwalk
