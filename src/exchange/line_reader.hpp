// A reader that takes its source line by line: what is wrong with a line is reported to the sink.
#pragma once

#include <authwalk/explain.hpp>
#include <cstddef>
#include <string>
#include <string_view>

#include "exchange/log_lines.hpp"

namespace authwalk {

class LineReader : public EvidenceReader {
 public:
  void feed(std::string_view bytes) final { lines_.feed(bytes); }
  void finish() final {
    lines_.finish();
    end();
  }

 protected:
  LineReader(std::string source, const EvidenceSink& sink);

  std::string source_;
  const EvidenceSink& sink_;

 private:
  /// A line without its end, and its number, from 1.
  virtual void take(std::string_view line, std::size_t number) = 0;
  /// The last line has been taken.
  virtual void end() {}

  LogLines lines_;
};

}  // namespace authwalk
