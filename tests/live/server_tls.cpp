#include "live/server_tls.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <memory>
#include <stdexcept>

namespace authwalk::test {
namespace {

void use_identity(SSL* session, const Identity& identity, bool leaf_only) {
  BIO* key_text = BIO_new_mem_buf(identity.key.data(), static_cast<int>(identity.key.size()));
  BIO* chain_text = BIO_new_mem_buf(identity.chain.data(), static_cast<int>(identity.chain.size()));
  EVP_PKEY* key = PEM_read_bio_PrivateKey(key_text, nullptr, nullptr, nullptr);
  X509* leaf = PEM_read_bio_X509(chain_text, nullptr, nullptr, nullptr);
  const bool used = SSL_use_certificate(session, leaf) == 1 && SSL_use_PrivateKey(session, key) == 1;
  SSL_clear_chain_certs(session);
  while (X509* next = leaf_only ? nullptr : PEM_read_bio_X509(chain_text, nullptr, nullptr, nullptr))
    SSL_add0_chain_cert(session, next);
  X509_free(leaf);
  EVP_PKEY_free(key);
  BIO_free(key_text);
  BIO_free(chain_text);
  ERR_clear_error();  // the end of the chain is an error to the PEM reader, and SSL_get_error() would see it
  if (!used) throw std::runtime_error("hostile server: cannot use its certificate");
}

/// Chooses the certificate by the server name that the client sent.
int choose_by_name(SSL* session, int*, void* argument) {
  const auto& side = *static_cast<const ServerTls*>(argument);
  const char* name = SSL_get_servername(session, TLSEXT_NAMETYPE_host_name);
  const auto found = side.by_name.find(name ? name : "");
  if (found != side.by_name.end()) use_identity(session, *found->second, side.leaf_only);
  return SSL_TLSEXT_ERR_OK;
}

int accept_any_client_certificate(int, X509_STORE_CTX*) {
  return 1;
}

}  // namespace

SSL* new_server_session(const ServerTls& side) {
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_server_method()),
                                                                  SSL_CTX_free);
  SSL_CTX_set_security_level(context.get(), 0);
  SSL_CTX_set_cipher_list(context.get(), "ALL:@SECLEVEL=0");
  SSL_CTX_set_min_proto_version(context.get(), side.min_version);
  SSL_CTX_set_max_proto_version(context.get(), side.max_version);
  SSL_CTX_set_tlsext_servername_callback(context.get(), choose_by_name);
  SSL_CTX_set_tlsext_servername_arg(context.get(), const_cast<ServerTls*>(&side));
  SSL_CTX_set_session_id_context(context.get(), reinterpret_cast<const unsigned char*>("test"), 4);
  SSL* session = SSL_new(context.get());
  if (side.identity) use_identity(session, *side.identity, side.leaf_only);
  if (side.ask_for_certificate || side.demand_certificate)
    SSL_set_verify(session, SSL_VERIFY_PEER | (side.demand_certificate ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0),
                   accept_any_client_certificate);
  return session;
}

std::string client_subject(SSL* session) {
  X509* certificate = SSL_get1_peer_certificate(session);
  if (!certificate) return {};
  char text[256] = "";
  X509_NAME_oneline(X509_get_subject_name(certificate), text, sizeof text);
  X509_free(certificate);
  return text;
}

}  // namespace authwalk::test
