#include <doctest/doctest.h>

#include "knowledge/refusal.hpp"
#include "smtp/reply_reader.hpp"

namespace authwalk {
namespace {

Reply reply(std::string_view line) {
  ReplyReader reader;
  reader.feed(std::string(line) + "\r\n");
  return reader.take().value();
}

struct Sample {
  Step step;
  std::string_view line;
  std::string_view cls;
};

// Real wordings, one or more for each meaning.
constexpr std::array samples{
    Sample{Step::banner, "554 5.3.2 mx.contoso.example not accepting connections", "rejected"},
    Sample{Step::banner, "421 4.3.2 Service not available", "rejected-temporarily"},
    Sample{Step::banner, "250 hello", "protocol-violation"},
    Sample{Step::auth_start, "504 5.7.4 Unrecognized authentication type", "mechanism-refused"},
    Sample{Step::auth_start, "504 5.5.4 Encryption required for requested authentication mechanism",
           "mechanism-needs-tls"},
    Sample{Step::auth_start, "530 5.7.0 Must issue a STARTTLS command first", "mechanism-needs-tls"},
    Sample{Step::auth_start, "535 5.7.8 Error: authentication failed: Invalid authentication mechanism",
           "mechanism-refused"},
    Sample{Step::auth_start, "503 5.5.1 Error: authentication not enabled", "mechanism-refused"},
    Sample{Step::auth_start, "503 5.3.3 AUTH mechanism LOGIN not available", "mechanism-refused"},
    Sample{Step::auth_start, "503 AUTH command used when not advertised", "mechanism-needs-tls"},
    Sample{Step::auth_start, "503 5.5.1 Invalid command: Command not supported", "mechanism-needs-tls"},
    Sample{Step::auth_start, "503 5.5.1 Already authenticated", "rejected"},
    Sample{Step::auth_start, "535 5.7.139 Authentication unsuccessful, the user credentials were incorrect.",
           "bad-credentials"},
    Sample{Step::auth_start, "535 5.7.139 Authentication unsuccessful, account is locked",
           "account-disabled-or-locked"},
    Sample{Step::auth_start, "535 5.7.139 Authentication unsuccessful, basic authentication is disabled.",
           "basic-auth-disabled"},
    Sample{Step::auth_start, "454 4.7.0 Temporary authentication failure", "rejected-temporarily"},
    Sample{Step::auth_start, "250 ok", "protocol-violation"},
    Sample{Step::auth_result, "535 5.7.3 Authentication unsuccessful", "bad-credentials"},
    Sample{Step::auth_result, "535 5.7.8 Error: authentication failed: authentication failure",
           "bad-credentials"},
    Sample{Step::auth_result,
           "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
           "basic-auth-disabled"},
    Sample{Step::auth_result, "535 5.7.139 Authentication unsuccessful, the user credentials were incorrect.",
           "bad-credentials"},
    Sample{Step::auth_result, "535 5.7.139 Authentication unsuccessful, the account is locked",
           "account-disabled-or-locked"},
    Sample{Step::auth_result,
           "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.",
           "basic-auth-disabled"},
    Sample{Step::auth_result,
           "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults "
           "policy. Contact your administrator.",
           "basic-auth-disabled"},
    Sample{Step::auth_result,
           "535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be "
           "authenticated successfully. Contact your administrator.",
           "basic-auth-disabled"},
    Sample{Step::auth_result, "535 5.7.139 Authentication unsuccessful, basic authentication is disabled.",
           "basic-auth-disabled"},
    Sample{Step::auth_result, "535 5.7.1 Authentication unsuccessful", "submit-denied"},
    Sample{Step::auth_result, "535 5.7.1 Application-specific password required", "bad-credentials"},
    Sample{Step::auth_result, "504 5.7.4 Unrecognized authentication type", "mechanism-refused"},
    Sample{Step::auth_result, "535 Account not subscribed to SES", "account-disabled-or-locked"},
    Sample{Step::auth_result, "550 5.7.30 Basic authentication is not supported for Client Submission.",
           "basic-auth-disabled"},
    Sample{Step::auth_result, "454 4.7.0 Temporary authentication failure", "rejected-temporarily"},
    Sample{Step::auth_result, "534 5.7.9 Please log in with your web browser", "account-disabled-or-locked"},
    Sample{Step::mail_from,
           "530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM",
           "auth-required"},
    Sample{Step::mail_from, "530 5.7.0 Must issue a STARTTLS command first", "tls-required"},
    Sample{Step::mail_from, "550 5.1.7 Invalid address", "sender-rejected"},
    Sample{Step::mail_from, "553 5.7.1 <a@b>: Sender address rejected: not owned by user svc",
           "send-as-denied"},
    Sample{Step::mail_from, "451 4.7.0 Temporary server error. Please try again later",
           "rejected-temporarily"},
    Sample{Step::mail_from, "552 5.3.4 Message size exceeds fixed maximum message size", "rejected"},
    Sample{Step::mail_from, "555 5.5.4 Unsupported option: AUTH=<>", "rejected"},
    Sample{Step::mail_from, "501 5.5.4 Unrecognized parameter", "rejected"},
    Sample{Step::mail_from, "550 Unsupported ESMTP extension: AUTH", "rejected"},
    Sample{Step::mail_from, "554 5.7.1 <unknown[192.0.2.200]>: Client host rejected: Access denied",
           "rejected"},
    Sample{Step::mail_from, "550 5.7.64 TenantAttribution; Relay Access Denied", "relay-denied"},
    Sample{Step::mail_from, "550 5.7.0 Mail relay denied", "relay-denied"},
    Sample{Step::mail_from, "550 5.7.1 Invalid credentials for relay", "relay-denied"},
    Sample{Step::mail_from, "554 host network not allowed", "relay-denied"},
    Sample{Step::mail_from,
           "550 5.7.51 TenantInboundAttribution; There is a partner connector configured that matched the "
           "message's sender domain",
           "client-certificate"},
    Sample{Step::mail_from, "553 this route requires encryption (TLS)", "tls-required"},
    Sample{Step::mail_from, "553 this route requires TLS version 1.2 or greater", "tls-version"},
    Sample{Step::mail_from, "553 this route requires high-strength ciphers", "tls-cipher"},
    Sample{Step::rcpt_to, "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain",
           "relay-denied"},
    Sample{Step::rcpt_to, "554 5.7.1 <c@d>: Relay access denied", "relay-denied"},
    Sample{Step::rcpt_to, "550 5.7.1 Unable to relay", "relay-denied"},
    Sample{Step::rcpt_to, "454 4.7.1 <c@d>: Relay access denied", "rejected-temporarily"},
    Sample{Step::rcpt_to, "553 5.7.1 <a@b>: Sender address rejected: not logged in", "auth-required"},
    Sample{Step::rcpt_to, "550 5.1.1 User unknown", "recipient-rejected"},
    Sample{Step::rcpt_to,
           "503 This mail server requires authentication when attempting to send to a non-local e-mail "
           "address. Please check your mail client settings.",
           "auth-required"},
    Sample{Step::rcpt_to,
           "550 5.7.68 TenantInboundAttribution; Direct Send not allowed for this organization from "
           "unauthorized sources",
           "sender-rejected"},
    Sample{Step::rcpt_to, "550 5.7.51 TenantInboundAttribution; There is a partner connector configured",
           "client-certificate"},
    Sample{Step::rcpt_to, "550 Delivery is not allowed to this address.", "relay-denied"},
    Sample{Step::rcpt_to, "550 5.7.1 Relaying denied. Proper authentication required.", "relay-denied"},
    Sample{Step::rcpt_to, "554 host network, not allowed", "relay-denied"},
    Sample{Step::rcpt_to, "554 5.7.1 <unknown[192.0.2.200]>: Client host rejected: Access denied",
           "rejected"},
    Sample{Step::data, "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
           "send-as-denied"},
    Sample{Step::data, "550 5.7.1 Client does not have permissions to send as this sender", "send-as-denied"},
    Sample{Step::data,
           "554 Access denied: User arn:aws:iam::0:user/svc is not authorized to perform ses:SendRawEmail",
           "send-as-denied"},
    Sample{Step::data, "550 The from address does not match a verified Sender Identity", "send-as-denied"},
    Sample{Step::data,
           "554 Message rejected: Email address is not verified. The following identities failed the check",
           "sender-rejected"},
    Sample{Step::data, "554 5.5.1 Error: no valid recipients", "recipient-rejected"},
    Sample{Step::data, "552 5.3.4 Message size exceeds fixed maximum message size", "rejected"},
};

}  // namespace

TEST_SUITE("walk") {
  TEST_CASE("a refusal has the class of its step and wording") {
    for (const Sample& sample : samples) {
      CAPTURE(sample.line);
      CAPTURE(id(sample.step));
      CHECK(id(class_of_refusal(sample.step, reply(sample.line))) == sample.cls);
    }
  }
}

}  // namespace authwalk
