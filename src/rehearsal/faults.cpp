#include "rehearsal/faults.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "rehearsal/changes.hpp"
#include "rehearsal/misbehaviour.hpp"

// A new fault is a row of this table: what a walk in its mode must report, and a change of changes.hpp or an
// act of misbehaviour.hpp. Tests walk against every row and compare step and class.
namespace authwalk::rehearsal {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using namespace std::string_view_literals;

std::string two_hundred_mechanisms() {
  std::string line = "AUTH";
  for (int i = 1; i < 200; ++i) line += fmt::format(" X-{:03}", i);
  return line + " LOGIN";
}

std::string long_banner() {
  return "220 {host} " + std::string(1500, 'x');
}

constexpr const char* refused = "535 5.7.3 Authentication unsuccessful";
constexpr const char* injected = "250-relay Hello\r\n250 AUTH LOGIN PLAIN\r\n";
using enum WalkNeeds;
constexpr std::string_view none = "None";
constexpr std::string_view basic = "BasicAuth";
constexpr std::string_view basic_tls = "BasicAuthRequireTLS";
constexpr std::string_view exchange = "ExchangeServer";
constexpr std::string_view external = "ExternalAuthoritative";

const std::vector<Fault>& table() {
  static const std::vector<Fault> faults{
      // Before anything is said
      {{"banner-silent", "banner", "timeout", none, "accepts the connection and never says a word"},
       at(Point::banner, stays_silent())},
      {{"banner-close", "banner", "closed", none, "accepts the connection and closes it"},
       at(Point::banner, closes())},
      {{"banner-reset", "banner", "reset", none, "accepts the connection and resets it"},
       at(Point::banner, resets())},
      {{"banner-554", "banner", "rejected", none, "refuses all service in its banner"},
       at(Point::banner, says("554 {host} ESMTP not accepting connections"))},
      {{"banner-421", "banner", "rejected-temporarily", none,
        "is too busy, as an Exchange whose component is inactive"},
       at(Point::banner, says_and_closes("421 4.3.2 Service not active"))},
      {{"banner-250", "banner", "protocol-violation", none, "greets with 250 instead of 220"},
       at(Point::banner, says("250 {host} Microsoft ESMTP MAIL Service"))},
      {{"banner-drip", "banner", "timeout", none,
        "sends its banner at one byte every half second, without end"},
       at(Point::banner, drips_for_ever("220-"))},
      {{"banner-endless-lines", "banner", "limit-exceeded", none,
        "sends banner lines at full speed, without end"},
       at(Point::banner, floods("", "220-one more line\r\n"))},
      {{"banner-endless-line", "banner", "limit-exceeded", none, "sends one banner line that never ends"},
       at(Point::banner, floods("220 ", "x"))},
      {{"banner-long-line", "banner", "pass", none,
        "greets with a line longer than RFC 5321 allows, yet harmless"},
       at(Point::banner, says(long_banner()))},
      {{"banner-nul", "banner", "pass", none, "has a NUL byte in its banner"},
       at(Point::banner, says("220 {host} before"s + '\0' + "after"))},
      {{"banner-escapes", "banner", "pass", none,
        "has terminal escapes, markup and separators in its banner"},
       at(Point::banner,
          says("220 {host} \x1b[2J\x1b[31m | a=1;2;3 <script>alert(1)</script> \xe2\x80\xae"))},
      {{"banner-formula", "banner", "pass", none, "has a banner that a spreadsheet would run"},
       at(Point::banner, says("220 =cmd|'/C calc'!A0"))},
      {{"banner-invalid-utf8", "banner", "pass", none, "has bytes in its banner that are no UTF-8"},
       at(Point::banner, says("220 {host} \xc0\xaf \xed\xa0\x80 \xff\xfe"))},
      {{"banner-multiline-slow", "banner", "pass", none,
        "greets with three lines, byte by byte, but comes to an end"},
       at(Point::banner, says_slowly(10ms, "220-{host}\r\n220-Microsoft ESMTP MAIL Service\r\n220 ready"))},
      {{"banner-ssh", "banner", "protocol-violation", none, "is an SSH server"},
       at(Point::banner, says("SSH-2.0-OpenSSH_9.2p1"))},
      {{"banner-http", "banner", "protocol-violation", none, "is a web server"},
       at(Point::banner, says_and_closes("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n"))},
      {{"banner-noise", "banner", "protocol-violation", none, "sends 4 KiB of noise"},
       at(Point::banner, sends_noise())},
      {{"banner-then-pipelined-ehlo", "ehlo", "protocol-violation", none,
        "sends an EHLO reply together with its banner, before it was asked"},
       at(Point::banner, says("220 {host} Microsoft ESMTP MAIL Service ready at {date}\r\n250-{host} "
                              "Hello\r\n250 AUTH LOGIN"))},
      {{"banner-asterisks", "ehlo", "esmtp-rewritten", none,
        "stands behind a firewall that masks the banner and refuses EHLO"},
       both(at(Point::banner, says("220 ****************************************")),
            at(Point::ehlo, says("500 Command unrecognized")))},

      // EHLO
      {{"ehlo-silent", "ehlo", "timeout", none, "does not answer EHLO"}, at(Point::ehlo, stays_silent())},
      {{"ehlo-close", "ehlo", "closed", none, "closes the connection at EHLO"}, at(Point::ehlo, closes())},
      {{"ehlo-500", "ehlo", "rejected", none, "does not know EHLO"},
       at(Point::ehlo, says("500 5.3.3 Unrecognized command"))},
      {{"ehlo-501", "ehlo", "rejected", none, "does not like the name in EHLO"},
       at(Point::ehlo, says("501 5.5.4 Invalid domain name"))},
      {{"ehlo-421", "ehlo", "rejected-temporarily", none, "is too busy when EHLO comes"},
       at(Point::ehlo, says_and_closes("421 4.3.2 System not accepting network messages"))},
      {{"ehlo-220", "ehlo", "protocol-violation", none, "answers EHLO with 220"},
       at(Point::ehlo, says("220 {host} Hello"))},
      {{"ehlo-endless", "ehlo", "limit-exceeded", none, "lists keywords without end"},
       at(Point::ehlo, floods("250-{host}\r\n", "250-X-KEYWORD\r\n"))},
      {{"ehlo-mixed-codes", "ehlo", "protocol-violation", none, "answers EHLO with two codes in one reply"},
       at(Point::ehlo, says("250-{host} Hello\r\n550 no"))},
      {{"ehlo-lower-case", "ehlo", "pass", basic_tls, "lists its keywords in lower case"},
       keywords_in_lower_case()},
      {{"ehlo-x-masked", "starttls", "esmtp-rewritten", basic_tls,
        "stands behind a firewall that overwrites keywords with X"},
       keywords_masked()},

      // STARTTLS
      {{"starttls-not-offered", "starttls", "not-offered", basic_tls,
        "offers no STARTTLS but AUTH in clear, as if something had removed it"},
       starttls_stripped()},
      {{"starttls-454", "starttls", "rejected-temporarily", basic_tls, "cannot use its certificate now"},
       at(Point::starttls, says("454 4.7.0 TLS not available due to temporary reason"))},
      {{"starttls-454-injected", "starttls", "rejected-temporarily", basic_tls,
        "refuses STARTTLS and sends the replies to AUTH and MAIL along"},
       at(Point::starttls, says("454 4.7.0 TLS not available\r\n235 2.7.0 Authentication successful\r\n250 "
                                "2.1.0 Sender OK\r\n250 2.1.5 Recipient OK\r\n354 Start mail input"))},
      {{"starttls-250", "starttls", "protocol-violation", basic_tls, "answers STARTTLS with 250"},
       at(Point::starttls, says("250 2.0.0 OK"))},
      {{"starttls-silent", "starttls", "timeout", basic_tls, "does not answer STARTTLS"},
       at(Point::starttls, stays_silent())},
      {{"starttls-close", "starttls", "closed", basic_tls, "closes the connection at STARTTLS"},
       at(Point::starttls, closes())},
      {{"starttls-injection", "starttls", "plaintext-injection", basic_tls,
        "sends an EHLO reply in clear behind the 220, then real TLS"},
       at(Point::starttls, injects(injected))},
      {{"starttls-injection-partial", "starttls", "plaintext-injection", basic_tls,
        "sends half a line in clear behind the 220, then real TLS"},
       at(Point::starttls, injects("250-AUTH LOGIN PLAIN "))},
      {{"starttls-late-injection", "tls-handshake", "not-tls", basic_tls,
        "sends an EHLO reply in clear where the ServerHello belongs"},
       at(Point::starttls, injects_late(injected))},
      {{"starttls-reset", "tls-handshake", "reset", basic_tls, "resets the connection behind its 220"},
       at(Point::starttls, resets_before_tls())},
      {{"starttls-plaintext", "tls-handshake", "not-tls", basic_tls, "goes on in clear behind its 220"},
       at(Point::handshake, answers_hello_with("220 2.0.0 still in clear\r\n"))},
      {{"x-anonymoustls-454", "starttls", "rejected-temporarily", exchange,
        "offers X-ANONYMOUSTLS and refuses it"},
       at(Point::starttls, says("454 4.7.0 TLS not available due to temporary reason"))},

      // TLS
      {{"tls-silent", "tls-handshake", "timeout", basic_tls, "falls silent behind its 220"},
       at(Point::handshake, stays_silent())},
      {{"tls-close", "tls-handshake", "closed", basic_tls, "closes the connection at the ClientHello"},
       at(Point::handshake, answers_hello_with(""))},
      {{"tls-garbage", "tls-handshake", "not-tls", basic_tls,
        "answers the ClientHello with bytes that are no TLS"},
       at(Point::handshake,
          answers_hello_with("\x5a\x5a\x5a\x5a\x5a\x5a\x5a\x5a\x5a\x5a\x5a\x5a\x5a\x5a\x5a\x5a"))},
      {{"tls-1.0-only", "tls-handshake", "tls-version", basic_tls, "speaks TLS 1.0 and nothing newer"},
       tls_version(TLS1_VERSION)},
      {{"tls-1.1-only", "tls-handshake", "tls-version", basic_tls, "speaks TLS 1.1 and nothing newer"},
       tls_version(TLS1_1_VERSION)},
      {{"tls-1.2-only", "tls-handshake", "pass", basic_tls, "speaks TLS 1.2 and nothing newer"},
       tls_version(TLS1_2_VERSION)},
      {{"tls-alert-handshake-failure", "tls-handshake", "tls-failed", basic_tls,
        "ends the handshake with the alert handshake_failure"},
       at(Point::handshake, answers_hello_with_alert(40))},
      {{"tls-alert-internal-error", "tls-handshake", "tls-failed", basic_tls,
        "ends the handshake with the alert internal_error"},
       at(Point::handshake, answers_hello_with_alert(80))},
      {{"tls-client-cert-requested", "tls-handshake", "pass", basic_tls,
        "asks for a client certificate and goes on without"},
       client_certificate(ClientCertificate::requested)},
      {{"tls-client-cert-required", "tls-handshake", "client-certificate", basic_tls,
        "demands a client certificate"},
       client_certificate(ClientCertificate::required)},
      {{"tls-1.2-client-cert-required", "tls-handshake", "client-certificate", basic_tls,
        "demands a client certificate and speaks TLS 1.2 only"},
       client_certificate(ClientCertificate::required, TLS1_2_VERSION)},
      {{"tls-many-tickets", "tls-handshake", "pass", basic_tls, "sends 200 session tickets"}, tickets(200)},

      // Certificates
      {{"cert-expired", "tls-verify", "cert-expired", basic_tls, "shows a certificate that ended yesterday"},
       certificate(Certificate::expired)},
      {{"cert-not-yet-valid", "tls-verify", "cert-not-yet-valid", basic_tls,
        "shows a certificate that begins in a month"},
       certificate(Certificate::not_yet_valid)},
      {{"cert-wrong-name", "tls-verify", "cert-name-mismatch", basic_tls,
        "shows the certificate of another host"},
       certificate(Certificate::other_name)},
      {{"cert-no-names", "tls-verify", "pass", basic_tls,
        "has its name only in the subject of its certificate (RFC 6125 section 6.4.4)"},
       certificate(Certificate::no_names)},
      {{"cert-self-signed", "tls-verify", "cert-self-signed", basic_tls,
        "shows a self-signed certificate, as an Exchange after setup does"},
       certificate(Certificate::self_signed)},
      {{"cert-untrusted", "tls-verify", "cert-untrusted", basic_tls,
        "shows a certificate by an authority that nobody knows"},
       certificate(Certificate::untrusted)},
      {{"cert-missing-intermediate", "tls-verify", "cert-untrusted", basic_tls,
        "does not send the intermediate certificate"},
       certificate(Certificate::missing_intermediate)},
      {{"cert-purpose", "tls-verify", "cert-purpose", basic_tls,
        "shows a certificate that is for clients only"},
       certificate(Certificate::client_purpose)},
      {{"cert-weak", "tls-verify", "cert-weak", basic_tls, "has an RSA key of 1,024 bits"},
       certificate(Certificate::weak_key)},
      {{"cert-sha1", "tls-verify", "cert-weak", basic_tls, "shows a certificate signed with SHA-1"},
       certificate(Certificate::weak_signature)},
      {{"cert-hostile-names", "tls-verify", "cert-self-signed", basic_tls,
        "has terminal escapes, markup and line ends in the names of its certificate"},
       certificate(Certificate::hostile_names)},

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
      {{"x-exps-not-offered", "auth-offer", "no-common-mechanism", exchange,
        "has no ExchangeServer among its authentication mechanisms"},
       no_exchange_server()},

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
      {{"auth-535-571", "auth-result", "bad-credentials", basic_tls,
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
       at(Point::auth_result, asks_for_ever())},
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

      // Sender, recipient, message
      {{"mail-530", "mail-from", "auth-required", none, "wants the client to authenticate before MAIL FROM"},
       at(Point::mail,
          says("530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM"))},
      {{"external-530", "mail-from", "auth-required", external,
        "does not know this client as externally secured"},
       at(Point::mail, says("530 5.7.1 Client was not authenticated"))},
      {{"mail-530-starttls", "mail-from", "tls-required", none,
        "wants TLS before MAIL FROM and does not offer it"},
       both(starttls_stripped(), at(Point::mail, says("530 5.7.0 Must issue a STARTTLS command first")))},
      {{"mail-451", "mail-from", "rejected-temporarily", none, "has a temporary fault at MAIL FROM"},
       at(Point::mail, says("451 4.7.0 Temporary server error. Please try again later"))},
      {{"mail-550-sender", "mail-from", "sender-rejected", none, "refuses the sender"},
       at(Point::mail, says("554 5.1.0 Sender Denied"))},
      {{"mail-close", "mail-from", "closed", none, "closes the connection at MAIL FROM"},
       at(Point::mail, closes())},
      {{"rcpt-relay-denied", "rcpt-to", "relay-denied", external, "does not relay", recipient},
       at(Point::rcpt, says("550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain"))},
      {{"rcpt-5.1.1", "rcpt-to", "recipient-rejected", basic_tls, "does not know the recipient", recipient},
       at(Point::rcpt, says("550 5.1.1 User unknown"))},
      {{"rcpt-454", "rcpt-to", "rejected-temporarily", basic_tls, "defers what it does not relay", recipient},
       at(Point::rcpt, says("454 4.7.1 Relay access denied"))},
      {{"data-554", "data", "rejected", basic_tls, "refuses DATA itself", delivery},
       at(Point::data, says("554 5.5.1 Error: no valid recipients"))},
      {{"data-send-as-denied", "data", "send-as-denied", basic_tls,
        "refuses the sender only when the whole message has arrived", delivery},
       at(Point::end_of_data,
          says("550 5.7.60 SMTP; Client does not have permissions to send as this sender"))},
      {{"data-451", "data", "rejected-temporarily", basic_tls,
        "has a temporary fault at the end of the message", delivery},
       at(Point::end_of_data, says("451 4.3.2 System not accepting network messages"))},
      {{"data-552", "data", "rejected", basic_tls, "finds the message too large", delivery},
       at(Point::end_of_data, says("552 5.3.4 Message size exceeds fixed maximum message size"))},
      {{"data-close", "data", "closed", basic_tls, "takes the message and closes", delivery},
       at(Point::end_of_data, closes())},

      // The end
      {{"quit-silent", "quit", "pass", none, "does not answer QUIT"}, at(Point::quit, stays_silent())},
      {{"quit-close", "quit", "pass", none, "closes the connection at QUIT"}, at(Point::quit, closes())},
      {{"quit-421", "quit", "pass", none, "answers QUIT with 421"},
       at(Point::quit, says_and_closes("421 4.3.2 Service not available, closing transmission channel"))},
      {{"quit-garbage", "quit", "pass", none, "answers QUIT with something that is no reply"},
       at(Point::quit, says_and_closes("good bye"))},
      {{"quit-cut", "quit", "pass", basic_tls, "ends without TLS's close_notify at QUIT"},
       at(Point::quit, cuts_tls_off())},

      // Everywhere
      {{"drip-everything", "quit", "pass", basic_tls, "says everything byte by byte, but comes to an end"},
       drip(5)},
  };
  return faults;
}

}  // namespace

std::span<const Fault> fault_table() {
  return table();
}

const Fault* find_fault(std::string_view name) {
  const auto found =
      std::ranges::find_if(table(), [&](const Fault& fault) { return fault.row.name == name; });
  return found == table().end() ? nullptr : &*found;
}

}  // namespace authwalk::rehearsal

namespace authwalk {

std::span<const FaultRow> faults() {
  static const std::vector<FaultRow> rows = [] {
    std::vector<FaultRow> copied;
    for (const rehearsal::Fault& fault : rehearsal::fault_table()) copied.push_back(fault.row);
    return copied;
  }();
  return rows;
}

}  // namespace authwalk
