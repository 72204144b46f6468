#include "sasl/nt_hash.hpp"

#include <openssl/evp.h>
#include <openssl/provider.h>

#include "sasl/utf16.hpp"

namespace authwalk {
namespace {

// Apart from what the rest of the program uses, where MD4 has no business; loaded once and never given back.
const EVP_MD* md4() {
  static OSSL_LIB_CTX* const apart = OSSL_LIB_CTX_new();
  static OSSL_PROVIDER* const legacy = apart == nullptr ? nullptr : OSSL_PROVIDER_load(apart, "legacy");
  static EVP_MD* const digest = legacy == nullptr ? nullptr : EVP_MD_fetch(apart, "MD4", nullptr);
  return digest;
}

}  // namespace

std::optional<Secret> nt_hash(std::string_view password) {
  const std::optional<Secret> text = utf16_le(password);
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
