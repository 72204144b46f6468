// The TLS settings of a run: one for the walks, one that offers old versions for diagnosis, one trust store.
#pragma once

#include <openssl/ssl.h>

#include <authwalk/probe.hpp>
#include <memory>
#include <string>

namespace authwalk {

struct FreeTlsContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

class TlsContext {
 public:
  /// Throws std::invalid_argument when a file cannot be used.
  explicit TlsContext(const NetworkSettings& settings);

  SSL_CTX* for_walk() { return walk_.get(); }
  /// TLS 1.0 and up, any cipher. Made when first asked for.
  SSL_CTX* for_any_version();
  X509_STORE* trusted() { return SSL_CTX_get_cert_store(walk_.get()); }
  /// "TLSv1.2-TLSv1.3".
  const std::string& our_versions() const { return our_versions_; }

 private:
  std::unique_ptr<SSL_CTX, FreeTlsContext> walk_;
  std::unique_ptr<SSL_CTX, FreeTlsContext> any_;
  std::string our_versions_;
};

}  // namespace authwalk
