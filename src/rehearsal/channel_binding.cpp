#include "rehearsal/channel_binding.hpp"

#include <openssl/evp.h>

#include <array>

namespace authwalk::rehearsal {

bool satisfies(ExtendedProtection policy, Binding binding) {
  switch (policy) {
    case ExtendedProtection::none:
      return true;
    case ExtendedProtection::allow:
      return binding != Binding::wrong;
    case ExtendedProtection::require:
      return binding == Binding::right;
  }
  return false;
}

std::string end_point_of(const X509* certificate) {
  int digest = NID_undef;
  OBJ_find_sigid_algs(X509_get_signature_nid(certificate), &digest, nullptr);
  // MD5 and SHA-1 are too weak for it; SHA-256 stands in for them.
  if (digest == NID_undef || digest == NID_md5 || digest == NID_sha1) digest = NID_sha256;
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  if (X509_digest(certificate, EVP_get_digestbynid(digest), bytes.data(), &size) != 1) return {};
  return "tls-server-end-point:" + std::string(reinterpret_cast<const char*>(bytes.data()), size);
}

}  // namespace authwalk::rehearsal
