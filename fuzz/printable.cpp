// The one escaper: whatever goes in, what comes out is one line of valid UTF-8 without control characters.
#include <authwalk/report.hpp>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = authwalk::printable({reinterpret_cast<const char*>(data), size});
  std::size_t follow = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (follow > 0) {
      if (byte >> 6U != 2) std::abort();
      --follow;
      continue;
    }
    if (byte < 0x20 || byte == 0x7f) std::abort();
    if (byte >= 0x80)
      follow = byte >> 5U == 6 ? 1 : byte >> 4U == 14 ? 2 : byte >> 3U == 30 ? 3 : (std::abort(), 0U);
  }
  if (follow != 0) std::abort();
  // What is printable already must come out unchanged, or a report quoted in a report would grow.
  if (text.find('\\') == std::string::npos && authwalk::printable(text) != text) std::abort();
  return 0;
}
