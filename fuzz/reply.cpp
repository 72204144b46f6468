// The reply reader and, behind it, the EHLO parser. What must hold: bounds, and the same replies however the
// bytes are cut.
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "smtp/ehlo.hpp"
#include "smtp/reply_reader.hpp"

namespace {

using namespace authwalk;

// Replies until the bytes end or stop being SMTP.
std::vector<Reply> read(std::string_view bytes, std::size_t portion) {
  std::vector<Reply> replies;
  ReplyReader reader;
  try {
    for (std::size_t at = 0; at < bytes.size(); at += portion) {
      reader.feed(bytes.substr(at, portion));
      while (auto reply = reader.take()) replies.push_back(std::move(*reply));
    }
  } catch (const ReplyError&) {
    // The end of this conversation.
  }
  return replies;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::vector<Reply> one_by_one = read(bytes, 1);
  if (one_by_one != read(bytes, 7)) std::abort();
  for (const Reply& reply : one_by_one) {
    if (reply.code < 200 || reply.code > 599 || reply.lines.empty() || reply.lines.size() > max_lines)
      std::abort();
    const Capabilities found = capabilities(reply);
    if (found.lines.size() + 1 != reply.lines.size()) std::abort();
  }
  return 0;
}
