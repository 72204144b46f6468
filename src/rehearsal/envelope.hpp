// The few pieces of syntax that the rehearsal host must read: the path of MAIL and RCPT, and the From header.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk::rehearsal {

/// "FROM:<a@b> SIZE=12" as an address and parameters (RFC 5321 section 4.1.2).
struct Path {
  std::string address;  ///< empty for "<>"
  std::vector<std::string> parameters;
};

/// `word` is "FROM" or "TO". Empty when the text is no such path.
std::optional<Path> read_path(std::string_view text, std::string_view word);

/// Takes a message as it arrives and keeps the address of its From header; the rest is counted and forgotten.
class MessageReader {
 public:
  /// The bytes may break lines anywhere, as BDAT brings them.
  void take(std::string_view bytes);
  /// Empty when there is no From header.
  const std::string& header_from() const { return header_from_; }
  std::size_t size() const { return size_; }

 private:
  void take_line(std::string_view line);

  std::string header_from_;
  std::string unfinished_;  // a line whose end has not come yet
  std::size_t size_ = 0;
  bool in_header_ = true;
};

}  // namespace authwalk::rehearsal
