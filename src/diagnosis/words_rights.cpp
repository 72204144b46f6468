// Words for the rights of a session, and for what this side did not do.
#include <fmt/format.h>

#include <authwalk/mode.hpp>

#include "diagnosis/evidence.hpp"
#include "diagnosis/phrases.hpp"
#include "diagnosis/words.hpp"

namespace authwalk::diagnosis {
namespace {

std::string not_implemented_words(const Transcript& t) {
  if (row(t.mode).auth == AuthUse::exchange && !t.auth.offered.empty()) {
    return fmt::format(
        "The server offers X-EXPS {}; this version of authwalk sends no Kerberos or NTLM tokens, so the "
        "login itself was not tried.",
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
  const std::string who =
      logged_on ? account_or(t, "this account") : std::string("a session without authentication");
  switch (f.cls) {
    case Class::relay_denied:
      return fmt::format("The server will not relay to {} for {}{}.", path(refused_recipient(t)), who,
                         said(t));
    case Class::send_as_denied:
      return fmt::format("The server does not let {} send as {}{}.", who, path(refused_sender(t)), said(t));
    case Class::sender_rejected:
      return fmt::format("The server does not accept the sender {}{}.", path(refused_sender(t)), said(t));
    case Class::recipient_rejected:
      return fmt::format("The server does not accept the recipient {}{}.", path(refused_recipient(t)),
                         said(t));
    case Class::auth_required:
      return logged_on
                 ? fmt::format("The server still wants authentication after {}{}.", auth_command(t), said(t))
                 : fmt::format("The server wants authentication, and mode {} has none{}.", id(t.mode),
                               said(t));
    default:
      return fmt::format("The server wants TLS first, and this session is {}{}.", protection(t), said(t));
  }
}

std::string own_words(const Transcript& t) {
  const Failure& f = *t.failure;
  switch (f.cls) {
    case Class::cleartext_not_allowed:
      return fmt::format("The password of {} would have gone to {} {}; --allow-cleartext permits that.",
                         account_or(t, "the account"), t.connector.target(), protection(t));
    case Class::lockout_guard:
      return fmt::format(
          "A credential of {} was refused, or got no answer, earlier in this run, and another try could lock "
          "the "
          "account.",
          account_or(t, "this account"));
    case Class::no_credential:
      return no_credential_words(t);
    case Class::definition_invalid:
      return fmt::format("The connector's own settings cannot work, so nothing was sent{}.",
                         after_colon(f.detail));
    case Class::not_implemented:
      return not_implemented_words(t);
    case Class::interrupted:
      return fmt::format("The run was interrupted while {}; this says nothing about the server.",
                         row(f.step).doing);
    default:
      return fmt::format("A fault in authwalk itself while {}, not in the server{}.", row(f.step).doing,
                         in_brackets(f.detail));
  }
}

}  // namespace authwalk::diagnosis
