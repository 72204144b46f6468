#include "sasl/base64.hpp"

#include <openssl/evp.h>

#include <array>

namespace authwalk {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int value_of(char c) {
  const std::size_t at = alphabet.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

}  // namespace

Secret base64_encode(std::string_view bytes) {
  if (bytes.empty()) return {};
  const std::size_t length = 4 * ((bytes.size() + 2) / 3);
  Secret text(length + 1);  // EVP_EncodeBlock writes a final NUL
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.bytes().data()),
                  reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  text.shrink(length);
  return text;
}

// EVP_DecodeBlock skips blanks and hides how much padding there was, so the decoder is our own.
std::optional<std::string> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::string out;
  out.reserve(text.size() / 4 * 3);
  for (std::size_t at = 0; at < text.size(); at += 4) {
    const bool last = at + 4 == text.size();
    std::size_t padding = 0;
    if (last && text[at + 3] == '=') padding = text[at + 2] == '=' ? 2 : 1;
    unsigned bits = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      const int value = i < 4 - padding ? value_of(text[at + i]) : 0;
      if (value < 0) return std::nullopt;
      bits = bits << 6U | static_cast<unsigned>(value);
    }
    const std::array<char, 3> bytes{static_cast<char>(bits >> 16U), static_cast<char>(bits >> 8U),
                                    static_cast<char>(bits)};
    out.append(bytes.data(), 3 - padding);
  }
  return out;
}

}  // namespace authwalk
