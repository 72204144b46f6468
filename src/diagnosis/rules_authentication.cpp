// The login itself, on any server.
#include "diagnosis/evidence.hpp"
#include "diagnosis/rule.hpp"
#include "diagnosis/server_kind.hpp"

namespace authwalk::diagnosis {
namespace {

using enum Step;
using enum Class;

constexpr std::string_view account_state =
    "Get-ADUser {account} -Properties LockedOut,PasswordExpired,AccountExpirationDate | Format-List "
    "Enabled,LockedOut,PasswordExpired,AccountExpirationDate";

bool password_in_clear(const Transcript& t) {
  return in_clear(t) && !sends_token(t);
}

bool without_domain(const Transcript& t) {
  return !kerberos(t) && !t.auth.user.empty() && t.auth.user.find_first_of("@\\") == std::string::npos;
}

bool answer_pending(const Transcript& t) {
  return t.auth.unanswered_attempt;
}

}  // namespace

std::span<const Rule> authentication_rules() {
  static const std::vector<Rule> rows{
      {.id = "auth-504-before-tls",
       .steps = {auth_start, auth_challenge, auth_result},
       .classes = {mechanism_refused, mechanism_needs_tls},
       .when = password_in_clear,
       .evidence = "a password in a session in clear",
       .cause = "The server refuses AUTH in clear: it takes logins only inside TLS, whether or not it lists "
                "AUTH before.",
       .fix = "Make the connector log on inside TLS. Where the server offers no STARTTLS, that comes first.",
       .command =
           "Set-SendConnector {connector} -IgnoreSTARTTLS $false -SmartHostAuthMechanism BasicAuthRequireTLS",
       .blame = Blame::ours},
      {.id = "user-without-domain",
       .steps = {auth_start, auth_challenge, auth_result},
       .classes = {bad_credentials},
       .when = without_domain,
       .evidence = "a user name without @ or backslash",
       .cause = "The user name {account} carries no domain. Many servers want user@domain; Exchange wants "
                "DOMAIN\\user or user@domain unless the Receive connector has a default domain.",
       .fix = "Enter the name with its domain.",
       .command = "Set-SendConnector {connector} -AuthenticationCredential (Get-Credential)",
       .confidence = "possible"},
      {.id = "auth-verdict-missing",
       .classes = {closed, reset, timeout, deadline},
       .when = answer_pending,
       .evidence = "a credential sent, and no verdict",
       .cause = "The credential was sent and no verdict came back. Servers count that as a bad logon at "
                "times, and a password service that hangs looks the same.",
       .fix = "Look into the server's log for this session before trying again; keep the step's time limit "
              "above 10 s, because Exchange holds refusals back for 5 s.",
       .command = account_state,
       .confidence = "possible",
       .blame = Blame::server},
      {.id = "prompt-unknown",
       .classes = {unexpected_prompt},
       .cause = "The server's prompt is none of the known ones for user name and password ({detail}). A "
                "password given to the wrong prompt could be shown or logged, so nothing was answered.",
       .fix = "Have the server's LOGIN prompts set to Username: and Password:. Exchange itself may be less "
              "careful and log on all the same.",
       .command = "authwalk walk --verbose",
       .blame = Blame::server},
      {.id = "auth-success-unearned",
       .classes = {unexpected_success},
       .cause = "A 235 before the credential is no proof of anything: the server, or a proxy, says yes to "
                "everybody.",
       .fix = "Find out what answers on port {port} of {host}; try a user name that does not exist.",
       .command = "Test-NetConnection {host} -Port {port}"},
      {.id = "auth-bad-challenge",
       .classes = {bad_challenge, too_many_challenges},
       .cause = "The server's side of {mechanism} does not follow its rules ({detail}).",
       .fix = "Have the server, or the proxy in front of it, updated; try another address of the same name.",
       .command = "authwalk walk --all-addresses --verbose",
       .blame = Blame::server},
  };
  return rows;
}

}  // namespace authwalk::diagnosis
