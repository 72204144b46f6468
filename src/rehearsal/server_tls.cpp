#include "rehearsal/server_tls.hpp"

#include <openssl/err.h>

#include <stdexcept>

namespace authwalk::rehearsal {
namespace {

void check(bool worked) {
  if (worked) return;
  ERR_clear_error();
  throw std::runtime_error("cannot prepare TLS");
}

// Which certificate a client shows is of no interest here, only that it shows one.
int accept_any_client(int, X509_STORE_CTX*) {
  return 1;
}

ContextPtr make_context(const Authority& authority, Certificate certificate, const TlsTraits& traits) {
  ContextPtr context(SSL_CTX_new(TLS_server_method()));
  check(context != nullptr);
  SSL_CTX* raw = context.get();

  const bool old = traits.lowest < TLS1_2_VERSION;
  const bool weak = certificate == Certificate::weak_key || certificate == Certificate::weak_signature;
  if (old || weak) SSL_CTX_set_security_level(raw, 0);
  if (old) check(SSL_CTX_set_cipher_list(raw, "ALL:@SECLEVEL=0") == 1);
  check(SSL_CTX_set_min_proto_version(raw, traits.lowest) == 1);
  check(SSL_CTX_set_max_proto_version(raw, traits.highest) == 1);

  const Identity identity = authority.issue(certificate);
  check(SSL_CTX_use_certificate(raw, identity.leaf.get()) == 1);
  check(SSL_CTX_use_PrivateKey(raw, identity.key.get()) == 1);
  for (const CertificatePtr& other : identity.chain) check(SSL_CTX_add1_chain_cert(raw, other.get()) == 1);
  // Without this OpenSSL would complete the chain by itself from what it finds.
  SSL_CTX_set_mode(raw, SSL_MODE_NO_AUTO_CHAIN);

  // Buffers are given back between records: thousands of sessions wait at the same time.
  SSL_CTX_set_mode(
      raw, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
  check(SSL_CTX_set_num_tickets(raw, traits.tickets) == 1);
  constexpr unsigned char session_id_context[] = "authwalk";
  SSL_CTX_set_session_id_context(raw, session_id_context, sizeof session_id_context - 1);

  if (traits.client != ClientCertificate::ignored) {
    const bool required = traits.client == ClientCertificate::required;
    SSL_CTX_set_verify(raw, SSL_VERIFY_PEER | (required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0),
                       accept_any_client);
    SSL_CTX_add_client_CA(raw, authority.root());
  }
  return context;
}

}  // namespace

SSL_CTX* ServerTls::context(Certificate certificate) {
  ContextPtr& context = contexts_[certificate];
  if (!context) context = make_context(authority_, certificate, traits_);
  return context.get();
}

}  // namespace authwalk::rehearsal
