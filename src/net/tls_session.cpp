#include "net/tls_session.hpp"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace authwalk {
namespace {

// OpenSSL writes alert descriptions as "handshake failure"; the RFCs write them with underscores.
std::string alert_name(int description) {
  if (description == SSL_AD_CERTIFICATE_REQUIRED)
    return "certificate_required";  // OpenSSL 3.0 has no word for it
  std::string name = SSL_alert_desc_string_long(description);
  std::ranges::replace(name, ' ', '_');
  return name;
}

// Of an answer that is not TLS; more than a report shows, so that it is cleaned before it is cut.
constexpr std::size_t most_shown = 2048;

struct ReasonRow {
  int reason;
  Class cls;
};

constexpr int alert(int description) {
  return SSL_AD_REASON_OFFSET + description;
}

// OpenSSL's reasons, received alerts among them. What is not listed is tls-failed.
constexpr std::array reasons{
    ReasonRow{SSL_R_UNSUPPORTED_PROTOCOL, Class::tls_version},
    ReasonRow{SSL_R_VERSION_TOO_LOW, Class::tls_version},
    ReasonRow{SSL_R_NO_PROTOCOLS_AVAILABLE, Class::tls_version},
    ReasonRow{SSL_R_LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED, Class::tls_version},
    ReasonRow{alert(SSL_AD_PROTOCOL_VERSION), Class::tls_version},
    ReasonRow{SSL_R_NO_CIPHERS_AVAILABLE, Class::tls_cipher},
    ReasonRow{SSL_R_WRONG_CIPHER_RETURNED, Class::tls_cipher},
    ReasonRow{SSL_R_UNKNOWN_CIPHER_RETURNED, Class::tls_cipher},
    ReasonRow{SSL_R_DH_KEY_TOO_SMALL, Class::tls_cipher},
    ReasonRow{alert(SSL_AD_INSUFFICIENT_SECURITY), Class::tls_cipher},
    ReasonRow{SSL_R_WRONG_VERSION_NUMBER, Class::not_tls},
    ReasonRow{SSL_R_HTTP_REQUEST, Class::not_tls},
    ReasonRow{alert(SSL_AD_CERTIFICATE_REQUIRED), Class::client_certificate},
    ReasonRow{alert(SSL_AD_BAD_CERTIFICATE), Class::client_certificate},
    ReasonRow{alert(SSL_AD_UNSUPPORTED_CERTIFICATE), Class::client_certificate},
    ReasonRow{alert(SSL_AD_CERTIFICATE_REVOKED), Class::client_certificate},
    ReasonRow{alert(SSL_AD_CERTIFICATE_EXPIRED), Class::client_certificate},
    ReasonRow{alert(SSL_AD_CERTIFICATE_UNKNOWN), Class::client_certificate},
    ReasonRow{alert(SSL_AD_UNKNOWN_CA), Class::client_certificate},
};

Class class_of(int reason) {
  for (const ReasonRow& row : reasons) {
    if (row.reason == reason) return row.cls;
  }
  return Class::tls_failed;
}

std::string version_name(int version) {
  switch (version) {
    case SSL3_VERSION:
      return "SSLv3";
    case TLS1_VERSION:
      return "TLSv1";
    case TLS1_1_VERSION:
      return "TLSv1.1";
    case TLS1_2_VERSION:
      return "TLSv1.2";
    default:
      return version == 0 ? "" : fmt::format("0x{:04x}", version);
  }
}

}  // namespace

TlsSession::TlsSession(SSL_CTX* context, int socket, const TlsDemand& demand)
    : ssl_(SSL_new(context)), verb_(demand.verb), sni_(demand.sni), expected_name_(demand.expected_name) {
  if (!ssl_) throw ChannelError{Class::internal, "OpenSSL cannot make a session", std::nullopt};
  ChainJudge::appoint(ssl_.get(), judge_);
  SSL_set_fd(ssl_.get(), socket);
  SSL_set_connect_state(ssl_.get());
  if (!sni_.empty()) SSL_set_tlsext_host_name(ssl_.get(), sni_.c_str());
  SSL_set_msg_callback(ssl_.get(), overhear);
  SSL_set_msg_callback_arg(ssl_.get(), this);
  BIO_set_callback_ex(SSL_get_rbio(ssl_.get()), watch_first_bytes);
  BIO_set_callback_arg(SSL_get_rbio(ssl_.get()), reinterpret_cast<char*>(this));
}

Want TlsSession::handshake() {
  ERR_clear_error();
  errno = 0;
  const int result = SSL_do_handshake(ssl_.get());
  if (result == 1) {
    established_ = true;
    records_without_data_ = 0;
    return Want::nothing;
  }
  return outcome(result);
}

Want TlsSession::read(std::span<char> into, std::size_t& count) {
  ERR_clear_error();
  errno = 0;
  const int result = SSL_read_ex(ssl_.get(), into.data(), into.size(), &count);
  if (result == 1) records_without_data_ = 0;
  return result == 1 ? Want::nothing : outcome(result);
}

Want TlsSession::write(std::string_view bytes, std::size_t& count) {
  ERR_clear_error();
  errno = 0;
  const int result = SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &count);
  return result == 1 ? Want::nothing : outcome(result);
}

void TlsSession::say_goodbye() noexcept {
  ERR_clear_error();
  if (established_) SSL_shutdown(ssl_.get());
  ERR_clear_error();
}

Want TlsSession::outcome(int result) {
  const int system_error = errno;
  const int error = SSL_get_error(ssl_.get(), result);
  if (error == SSL_ERROR_WANT_READ) return Want::read;
  if (error == SSL_ERROR_WANT_WRITE) return Want::write;
  broke(error, system_error);
}

void TlsSession::broke(int ssl_error, int system_error) {
  const unsigned long code = ERR_peek_error();
  const int reason = code != 0 ? ERR_GET_REASON(code) : 0;
  const char* text = code != 0 ? ERR_reason_error_string(code) : nullptr;
  ERR_clear_error();
  ChannelError error;
  error.tls = facts();
  if (ssl_error == SSL_ERROR_ZERO_RETURN) {
    error.cls = Class::closed;
    error.detail = "the server closed the TLS session";
  } else if (ssl_error == SSL_ERROR_SYSCALL || reason == SSL_R_UNEXPECTED_EOF_WHILE_READING) {
    const bool reset = system_error == ECONNRESET || system_error == EPIPE;
    error.cls = reset ? Class::reset : Class::closed;
    error.detail =
        reset ? "the connection was reset" : "the server closed the connection without close_notify";
  } else {
    error.cls = class_of_break(reason);
    error.detail = text != nullptr ? text : "TLS failed without a reason";
    if (error.cls == Class::tls_version) {
      // "Unsupported protocol" and its kin only repeat the class; the versions are in the facts.
      error.detail = "no TLS version in common";
    }
    const bool theirs = alert_.starts_with("received");
    // For an alert of the server's OpenSSL's reason only says the same again, in other words.
    if (theirs && error.cls != Class::tls_version)
      error.detail = established_ ? "the server ended the TLS session" : "the server ended the handshake";
    if (!alert_.empty()) error.detail += fmt::format(" (alert {})", alert_);
    not_tls(error);
  }
  throw error;
}

// Alerts about a certificate are about ours, and only where the server has asked for one. A TLS 1.2 server
// that was given none says handshake_failure (RFC 5246 section 7.4.6); what it says after the handshake is
// about something else, for it has looked at the certificate by then.
Class TlsSession::class_of_break(int reason) const {
  const Class cls = class_of(reason);
  if (cls == Class::client_certificate && !certificate_requested_) return Class::tls_failed;
  const bool without_one = received_alert_ == SSL_AD_HANDSHAKE_FAILURE && certificate_requested_ &&
                           !established_ && SSL_version(ssl_.get()) < TLS1_3_VERSION;
  return cls == Class::tls_failed && without_one ? Class::client_certificate : cls;
}

// A server that answers our ClientHello in clear text is told apart from one whose TLS fails (RFC 8446
// section 5.1: a record begins with 22 for a handshake and 21 for an alert).
void TlsSession::not_tls(ChannelError& error) const {
  if (established_ || first_bytes_.empty() || first_bytes_[0] == 22 || first_bytes_[0] == 21) return;
  std::array<char, most_shown> rest{};
  const ssize_t count = recv(SSL_get_fd(ssl_.get()), rest.data(), rest.size(), MSG_PEEK | MSG_DONTWAIT);
  std::string bytes = first_bytes_;
  if (count > 0) bytes.append(rest.data(), static_cast<std::size_t>(count));
  error.cls = Class::not_tls;
  error.detail = "the answer to our ClientHello is not TLS: " + bytes;
}

long TlsSession::watch_first_bytes(BIO* bio, int operation, const char* bytes, std::size_t, int, long,
                                   int result, std::size_t* count) {
  if (operation == (BIO_CB_READ | BIO_CB_RETURN) && result > 0 && count != nullptr) {
    auto& session = *reinterpret_cast<TlsSession*>(BIO_get_callback_arg(bio));
    if (session.first_bytes_.empty()) session.first_bytes_.assign(bytes, std::min(*count, most_shown));
  }
  return result;
}

TlsFacts TlsSession::facts() const {
  TlsFacts facts;
  facts.verb = verb_;
  facts.sni = sni_;
  facts.alert = alert_;
  facts.client_certificate_requested = certificate_requested_;
  facts.client_certificate_sent = certificate_sent_;
  facts.established = established_;
  if (established_) {
    facts.version = SSL_get_version(ssl_.get());
    facts.cipher = SSL_get_cipher_name(ssl_.get());
    const int group = static_cast<int>(SSL_get_negotiated_group(ssl_.get()));
    if (group != NID_undef && OBJ_nid2sn(group) != nullptr) facts.group = OBJ_nid2sn(group);
  } else {
    facts.peer_version = version_name(hello_version_);
  }
  return facts;
}

TlsFacts TlsSession::judged_facts() const {
  TlsFacts judged = facts();
  judge_.report(judged, SSL_get_peer_cert_chain(ssl_.get()), expected_name_);
  return judged;
}

// OpenSSL shows every record's header, handshake message and alert in clear as it passes.
void TlsSession::overhear(int write, int, int type, const void* bytes, std::size_t size, SSL*, void* self) {
  auto& session = *static_cast<TlsSession*>(self);
  const auto* message = static_cast<const unsigned char*>(bytes);
  if (write == 0 && (type == SSL3_RT_HEADER || type == SSL3_RT_HANDSHAKE)) ++session.records_without_data_;
  if (type == SSL3_RT_ALERT && size >= 2 && message[1] != SSL_AD_CLOSE_NOTIFY) {
    session.alert_ = fmt::format("{} {}", write != 0 ? "sent" : "received", alert_name(message[1]));
    if (write == 0) session.received_alert_ = message[1];
    return;
  }
  if (type != SSL3_RT_HANDSHAKE || size < 6) return;
  if (write == 0 && message[0] == SSL3_MT_SERVER_HELLO) session.hello_version_ = message[4] << 8 | message[5];
  if (write == 0 && message[0] == SSL3_MT_CERTIFICATE_REQUEST) session.certificate_requested_ = true;
  // An empty Certificate message is 7 bytes in TLS 1.2 and 8 in TLS 1.3.
  if (write != 0 && message[0] == SSL3_MT_CERTIFICATE) session.certificate_sent_ = size > 8;
}

}  // namespace authwalk
