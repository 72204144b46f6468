#include "exchange/fault_words.hpp"

#include <algorithm>
#include <array>

#include "exchange/security_status.hpp"
#include "exchange/text_search.hpp"

namespace authwalk {
namespace {

using enum Step;
using enum Class;

// Who made the text or the event.
constexpr Origin ours = Origin::local;
constexpr Origin peer = Origin::server;
constexpr Origin network = Origin::network;

struct FaultRow {
  std::string_view words;  // in any case
  Step step;
  Class cls;
  Origin origin;
  std::optional<Mode> mode{};
};

// The first row that fits decides.
constexpr std::array rows{
    // Replies that Exchange's sending side makes itself: no server has said them.
    FaultRow{"Require basic authentication", auth_offer, no_common_mechanism, ours, Mode::BasicAuth},
    FaultRow{"Cannot achieve Exchange Server authentication", auth_offer, no_common_mechanism, ours,
             Mode::ExchangeServer},
    FaultRow{"STARTTLS is required to send mail", starttls, not_offered, ours},
    FaultRow{"certificate specified in TlsCertificateName", Step::local, client_certificate, ours},

    // DNS, as Exchange, resolvers and mail programs tell it.
    FaultRow{"NonExistentDomain", resolve, dns_not_found, network},
    FaultRow{"nonexistent domain", resolve, dns_not_found, network},
    FaultRow{"InfoDomainNonexistent", resolve, dns_not_found, network},
    FaultRow{"InfoNoRecords", resolve, dns_not_found, network},
    FaultRow{"DNS query failed", resolve, dns_failed, network},
    FaultRow{"SMTPSEND.DNS.", resolve, dns_failed, network},
    FaultRow{"DNS server returned", resolve, dns_failed, network},
    FaultRow{"Temporary failure in name resolution", resolve, dns_failed, network},
    FaultRow{"Host not found, try again", resolve, dns_failed, network},
    FaultRow{"Name service error", resolve, dns_not_found, network},
    FaultRow{"Host or domain name not found", resolve, dns_not_found, network},
    FaultRow{"Name or service not known", resolve, dns_not_found, network},
    FaultRow{"No such host is known", resolve, dns_not_found, network},
    FaultRow{"Unknown host", resolve, dns_not_found, network},
    FaultRow{"Could not resolve host", resolve, dns_not_found, network},
    FaultRow{"all relevant MX records point to non-existent hosts", resolve, dns_not_found, network},

    // A connection that broke after it was there goes before one that never came up.
    FaultRow{"Connection dropped due to TimedOut", connect, timeout, network},
    FaultRow{"Connection dropped due to ConnectionReset", connect, reset, network},
    FaultRow{"Connection dropped due to SocketError", connect, reset, network},
    FaultRow{"Connection dropped", connect, closed, network},
    FaultRow{"Connection refused", connect, refused, network},
    FaultRow{"ConnectionRefused", connect, refused, network},
    FaultRow{"actively refused", connect, refused, network},
    FaultRow{"No route to host", connect, unreachable, network},
    FaultRow{"Network is unreachable", connect, unreachable, network},
    FaultRow{"HostUnreachable", connect, unreachable, network},
    FaultRow{"NetworkUnreachable", connect, unreachable, network},
    FaultRow{"Connection timed out", connect, timeout, network},
    FaultRow{"Operation timed out", connect, timeout, network},
    FaultRow{"Connection reset by peer", connect, reset, network},
    FaultRow{"Unable to connect", connect, unreachable, network},
    FaultRow{"Cannot connect to remote server", connect, unreachable, network},
    FaultRow{"Could not open connection", connect, unreachable, network},
    FaultRow{"Failed to connect", connect, unreachable, network},
    FaultRow{"Failed connection to", connect, unreachable, network},

    // Certificates: OpenSSL's, curl's and Exchange's words.
    FaultRow{"certificate has expired", tls_verify, cert_expired, ours},
    FaultRow{"certificate is not yet valid", tls_verify, cert_not_yet_valid, ours},
    FaultRow{"self-signed certificate in certificate chain", tls_verify, cert_untrusted, ours},
    FaultRow{"self signed certificate in certificate chain", tls_verify, cert_untrusted, ours},
    FaultRow{"self-signed certificate", tls_verify, cert_self_signed, ours},
    FaultRow{"self signed certificate", tls_verify, cert_self_signed, ours},
    FaultRow{"certificate revoked", tls_verify, cert_revoked, ours},
    FaultRow{"unsuitable certificate purpose", tls_verify, cert_purpose, ours},
    FaultRow{"unable to get local issuer certificate", tls_verify, cert_untrusted, ours},
    FaultRow{"unable to verify the first certificate", tls_verify, cert_untrusted, ours},
    FaultRow{"hostname mismatch", tls_verify, cert_name_mismatch, ours},
    FaultRow{"no alternative certificate subject name matches", tls_verify, cert_name_mismatch, ours},
    FaultRow{"does not match target host name", tls_verify, cert_name_mismatch, ours},
    FaultRow{"ee key too small", tls_verify, cert_weak, ours},
    FaultRow{"certificate verify failed", tls_verify, cert_untrusted, ours},
    FaultRow{"server certificate not verified", tls_verify, cert_untrusted, ours},
    FaultRow{"server certificate not trusted", tls_verify, cert_untrusted, ours},
    FaultRow{"certificate validation fail", tls_verify, cert_untrusted, ours},

    // TLS itself: OpenSSL's reasons, whoever prints them.
    FaultRow{"wrong version number", tls_handshake, not_tls, ours},
    FaultRow{"packet length too long", tls_handshake, not_tls, ours},
    FaultRow{"unsupported protocol", tls_handshake, tls_version, ours},
    FaultRow{"no protocols available", tls_handshake, tls_version, ours},
    FaultRow{"alert protocol version", tls_handshake, tls_version, peer},
    FaultRow{"no shared cipher", tls_handshake, tls_cipher, peer},
    FaultRow{"no ciphers available", tls_handshake, tls_cipher, ours},
    FaultRow{"alert certificate required", tls_handshake, client_certificate, peer},
    FaultRow{"alert bad certificate", tls_handshake, client_certificate, peer},
    FaultRow{"alert unknown ca", tls_handshake, client_certificate, peer},
    FaultRow{"handshake failure", tls_handshake, tls_failed, peer},
    FaultRow{"Cannot start TLS", tls_handshake, tls_failed, peer},
    FaultRow{"TLS startup failed", tls_handshake, tls_failed, peer},
    FaultRow{"TLS Negotiation Failed", tls_handshake, tls_failed, peer},
    FaultRow{"TLS negotiation failed with error", tls_handshake, tls_failed, ours},
    FaultRow{"SSL_connect error", tls_handshake, tls_failed, peer},
    FaultRow{"SSL_accept error", tls_handshake, tls_failed, peer},
    FaultRow{"TLS is required, but was not offered", starttls, not_offered, ours},
    FaultRow{"TLS is required but was not offered", starttls, not_offered, ours},
    FaultRow{"Host did not advertise STARTTLS", starttls, not_offered, ours},
    FaultRow{"Didn't find STARTTLS", starttls, not_offered, ours},
    FaultRow{"STARTTLS not supported", starttls, not_offered, ours},
    FaultRow{"Requested SSL level failed", starttls, not_offered, ours},

    // The sender's own search for a mechanism.
    FaultRow{"no mechanism available", auth_offer, no_common_mechanism, ours},
    FaultRow{"Host did not advertise authentication", auth_offer, no_common_mechanism, ours},
    FaultRow{"Auth not attempted, requested type not available", auth_offer, no_common_mechanism, ours},
    FaultRow{"no supported authentication method", auth_offer, no_common_mechanism, ours},
};

struct WinsockRow {
  std::string_view decimal;  // "Winsock error code: 10061", "Socket error code 10061"
  std::string_view hex;      // "(ConnectionRefused:0000274D)"
  Step step;
  Class cls;
};

// The same in whatever language the words are.
constexpr std::array winsock{
    WinsockRow{"10060", "0000274C", connect, timeout},
    WinsockRow{"10061", "0000274D", connect, refused},
    WinsockRow{"10065", "00002751", connect, unreachable},
    WinsockRow{"10051", "00002743", connect, unreachable},
    WinsockRow{"10054", "00002746", connect, reset},
    WinsockRow{"10053", "00002745", connect, closed},
    WinsockRow{"11001", "00002AF9", resolve, dns_not_found},
    WinsockRow{"11002", "00002AFA", resolve, dns_failed},
};

// Texts that carry a status of Windows; the status tells more than the text around it.
struct StatusText {
  std::string_view words;
  Step step;
  StatusOf where;
};

constexpr std::array with_status{
    StatusText{"Security status ", tls_handshake, StatusOf::tls},
    StatusText{"TLS negotiation failed with error", tls_handshake, StatusOf::tls},
    StatusText{"Failed to establish appropriate TLS channel", tls_verify, StatusOf::tls},
    StatusText{"certificate validation fail", tls_verify, StatusOf::tls},
    StatusText{"SubjectMismatch", tls_verify, StatusOf::tls},
    StatusText{"UntrustedRoot", tls_verify, StatusOf::tls},
    StatusText{"Outbound authentication failed with", auth_token, StatusOf::our_token},
};

constexpr std::array<std::string_view, 4> without_reason{"QUEUE.Expired", "message expired",
                                                         "Message delayed", "delivery delayed"};

std::string_view number_after(std::string_view text, std::string_view words) {
  const std::size_t at = find_in_any_case(text, words);
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + words.size());
  while (!text.empty() && (is_blank(text.front()) || text.front() == ':')) text.remove_prefix(1);
  std::size_t size = 0;
  while (size < text.size() && is_digit(text[size])) ++size;
  return text.substr(0, size);
}

std::optional<ToldFault> winsock_fault(std::string_view text) {
  const std::string_view number = number_after(text, "error code");
  for (const WinsockRow& row : winsock) {
    if (number == row.decimal || contains_in_any_case(text, row.hex)) {
      return ToldFault{row.step, row.cls, network, std::nullopt};
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<ToldFault> told_fault(std::string_view text) {
  for (const StatusText& row : with_status) {
    const std::size_t at = find_in_any_case(text, row.words);
    if (at == std::string_view::npos) continue;
    if (const auto cls = class_of_status(text.substr(at), row.where)) {
      const auto mode = row.step == auth_token ? std::optional(Mode::ExchangeServer) : std::nullopt;
      return ToldFault{row.step, *cls, ours, mode};
    }
  }
  if (const auto fault = winsock_fault(text)) return fault;
  for (const FaultRow& row : rows) {
    if (contains_in_any_case(text, row.words)) return ToldFault{row.step, row.cls, row.origin, row.mode};
  }
  if (const auto cls = class_of_kerberos_error(text)) {
    return ToldFault{auth_token, *cls, ours, Mode::ExchangeServer};
  }
  return std::nullopt;
}

bool tells_no_reason(std::string_view text) {
  return std::ranges::any_of(without_reason,
                             [&](std::string_view words) { return contains_in_any_case(text, words); });
}

}  // namespace authwalk
