// Words for the classes of authentication.
#include <fmt/format.h>

#include <authwalk/mode.hpp>

#include "diagnosis/evidence.hpp"
#include "diagnosis/phrases.hpp"
#include "diagnosis/words.hpp"

namespace authwalk::diagnosis {
namespace {

// The 451 texts in here are made by the Send connector itself, in the form of a reply; no server says them.
std::string no_common_mechanism_words(const Transcript& t) {
  const std::vector<std::string>& offered = t.auth.offered;
  if (t.auth.diagnostic) {
    return fmt::format("The server does not offer {}: it offers {}.",
                       t.auth.mechanism.empty() ? std::string("the mechanism asked for") : t.auth.mechanism,
                       offered.empty() ? std::string("no mechanism") : listed(offered));
  }
  if (row(t.mode).auth == AuthUse::exchange) {
    return "The server offers no X-EXPS mechanism that Exchange uses: a Send connector would stop here and "
           "log 451 5.7.3 Cannot achieve Exchange Server authentication itself.";
  }
  constexpr std::string_view client_made =
      "it would stop here and log 451 5.7.3 Require basic authentication itself.";
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

std::string authentication_words(const Transcript& t) {
  const Failure& f = *t.failure;
  const std::string fact = in_brackets(f.detail);
  const std::string account = account_or(t, "this account");
  const std::string spn = fill_words("{spn}", t);
  switch (f.cls) {
    case Class::no_common_mechanism:
      return no_common_mechanism_words(t);
    case Class::bad_credentials:
      return fmt::format("{} refused {}{}.", f.step == Step::auth_token ? "The KDC" : "The server",
                         credential(t), said(t));
    case Class::account_disabled_or_locked:
      return fmt::format("The server says that {} is locked, disabled or expired{}.", account, said(t));
    case Class::mechanism_refused:
      return fmt::format("The server does not accept {} here{}.", auth_command(t), said(t));
    case Class::mechanism_needs_tls:
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
      return fmt::format("The server did not prove that it is {}{}.", spn, fact);
    case Class::security_layer:
      return fmt::format("The server insists on a SASL security layer, to which this side does not agree{}.",
                         fact);
    case Class::ntlm_downgrade:
      return fmt::format(
          "The server asked for LM or NTLMv1, which gives the password away; it got no answer{}.", fact);
    case Class::kerberos_no_ticket:
      return fmt::format("No Kerberos ticket for {} could be had, so nothing was sent{}.", spn, fact);
    case Class::kerberos_no_kdc:
      return fmt::format("No KDC answered when a ticket for {} was asked for, so nothing was sent{}.", spn,
                         fact);
    case Class::kerberos_clock_skew:
      return fmt::format("The clocks here and there are too far apart for Kerberos{}.", fact);
    case Class::kerberos_unknown_service:
      return fmt::format("The KDC does not know the service {}, so nothing was sent{}.", spn, fact);
    default:
      return fmt::format("The credential cannot be used, so nothing was sent{}.", fact);
  }
}

}  // namespace authwalk::diagnosis
