#include "exchange/protocol_log_kept.hpp"

#include <algorithm>
#include <cstring>

namespace authwalk {
namespace {

// Rows of certificates and of messages with hundreds of recipients are long, and nobody reads their ends.
constexpr std::size_t longest_value = 2048;
// More than this is given back when a session ends.
constexpr std::size_t room_worth_keeping = std::size_t{16} * 1024;

struct Head {
  std::uint64_t line;
  std::uint32_t time, data, context;
  char event;
};

// CSV doubles a quotation mark inside a value (RFC 4180 section 2.7).
void append_unquoted(std::string& into, std::string_view value) {
  while (true) {
    const std::size_t quotes = value.find("\"\"");
    if (quotes == std::string_view::npos) break;
    into.append(value.substr(0, quotes + 1));
    value.remove_prefix(quotes + 2);
  }
  into.append(value);
}

}  // namespace

void KeptRows::add(const ProtocolLogRow& row, std::size_t line) {
  const std::size_t at = bytes_.size();
  Head head{};
  bytes_.append(reinterpret_cast<const char*>(&head), sizeof head);
  const auto append = [&](std::string_view value) {
    const std::size_t before = bytes_.size();
    append_unquoted(bytes_, value.substr(0, longest_value));
    return static_cast<std::uint32_t>(bytes_.size() - before);
  };
  head.line = line;
  head.event = row.event;
  head.time = append(row.time);
  head.data = append(row.data);
  head.context = append(row.context);
  std::memcpy(bytes_.data() + at, &head, sizeof head);
}

void KeptRows::clear() {
  bytes_.clear();
  if (bytes_.capacity() > room_worth_keeping) bytes_.shrink_to_fit();
}

KeptRow KeptRows::take(std::size_t& offset) const {
  Head head{};
  std::memcpy(&head, bytes_.data() + offset, sizeof head);
  offset += sizeof head;
  const auto value = [&](std::uint32_t size) {
    const std::string_view text = std::string_view(bytes_).substr(offset, size);
    offset += size;
    return text;
  };
  KeptRow row;
  row.line = static_cast<std::size_t>(head.line);
  row.event = head.event;
  row.time = value(head.time);
  row.data = value(head.data);
  row.context = value(head.context);
  return row;
}

}  // namespace authwalk
