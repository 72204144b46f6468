// Words for the rights of a session, and for what this side did not do.
#include <fmt/format.h>

#include <authwalk/mode.hpp>

#include "diagnosis/evidence.hpp"
#include "diagnosis/phrases.hpp"
#include "diagnosis/words.hpp"

namespace authwalk::diagnosis {
namespace {

std::string not_implemented_words(const Transcript& t) {
  if (exchange_mode(t) && offers(t.auth.offered, "EXCHANGEAUTH")) {
    return fmt::format(
        "The server offers X-EXPS {}, which only Exchange can play: there is no public specification of "
        "EXCHANGEAUTH. All is well as far as that offer; whether the login would succeed is not known.",
        listed(t.auth.offered));
  }
  return fmt::format("This version of authwalk goes no further in {}{}.", id(t.mode),
                     in_brackets(t.failure->detail));
}

std::string no_credential_words(const Transcript& t) {
  const std::string offer =
      t.auth.offered.empty() ? ""
                             : fmt::format(" The server offers {} {}.", t.auth.verb, listed(t.auth.offered));
  return fmt::format("{} needs a credential and none was given: add -u NAME and --password-file FILE.{}",
                     id(t.mode), offer);
}

}  // namespace

std::string rights_words(const Transcript& t) {
  const Failure& f = *t.failure;
  const bool logged_on = authenticates(t);
  const std::string who = logged_on || fragment(t) ? account_or(t, "this account")
                                                   : std::string("a session without authentication");

  switch (f.cls) {
    case Class::relay_denied: {
      // Some servers know at MAIL FROM that they will not relay.
      const std::string to = refused_recipient(t);
      return fmt::format("The server will not relay{} for {}{}.", to.empty() ? to : " to " + path(to), who,
                         said(t));
    }
    case Class::send_as_denied:
      return fmt::format("The server does not let {} send as {}{}.", who, sender(t), said(t));
    case Class::submit_denied:
      return fmt::format("The server accepted {} and then refused it the right to submit mail{}.",
                         credential(t), said(t));
    case Class::sender_rejected:
      return fmt::format("The server does not accept {}{}.",
                         t.transactions.empty() ? "the sender" : "the sender " + sender(t), said(t));
    case Class::recipient_rejected:
      return fmt::format("The server does not accept {}{}.",
                         refused_recipient(t).empty() ? "the recipient" : "the recipient " + recipient(t),
                         said(t));
    case Class::auth_required:
      if (fragment(t)) return fmt::format("The server wants authentication{}.", said(t));
      return logged_on
                 ? fmt::format("The server still wants authentication after {}{}.", auth_command(t), said(t))
                 : fmt::format("The server wants authentication, and mode {} has none{}.", id(t.mode),
                               said(t));
    default:
      if (fragment(t)) return fmt::format("The server wants TLS first{}.", said(t));
      return fmt::format("The server wants TLS first, and this session is {}{}.", protection(t), said(t));
  }
}

std::string own_words(const Transcript& t) {
  const Failure& f = *t.failure;
  switch (f.cls) {
    case Class::cleartext_not_allowed:
      return fmt::format("The {} of {} would have gone to {} {}; --allow-cleartext permits that.",
                         ntlm(t) ? "NTLM answer" : "password", account_or(t, "the account"),
                         t.connector.target(), protection(t));
    case Class::lockout_guard:
      // Tells whether it was this run or earlier ones, and when the next try is possible.
      if (!f.detail.empty()) return fmt::format("The password was not tried: {}.", f.detail);
      return fmt::format(
          "A credential of {} was refused, or got no answer, earlier in this run, and another try could lock "
          "the account.",
          account_or(t, "this account"));
    case Class::no_credential:
      return no_credential_words(t);
    case Class::definition_invalid:
      return fmt::format("The connector's own settings cannot work, so nothing was sent{}.",
                         after_colon(f.detail));
    case Class::not_implemented:
      return not_implemented_words(t);
    case Class::library_missing:
      return fmt::format("{} cannot be played on this machine: a library is missing{}.",
                         sends_token(t) ? auth_command(t) : std::string(id(t.mode)), in_brackets(f.detail));
    case Class::interrupted:
      return fmt::format("The run was interrupted while {}; this says nothing about the server.",
                         row(f.step).doing);
    default:
      return fmt::format("A fault in authwalk itself while {}, not in the server{}.", row(f.step).doing,
                         in_brackets(f.detail));
  }
}

}  // namespace authwalk::diagnosis
