// The TLS settings of walks: a context for them, with its trust store, and one that offers old versions for
// diagnosis.
#pragma once

#include <openssl/ssl.h>

#include <authwalk/tls.hpp>
#include <map>
#include <memory>
#include <string>

namespace authwalk {

struct FreeTlsContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

class TlsContext {
 public:
  /// Throws TlsFileError when a file cannot be used.
  explicit TlsContext(const TlsSettings& settings);

  SSL_CTX* for_walk() { return walk_.get(); }
  /// TLS 1.0 and up, any cipher. Made when first asked for.
  SSL_CTX* for_any_version();
  /// "TLSv1.2-TLSv1.3".
  const std::string& our_versions() const { return our_versions_; }
  /// Server name to send instead of the smart host's; empty: none.
  const std::string& sni() const { return sni_; }

 private:
  std::unique_ptr<SSL_CTX, FreeTlsContext> walk_;
  std::unique_ptr<SSL_CTX, FreeTlsContext> any_;
  std::string our_versions_;
  std::string sni_;
};

/// The contexts of a run, one for each different value of the settings, whichever walks share it.
class TlsContexts {
 public:
  /// Makes a context where there is none for these settings yet. Throws TlsFileError when a file
  /// cannot be used.
  TlsContext& of(const TlsSettings& settings);

 private:
  struct Before {
    bool operator()(const TlsSettings& a, const TlsSettings& b) const;
  };
  std::map<TlsSettings, TlsContext, Before> contexts_;
};

}  // namespace authwalk
