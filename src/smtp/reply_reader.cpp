#include "smtp/reply_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace authwalk {
namespace {

bool digit(char c) {
  return c >= '0' && c <= '9';
}

// "5.7.3" at the start of the text, followed by a blank or the end (RFC 2034 section 4); its class must agree
// with the reply code.
std::string enhanced_code(std::string_view text, int code) {
  std::size_t at = 0;
  for (int part = 0; part < 3; ++part) {
    const std::size_t begin = at;
    while (at < text.size() && digit(text[at]) && at - begin < 3) ++at;
    if (at == begin) return {};
    if (part < 2) {
      if (at >= text.size() || text[at] != '.') return {};
      ++at;
    }
  }
  if (at < text.size() && text[at] != ' ') return {};
  if (text[1] != '.' || text[0] - '0' != code / 100) return {};
  return std::string(text.substr(0, at));
}

// More than a report shows: it is cleaned before it is cut to that.
std::string beginning(std::string_view bytes) {
  constexpr std::size_t shown = 2048;
  return std::string(bytes.substr(0, shown)) + (bytes.size() > shown ? "..." : "");
}

void add(std::string& oddities, std::string_view oddity) {
  if (oddities.find(oddity) != std::string::npos) return;
  if (!oddities.empty()) oddities += "; ";
  oddities += oddity;
}

}  // namespace

void ReplyReader::feed(std::string_view bytes) {
  buffer_.append(bytes);
  if (buffer_.size() - start_ > longest_line_ && buffer_.find('\n', start_) == std::string::npos) {
    throw ReplyError{Class::limit_exceeded, fmt::format("a line of more than {} bytes without an end: {}",
                                                        longest_line_, beginning(unread()))};
  }
}

std::optional<Reply> ReplyReader::take() {
  while (true) {
    const std::size_t end = buffer_.find('\n', std::max(scanned_, start_));
    if (end == std::string::npos) {
      scanned_ = buffer_.size();
      return std::nullopt;
    }
    const std::string_view line(buffer_.data() + start_, end - start_);
    const bool last = take_line(line);
    start_ = scanned_ = end + 1;
    if (last) {
      buffer_.erase(0, start_);
      start_ = scanned_ = 0;
      in_reply_ = false;
      return std::move(reply_);
    }
  }
}

bool ReplyReader::take_line(std::string_view line) {
  if (!in_reply_) {
    reply_ = Reply{};
    oddity_.clear();
    reply_bytes_ = 0;
    in_reply_ = true;
  }
  if (line.size() > longest_line_) {
    throw ReplyError{Class::limit_exceeded, fmt::format("a line of {} bytes, more than {}: {}", line.size(),
                                                        longest_line_, beginning(line))};
  }
  reply_bytes_ += line.size() + 1;
  if (reply_.lines.size() >= max_lines) {
    throw ReplyError{Class::limit_exceeded, fmt::format("a reply of more than {} lines", max_lines)};
  }
  if (reply_bytes_ > max_reply) {
    throw ReplyError{Class::limit_exceeded, fmt::format("a reply of more than {} bytes", max_reply)};
  }
  if (line.size() > 510 && longest_line_ == max_line)
    add(oddity_, "a line longer than the 512 bytes of RFC 5321");
  if (line.ends_with('\r')) {
    line.remove_suffix(1);
  } else {
    add(oddity_, "a line that ends in LF without CR");
  }
  if (line.find('\0') != std::string_view::npos) add(oddity_, "a NUL byte in the reply");

  const bool numbered =
      line.size() >= 3 && line[0] >= '2' && line[0] <= '5' && digit(line[1]) && digit(line[2]);
  const char separator = line.size() > 3 ? line[3] : ' ';
  if (!numbered || (separator != ' ' && separator != '-')) {
    throw ReplyError{Class::protocol_violation, "not an SMTP reply: " + beginning(line)};
  }
  const int code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
  if (!reply_.lines.empty() && code != reply_.code) {
    // RFC 5321 section 4.2.1: the code is the same on every line. Which of the two is meant cannot be told.
    throw ReplyError{Class::protocol_violation, fmt::format("one reply with two codes, {} and {}: {}",
                                                            reply_.code, code, beginning(line))};
  }
  reply_.code = code;
  const std::string_view text = line.substr(std::min<std::size_t>(4, line.size()));
  if (reply_.enhanced.empty()) reply_.enhanced = enhanced_code(text, code);
  reply_.lines.emplace_back(text);
  return separator == ' ';
}

}  // namespace authwalk
