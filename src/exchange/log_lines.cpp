#include "exchange/log_lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace authwalk {

void LogLines::feed(std::string_view bytes) {
  while (!bytes.empty()) {
    const void* end = std::memchr(bytes.data(), '\n', bytes.size());
    if (end == nullptr) return add(bytes);
    const auto size = static_cast<std::size_t>(static_cast<const char*>(end) - bytes.data());
    end_line(bytes.substr(0, size));
    bytes.remove_prefix(size + 1);
  }
}

void LogLines::finish() {
  take_part(true);
  if (nul_bytes_ > 0) end_line({});
}

void LogLines::end_line(std::string_view rest) {
  const bool whole = part_.empty() && skipped_ == 0 && nul_bytes_ == 0;
  if (whole && rest.size() <= longest_text_line && rest.find('\0') == std::string_view::npos) {
    hand_on(rest, false);
    ++number_;
    return;
  }
  add(rest);
  take_part(false);
  if (nul_bytes_ > 0) {
    report_(number_, fmt::format("{} NUL bytes, which were left out: the file was torn here", nul_bytes_));
  }
  nul_bytes_ = 0;
  ++number_;
}

void LogLines::add(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t nul = bytes.find('\0');
    const std::string_view piece = bytes.substr(0, nul);
    const std::size_t fitting = std::min(piece.size(), longest_text_line - part_.size());
    part_.append(piece.substr(0, fitting));
    skipped_ += piece.size() - fitting;
    if (nul == std::string_view::npos) return;
    take_part(true);
    ++nul_bytes_;
    bytes.remove_prefix(nul + 1);
  }
}

void LogLines::take_part(bool torn) {
  if (skipped_ > 0) {
    report_(number_, fmt::format("a line of {} bytes; only the first {} were read", part_.size() + skipped_,
                                 longest_text_line));
  }
  if (!part_.empty()) hand_on(part_, torn);
  part_.clear();
  skipped_ = 0;
}

void LogLines::hand_on(std::string_view line, bool torn) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  take_(line, number_, torn);
}

}  // namespace authwalk
