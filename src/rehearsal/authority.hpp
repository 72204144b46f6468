// The certificate authority that is made in memory at start, and the certificates it issues: one good, the
// others each with one thing wrong.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <vector>

namespace authwalk::rehearsal {

struct FreeOpenSsl {
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using CertificatePtr = std::unique_ptr<X509, FreeOpenSsl>;
using KeyPtr = std::unique_ptr<EVP_PKEY, FreeOpenSsl>;

/// What is right or wrong with a certificate.
enum class Certificate {
  good,
  expired,
  not_yet_valid,
  other_name,
  no_names,  ///< the host name only as common name, which no client looks at any more
  self_signed,
  untrusted,             ///< by an authority that nobody knows, whose own certificate is sent along
  missing_intermediate,  ///< by an authority that the root vouches for, whose certificate is not sent
  client_purpose,        ///< extended key usage clientAuth only
  weak_key,              ///< RSA, 1,024 bits
  weak_signature,        ///< SHA-1
  hostile_names,         ///< self-signed, with terminal escapes and markup in its names
};

/// A certificate with its key, and what is sent along with it.
struct Identity {
  KeyPtr key;
  CertificatePtr leaf;
  std::vector<CertificatePtr> chain;  ///< certificates sent after the leaf
};

class Authority {
 public:
  /// Makes the root: a key and a certificate, well below a millisecond.
  explicit Authority(std::string host_name);

  Identity issue(Certificate kind) const;
  const std::string& ca_pem() const { return ca_pem_; }
  X509* root() const { return root_.get(); }

 private:
  std::string host_name_;
  KeyPtr key_;
  CertificatePtr root_;
  std::string ca_pem_;
};

}  // namespace authwalk::rehearsal
