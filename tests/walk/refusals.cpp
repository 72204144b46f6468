#include "walk/refusals.hpp"

#include <doctest/doctest.h>

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
    Sample{Step::auth_start, "503 5.5.1 Error: authentication not enabled", "rejected"},
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
    Sample{Step::auth_result, "550 5.7.30 Basic authentication is not supported for Client Submission.",
           "basic-auth-disabled"},
    Sample{Step::auth_result, "454 4.7.0 Temporary authentication failure", "rejected-temporarily"},
    Sample{Step::auth_result, "534 5.7.9 Please log in with your web browser", "mechanism-refused"},
    Sample{Step::mail_from,
           "530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM",
           "auth-required"},
    Sample{Step::mail_from, "530 5.7.0 Must issue a STARTTLS command first", "tls-required"},
    Sample{Step::mail_from, "550 5.1.7 Invalid address", "sender-rejected"},
    Sample{Step::mail_from, "553 5.7.1 <a@b>: Sender address rejected: not owned by user svc",
           "send-as-denied"},
    Sample{Step::mail_from, "451 4.7.0 Temporary server error. Please try again later",
           "rejected-temporarily"},
    Sample{Step::rcpt_to, "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain",
           "relay-denied"},
    Sample{Step::rcpt_to, "554 5.7.1 <c@d>: Relay access denied", "relay-denied"},
    Sample{Step::rcpt_to, "550 5.7.1 Unable to relay", "relay-denied"},
    Sample{Step::rcpt_to, "454 4.7.1 <c@d>: Relay access denied", "rejected-temporarily"},
    Sample{Step::rcpt_to, "553 5.7.1 <a@b>: Sender address rejected: not logged in", "auth-required"},
    Sample{Step::rcpt_to, "550 5.1.1 User unknown", "recipient-rejected"},
    Sample{Step::data, "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
           "send-as-denied"},
    Sample{Step::data, "550 5.7.1 Client does not have permissions to send as this sender", "send-as-denied"},
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
