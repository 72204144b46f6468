#include "rehearsal/profiles.hpp"

#include <algorithm>
#include <array>

namespace authwalk::rehearsal {
namespace {

constexpr std::string_view exchange_keywords[] = {
    "SIZE 37748736",  "PIPELINING", "DSN",    "ENHANCEDSTATUSCODES",   "STARTTLS",
    "X-ANONYMOUSTLS", "AUTH",       "X-EXPS", "X-EXCHANGEAUTH SHA256", "8BITMIME",
    "BINARYMIME",     "CHUNKING",   "XRDST",
};

constexpr std::string_view postfix_keywords[] = {
    "PIPELINING",          "SIZE 37748736", "ETRN", "STARTTLS", "AUTH",
    "ENHANCEDSTATUSCODES", "8BITMIME",      "DSN",  "CHUNKING",
};

constexpr std::array table{
    Profile{
        .id = "exchange",
        .mechanisms = "LOGIN",
        .anonymous_refused_at = Point::mail,
        .send_as_refused_at = Point::end_of_data,
        .keywords = exchange_keywords,
        .banner = "220 {host} Microsoft ESMTP MAIL Service ready at {date}",
        .hello = "250 {host} Hello [{client}]",
        .empty_hello = "",  // accepted
        .hello_first = "503 5.5.2 Send hello first",
        .unknown_command = "500 5.3.3 Unrecognized command",
        .bad_sequence = "503 5.5.1 Bad sequence of commands",
        .noop = "250 2.0.0 OK",
        .reset = "250 2.0.0 Resetting",
        .verify = "252 2.1.5 Cannot VRFY user",
        .help = "214-This server supports the following commands:\r\n"
                "214 HELO EHLO STARTTLS RCPT DATA RSET MAIL QUIT HELP AUTH BDAT",
        .quit = "221 2.0.0 Service closing transmission channel",
        .idle = "421 4.4.1 Connection timed out",
        .too_many_connections =
            "421 4.3.2 The maximum number of concurrent connections has exceeded a limit, "
            "closing transmission channel",
        .tls_ready = "220 2.0.0 SMTP server ready",
        .tls_not_offered = "500 5.3.3 Unrecognized command",
        .tls_already = "503 5.5.1 Bad sequence of commands",
        .auth_accepted = "235 2.7.0 Authentication successful",
        .auth_refused = "535 5.7.3 Authentication unsuccessful",
        .auth_disabled = "535 5.7.3 Authentication unsuccessful",
        .auth_aborted = "501 5.7.0 Authentication aborted",
        .auth_not_base64 = "501 5.5.2 Cannot Base64-decode",
        .auth_unknown_mechanism = "504 5.7.4 Unrecognized authentication type",
        .auth_needs_tls = "504 5.7.4 Unrecognized authentication type",
        .auth_not_offered = "504 5.7.4 Unrecognized authentication type",
        .auth_already = "503 5.5.1 Already authenticated",
        .auth_in_transaction = "503 5.5.1 Bad sequence of commands",
        .sender_accepted = "250 2.1.0 Sender OK",
        .sender_anonymous =
            "530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM",
        .sender_again = "503 5.5.2 Sender already specified",
        .sender_syntax = "501 5.1.7 Invalid address",
        .parameter_unknown = "501 5.5.4 Unrecognized parameter",
        .too_large = "552 5.3.4 Message size exceeds fixed maximum message size",
        .recipient_accepted = "250 2.1.5 Recipient OK",
        .recipient_syntax = "501 5.1.3 Invalid address",
        .relay_denied = "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain",
        .need_sender = "503 5.5.2 Need mail command",
        .need_recipient = "503 5.5.2 Need rcpt command",
        .data_go_ahead = "354 Start mail input; end with <CRLF>.<CRLF>",
        .chunk_accepted = "250 2.6.0 CHUNK received OK, {detail} octets",
        .chunk_syntax = "501 5.5.4 Invalid arguments",
        .message_accepted =
            "250 2.6.0 <{id}@{host}> [InternalId={id}, Hostname={host}] Queued mail for delivery",
        .send_as_denied = "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
    },
    Profile{
        .id = "postfix",
        .mechanisms = "LOGIN PLAIN CRAM-MD5 SCRAM-SHA-256",
        // smtpd_delay_reject: what is wrong with the client or the sender is said at RCPT TO.
        .anonymous_refused_at = Point::rcpt,
        .send_as_refused_at = Point::rcpt,
        .keywords = postfix_keywords,
        .banner = "220 {host} ESMTP Postfix (Debian/GNU)",
        .hello = "250 {host}",
        .empty_hello = "501 Syntax: EHLO hostname",
        .hello_first = "503 5.5.1 Error: send HELO/EHLO first",
        .unknown_command = "500 5.5.2 Error: command not recognized",
        .bad_sequence = "503 5.5.1 Error: MAIL transaction in progress",
        .noop = "250 2.0.0 Ok",
        .reset = "250 2.0.0 Ok",
        .verify = "502 5.5.1 VRFY command is disabled",
        .help = "500 5.5.2 Error: command not recognized",
        .quit = "221 2.0.0 Bye",
        .idle = "421 4.4.2 {host} Error: timeout exceeded",
        .too_many_connections = "421 4.7.0 {host} Error: too many connections from {client}",
        .tls_ready = "220 2.0.0 Ready to start TLS",
        .tls_not_offered = "502 5.5.1 Error: command not implemented",
        .tls_already = "554 5.5.1 Error: TLS already active",
        .auth_accepted = "235 2.7.0 Authentication successful",
        .auth_refused = "535 5.7.8 Error: authentication failed: authentication failure",
        .auth_disabled = "535 5.7.8 Error: authentication failed: account disabled",
        .auth_aborted = "501 5.7.0 Authentication aborted",
        .auth_not_base64 = "535 5.7.8 Error: authentication failed: bad protocol / cancel",
        .auth_unknown_mechanism = "535 5.7.8 Error: authentication failed: no mechanism available",
        .auth_needs_tls = "504 5.5.4 Encryption required for requested authentication mechanism",
        .auth_not_offered = "503 5.5.1 Error: authentication not enabled",
        .auth_already = "503 5.5.1 Error: already authenticated",
        .auth_in_transaction = "503 5.5.1 Error: MAIL transaction in progress",
        .sender_accepted = "250 2.1.0 Ok",
        .sender_anonymous = "554 5.7.1 <unknown[{client}]>: Client host rejected: Access denied",
        .sender_again = "503 5.5.1 Error: nested MAIL command",
        .sender_syntax = "501 5.1.7 Bad sender address syntax",
        .parameter_unknown = "555 5.5.4 Unsupported option: {detail}",
        .too_large = "552 5.3.4 Message size exceeds fixed limit",
        .recipient_accepted = "250 2.1.5 Ok",
        .recipient_syntax = "501 5.1.3 Bad recipient address syntax",
        .relay_denied = "554 5.7.1 <{to}>: Relay access denied",
        .need_sender = "503 5.5.1 Error: need MAIL command",
        .need_recipient = "503 5.5.1 Error: need RCPT command",
        .data_go_ahead = "354 End data with <CR><LF>.<CR><LF>",
        .chunk_accepted = "250 2.0.0 Ok: {detail} bytes",
        .chunk_syntax = "521 5.5.4 Syntax: BDAT count [LAST]",
        .message_accepted = "250 2.0.0 Ok: queued as {id}",
        .send_as_denied = "553 5.7.1 <{from}>: Sender address rejected: not owned by user {user}",
    },
};

}  // namespace

std::span<const Profile> profiles() {
  return table;
}

const Profile* find_profile(std::string_view id) {
  const auto found = std::ranges::find(table, id, &Profile::id);
  return found == table.end() ? nullptr : &*found;
}

}  // namespace authwalk::rehearsal
