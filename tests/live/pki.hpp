// The test PKI: every certificate of certs/certificates.tsv, made anew in each test process, so that none is
// ever out of date by accident.
#pragma once

#include <string>
#include <string_view>

namespace authwalk::test {

/// A certificate with its key, PEM.
struct Identity {
  std::string key;
  std::string certificate;  ///< the leaf alone
  std::string chain;        ///< the leaf and its intermediates, without the root
  std::string key_file;     ///< the same two in files, for servers that want files
  std::string chain_file;
};

/// The certificate of that name in certs/certificates.tsv; made when first asked for.
const Identity& certificate(std::string_view name);

/// One row of the table, for a certificate that only one test needs.
struct CertificateRow {
  std::string name, issuer = "intermediate";
  std::string common_name = "mx.contoso.example", names = "mx.contoso.example";
  int from_days = -1, to_days = 30;
  /// "server", "client", "ca", "none" (no extended key usage), or with usages of its own: "ca:codeSigning".
  std::string use = "server", key = "p256", digest = "sha256";
  /// One more extension as OpenSSL's configuration writes it:
  /// "nameConstraints=permitted;DNS:fabrikam.example".
  std::string extension = {};
};

/// Makes the certificate of a row that is not in the table.
const Identity& certificate(const CertificateRow& row);

/// The certificate alone as a "TRUSTED CERTIFICATE" of OpenSSL, which is trusted for one use, or for all but
/// one
/// ("!emailProtection"). PEM.
std::string trusted_certificate(std::string_view name, std::string_view use);

/// PEM file of the root that the tests trust.
std::string ca_file();

}  // namespace authwalk::test
