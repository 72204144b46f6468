// Judges the chain of a server where OpenSSL verifies it, once and inside the handshake, with all its faults.
#pragma once

#include <openssl/ssl.h>

#include <authwalk/tls.hpp>
#include <exception>
#include <string>
#include <vector>

namespace authwalk {

class ChainJudge {
 public:
  /// Has OpenSSL call the judge of each session (judge_of) in place of its own verification.
  static void preside(SSL_CTX* context);
  /// The session's judge; it outlives the handshake.
  static void appoint(SSL* session, ChainJudge& judge);

  /// Fills chain, names, faults, end_point and verified of a handshake that is over. `sent` is what the
  /// server sent, leaf first, and may be null. Nothing is fetched: a missing intermediate stays missing, and
  /// revocation is not looked up.
  void report(TlsFacts& facts, STACK_OF(X509) * sent, const std::string& expected_name) const;

 private:
  static int verify(X509_STORE_CTX* context, void*) noexcept;
  static int take_fault(int ok, X509_STORE_CTX* context) noexcept;

  std::vector<CertificateFault> faults_;            // of the chain, as OpenSSL came upon them
  std::string unfinished_ = "it was not verified";  // why there is no verdict; empty: there is one
};

}  // namespace authwalk
