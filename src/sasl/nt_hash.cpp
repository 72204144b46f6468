#include "sasl/nt_hash.hpp"

#include <openssl/evp.h>
#include <openssl/provider.h>

#include "report/utf8.hpp"

namespace authwalk {
namespace {

// Apart from what the rest of the program uses, where MD4 has no business; loaded once and never given back.
const EVP_MD* md4() {
  static OSSL_LIB_CTX* const apart = OSSL_LIB_CTX_new();
  static OSSL_PROVIDER* const legacy = apart == nullptr ? nullptr : OSSL_PROVIDER_load(apart, "legacy");
  static EVP_MD* const digest = legacy == nullptr ? nullptr : EVP_MD_fetch(apart, "MD4", nullptr);
  return digest;
}

std::optional<Secret> utf16(std::string_view text) {
  Secret units(text.size() * 2);  // no character takes more than twice its bytes
  std::size_t size = 0;
  const auto append = [&](char32_t unit) {
    units.bytes()[size++] = static_cast<char>(unit);
    units.bytes()[size++] = static_cast<char>(unit >> 8);
  };
  while (!text.empty()) {
    const Utf8Char c = first_char(text);
    if (!c.valid) return std::nullopt;
    text.remove_prefix(c.size);
    if (c.point < 0x10000) {
      append(c.point);
    } else {
      append(0xD800 + ((c.point - 0x10000) >> 10));
      append(0xDC00 + ((c.point - 0x10000) & 0x3FF));
    }
  }
  units.shrink(size);
  return units;
}

}  // namespace

std::optional<Secret> nt_hash(std::string_view password) {
  const std::optional<Secret> text = utf16(password);
  if (!text || md4() == nullptr) return std::nullopt;
  Secret hash(16);
  auto* const bytes = reinterpret_cast<unsigned char*>(hash.bytes().data());
  if (EVP_Digest(text->view().data(), text->size(), bytes, nullptr, md4(), nullptr) != 1) return std::nullopt;
  constexpr std::string_view digits = "0123456789ABCDEF";
  Secret hexadecimal(2 * hash.size() + 1);
  for (std::size_t i = 0; i < hash.size(); ++i) {
    hexadecimal.bytes()[2 * i] = digits[bytes[i] >> 4];
    hexadecimal.bytes()[2 * i + 1] = digits[bytes[i] & 0xF];
  }
  return hexadecimal;
}

}  // namespace authwalk
