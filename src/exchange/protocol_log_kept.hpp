// What is kept of the rows of an open session: one string that keeps its room from session to session, so
// that sessions in which nothing fails cost no allocation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "exchange/protocol_log_row.hpp"

namespace authwalk {

struct KeptRow {
  std::string_view time;
  std::string_view data;  ///< without quotation marks, and cut when it is very long
  std::string_view context;
  std::size_t line = 0;
  char event = '*';
};

class KeptRows {
 public:
  void add(const ProtocolLogRow& row, std::size_t line);
  /// Forgets the rows behind the first `size` bytes, which must be a value of size() in the past.
  void cut_to(std::size_t size) { bytes_.resize(size); }
  void clear();

  std::size_t size() const { return bytes_.size(); }
  bool empty() const { return bytes_.empty(); }

  /// The row at `offset`, which is moved to the next one; offset 0 is the first, size() the end.
  KeptRow take(std::size_t& offset) const;

 private:
  std::string bytes_;
};

}  // namespace authwalk
