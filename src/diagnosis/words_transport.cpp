// Words for the classes of transport and protocol.
#include <fmt/format.h>

#include <authwalk/mode.hpp>

#include "diagnosis/events.hpp"
#include "diagnosis/evidence.hpp"
#include "diagnosis/phrases.hpp"
#include "diagnosis/words.hpp"

namespace authwalk::diagnosis {
namespace {

// A credential that got no verdict may count against the account (Exchange and Active Directory count it).
std::string may_count(const Transcript& t) {
  return t.auth.unanswered_attempt ? " The attempt may still count as a bad logon." : "";
}

std::string timeout_words(const Transcript& t) {
  const Failure& f = *t.failure;
  const std::string target = t.connector.target();
  const std::string fact = in_brackets(f.detail);
  if (fragment(t) && f.step != Step::resolve && f.step != Step::connect)
    return fmt::format("The other side did not answer in time{}.", fact);
  switch (f.step) {
    case Step::resolve:
      return fmt::format("No DNS server gave an answer for {} in time{}.", t.connector.SmartHost, fact);
    case Step::connect:
      return fmt::format(
          "{} did not answer the connection request in time{}: most often a firewall drops it.", target,
          fact);
    case Step::banner:
      return fmt::format("{} took the connection but sent no banner in time{}.{}", target, fact,
                         t.connector.Port == 465
                             ? " Port 465 waits for TLS at once, and a Send connector always starts in clear."
                             : "");
    case Step::tls_handshake:
      return fmt::format("{} accepted {} and then fell silent in the TLS handshake{}.", target, tls_verb(t),
                         fact);
    case Step::auth_result:
      return fmt::format("The server gave no verdict on {} in time{}.{}", credential(t), fact, may_count(t));
    default:
      return fmt::format("Timed out while {}{}.", row(f.step).doing, fact);
  }
}

std::string deadline_words(const Transcript& t) {
  const Failure& f = *t.failure;
  if (f.detail == "interrupted")
    return fmt::format("Interrupted while {}.{}", row(f.step).doing, may_count(t));
  return fmt::format("The time for the whole walk ran out while {}{}.{}", row(f.step).doing,
                     in_brackets(f.detail), may_count(t));
}

std::string closed_words(const Transcript& t) {
  const Failure& f = *t.failure;
  const std::string fact = in_brackets(
      beyond(f.detail, {"the server closed the connection", "the server closed the TLS session"}));
  if (fragment(t)) return fmt::format("The connection was closed in mid-conversation{}.", fact);
  if (f.step == Step::banner) {
    return fmt::format("{} closed the connection without a banner{}: it may not serve this address.",
                       t.connector.target(), fact);
  }
  if (f.step == Step::tls_handshake) {
    return fmt::format("The server accepted {} and closed the connection in the TLS handshake{}.",
                       tls_verb(t), fact);
  }
  return fmt::format("The server closed the connection while this side was {}{}.{}", row(f.step).doing, fact,
                     may_count(t));
}

std::string reset_words(const Transcript& t) {
  const Failure& f = *t.failure;
  if (fragment(t)) return fmt::format("The connection was reset{}.", in_brackets(f.detail));
  return fmt::format(
      "The connection was reset while this side was {}{}, by the server or by a firewall on the path.{}",
      row(f.step).doing,
      in_brackets(beyond(f.detail, {"Connection reset by peer", "the connection was reset"})), may_count(t));
}

std::string not_offered_words(const Transcript& t) {
  if (!failed_at(t, Step::starttls)) {
    return fmt::format("The server does not offer what {} needs{}.", id(t.mode),
                       in_brackets(t.failure->detail));
  }
  if (fragment(t)) return fmt::format("The server does not offer STARTTLS{}.", said(t));
  const std::string_view demands =
      row(t.mode).tls == TlsUse::required ? id(t.mode) : std::string_view("this connector's RequireTLS");
  return fmt::format(
      "The server does not offer STARTTLS, which {} demands: a Send connector would stop here and report {} "
      "itself.",
      demands, reply_without_starttls(t));
}

std::string_view what_4yz_means(const Transcript& t) {
  if (logging_on(t.failure->step)) {
    return " A 4yz reply asks to try again later; it does not judge the password.";
  }
  return contains(decisive_reply(t), "try again") ? "" : " A 4yz reply asks to try again later.";
}

std::string what_is_rewritten(const Transcript& t) {
  if (banner_masked(t)) return "the banner arrives as asterisks";
  if (keywords_masked(t)) return "keywords in the reply to EHLO are overwritten";
  return t.failure->detail;
}

// What the server was asked to accept in the step.
std::string request(const Transcript& t) {
  switch (t.failure->step) {
    case Step::banner:
      return "the session";
    case Step::ehlo:
    case Step::ehlo_tls:
      return t.connector.Fqdn.empty() ? std::string("EHLO") : "EHLO " + t.connector.Fqdn;
    case Step::starttls:
      return std::string(tls_verb(t));
    case Step::auth_start:
    case Step::auth_challenge:
      return auth_command(t);
    case Step::auth_result:
      return "the login of " + account_or(t, "this account");
    case Step::mail_from:
      return t.transactions.empty() ? "the sender" : "the sender " + path(refused_sender(t));
    case Step::rcpt_to:
      return refused_recipient(t).empty() ? "the recipient" : "the recipient " + path(refused_recipient(t));
    case Step::data:
      return t.transactions.empty() ? "the message" : "the message from " + path(refused_sender(t));
    default:
      return fmt::format("step {}", id(t.failure->step));
  }
}

}  // namespace

std::string transport_words(const Transcript& t) {
  const Failure& f = *t.failure;
  const std::string& host = t.connector.SmartHost;
  switch (f.cls) {
    case Class::refused:
      return fmt::format(
          "{} refused the connection{}: nothing listens on that port, or a firewall rejects it.",
          t.connector.target(), in_brackets(beyond(f.detail, {"Connection refused"})));
    case Class::unreachable:
      if (fragment(t))
        return fmt::format("No connection to {} came about{}.", t.connector.target(), in_brackets(f.detail));
      return fmt::format("{} cannot be reached from here{}.", t.connector.target(),
                         f.detail.empty() ? ": there is no route to it" : in_brackets(f.detail));
    case Class::timeout:
      return timeout_words(t);
    case Class::deadline:
      return deadline_words(t);
    case Class::closed:
      return closed_words(t);
    case Class::reset:
      return reset_words(t);
    case Class::dns_not_found:
      if (other_family_only(t))
        return fmt::format("No address of {} may be tried: {}.", host, short_fact(f.detail));
      return fmt::format(
          "DNS knows no address for {}{}: the name is wrong, or the wrong DNS server is asked.", host,
          in_brackets(beyond(f.detail, {host})));
    default:
      return fmt::format("DNS gave no usable answer for {}{}.", host, in_brackets(beyond(f.detail, {host})));
  }
}

std::string protocol_words(const Transcript& t) {
  const Failure& f = *t.failure;
  switch (f.cls) {
    case Class::rejected:
      return fmt::format("The server refused {}{}.", request(t), said(t));
    case Class::rejected_temporarily:
      return fmt::format("The server put {} off for now{}.{}", request(t), said(t), what_4yz_means(t));
    case Class::not_offered:
      return not_offered_words(t);
    case Class::protocol_violation: {
      const std::string fact = f.reply ? said(t) : after_colon(beyond(f.detail, {"not an SMTP reply"}));
      return fmt::format("What came back while this side was {} is no SMTP reply that belongs there{}.",
                         row(f.step).doing, fact);
    }
    case Class::limit_exceeded:
      return fmt::format(
          "The answer while this side was {} went past the bounds set against hostile servers{}; this side "
          "hung up.",
          row(f.step).doing, in_brackets(f.detail));
    case Class::plaintext_injection:
      return fmt::format(
          "Bytes came in clear between the reply to {} and TLS{}: somebody on the path, or a broken proxy, "
          "tries to speak inside TLS. Nothing secret was sent.",
          tls_verb(t), in_brackets(f.detail));
    default:
      return fmt::format(
          "Something on the path rewrites SMTP{}: what arrives here is not what the server offers.",
          in_brackets(what_is_rewritten(t)));
  }
}

}  // namespace authwalk::diagnosis
