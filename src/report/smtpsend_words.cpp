#include "report/smtpsend_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace authwalk {
namespace {

using enum Class;

struct WinsockRow {
  Class cls;
  int code;
};

// winsock2.h.
constexpr std::array winsock{WinsockRow{refused, 10061}, WinsockRow{unreachable, 10065},
                             WinsockRow{timeout, 10060}, WinsockRow{deadline, 10060},
                             WinsockRow{reset, 10054},   WinsockRow{closed, 10053}};

struct StatusRow {
  Class cls;
  std::string_view name;
};

// Names after the SEC_E_ codes of sspi.h, as Exchange writes them.
constexpr std::array tls_statuses{
    StatusRow{tls_version, "UnsupportedFunction"}, StatusRow{tls_cipher, "AlgorithmMismatch"},
    StatusRow{not_tls, "InvalidToken"}, StatusRow{client_certificate, "UnknownCredentials"},
    StatusRow{tls_failed, "IllegalMessage"}};

// A self-signed certificate is an untrusted root to Windows; subject and issuer in the rows above tell it.
// One that is not valid yet is as expired to it as one that is not any more, and for a weak key it has no
// name.
constexpr std::array certificate_statuses{
    StatusRow{cert_untrusted, "UntrustedRoot"}, StatusRow{cert_self_signed, "UntrustedRoot"},
    StatusRow{cert_expired, "CertExpired"},     StatusRow{cert_name_mismatch, "SubjectMismatch"},
    StatusRow{cert_purpose, "CertWrongUsage"},  StatusRow{cert_revoked, "CertRevoked"}};

// Of the first token, which is built before anything is sent.
constexpr std::array token_statuses{StatusRow{kerberos_no_ticket, "LogonDenied"},
                                    StatusRow{kerberos_unknown_service, "TargetUnknown"},
                                    StatusRow{kerberos_no_kdc, "NoAuthenticatingAuthority"},
                                    StatusRow{kerberos_clock_skew, "TimeSkew"},
                                    StatusRow{kerberos_preauth, "UnsupportedPreauth"},
                                    StatusRow{kerberos_encryption_type, "KdcUnknownEncryptionType"},
                                    StatusRow{account_disabled_or_locked, "AccountDisabled"},
                                    StatusRow{credential_invalid, "UnknownCredentials"},
                                    StatusRow{mutual_auth_failed, "MutualAuthFailed"}};

// Of what the server answered.
constexpr std::array answer_statuses{StatusRow{bad_challenge, "IllegalMessage"},
                                     StatusRow{mutual_auth_failed, "MutualAuthFailed"},
                                     StatusRow{kerberos_clock_skew, "TimeSkew"}};

template <std::size_t size>
std::optional<std::string> with_status(std::string_view words, Class cls,
                                       const std::array<StatusRow, size>& rows) {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const StatusRow& row) { return row.cls == cls; });
  if (found == rows.end()) return std::nullopt;
  return std::string(words) + std::string(found->name);
}

bool told_by_the_reply(const Failure& failure) {
  if (!failure.reply) return false;
  // A go-ahead that was not wanted: the record shows a server that says yes.
  const bool unwanted = failure.cls == unexpected_success || failure.reply->code / 100 == 3;
  return failure.reply->temporary() || failure.reply->permanent() || !unwanted;
}

bool told_by_the_end(Class cls) {
  return cls == closed || cls == reset || cls == timeout;
}

// The client says QUIT where it finds nothing that it could use.
bool told_by_leaving(const Failure& failure) {
  return failure.cls == not_offered || failure.cls == no_common_mechanism || failure.cls == esmtp_rewritten;
}

struct CipherRow {
  std::string_view part;  // of OpenSSL's name
  std::string_view name;
  int bits;
};

// wincrypt.h. What Windows has no CALG_ name for keeps OpenSSL's.
constexpr std::array bulk{
    CipherRow{"AES_256", "CALG_AES_256", 256},       CipherRow{"AES256", "CALG_AES_256", 256},
    CipherRow{"AES_128", "CALG_AES_128", 128},       CipherRow{"AES128", "CALG_AES_128", 128},
    CipherRow{"CHACHA20", "CHACHA20_POLY1305", 256}, CipherRow{"DES-CBC3", "CALG_3DES", 168}};
constexpr std::array hashes{CipherRow{"SHA384", "CALG_SHA_384", 384},
                            CipherRow{"SHA256", "CALG_SHA_256", 256}, CipherRow{"SHA", "CALG_SHA1", 160}};

template <std::size_t size>
CipherRow part_of(std::string_view cipher, const std::array<CipherRow, size>& rows) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const CipherRow& row) {
    return cipher.find(row.part) != std::string_view::npos;
  });
  return found == rows.end() ? CipherRow{cipher, cipher, 0} : *found;
}

// All of TLS 1.3 is ephemeral; the group tells how strong.
std::string key_exchange(const TlsFacts& tls) {
  const bool ephemeral = tls.version == id(TlsVersion::tls1_3) || tls.cipher.starts_with("ECDHE");
  if (!ephemeral) return "CALG_RSA_KEYX with strength 2048 bits";
  const int bits = tls.group == "secp384r1"   ? 384
                   : tls.group == "secp521r1" ? 521
                   : tls.group == "x25519"    ? 255
                                              : 256;
  return fmt::format("CALG_ECDHE with strength {} bits", bits);
}

// "TLS1_2" of "TLSv1.2", after the SP_PROT_ names of schannel.h.
std::string protocol(std::string_view version) {
  std::string name(version);
  if (const std::size_t v = name.find('v'); v != std::string::npos) name.erase(v, 1);
  std::replace(name.begin(), name.end(), '.', '_');
  return name == "TLS1" ? "TLS1_0" : name;
}

}  // namespace

std::string failed_to_connect(Class cls, std::string_view domain, std::string_view detail) {
  const auto found =
      std::find_if(winsock.begin(), winsock.end(), [&](const WinsockRow& row) { return row.cls == cls; });
  const int code = found == winsock.end() ? 10065 : found->code;
  return fmt::format(
      "Failed to connect. Winsock error code: {0}, Win32 error code: {0}, Destination domain: {1}, "
      "Error Message: {2}.",
      code, domain, detail);
}

std::string negotiation_succeeded(const TlsFacts& tls) {
  const CipherRow cipher = part_of(tls.cipher, bulk), hash = part_of(tls.cipher, hashes);
  return fmt::format(
      "TLS protocol SP_PROT_{}_CLIENT negotiation succeeded using bulk encryption algorithm {} with strength "
      "{} bits, "
      "MAC hash algorithm {} with strength {} bits and key exchange algorithm {}",
      protocol(tls.version), cipher.name, cipher.bits, hash.name, hash.bits, key_exchange(tls));
}

std::optional<std::string> own_words_for(const Failure& failure) {
  if (told_by_the_reply(failure) || told_by_the_end(failure.cls) || told_by_leaving(failure)) return "";
  switch (failure.step) {
    case Step::tls_handshake:
      return with_status("TLS negotiation failed with error ", failure.cls, tls_statuses);
    case Step::tls_verify:
      return with_status("Certificate validation failure, Reason:", failure.cls, certificate_statuses);
    case Step::auth_token:
      return with_status("Outbound Authentication failed with ", failure.cls, token_statuses);
    case Step::auth_challenge:
      return with_status("Outbound Authentication failed with ", failure.cls, answer_statuses);
    default:
      return std::nullopt;
  }
}

std::string disconnected_by(const std::optional<Failure>& failure) {
  if (!failure || failure->reply) return "Local";
  if (failure->cls == closed) return "Remote";
  return failure->cls == reset ? "Remote(ConnectionReset)" : "Local";
}

LoggedSecret without_secret(std::string_view line) {
  constexpr std::string_view masked = "<Binary Data>";
  if (line == "*") return {"*", ""};
  std::string command;
  for (const std::string_view verb : {"AUTH ", "X-EXPS "}) {
    if (!line.starts_with(verb)) continue;
    const std::size_t argument = line.find(' ', verb.size());
    command = line.substr(0, argument);
    line = argument == std::string_view::npos ? std::string_view() : line.substr(argument + 1);
  }
  if (line.empty() && !command.empty()) return {command, ""};
  // A walk's lines have no secrets; what came from a file may.
  const bool described = line.starts_with('[') && line.ends_with(']');
  const std::string context(described ? line : "");
  return {command.empty() ? std::string(masked) : command + " " + std::string(masked), context};
}

}  // namespace authwalk
