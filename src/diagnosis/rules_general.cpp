// The last word where no cause is known, and notes that belong to a walk whatever became of it.
#include <algorithm>

#include "diagnosis/evidence.hpp"
#include "diagnosis/rule.hpp"

namespace authwalk::diagnosis {
namespace {

using enum Step;
using enum Class;

bool some_address_failed(const Transcript& t) {
  const bool walked = std::ranges::any_of(t.addresses, [](const auto& a) { return a.outcome == "walked"; });
  return walked && std::ranges::any_of(t.addresses, [](const auto& a) {
           return a.outcome != "walked" && a.outcome != "not tried";
         });
}

bool went_on_in_clear(const Transcript& t) {
  return t.retry != nullptr;
}

bool certificate_only_recorded(const Transcript& t) {
  const bool told = t.failure && (t.failure->step == tls_verify || t.failure->cls == cleartext_not_allowed);
  // X-ANONYMOUSTLS is there to encrypt, with any certificate: there is nothing to mend.
  const bool meant_to_be = inside_tls(t) && t.tls->verb == "X-ANONYMOUSTLS";
  return inside_tls(t) && !t.tls->faults.empty() && !told && !meant_to_be;
}

bool masked_but_not_to_blame(const Transcript& t) {
  const bool may_be_to_blame = t.failure && t.failure->step <= auth_start;
  return !may_be_to_blame && (banner_masked(t) || keywords_masked(t));
}

bool reply_decided(const Transcript& t) {
  return t.failure && t.failure->reply;
}

bool anything_failed(const Transcript& t) {
  return t.failure.has_value();
}

// Exchange's default TarpitInterval is 5 s; it holds back refusals and, after one, good replies too.
bool answered_after_five_seconds(const Transcript& t) {
  return std::any_of(
      t.steps.begin() + static_cast<int>(auth_start), t.steps.begin() + static_cast<int>(quit),
      [](const StepRecord& step) { return step.reply && step.ms >= 4800.0 && step.ms <= 6500.0; });
}

}  // namespace

std::span<const Rule> fallback_rules() {
  static const std::vector<Rule> rows{
      {.id = "offer-nothing-usable",
       .kind = Kind::fallback,
       .steps = {auth_offer},
       .classes = {no_common_mechanism, esmtp_rewritten, not_offered},
       .cause = "Of what the server offers ({offered}), {mode} uses nothing.",
       .fix = "Have AUTH LOGIN enabled on the smart host, or use a mode without a login and let it trust "
              "this address.",
       .confidence = "possible"},
      {.id = "smtp-rewritten",
       .kind = Kind::fallback,
       .classes = {esmtp_rewritten},
       .cause = "A machine on the path changes what the server says ({detail}).",
       .fix = "Have SMTP inspection switched off for this path.",
       .command = "Test-NetConnection {host} -Port 587",
       .confidence = "possible"},
      {.id = "no-answer",
       .kind = Kind::fallback,
       .classes = {timeout, deadline},
       .cause = "The server fell silent while this side was {doing}: it is overloaded, waits for something "
                "behind it, or a firewall lost the session.",
       .fix = "Try again with a higher --timeout; Exchange holds refusals back for 5 s. Look into the "
              "server's log.",
       .command = "Test-NetConnection {host} -Port {port}",
       .confidence = "possible"},
      {.id = "hung-up",
       .kind = Kind::fallback,
       .classes = {closed, reset},
       .cause = "The connection ended while this side was {doing}, without a word: a firewall or mail "
                "gateway that dislikes the session, or a fault of the server.",
       .fix = "Look into the server's log at this time; try from a network without the firewall.",
       .command = "Test-NetConnection {host} -Port {port}",
       .confidence = "possible"},
      {.id = "not-the-protocol",
       .kind = Kind::fallback,
       .classes = {protocol_violation, limit_exceeded},
       .cause = "What came back does not follow SMTP ({detail}): a proxy or a faulty server.",
       .fix = "See the conversation with -v, and compare with a session from the server's own network.",
       .command = "authwalk walk --verbose",
       .confidence = "possible"},
      {.id = "server-says-later",
       .kind = Kind::fallback,
       .classes = {rejected_temporarily},
       .cause = "The server answered: {reply}. A 4yz reply is a fault that may pass.",
       .fix = "Try again later; when it stays, ask the smart host's owner with these words and the time.",
       .confidence = "possible"},
      {.id = "server-says-no",
       .kind = Kind::fallback,
       .when = reply_decided,
       .evidence = "any reply",
       .of_records = true,
       .cause = "The server answered: {reply}.",
       .fix = "More is not known of these words: ask the owner of that server with them and the time.",
       .confidence = "possible"},
      {.id = "unexplained",
       .kind = Kind::fallback,
       .when = anything_failed,
       .evidence = "any failure",
       .of_records = true,
       .cause = "It broke while this side was {doing} ({detail}), and no rule knows why.",
       .fix = "See the conversation with -v, and look into the server's log at this time.",
       .command = "authwalk walk --verbose",
       .confidence = "possible"},
  };
  return rows;
}

std::span<const Rule> note_rules() {
  static const std::vector<Rule> rows{
      {.id = "tls-retry-in-clear",
       .kind = Kind::note,
       .when = went_on_in_clear,
       .evidence = "opportunistic TLS that broke",
       .cause = "TLS was offered and its handshake broke; like a Send connector, the walk went on in clear "
                "on a new connection. Mail, and in BasicAuth the password, travels unprotected this way.",
       .fix = "Mend TLS at the smart host; demand it so that this cannot happen unseen.",
       .command = "Set-SendConnector {connector} -IgnoreSTARTTLS $false -RequireTLS $true"},
      {.id = "cert-recorded",
       .kind = Kind::note,
       .when = certificate_only_recorded,
       .evidence = "a certificate fault in a walk that does not judge it",
       .cause = "This walk went through TLS without judging the certificate, which carries {names} and would "
                "fail a check. BasicAuthRequireTLS and TlsAuthLevel CertificateValidation or "
                "DomainValidation look at it.",
       .fix = "Have the certificate mended before choosing a mode that checks it.",
       .command = "Get-ExchangeCertificate -Server \"<Exchange server>\" | Format-List "
                  "Thumbprint,Services,NotAfter,CertificateDomains"},
      {.id = "address-skipped",
       .kind = Kind::note,
       .when = some_address_failed,
       .evidence = "an address that failed before another one answered",
       .cause = "At least one address of {host} did not answer before another one did. Exchange loses time "
                "there on every connection, and mail stops when the others fail too.",
       .fix = "Have the dead address removed from DNS or brought back; walk each with --all-addresses.",
       .command = "Resolve-DnsName {dns-name}"},
      {.id = "longer-timeout",
       .kind = Kind::note,
       // Not where a credential may have been sent: another try could lock the account.
       .steps = {banner, ehlo, starttls, tls_handshake, ehlo_tls, mail_from, rcpt_to, data},
       .classes = {timeout, deadline},
       .cause =
           "The time limit is this side's own: an Exchange waits for minutes (RFC 5321 section 4.5.3.2), and "
           "what comes late is no fault of the server there.",
       .fix = "Walk again with more time, to tell slow from silent.",
       .command = "authwalk walk --timeout {longer-timeout} --deadline {longer-deadline}",
       .confidence = "possible"},
      {.id = "middlebox-seen",
       .kind = Kind::note,
       .when = masked_but_not_to_blame,
       .evidence = "a masked banner or keyword in a walk that got past AUTH",
       .cause = "A firewall on the path inspects SMTP and blanks out what the server says.",
       .fix = "Have the inspection switched off: it hides STARTTLS and AUTH when it likes.",
       .command = "Test-NetConnection {host} -Port 587"},
      {.id = "auth-5s-tarpit",
       .kind = Kind::note,
       .when = answered_after_five_seconds,
       .evidence = "a reply that took five seconds, from AUTH on",
       .cause =
           "A reply came five seconds late. That is Exchange's tarpit against guessing, not a slow network.",
       .fix = "Nothing to mend; probes need a time limit of more than 10 s.",
       .command = "Get-ReceiveConnector \"<Receive connector>\" | Format-List TarpitInterval"},
  };
  return rows;
}

}  // namespace authwalk::diagnosis
