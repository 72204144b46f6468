#include "report/plugin_text.hpp"

#include "report/printable.hpp"

namespace authwalk {
namespace {

std::string_view cut(std::string_view bytes, std::size_t most) {
  if (bytes.size() <= most) return bytes;
  // Not inside a UTF-8 character, which has three continuation bytes at most.
  std::size_t end = most;
  while (end + 3 > most && end > 0 && (static_cast<unsigned char>(bytes[end]) & 0xC0) == 0x80) --end;
  return bytes.substr(0, end);
}

}  // namespace

std::string plugin_text(std::string_view bytes, const RenderOptions& options, std::size_t most) {
  const std::string_view kept = cut(bytes, most);
  const std::string safe = options.unicode ? printable(kept) : printable_ascii(kept);
  std::string text;
  std::size_t backslashes = 0;
  for (const char c : safe) {
    if (c == '|') {
      text.append(backslashes, '\\');  // an escape stands behind a run of odd length
      text += "\\x7C";
    } else {
      text += c;
    }
    backslashes = c == '\\' ? backslashes + 1 : 0;
  }
  return kept.size() < bytes.size() ? text + "..." : text;
}

}  // namespace authwalk
