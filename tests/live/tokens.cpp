#include "live/tokens.hpp"

#include <openssl/evp.h>

namespace authwalk::test {

std::string to_base64(std::string_view bytes) {
  std::string text(bytes.size() * 4 / 3 + 8, '\0');
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

std::string from_base64(std::string_view text) {
  std::string bytes(text.size() + 4, '\0');
  int size =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                      reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (size < 0) return {};
  for (; text.ends_with('='); text.remove_suffix(1)) --size;  // the decoder counts the padding as bytes
  bytes.resize(static_cast<std::size_t>(size));
  return bytes;
}

void send_token(Peer& peer, std::string_view token) {
  peer.send("334 " + to_base64(token) + "\r\n");
}

std::string read_token(Peer& peer) {
  const auto line = peer.line();
  if (line == "*") throw Cancelled{};
  return line == "=" ? "" : from_base64(line);
}

}  // namespace authwalk::test
