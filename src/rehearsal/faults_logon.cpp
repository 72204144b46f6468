// Faults of the offer inside TLS and of a logon by AUTH.
#include <fmt/format.h>

#include <chrono>

#include "rehearsal/changes.hpp"
#include "rehearsal/fault_rows.hpp"
#include "rehearsal/misbehaviour.hpp"

namespace authwalk::rehearsal {
namespace {

using namespace std::chrono_literals;
using namespace std::string_view_literals;

std::string two_hundred_mechanisms() {
  std::string line = "AUTH";
  for (int i = 1; i < 200; ++i) line += fmt::format(" X-{:03}", i);
  return line + " LOGIN";
}

constexpr const char* refused = "535 5.7.3 Authentication unsuccessful";

}  // namespace

std::vector<Fault> logon_faults() {
  using enum WalkNeeds;
  return {
      // EHLO inside TLS and the offer
      {{"ehlo-tls-421", "ehlo-tls", "rejected-temporarily", basic_tls,
        "is too busy when EHLO comes inside TLS"},
       at(Point::ehlo_tls, says_and_closes("421 4.3.2 System not accepting network messages"))},
      {{"ehlo-tls-500", "ehlo-tls", "rejected", basic_tls, "does not know EHLO inside TLS"},
       at(Point::ehlo_tls, says("500 5.3.3 Unrecognized command"))},
      {{"ehlo-tls-silent", "ehlo-tls", "timeout", basic_tls, "does not answer EHLO inside TLS"},
       at(Point::ehlo_tls, stays_silent())},
      {{"ehlo-tls-close", "ehlo-tls", "closed", basic_tls, "closes the connection at EHLO inside TLS"},
       at(Point::ehlo_tls, closes())},
      {{"ehlo-tls-starttls-again", "ehlo-tls", "pass", basic_tls, "offers STARTTLS again inside TLS"},
       starttls_inside_tls()},
      {{"ehlo-tls-no-auth", "auth-offer", "no-common-mechanism", basic_tls,
        "lists nothing at all inside TLS"},
       nothing_inside_tls()},
      {{"auth-none-offered", "auth-offer", "no-common-mechanism", basic_tls, "offers no AUTH"}, no_auth()},
      {{"auth-only-before-tls", "auth-offer", "no-common-mechanism", basic_tls,
        "offers AUTH in clear and takes it back inside TLS"},
       auth_only_in_clear()},
      {{"auth-plain-only", "auth-offer", "no-common-mechanism", basic_tls, "offers PLAIN and no LOGIN"},
       auth_line("AUTH PLAIN")},
      {{"auth-lookalikes", "auth-offer", "no-common-mechanism", basic_tls,
        "offers mechanisms that only look like LOGIN"},
       auth_line("AUTH LOGINX PLAIN-LOGIN PLAIN")},
      {{"auth-equals", "auth-offer", "pass", basic_tls, "offers AUTH=LOGIN as servers before RFC 2554 did"},
       auth_line("AUTH=LOGIN")},
      {{"auth-lines-disagree", "auth-offer", "pass", basic_tls,
        "offers PLAIN in one line and LOGIN in another"},
       auth_lines_disagree()},
      {{"auth-200-mechanisms", "auth-offer", "pass", basic_tls,
        "offers 200 mechanisms, LOGIN the last of them"},
       auth_line(two_hundred_mechanisms())},

      // AUTH, the command
      {{"auth-503", "auth-start", "rejected", basic_tls, "says that the session is authenticated already"},
       at(Point::auth_start, says("503 5.5.1 Already authenticated"))},
      {{"auth-504", "auth-start", "mechanism-refused", basic_tls, "offers LOGIN and does not know it"},
       at(Point::auth_start, says("504 5.7.4 Unrecognized authentication type"))},
      {{"auth-530-needs-tls", "auth-start", "mechanism-needs-tls", basic,
        "offers AUTH in clear, refuses it there and offers no TLS", cleartext},
       both(starttls_stripped(),
            at(Point::auth_start, says("530 5.7.0 Must issue a STARTTLS command first")))},
      {{"auth-250", "auth-start", "protocol-violation", basic_tls, "answers AUTH LOGIN with 250"},
       at(Point::auth_start, says("250 2.0.0 OK"))},
      {{"auth-early-235", "auth-start", "unexpected-success", basic_tls,
        "accepts the logon before any credential was given"},
       at(Point::auth_start, says("235 2.7.0 Authentication successful"))},

      // AUTH, the challenges
      {{"auth-235-after-user", "auth-challenge", "unexpected-success", basic_tls,
        "accepts the logon without a password"},
       at(Point::auth_user, says("235 2.7.0 Authentication successful"))},
      {{"auth-prompt-password-first", "auth-challenge", "unexpected-prompt", basic_tls,
        "asks for the password first"},
       prompts("Password:", "Username:")},
      {{"auth-prompt-unknown", "auth-challenge", "unexpected-prompt", basic_tls,
        "asks for something nobody knows"},
       prompts("Username:", "Token code:")},
      {{"auth-prompt-empty", "auth-challenge", "unexpected-prompt", basic_tls, "asks with an empty prompt"},
       prompts("", "")},
      {{"auth-prompt-escapes", "auth-challenge", "unexpected-prompt", basic_tls,
        "asks with terminal escapes and a line end in its prompt"},
       prompts("\x1b[2J<script>\r\n235 2.7.0 OK", "Password:")},
      {{"auth-prompt-odd-spelling", "auth-challenge", "pass", basic_tls,
        "asks as Courier and Microsoft's old SMTP service do"},
       prompts("User Name\0"sv, "Password\0"sv)},
      {{"auth-bad-base64", "auth-challenge", "bad-challenge", basic_tls,
        "asks for the password in no base64"},
       raw_password_prompt("!!!not-base64")},
      {{"auth-huge-challenge", "auth-challenge", "limit-exceeded", basic_tls,
        "asks for the password with a prompt of 1 MiB"},
       raw_password_prompt(std::string(1024 * 1024, 'A'))},

      // AUTH, the result
      {{"auth-535", "auth-result", "bad-credentials", basic_tls, "refuses every logon"},
       at(Point::auth_result, says(refused))},
      {{"auth-535-multiline", "auth-result", "bad-credentials", basic_tls,
        "refuses every logon in two lines with a link"},
       at(Point::auth_result, says("535-5.7.8 Username and Password not accepted. Learn more at\r\n535 5.7.8 "
                                   " https://support.contoso.example/logon"))},
      {{"auth-535-571", "auth-result", "submit-denied", basic_tls,
        "knows the account, which may not submit (event 1020)"},
       at(Point::auth_result, says("535 5.7.1 Authentication unsuccessful"))},
      {{"auth-535-locked", "auth-result", "account-disabled-or-locked", basic_tls, "has locked the account"},
       at(Point::auth_result, says("535 5.7.139 Authentication unsuccessful, account is locked"))},
      {{"auth-535-57139", "auth-result", "basic-auth-disabled", basic_tls,
        "has SMTP AUTH turned off for the organisation"},
       at(Point::auth_result, says("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is "
                                   "disabled for the Tenant."))},
      {{"auth-535-basic-disabled", "auth-result", "basic-auth-disabled", basic_tls,
        "has basic authentication turned off"},
       at(Point::auth_result,
          says("535 5.7.139 Authentication unsuccessful, basic authentication is disabled."))},
      {{"auth-550-5730", "auth-result", "basic-auth-disabled", basic_tls,
        "has retired basic authentication, as Exchange Online does"},
       at(Point::auth_result,
          says("550 5.7.30 Basic authentication is not supported for Client Submission."))},
      {{"auth-454", "auth-result", "rejected-temporarily", basic_tls, "cannot reach its directory"},
       at(Point::auth_result, says("454 4.7.0 Temporary authentication failure"))},
      {{"auth-421", "auth-result", "rejected-temporarily", basic_tls,
        "has had too many failed logons and closes"},
       at(Point::auth_result, says_and_closes("421 4.7.0 Too many unsuccessful authentication attempts"))},
      {{"auth-mixed-235-535", "auth-result", "protocol-violation", basic_tls,
        "accepts and refuses the logon in one reply"},
       at(Point::auth_result,
          says("235-2.7.0 Authentication successful\r\n535 5.7.3 Authentication unsuccessful"))},
      {{"auth-endless-334", "auth-result", "too-many-challenges", basic_tls,
        "asks for the password again and again"},
       at(Point::auth_result, asks_for_ever("UGFzc3dvcmQ6"))},
      {{"auth-echo-password", "auth-result", "bad-credentials", basic_tls,
        "refuses the logon and sends the password back in six encodings"},
       at(Point::auth_result, echoes_password())},
      {{"auth-close-after-password", "auth-result", "closed", basic_tls, "takes the password and closes"},
       at(Point::auth_result, closes())},
      {{"auth-truncated-tls", "auth-result", "closed", basic_tls,
        "takes the password and ends without TLS's close_notify"},
       at(Point::auth_result, cuts_tls_off())},
      {{"auth-reset-after-password", "auth-result", "reset", basic_tls,
        "takes the password and resets the connection"},
       at(Point::auth_result, resets())},
      {{"auth-silent-after-password", "auth-result", "timeout", basic_tls,
        "takes the password and falls silent"},
       at(Point::auth_result, stays_silent())},
      {{"tarpit", "auth-result", "bad-credentials", basic_tls,
        "refuses every logon five seconds late, as an Exchange does", patience},
       at(Point::auth_result, says_after(5s, refused))},
  };
}

}  // namespace authwalk::rehearsal
