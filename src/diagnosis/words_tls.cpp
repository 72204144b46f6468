// Words for the classes of TLS and certificates.
#include <fmt/format.h>

#include <authwalk/mode.hpp>

#include "diagnosis/evidence.hpp"
#include "diagnosis/phrases.hpp"
#include "diagnosis/words.hpp"

namespace authwalk::diagnosis {
namespace {

std::string alert_or_detail(const Transcript& t) {
  return in_brackets(t.tls && !t.tls->alert.empty() ? t.tls->alert : t.failure->detail);
}

std::string client_certificate_words(const Transcript& t) {
  if (failed_at(t, Step::local)) {
    return fmt::format("The client certificate cannot be used{}.", in_brackets(t.failure->detail));
  }
  if (t.tls && t.tls->client_certificate_sent) {
    return fmt::format("The server does not accept the client certificate{}.", alert_or_detail(t));
  }
  if (fragment(t))
    return fmt::format("The client certificate was not accepted, or was missing{}.", alert_or_detail(t));
  return fmt::format("The server demands a client certificate, and none was sent{}.", alert_or_detail(t));
}

bool client_certificate_missing(const Transcript& t) {
  return t.tls && t.tls->client_certificate_requested && !t.tls->client_certificate_sent;
}

// "The certificate of mx.contoso.example has expired: <the dates>. BasicAuthRequireTLS stops here ..."
std::string certificate_words(const Transcript& t, std::string_view what) {
  const std::string end = failed_at(t, Step::tls_verify) && authenticates(t)
                              ? fmt::format(" {} stops here, before the password.", id(t.mode))
                              : "";
  return fmt::format("The certificate of {} {}{}.{}",
                     t.connector.SmartHost.empty() ? "the server" : t.connector.SmartHost, what,
                     after_colon(certificate_fact(t, t.failure->cls)), end);
}

}  // namespace

std::string tls_words(const Transcript& t) {
  // Some servers judge the session's TLS only when mail comes.
  const bool by_reply = t.failure->reply && t.failure->origin == Origin::server;
  if (by_reply && (t.failure->step >= Step::mail_from || fragment(t))) {
    return fragment(t) ? fmt::format("The server is not content with the TLS of this session{}.", said(t))
                       : fmt::format("The server takes no mail over this TLS session ({}){}.", protection(t),
                                     said(t));
  }
  switch (t.failure->cls) {
    case Class::tls_failed:
      return fmt::format("The TLS handshake with {} broke{}{}.", t.connector.SmartHost,
                         client_certificate_missing(t)
                             ? ", after the server had asked for a client certificate in vain"
                             : "",
                         alert_or_detail(t));
    case Class::tls_version:
      if (!t.tls || t.tls->peer_version.empty()) {
        return fmt::format("The two ends have no TLS version in common{}.", alert_or_detail(t));
      }
      return fill_words(
          "No TLS version in common: the server speaks {peer-version}, this side offers {our-versions}.", t);
    case Class::tls_cipher:
      return fmt::format("The server and this side have no TLS cipher in common{}.", alert_or_detail(t));
    case Class::not_tls:
      return fmt::format(
          "The server accepted {} and then answered with something that is not TLS{}.", tls_verb(t),
          in_brackets(beyond(t.failure->detail,
                             {"the answer to our ClientHello is not TLS", "wrong version number"})));
    case Class::client_certificate:
      return client_certificate_words(t);
    case Class::cert_untrusted:
      return certificate_words(t, "leads to no authority that is trusted here");
    case Class::cert_self_signed:
      return certificate_words(t, "is self-signed");
    case Class::cert_expired:
      return certificate_words(t, "has expired");
    case Class::cert_not_yet_valid:
      return certificate_words(t, "is not valid yet");
    case Class::cert_name_mismatch:
      return certificate_words(t, "is made out to another name");
    case Class::cert_purpose:
      return certificate_words(t, "is not for a TLS server");
    case Class::cert_weak:
      return certificate_words(t, "is too weak to be trusted");
    case Class::dane_failed:
      return certificate_words(t, "does not fit the TLSA records of its host (DANE)");
    case Class::mta_sts_failed:
      return fmt::format("{} does not keep the MTA-STS policy of its domain{}.",
                         t.connector.SmartHost.empty() ? "The destination" : t.connector.SmartHost,
                         after_colon(t.failure->detail));
    default:
      return certificate_words(t, "was revoked by its issuer");
  }
}

}  // namespace authwalk::diagnosis
