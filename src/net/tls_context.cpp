#include "net/tls_context.hpp"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/x509err.h>

#include <algorithm>
#include <authwalk/tls_file_error.hpp>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <tuple>

#include "net/chain_judge.hpp"

namespace authwalk {
namespace {

int protocol(TlsVersion version) {
  switch (version) {
    case TlsVersion::tls1_0:
      return TLS1_VERSION;
    case TlsVersion::tls1_1:
      return TLS1_1_VERSION;
    case TlsVersion::tls1_2:
      return TLS1_2_VERSION;
    case TlsVersion::tls1_3:
      return TLS1_3_VERSION;
  }
  return TLS1_2_VERSION;
}

// OpenSSL would ask for the passphrase of a key on the terminal or on standard input, before any deadline
// runs.
int no_passphrase(char*, int, int, void*) {
  return -1;
}

std::unique_ptr<SSL_CTX, FreeTlsContext> client_context(int min, int max, const char* ciphers) {
  std::unique_ptr<SSL_CTX, FreeTlsContext> context(SSL_CTX_new(TLS_client_method()));
  if (!context) throw std::runtime_error("OpenSSL cannot make a TLS context");
  SSL_CTX_set_min_proto_version(context.get(), min);
  SSL_CTX_set_max_proto_version(context.get(), max);
  // Level 0, since a weak certificate is to be seen and named (cert-weak) instead of breaking the handshake.
  SSL_CTX_set_cipher_list(context.get(), ciphers);
  ChainJudge::preside(context.get());
  SSL_CTX_set_default_passwd_cb(context.get(), no_passphrase);
  SSL_CTX_set_options(context.get(),
                      SSL_OP_NO_RENEGOTIATION | SSL_OP_CLEANSE_PLAINTEXT | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  // Without auto-retry every record comes back to our loop, so a flood of tickets or key updates meets the
  // clock.
  SSL_CTX_clear_mode(context.get(), SSL_MODE_AUTO_RETRY);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  return context;
}

// In such a directory (Debian's) issuers are looked up one by one when they are needed, in files named
// 1a2b3c4d.0; reading a whole bundle instead costs some 28 ms a run.
bool has_hashed_certificates(const char* folder) {
  std::error_code ignored;
  const std::filesystem::directory_iterator files(folder, ignored);
  return std::any_of(begin(files), end(files),
                     [](const auto& file) { return file.path().extension() == ".0"; });
}

[[noreturn]] void unusable(std::string_view what, const std::string& file) {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  const char* reason = code != 0 ? ERR_reason_error_string(code) : nullptr;
  throw TlsFileError(TlsFileError::Fault::unusable,
                     fmt::format("{} {} cannot be used: {}", what, file,
                                 reason != nullptr ? reason : "not a PEM file of that kind"));
}

// OpenSSL's own default: the file and the folder that it was built with, or those of SSL_CERT_FILE and
// SSL_CERT_DIR. A file that was named and cannot be read is told, where OpenSSL would trust nobody in
// silence.
void trust_the_system(SSL_CTX* context) {
  const char* file = secure_getenv(X509_get_default_cert_file_env());
  const bool named = file != nullptr && *file != '\0';
  if (named && SSL_CTX_load_verify_file(context, file) != 1) unusable(X509_get_default_cert_file_env(), file);
  if (named || has_hashed_certificates(X509_get_default_cert_dir())) {
    SSL_CTX_set_default_verify_dir(context);
  } else {
    SSL_CTX_set_default_verify_paths(context);
  }
  ERR_clear_error();
}

bool is_of_another_certificate(unsigned long error) {
  const int reason = ERR_GET_REASON(error);
  return ERR_GET_LIB(error) == ERR_LIB_X509 &&
         (reason == X509_R_KEY_VALUES_MISMATCH || reason == X509_R_KEY_TYPE_MISMATCH);
}

}  // namespace

TlsContext::TlsContext(const TlsSettings& settings) : sni_(settings.sni) {
  walk_ = client_context(protocol(settings.min), protocol(settings.max), "HIGH:!aNULL:@SECLEVEL=0");
  our_versions_ = fmt::format("{}-{}", id(settings.min), id(settings.max));
  if (settings.min == settings.max) our_versions_ = id(settings.min);
  if (settings.ca_file.empty()) {
    trust_the_system(walk_.get());
  } else if (SSL_CTX_load_verify_locations(walk_.get(), settings.ca_file.c_str(), nullptr) != 1) {
    unusable("the CA file", settings.ca_file);
  }
  if (settings.client_certificate.empty()) return;
  if (SSL_CTX_use_certificate_chain_file(walk_.get(), settings.client_certificate.c_str()) != 1) {
    unusable("the client certificate", settings.client_certificate);
  }
  const std::string& key = settings.client_key.empty() ? settings.client_certificate : settings.client_key;
  // OpenSSL compares the two as soon as it has both.
  const bool usable = SSL_CTX_use_PrivateKey_file(walk_.get(), key.c_str(), SSL_FILETYPE_PEM) == 1;
  if (!usable && !is_of_another_certificate(ERR_peek_error())) unusable("the client key", key);
  if (!usable || SSL_CTX_check_private_key(walk_.get()) != 1) {
    ERR_clear_error();
    throw TlsFileError(TlsFileError::Fault::another_key,
                       fmt::format("the client key {} does not belong to the certificate {}", key,
                                   settings.client_certificate));
  }
}

SSL_CTX* TlsContext::for_any_version() {
  if (!any_) any_ = client_context(TLS1_VERSION, TLS1_3_VERSION, "ALL:@SECLEVEL=0");
  return any_.get();
}

TlsContext& TlsContexts::of(const TlsSettings& settings) {
  return contexts_.try_emplace(settings, settings).first->second;
}

bool TlsContexts::Before::operator()(const TlsSettings& a, const TlsSettings& b) const {
  const auto fields = [](const TlsSettings& s) {
    return std::tie(s.ca_file, s.client_certificate, s.client_key, s.min, s.max, s.sni);
  };
  return fields(a) < fields(b);
}

}  // namespace authwalk
