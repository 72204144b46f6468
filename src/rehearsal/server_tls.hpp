// The server's side of TLS: contexts that show one certificate, made when they are first needed.
#pragma once

#include <openssl/ssl.h>

#include <map>
#include <memory>

#include "rehearsal/arrangement.hpp"
#include "rehearsal/authority.hpp"

namespace authwalk::rehearsal {

struct FreeContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using ContextPtr = std::unique_ptr<SSL_CTX, FreeContext>;

/// The contexts of one connector, one for each certificate that it shows.
class ServerTls {
 public:
  ServerTls(const Authority& authority, TlsTraits traits) : authority_(authority), traits_(traits) {}

  SSL_CTX* context(Certificate certificate);

 private:
  const Authority& authority_;
  TlsTraits traits_;
  std::map<Certificate, ContextPtr> contexts_;
};

}  // namespace authwalk::rehearsal
