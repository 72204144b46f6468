// Is a text an IP address? Decides whether a smart host is looked up, named in SNI and compared with dNSName.
#pragma once

#include <arpa/inet.h>

#include <array>
#include <string>

namespace authwalk {

/// True for an IPv4 or IPv6 address without brackets or zone.
inline bool is_ip_address(const std::string& text) {
  std::array<unsigned char, sizeof(in6_addr)> binary{};
  return inet_pton(AF_INET, text.c_str(), binary.data()) == 1 ||
         inet_pton(AF_INET6, text.c_str(), binary.data()) == 1;
}

/// Do the first `bits` of two addresses of one family, in network order, agree?
inline bool same_prefix(const unsigned char* a, const unsigned char* b, unsigned bits) {
  for (unsigned bit = 0; bit < bits; ++bit) {
    if (((a[bit / 8] ^ b[bit / 8]) & (0x80U >> (bit % 8))) != 0) return false;
  }
  return true;
}

}  // namespace authwalk
