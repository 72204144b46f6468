// Faults of Exchange Server authentication: what X-EXPS offers, GSSAPI and NTLM. Most are shown with NTLM,
// which needs no Kerberos realm.
#include <chrono>

#include "rehearsal/changes.hpp"
#include "rehearsal/fault_rows.hpp"
#include "rehearsal/misbehaviour.hpp"

namespace authwalk::rehearsal {
namespace {

using namespace std::string_literals;

Change with_ntlm(Change change) {
  return both(x_exps("NTLM"), std::move(change));
}

Change with_kerberos(Change change) {
  return both(x_exps("GSSAPI"), std::move(change));
}

// MS-NLMP 2.2.1.2: where a challenge says how long its target information is, and where it begins.
constexpr std::size_t info_length_at = 40;
constexpr std::size_t info_offset_at = 44;
// MS-NLMP 2.2.2.5
constexpr std::uint32_t negotiate_lm_key = 0x00000080;
constexpr std::uint32_t negotiate_ntlm = 0x00000200;
constexpr std::uint32_t extended_session_security = 0x00080000;

}  // namespace

std::vector<Fault> exchange_faults() {
  using enum WalkNeeds;
  return {
      // The offer
      {{"x-exps-not-offered", "auth-offer", "no-common-mechanism", exchange,
        "has no ExchangeServer among its authentication mechanisms"},
       no_exchange_server()},
      {{"x-exps-only-before-tls", "auth-offer", "esmtp-rewritten", exchange,
        "offers X-EXPS in clear and not inside TLS, as if something between had eaten it"},
       x_exps_only_in_clear()},
      {{"x-exps-exchangeauth-only", "auth-offer", "inconclusive", exchange,
        "offers nothing but EXCHANGEAUTH, which has no public specification"},
       exchangeauth_alone()},
      {{"x-exps-integrated-only", "auth-offer", "no-common-mechanism", exchange,
        "offers AUTH GSSAPI NTLM and no X-EXPS: Integrated authentication"},
       integrated_without_x_exps()},

      // X-EXPS, the command and the first token
      {{"x-exps-504", "auth-start", "mechanism-refused", exchange, "offers NTLM and does not know it", ntlm},
       with_ntlm(at(Point::exps_start, says("504 5.7.4 Unrecognized authentication type")))},
      {{"x-exps-454", "auth-start", "rejected-temporarily", exchange,
        "cannot authenticate anybody at the moment", ntlm},
       with_ntlm(at(Point::exps_start, says("454 4.7.0 Temporary authentication failure")))},
      {{"x-exps-early-235", "auth-result", "unexpected-success", exchange,
        "accepts the logon when NTLM has said no more than which features it has", ntlm},
       with_ntlm(at(Point::first_token, says("235 2.7.0 Authentication successful")))},
      {{"x-exps-token-501", "auth-start", "rejected", exchange, "calls the first token invalid", ntlm},
       with_ntlm(at(Point::first_token, says("501 5.5.4 Invalid arguments")))},
      {{"x-exps-close", "auth-start", "closed", exchange, "takes the first token and closes", ntlm},
       with_ntlm(at(Point::first_token, closes()))},
      {{"x-exps-silent", "auth-start", "timeout", exchange, "takes the first token and falls silent", ntlm},
       with_ntlm(at(Point::first_token, stays_silent()))},

      // NTLM, the challenge
      {{"ntlm-no-base64", "auth-challenge", "bad-challenge", exchange, "sends a challenge that is no base64",
        ntlm},
       with_ntlm(token_text("!!!not-base64"))},
      {{"ntlm-empty-challenge", "auth-challenge", "bad-challenge", exchange, "sends an empty challenge",
        ntlm},
       with_ntlm(token_text(""))},
      {{"ntlm-garbage-challenge", "auth-challenge", "bad-challenge", exchange,
        "sends a challenge that is no NTLM message", ntlm},
       with_ntlm(token_text("Z2FyYmFnZQ=="))},
      {{"ntlm-cut-challenge", "auth-challenge", "bad-challenge", exchange,
        "sends a challenge without its last 40 bytes", ntlm},
       with_ntlm(token_cut(40))},
      {{"ntlm-offset-past-end", "auth-challenge", "bad-challenge", exchange,
        "sends a challenge that points past its own end", ntlm},
       with_ntlm(token_patched(info_offset_at, "\xf0\x00\x00\x00"s))},
      {{"ntlm-length-65535", "auth-challenge", "bad-challenge", exchange,
        "sends a challenge with a field of 65,535 bytes in it", ntlm},
       with_ntlm(token_patched(info_length_at, "\xff\xff\xff\xff"s))},
      {{"ntlm-negative-offset", "auth-challenge", "bad-challenge", exchange,
        "sends a challenge that points before its own beginning", ntlm},
       with_ntlm(token_patched(info_offset_at, "\xf8\xff\xff\xff"s))},
      {{"ntlm-huge-challenge", "auth-start", "limit-exceeded", exchange,
        "sends a challenge longer than the 12,288 bytes that RFC 4954 allows", ntlm},
       with_ntlm(token_text(std::string(12292, 'A')))},
      {{"ntlm-downgrade", "auth-challenge", "ntlm-downgrade", exchange,
        "asks for an LM session key and no extended session security", ntlm},
       with_ntlm(ntlm_flags(extended_session_security, negotiate_lm_key))},
      {{"ntlm-downgrade-lm", "auth-challenge", "ntlm-downgrade", exchange, "does without NTLM: LM is left",
        ntlm},
       with_ntlm(ntlm_flags(negotiate_ntlm, negotiate_lm_key))},

      // NTLM, the result
      {{"ntlm-535", "auth-result", "bad-credentials", exchange, "refuses every NTLM logon", ntlm},
       with_ntlm(at(Point::auth_result, says("535 5.7.3 Authentication unsuccessful")))},
      {{"ntlm-454", "auth-result", "rejected-temporarily", exchange,
        "takes the NTLM answer and cannot reach a domain controller", ntlm},
       with_ntlm(at(Point::auth_result, says("454 4.7.0 Temporary authentication failure")))},
      {{"ntlm-endless-334", "auth-result", "too-many-challenges", exchange,
        "sends challenge after challenge instead of a verdict", ntlm},
       with_ntlm(at(Point::auth_result, asks_for_ever("TlRMTVNTUAACAAAA")))},
      {{"ntlm-close", "auth-result", "closed", exchange, "takes the NTLM answer and closes", ntlm},
       with_ntlm(at(Point::auth_result, closes()))},
      {{"ntlm-foreign-binding", "auth-result", "bad-credentials", exchange,
        "demands Extended Protection behind a device that ends TLS with a certificate of its own", ntlm},
       with_ntlm(foreign_end_point())},

      // Kerberos
      {{"kerberos-504", "auth-start", "mechanism-refused", exchange, "offers GSSAPI and does not know it",
        kerberos},
       with_kerberos(at(Point::exps_start, says("504 5.7.4 Unrecognized authentication type")))},
      {{"kerberos-535", "auth-result", "bad-credentials", exchange, "refuses every ticket", kerberos},
       with_kerberos(at(Point::first_token, says("535 5.7.3 Authentication unsuccessful")))},
      {{"kerberos-454", "auth-result", "rejected-temporarily", exchange,
        "takes the ticket and fails, as an Exchange whose clock or principal is wrong", kerberos},
       with_kerberos(at(Point::first_token, says("454 4.7.0 Temporary authentication failure")))},
      {{"kerberos-early-235", "auth-result", "mutual-auth-failed", exchange,
        "accepts the logon without proving its own identity", kerberos},
       with_kerberos(at(Point::first_token, says("235 2.7.0 Authentication successful")))},
      {{"kerberos-empty-challenge", "auth-challenge", "bad-challenge", exchange,
        "answers the ticket with an empty token", kerberos},
       with_kerberos(token_text(""))},
      {{"kerberos-garbage-challenge", "auth-challenge", "bad-challenge", exchange,
        "answers the ticket with something that is no token", kerberos},
       with_kerberos(token_text("Z2FyYmFnZQ=="))},
      {{"kerberos-cut-challenge", "auth-challenge", "bad-challenge", exchange,
        "answers the ticket with a token that is cut short", kerberos},
       with_kerberos(token_cut(16))},
      {{"kerberos-wrong-key", "auth-challenge", "mutual-auth-failed", exchange,
        "answers the ticket with a proof that was not made with its key", kerberos},
       with_kerberos(token_spoilt())},
      {{"kerberos-layer-none", "auth-challenge", "security-layer", exchange,
        "offers no security layer at all, not even to do without", kerberos},
       with_kerberos(layer_offer("\0\0\0\0"s))},
      {{"kerberos-layer-required", "auth-challenge", "security-layer", exchange,
        "demands integrity or confidentiality below SMTP, with messages of up to 16 MiB", kerberos},
       with_kerberos(layer_offer("\6\xff\xff\xff"s))},
      {{"kerberos-layer-omitted", "auth-result", "pass", exchange,
        "leaves the round about security layers out", kerberos},
       with_kerberos(no_layer_round())},
      {{"kerberos-foreign-binding", "auth-result", "bad-credentials", exchange,
        "demands Extended Protection behind a device that ends TLS with a certificate of its own", kerberos},
       with_kerberos(foreign_end_point())},
  };
}

}  // namespace authwalk::rehearsal
