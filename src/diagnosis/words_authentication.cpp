// Words for the classes of authentication.
#include <fmt/format.h>

#include <authwalk/mode.hpp>

#include "diagnosis/evidence.hpp"
#include "diagnosis/phrases.hpp"
#include "diagnosis/words.hpp"

namespace authwalk::diagnosis {
namespace {

// The 451 texts in here and below are made by the Send connector itself, in the form of a reply; no server
// says them.
std::string no_x_exps_words(const Transcript& t) {
  constexpr std::string_view client_made =
      "a Send connector would stop here and log 451 5.7.3 Cannot achieve Exchange Server authentication "
      "itself.";
  if (inside_anonymous_tls(t)) {
    return "The server offers no X-EXPS mechanism inside X-ANONYMOUSTLS: a Send connector takes such a "
           "session as "
           "established, without a login.";
  }
  const std::vector<std::string> auth = offers_that_count(t).auth;
  if (t.auth.offered.empty() && (offers(auth, "GSSAPI") || offers(auth, "NTLM"))) {
    return fmt::format("The server offers AUTH {} and no X-EXPS, so it is no target for this mode: {}",
                       listed(auth), client_made);
  }
  return fmt::format("The server offers no X-EXPS mechanism that Exchange uses: {}", client_made);
}

std::string no_common_mechanism_words(const Transcript& t) {
  const std::vector<std::string>& offered = t.auth.offered;
  if (t.auth.diagnostic) {
    return fmt::format("The server does not offer {}: it offers {}.",
                       t.auth.mechanism.empty() ? std::string("the mechanism asked for") : t.auth.mechanism,
                       offered.empty() ? std::string("no mechanism") : listed(offered));
  }
  if (exchange_mode(t)) return no_x_exps_words(t);
  constexpr std::string_view client_made =
      "it would stop here and log 451 5.7.3 Require basic authentication itself.";
  if (fragment(t) && offered.empty())
    return fmt::format("The server offers no mechanism that a Send connector uses: {}", client_made);
  if (offered.empty()) {
    const bool before = inside_tls(t) && !offers_in_clear(t).auth.empty();
    return fmt::format("The server offers no AUTH {}{}. A Send connector needs LOGIN: {}",
                       inside_tls(t) ? "inside TLS" : "in clear", before ? ", though it did before TLS" : "",
                       client_made);
  }
  if (offers(offered, "PLAIN")) {
    return fmt::format("The server offers AUTH {} but not LOGIN. A Send connector never uses PLAIN: {}",
                       listed(offered), client_made);
  }
  return fmt::format(
      "The server offers AUTH {} but not LOGIN, the only mechanism of {} in a Send connector: {}",
      listed(offered), id(t.mode), client_made);
}

}  // namespace

// What the KDC and libkrb5 said in detail is long, and stands beside the sentence in every report.
std::string authentication_words(const Transcript& t) {
  const Failure& f = *t.failure;
  const std::string fact = in_brackets(f.detail);
  const std::string account = account_or(t, "this account");
  const std::string spn = fill_words("{spn}", t);
  const bool before_sending = f.step == Step::auth_token;
  switch (f.cls) {
    case Class::no_common_mechanism:
      return no_common_mechanism_words(t);
    case Class::bad_credentials:
      return before_sending
                 ? fmt::format("The KDC refused {}, so nothing was sent to the smart host.", credential(t))
                 : fmt::format("The server refused {}{}.", credential(t), said(t));
    case Class::account_disabled_or_locked:
      return before_sending
                 ? fmt::format(
                       "The KDC says that {} is locked, disabled or expired, so nothing was sent to the "
                       "smart host{}.",
                       account, fact)
                 : fmt::format("The server says that {} is locked, disabled or expired{}.", account, said(t));
    case Class::mechanism_refused:
      return fmt::format("The server does not accept {} here{}.", auth_command(t), said(t));
    case Class::mechanism_needs_tls:
      if (fragment(t)) return fmt::format("The server takes {} only inside TLS{}.", auth_command(t), said(t));
      return fmt::format("The server takes {} only inside TLS, and this session is {}{}.", auth_command(t),
                         protection(t), said(t));
    case Class::basic_auth_disabled:
      return fmt::format("Logging on with user name and password is switched off for {}{}.", account,
                         said(t));
    case Class::unexpected_prompt:
      return fmt::format(
          "In {}, the prompt was not the one that was due{}; it got no answer, and the exchange was "
          "cancelled.",
          auth_command(t), fact);
    case Class::unexpected_success:
      return fmt::format("The server said yes to {} before it had the credential, which proves nothing{}.",
                         auth_command(t), said(t));
    case Class::too_many_challenges:
      return fmt::format("The server kept asking after the last answer of {} had been given{}.",
                         auth_command(t), fact);
    case Class::bad_challenge:
      return fmt::format("The server's challenge in {} cannot be decoded{}.", auth_command(t), fact);
    case Class::mutual_auth_failed:
      return f.step == Step::auth_result
                 ? fmt::format("The server said yes before it had proved that it is {}{}.", spn, fact)
                 : fmt::format("The server did not prove that it is {}{}.", spn, fact);
    case Class::security_layer:
      return fmt::format("The server insists on a SASL security layer, to which this side does not agree{}.",
                         fact);
    case Class::ntlm_downgrade:
      return before_sending
                 ? fmt::format("This machine would answer with LM or NTLMv1, so nothing was sent{}.", fact)
                 : fmt::format(
                       "No NTLMv2 answer can be given to the server's challenge, and LM or NTLMv1 would give "
                       "the password away; it got no answer{}.",
                       fact);
    case Class::kerberos_no_ticket:
      return fmt::format("No Kerberos ticket for {} could be had, so nothing was sent{}.", spn, fact);
    case Class::kerberos_no_kdc:
      return fmt::format("No KDC answered when a ticket for {} was asked for, so nothing was sent.", spn);
    case Class::kerberos_clock_skew:
      return fmt::format("The clocks here and there are too far apart for Kerberos{}.", fact);
    case Class::kerberos_unknown_service:
      return fill_words("The KDC does not know {services}, so nothing was sent.", t);
    case Class::kerberos_ticket_expired:
      return before_sending
                 ? fmt::format("The Kerberos ticket of {} has expired, so nothing was sent.", account)
                 : fmt::format("The server says that the Kerberos ticket of {} has expired{}.", account,
                               fact);
    case Class::kerberos_wrong_realm:
      return fmt::format("This machine knows no KDC for the realm of {}, so nothing was sent.", account);
    case Class::kerberos_preauth:
      return fmt::format("The KDC wants a pre-authentication that {} cannot give, so nothing was sent.",
                         t.auth.ticket_source.empty() ? std::string("this side")
                                                      : "the " + t.auth.ticket_source + " of " + account);
    case Class::kerberos_encryption_type:
      return fmt::format("{} and the KDC have no Kerberos encryption type in common (RC4, AES){}.",
                         spn == "SMTPSVC/" ? std::string("An account") : spn, fact);
    default:
      if (!before_sending && f.reply) return fmt::format("The server cannot use the credential{}.", said(t));
      return fmt::format("The credential cannot be used, so nothing was sent{}.", fact);
  }
}

}  // namespace authwalk::diagnosis
