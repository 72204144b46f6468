#include <array>
#include <authwalk/failure.hpp>
#include <stdexcept>

#include "model/lookup.hpp"

namespace authwalk {
namespace {

using enum Blame;

constexpr std::array rows{
    ClassRow{Class::refused, "refused", "transport", Blame::server, true, "nothing listens on the port"},
    ClassRow{Class::unreachable, "unreachable", "transport", network, true, "no route to the address"},
    ClassRow{Class::timeout, "timeout", "transport", network, true,
             "the step's time limit passed without an answer"},
    ClassRow{Class::deadline, "deadline", "transport", network, true, "the walk's deadline passed"},
    ClassRow{Class::closed, "closed", "transport", Blame::server, true, "the peer closed the connection"},
    ClassRow{Class::reset, "reset", "transport", network, true, "the connection was reset"},
    ClassRow{Class::dns_not_found, "dns-not-found", "transport", ours, false,
             "the name does not exist or has no address"},
    ClassRow{Class::dns_failed, "dns-failed", "transport", network, true, "the name could not be looked up"},

    ClassRow{Class::rejected, "rejected", "protocol", Blame::server, false, "a 5yz reply"},
    ClassRow{Class::rejected_temporarily, "rejected-temporarily", "protocol", Blame::server, true,
             "a 4yz reply"},
    ClassRow{Class::not_offered, "not-offered", "protocol", Blame::server, false,
             "the server does not offer STARTTLS"},
    ClassRow{Class::protocol_violation, "protocol-violation", "protocol", Blame::server, false,
             "a reply that RFC 5321 does not allow there"},
    ClassRow{Class::limit_exceeded, "limit-exceeded", "protocol", Blame::server, false,
             "a reply beyond the bounds that are set against hostile servers"},
    ClassRow{Class::plaintext_injection, "plaintext-injection", "protocol", network, false,
             "bytes sent in clear ahead of TLS, which would have been taken as said inside it"},
    ClassRow{Class::esmtp_rewritten, "esmtp-rewritten", "protocol", network, false,
             "a middlebox masks the banner or the EHLO keywords"},

    ClassRow{Class::tls_failed, "tls-failed", "tls", Blame::server, false, "the handshake broke"},
    ClassRow{Class::tls_version, "tls-version", "tls", Blame::server, false, "no TLS version in common"},
    ClassRow{Class::tls_cipher, "tls-cipher", "tls", Blame::server, false, "no cipher in common"},
    ClassRow{Class::not_tls, "not-tls", "tls", Blame::server, false,
             "the answer to our ClientHello was not TLS"},
    ClassRow{Class::client_certificate, "client-certificate", "tls", ours, false,
             "the server wants a client certificate, or another one, or ours cannot be used"},
    ClassRow{Class::cert_untrusted, "cert-untrusted", "tls", Blame::server, false,
             "no chain to a trusted authority"},
    ClassRow{Class::cert_self_signed, "cert-self-signed", "tls", Blame::server, false,
             "the certificate is its own issuer and is not trusted"},
    ClassRow{Class::cert_expired, "cert-expired", "tls", Blame::server, false,
             "the certificate is past its end date"},
    ClassRow{Class::cert_not_yet_valid, "cert-not-yet-valid", "tls", Blame::server, true,
             "the certificate's start date has not come"},
    ClassRow{Class::cert_name_mismatch, "cert-name-mismatch", "tls", Blame::server, false,
             "the certificate does not carry the expected name"},
    ClassRow{Class::cert_purpose, "cert-purpose", "tls", Blame::server, false,
             "the certificate is not made for a TLS server"},
    ClassRow{Class::cert_weak, "cert-weak", "tls", Blame::server, false,
             "key or signature too weak to be trusted"},
    ClassRow{Class::cert_revoked, "cert-revoked", "tls", Blame::server, false,
             "the issuer took the certificate back"},
    ClassRow{Class::dane_failed, "dane-failed", "tls", Blame::server, false,
             "the certificate does not fit the TLSA records of the server (DANE)"},
    ClassRow{Class::mta_sts_failed, "mta-sts-failed", "tls", Blame::server, false,
             "the server does not keep the MTA-STS policy of its domain"},

    ClassRow{Class::no_common_mechanism, "no-common-mechanism", "authentication", Blame::server, false,
             "the server offers no mechanism that this mode uses"},
    ClassRow{Class::bad_credentials, "bad-credentials", "authentication", ours, false,
             "the server refused the credential"},
    ClassRow{Class::account_disabled_or_locked, "account-disabled-or-locked", "authentication", policy, false,
             "the account is disabled, locked or expired"},
    ClassRow{Class::mechanism_refused, "mechanism-refused", "authentication", Blame::server, false,
             "the server refused the mechanism that it had offered"},
    ClassRow{Class::mechanism_needs_tls, "mechanism-needs-tls", "authentication", policy, false,
             "the server takes this mechanism only inside TLS"},
    ClassRow{Class::basic_auth_disabled, "basic-auth-disabled", "authentication", policy, false,
             "basic authentication is switched off for this account or tenant"},
    ClassRow{Class::unexpected_prompt, "unexpected-prompt", "authentication", Blame::server, false,
             "the server asked for something else than user name and password"},
    ClassRow{Class::unexpected_success, "unexpected-success", "authentication", Blame::server, false,
             "the server said 235 before it had the credential"},
    ClassRow{Class::too_many_challenges, "too-many-challenges", "authentication", Blame::server, false,
             "the server kept asking after the last answer"},
    ClassRow{Class::bad_challenge, "bad-challenge", "authentication", Blame::server, false,
             "a challenge that cannot be decoded"},
    ClassRow{Class::mutual_auth_failed, "mutual-auth-failed", "authentication", Blame::server, false,
             "the server did not prove its own identity"},
    ClassRow{Class::security_layer, "security-layer", "authentication", Blame::server, false,
             "the server insists on a SASL security layer"},
    ClassRow{Class::ntlm_downgrade, "ntlm-downgrade", "authentication", Blame::server, false,
             "the server asked for LM or NTLMv1"},
    ClassRow{Class::kerberos_no_ticket, "kerberos-no-ticket", "authentication", ours, false,
             "no Kerberos ticket could be had"},
    ClassRow{Class::kerberos_no_kdc, "kerberos-no-kdc", "authentication", network, true, "no KDC answered"},
    ClassRow{Class::kerberos_clock_skew, "kerberos-clock-skew", "authentication", ours, true,
             "the clocks are too far apart for Kerberos"},
    ClassRow{Class::kerberos_unknown_service, "kerberos-unknown-service", "authentication", policy, false,
             "the KDC does not know the service principal"},
    ClassRow{Class::kerberos_ticket_expired, "kerberos-ticket-expired", "authentication", ours, false,
             "the Kerberos ticket is past its end time"},
    ClassRow{Class::kerberos_wrong_realm, "kerberos-wrong-realm", "authentication", ours, false,
             "this machine knows no KDC for the realm"},
    ClassRow{Class::kerberos_preauth, "kerberos-preauth", "authentication", policy, false,
             "the KDC demands a pre-authentication that the credential cannot give"},
    ClassRow{Class::kerberos_encryption_type, "kerberos-encryption-type", "authentication", policy, false,
             "an account and the KDC have no Kerberos encryption type in common (RC4, AES)"},
    ClassRow{Class::credential_invalid, "credential-invalid", "authentication", ours, false,
             "the credential cannot be used as it is"},

    ClassRow{Class::relay_denied, "relay-denied", "rights", policy, false,
             "no right to relay to this recipient"},
    ClassRow{Class::send_as_denied, "send-as-denied", "rights", policy, false,
             "no right to send as this sender"},
    ClassRow{Class::submit_denied, "submit-denied", "rights", policy, false,
             "the credential is right, and its account may not submit mail"},
    ClassRow{Class::sender_rejected, "sender-rejected", "rights", policy, false,
             "the sender address was refused"},
    ClassRow{Class::recipient_rejected, "recipient-rejected", "rights", policy, false,
             "the recipient address was refused"},
    ClassRow{Class::auth_required, "auth-required", "rights", policy, false,
             "the server wants authentication, and this mode has none"},
    ClassRow{Class::tls_required, "tls-required", "rights", policy, false, "the server wants TLS first"},

    ClassRow{Class::cleartext_not_allowed, "cleartext-not-allowed", "ours", ours, false,
             "no verified certificate would have protected the password, so it was not sent"},
    ClassRow{Class::lockout_guard, "lockout-guard", "ours", ours, false,
             "the account had its rejected attempts in this run, so it was not tried again"},
    ClassRow{Class::no_credential, "no-credential", "ours", ours, false, "no credential was given"},
    ClassRow{Class::definition_invalid, "definition-invalid", "ours", ours, false,
             "the connector's settings contradict each other"},
    ClassRow{Class::not_implemented, "not-implemented", "ours", ours, false, "this version cannot do it yet"},
    ClassRow{Class::library_missing, "library-missing", "ours", ours, false,
             "a library that this mode needs is not installed on this machine"},
    ClassRow{Class::interrupted, "interrupted", "ours", ours, true,
             "the run was ended before the walk was over"},
    ClassRow{Class::internal, "internal", "ours", ours, false, "a fault in authwalk itself"},
};

constexpr bool in_enum_order() {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (static_cast<std::size_t>(rows[i].cls) != i) return false;
  }
  return rows.size() == static_cast<std::size_t>(Class::internal) + 1;
}
static_assert(in_enum_order(), "row() indexes the table by the enumerator");

}  // namespace

std::span<const ClassRow> classes() {
  return rows;
}

const ClassRow& row(Class cls) {
  return rows.at(static_cast<std::size_t>(cls));
}

std::string_view id(Class cls) {
  return row(cls).id;
}

std::string_view id(Outcome outcome) {
  switch (outcome) {
    case Outcome::pass:
      return "pass";
    case Outcome::fail:
      return "fail";
    case Outcome::inconclusive:
      return "inconclusive";
    case Outcome::not_tested:
      return "not-tested";
  }
  return "not-tested";
}

std::string_view id(Origin origin) {
  switch (origin) {
    case Origin::server:
      return "server";
    case Origin::network:
      return "network";
    case Origin::local:
      return "local";
  }
  return "local";
}

std::string_view id(Blame blame) {
  switch (blame) {
    case Blame::ours:
      return "ours";
    case Blame::server:
      return "server";
    case Blame::network:
      return "network";
    case Blame::policy:
      return "policy";
  }
  return "ours";
}

std::optional<Class> find_class(std::string_view name) {
  for (const ClassRow& r : rows) {
    if (same_name(name, r.id)) return r.cls;
  }
  return std::nullopt;
}

}  // namespace authwalk
