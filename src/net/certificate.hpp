// What a certificate says, and what is wrong with a chain.
#pragma once

#include <openssl/x509.h>

#include <authwalk/tls.hpp>
#include <string>

namespace authwalk {

CertificateFacts describe(X509* certificate);

/// Judges the chain that a server sent (leaf first) and fills chain, names, faults and verified. Nothing is
/// fetched: a missing intermediate stays missing, and revocation is not looked up.
void judge_chain(TlsFacts& facts, STACK_OF(X509) * sent, X509_STORE* trusted,
                 const std::string& expected_name);

}  // namespace authwalk
