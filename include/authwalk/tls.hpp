// What a TLS handshake showed. Evidence, not only a verdict: the chain is kept whole and judged against every
// TlsAuthLevel, whichever of them the walk enforces.
#pragma once

#include <authwalk/failure.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace authwalk {

/// `Set-SendConnector -TlsAuthLevel`.
enum class TlsAuthLevel {
  EncryptionOnly,         ///< the certificate is not judged
  CertificateValidation,  ///< the chain must be trusted and in date
  DomainValidation,       ///< and the name must match TlsDomain (without it: the smart host)
};

/// Exchange's name of the level.
std::string_view id(TlsAuthLevel level);
/// Finds a level by name, in any case.
std::optional<TlsAuthLevel> find_tls_auth_level(std::string_view name);

/// Protocol versions a walk may be limited to (`--tls-min`, `--tls-max`).
enum class TlsVersion { tls1_0, tls1_1, tls1_2, tls1_3 };
/// "TLSv1.2" and so on, as OpenSSL writes them.
std::string_view id(TlsVersion version);
/// Accepts "1.2", "TLSv1.2", "tls1.2".
std::optional<TlsVersion> find_tls_version(std::string_view name);

/// What this side brings to TLS, and whom it trusts.
struct TlsSettings {
  std::string ca_file;             ///< PEM; empty: the system's trust store
  std::string client_certificate;  ///< PEM file; empty: none
  std::string client_key;          ///< PEM file; empty: in client_certificate
  TlsVersion min = TlsVersion::tls1_2;
  TlsVersion max = TlsVersion::tls1_3;
  std::string sni;  ///< server name to send instead of the smart host's

  bool operator==(const TlsSettings&) const = default;
};

/// One certificate of the chain that the server sent, leaf first.
struct CertificateFacts {
  std::string subject;  ///< RFC 2253 form; raw server bytes possible
  std::string issuer;
  std::vector<std::string> names;  ///< dNSName and iPAddress entries of subjectAltName
  std::string not_before;          ///< "2026-11-21T12:00:00Z"
  std::string not_after;
  std::string sha256;               ///< fingerprint, lower-case hex
  std::string key;                  ///< for example "RSA 2048 bits"
  std::string signature;            ///< for example "sha256WithRSAEncryption"
  std::vector<std::string> usages;  ///< extended key usages; empty when the certificate names none
};

/// One comparison of the certificate's name list with the name that was expected.
struct NameComparison {
  std::string expected;
  std::string presented;
  bool matched = false;
};

/// One thing wrong with the certificate.
struct CertificateFault {
  Class cls = Class::cert_untrusted;
  int depth = 0;       ///< 0 is the server's own certificate
  std::string detail;  ///< the two facts that were compared
  /// Exchange would go on all the same: it compares names by rules of its own. Nothing that only Exchange
  /// accepts is verified, and no password is sent on the strength of it.
  bool exchange_accepts = false;
};

struct TlsFacts {
  // Made in one place: fifty files would each compile a copy.
  TlsFacts();
  ~TlsFacts();
  TlsFacts(const TlsFacts&);
  TlsFacts(TlsFacts&&) noexcept;
  TlsFacts& operator=(const TlsFacts&);
  TlsFacts& operator=(TlsFacts&&) noexcept;

  std::string verb;     ///< "STARTTLS" or "X-ANONYMOUSTLS"
  std::string version;  ///< negotiated, "TLSv1.3"; empty when the handshake failed
  std::string cipher;
  std::string group;         ///< key exchange group, for example "x25519"; empty when unknown
  std::string sni;           ///< server name sent; empty for an address
  std::string peer_version;  ///< on a version failure: the version the server does speak, when it was found
  std::string our_versions;  ///< the range that we offered, "TLSv1.2-TLSv1.3"
  std::string alert;         ///< "received handshake_failure" or "sent unknown_ca"; empty when none
  bool client_certificate_requested = false;
  bool client_certificate_sent = false;
  std::vector<CertificateFacts> chain;
  std::string end_point;  ///< tls-server-end-point of RFC 5929 without its prefix: a digest, raw bytes
  std::vector<NameComparison> names;     ///< name by name, what was compared with what
  std::vector<CertificateFault> faults;  ///< empty: nothing wrong
  bool established = false;
  bool verified = false;  ///< chain, time, use and name are all right, by the strict rules
  double handshake_ms = 0;

  /// Would a connector with this TlsAuthLevel go on, by Exchange's own rules? Revocation is not looked up.
  bool would_satisfy(TlsAuthLevel level) const;
  /// The first fault that keeps the level from being satisfied.
  const CertificateFault* fault_for(TlsAuthLevel level) const;
};

}  // namespace authwalk
