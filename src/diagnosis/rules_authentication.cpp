// The login itself, on any server.
#include "diagnosis/evidence.hpp"
#include "diagnosis/rule.hpp"
#include "diagnosis/server_kind.hpp"

namespace authwalk::diagnosis {
namespace {

using enum Step;
using enum Class;

constexpr std::string_view enter_again =
    "Set-SendConnector {connector} -AuthenticationCredential {credential}";
constexpr std::string_view account_state =
    "Get-ADUser {account} -Properties LockedOut,PasswordExpired,AccountExpirationDate | Format-List "
    "Enabled,LockedOut,PasswordExpired,AccountExpirationDate";

bool password_in_clear(const Transcript& t) {
  return !inside_tls(t) && !sends_token(t);
}

bool without_domain(const Transcript& t) {
  return !kerberos(t) && !t.auth.user.empty() && t.auth.user.find_first_of("@\\") == std::string::npos;
}

bool gmail(const Transcript& t) {
  return server_kind(t) == "Gmail";
}

bool amazon(const Transcript& t) {
  return server_kind(t) == "Amazon SES";
}

bool sendgrid(const Transcript& t) {
  return server_kind(t) == "SendGrid" && t.auth.user != "apikey";
}

// The rows above know these better.
bool plain_refusal(const Transcript& t) {
  const std::string& code = t.failure->reply->enhanced;
  const bool known_code = code == "5.7.3" || code == "5.7.1" || code == "5.7.139";
  return !known_code && t.failure->cls == bad_credentials && !sends_token(t) && !gmail(t) && !amazon(t) &&
         !sendgrid(t);
}

bool answer_pending(const Transcript& t) {
  return t.auth.unanswered_attempt;
}

}  // namespace

std::span<const Rule> authentication_rules() {
  static const std::vector<Rule> rows{
      {.id = "auth-504-before-tls",
       .steps = {auth_start, auth_challenge, auth_result},
       .codes = {"500", "502", "503", "504", "530", "534", "538"},
       .when = password_in_clear,
       .evidence = "a password in a session in clear",
       .cause = "The server refuses AUTH in clear: it takes logins only inside TLS, whether or not it lists "
                "AUTH before.",
       .fix = "Make the connector log on inside TLS. Where the server offers no STARTTLS, that comes first.",
       .command =
           "Set-SendConnector {connector} -IgnoreSTARTTLS $false -SmartHostAuthMechanism BasicAuthRequireTLS",
       .blame = Blame::ours},
      {.id = "auth-504",
       .kind = Kind::fallback,
       .steps = {auth_start},
       .codes = {"504"},
       .cause = "The server knows AUTH but not {mechanism} for this session: BasicAuth is not enabled on the "
                "Receive connector that answers, whatever it lists.",
       .fix = "Have BasicAuth enabled there. Set-ReceiveConnector replaces the whole list: keep the values "
              "that are there.",
       .command = "Set-ReceiveConnector \"<Receive connector>\" {mechanisms-with-basic}",
       .blame = Blame::server},
      {.id = "auth-503",
       .kind = Kind::fallback,
       .steps = {auth_start},
       .codes = {"503", "502", "500"},
       .words = {"not enabled", "not advertised", "not implemented", "not supported", "not available",
                 "unrecognized"},
       .cause = "AUTH is not enabled on this port of the server, or not for this address.",
       .fix = "Use the port for submission, mostly 587, or have logins enabled on this one.",
       .command = "Set-SendConnector {connector} -Port 587",
       .confidence = "possible",
       .blame = Blame::server},
      {.id = "gmail-app-password",
       .steps = {auth_start, auth_challenge, auth_result},
       .codes = {"534", "535"},
       .when = gmail,
       .evidence = "a Gmail server",
       .cause = "Google takes no account password here: it wants an app password, which needs 2-step "
                "verification, or OAuth, which a Send connector cannot use.",
       .fix = "Make an app password for {account} and enter it, or use Google's relay service by address "
              "with mode None.",
       .command = enter_again,
       .blame = Blame::ours},
      {.id = "ses-smtp-credentials",
       .steps = {auth_start, auth_challenge, auth_result},
       .codes = {"535"},
       .when = amazon,
       .evidence = "an Amazon SES server",
       .cause = "Amazon SES does not take the secret key of AWS: it wants SMTP credentials, and they belong "
                "to one region.",
       .fix = "Create SMTP credentials in the SES console for the region of this host and enter them.",
       .command = enter_again,
       .blame = Blame::ours},
      {.id = "sendgrid-apikey",
       .steps = {auth_start, auth_challenge, auth_result},
       .codes = {"535"},
       .when = sendgrid,
       .evidence = "a SendGrid server and a user name other than apikey",
       .cause = "SendGrid wants the word apikey as user name and an API key as password.",
       .fix = "Enter apikey and the key.",
       .command = "Set-SendConnector {connector} -AuthenticationCredential (Get-Credential \"apikey\")",
       .blame = Blame::ours},
      {.id = "auth-too-many-failures",
       .steps = {auth_start, auth_challenge, auth_result},
       .codes = {"421", "454", "535", "450"},
       .words = {"Too many unsuccessful", "Too many login attempts", "too many AUTH",
                 "Too many invalid logon"},
       .cause = "The server has seen too many bad logons and refuses more for now. Exchange logs event 1012 "
                "and goes by MaxLogonFailures.",
       .fix = "Stop what tries the wrong password, wait, then try the right one once.",
       .command = "Get-WinEvent -FilterHashtable @{LogName=\"Application\"; "
                  "ProviderName=\"MSExchangeTransport\"; Id=1012} -MaxEvents 5",
       .blame = Blame::ours,
       .transient = true},
      {.id = "auth-account-locked",
       .kind = Kind::fallback,
       .classes = {account_disabled_or_locked},
       .cause = "The account {account} is locked, disabled or expired, so the right password fails as well.",
       .fix = "Unlock or enable the account after finding what locked it; then try once.",
       .command = account_state,
       .blame = Blame::policy},
      {.id = "auth-454",
       .kind = Kind::fallback,
       .steps = {auth_start, auth_challenge, auth_result},
       .classes = {rejected_temporarily},
       .cause = "The server could not check the login: its directory, domain controller or password service "
                "did not answer. The credential was not judged, so leave the password as it is.",
       .fix = "Have the smart host's owner look at its directory; on Exchange check that a domain controller "
              "is reachable, the clock is right and the SPNs SMTPSVC and SMTP are there once.",
       .command = "setspn -Q {spn}; w32tm /query /status",
       .blame = Blame::server,
       .transient = true},
      {.id = "auth-535-571",
       .classes = {submit_denied},
       .cause = "The password is right, but {account} may not submit mail here: it lacks "
                "ms-Exch-SMTP-Submit. The server logs event 1020.",
       .fix = "Have ExchangeUsers added to the Receive connector's permission groups, or the right given to "
              "the account.",
       .command =
           "Get-ReceiveConnector \"<Receive connector>\" | Get-ADPermission -User {user} | Format-Table "
           "User,ExtendedRights,Deny",
       .confidence = "possible",
       .blame = Blame::policy},
      {.id = "auth-535-573",
       .kind = Kind::usual,
       .steps = {auth_start, auth_challenge, auth_result},
       .codes = {"535 5.7.3"},
       .cause = "Exchange answers 535 5.7.3 to every logon that fails: a wrong password, a name in the wrong "
                "form, an account that is locked, disabled or expired.",
       .fix = "Enter the credential again. When that does not help, event 1035 on the receiving server, and "
              "the sub status of Security event 4625 there, say which: 0xC000006A password, 0xC0000064 name, "
              "0xC0000234 locked, 0xC0000072 disabled, 0xC0000071 password expired.",
       .command = enter_again,
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
      {.id = "auth-535",
       .steps = {auth_start, auth_challenge, auth_result},
       .codes = {"535"},
       .when = plain_refusal,
       .evidence = "no words or code that say more",
       .cause = "The server judged the credential of {account} and refused it.",
       .fix = "Enter the credential again; look into the server's log at this time for the reason it keeps "
              "to itself.",
       .command = enter_again},
      {.id = "auth-534",
       .kind = Kind::fallback,
       .steps = {auth_start, auth_challenge, auth_result},
       .codes = {"534", "432"},
       .cause = "The server's policy wants a stronger mechanism than {mechanism} for this account (RFC "
                "4954), and a Send connector has none.",
       .fix = "Have the policy changed for this account, or use another way to be trusted: address or "
              "certificate.",
       .command = "Set-SendConnector {connector} -SmartHostAuthMechanism None",
       .blame = Blame::policy},
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
