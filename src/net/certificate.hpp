// What a certificate says, and what is wrong with a chain.
#pragma once

#include <openssl/x509.h>

#include <authwalk/tls.hpp>
#include <string>

namespace authwalk {

/// tls-server-end-point of RFC 5929 section 4.1 without its prefix: the certificate under the digest of its
/// signature, SHA-256 in place of MD5 and SHA-1. Empty when OpenSSL does not have the digest.
std::string server_end_point(const X509* leaf);

CertificateFacts describe(X509* certificate);

/// Judges the chain that a server sent (leaf first) and fills chain, names, faults and verified. Nothing is
/// fetched: a missing intermediate stays missing, and revocation is not looked up.
void judge_chain(TlsFacts& facts, STACK_OF(X509) * sent, X509_STORE* trusted,
                 const std::string& expected_name);

}  // namespace authwalk
