// Bytes to Reply, bounded (RFC 5321 section 4.2). The only place that reads a stranger's SMTP bytes.
#pragma once

#include <authwalk/failure.hpp>
#include <authwalk/reply.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace authwalk {

/// Bounds on what one reply may be. RFC 5321 4.5.3.1.5 demands 512 octets a line; real servers go beyond.
inline constexpr std::size_t max_line = 2048;
inline constexpr std::size_t max_token_line = 4 + 12288;  ///< "334 " and a token: RFC 4954 section 4
inline constexpr std::size_t max_lines = 128;
inline constexpr std::size_t max_reply = std::size_t{64} * 1024;

/// The bytes are no reply, or one beyond the bounds.
struct ReplyError {
  Class cls = Class::protocol_violation;
  std::string detail;
};

class ReplyReader {
 public:
  /// Adds bytes as they arrive. Throws ReplyError{limit_exceeded} when the unfinished reply outgrows a bound.
  void feed(std::string_view bytes);

  /// The next reply once it is complete. Throws ReplyError for anything that is not SMTP.
  std::optional<Reply> take();

  /// From now on lines may be as long as a challenge with a token in it, or no longer.
  void expect_tokens(bool expected) { longest_line_ = expected ? max_token_line : max_line; }

  /// Bytes behind the last reply taken: nobody asked for them.
  std::string_view unread() const { return std::string_view(buffer_).substr(start_); }

  /// Oddities of the last reply that RFC 5321 does not allow but that harm nobody; empty when none.
  const std::string& oddity() const { return oddity_; }

 private:
  bool take_line(std::string_view line);

  std::string buffer_;
  std::size_t longest_line_ = max_line;
  std::size_t start_ = 0;    // first byte that no reply has used
  std::size_t scanned_ = 0;  // first byte not yet searched for LF
  std::size_t reply_bytes_ = 0;
  Reply reply_;
  std::string oddity_;
  bool in_reply_ = false;
};

}  // namespace authwalk
