// What a certificate says.
#pragma once

#include <openssl/x509.h>

#include <authwalk/tls.hpp>
#include <string>
#include <vector>

namespace authwalk {

/// tls-server-end-point of RFC 5929 section 4.1 without its prefix: the certificate under the digest of its
/// signature, SHA-256 in place of MD5 and SHA-1. Empty when OpenSSL does not have the digest.
std::string server_end_point(const X509* leaf);

/// Everything that a report shows of it. Texts are a stranger's and as long as he made them.
CertificateFacts describe(X509* certificate);

/// A subject or an issuer in the form of RFC 2253.
std::string name_text(const X509_NAME* name);

/// "2026-11-21T12:00:00Z", or "unreadable".
std::string time_text(const ASN1_TIME* time);

/// The dNSName and iPAddress entries of subjectAltName.
std::vector<std::string> alternative_names(const X509* certificate);

/// There is a subjectAltName, whatever stands in it and whether it can be read or not.
bool has_alternative_names(const X509* certificate);

/// The first common name of the subject, in UTF-8; empty when there is none.
std::string common_name(const X509* certificate);

/// The extended key usages by OpenSSL's short names, "serverAuth"; empty when the certificate names none.
std::vector<std::string> key_usages(const X509* certificate);

}  // namespace authwalk
