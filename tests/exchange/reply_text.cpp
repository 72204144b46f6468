// From a reply as text to the failure that it tells: which step, which class, and who made it.
#include "exchange/reply_text.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <authwalk/explain.hpp>

#include "exchange/wrapped_reply.hpp"

using namespace authwalk;

namespace {

std::string told(std::string_view text, std::optional<Step> step = std::nullopt) {
  const auto failure = failure_of_reply(text, step);
  if (!failure) return "nothing";
  const Failure& f = *failure->transcript.failure;
  return fmt::format("{} {} {}", id(f.step), id(f.cls), id(f.origin));
}

TEST_SUITE_BEGIN("exchange");

TEST_CASE("a reply at a step that is given is judged there") {
  CHECK(told("535 5.7.3 Authentication unsuccessful", Step::auth_result) ==
        "auth-result bad-credentials server");
  CHECK(told("504 5.7.4 Unrecognized authentication type", Step::auth_start) ==
        "auth-start mechanism-refused server");
  CHECK(told("550 5.7.1 No", Step::rcpt_to) == "rcpt-to rejected server");
  CHECK(told("550 5.7.1 No", Step::mail_from) == "mail-from sender-rejected server");
  CHECK(told("454 4.7.0 Temporary authentication failure", Step::auth_result) ==
        "auth-result rejected-temporarily server");
  CHECK(told("421 4.4.2 Connection dropped due to ConnectionReset", Step::auth_result) ==
        "auth-result reset network");
}

TEST_CASE("without a step, code and words tell it") {
  CHECK(told("535 5.7.3 Authentication unsuccessful") == "auth-result bad-credentials server");
  CHECK(told("535-5.7.8 Username and Password not accepted.\r\n535 5.7.8 Learn more") ==
        "auth-result bad-credentials server");
  CHECK(told("504 5.7.4 Unrecognized authentication type") == "auth-start mechanism-refused server");
  CHECK(told("535 5.7.139 Authentication unsuccessful, basic authentication is disabled") ==
        "auth-result basic-auth-disabled server");
  CHECK(told("550 5.7.30 Basic authentication is not supported for Client Submission") ==
        "auth-result basic-auth-disabled server");
  CHECK(told("530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM") ==
        "mail-from auth-required server");
  CHECK(told("530 5.7.0 Must issue a STARTTLS command first") == "mail-from tls-required server");
  CHECK(told("550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain") ==
        "rcpt-to relay-denied server");
  CHECK(told("550 5.7.60 SMTP; Client does not have permissions to send as this sender") ==
        "data send-as-denied server");
  CHECK(told("554 5.7.1 <b@fabrikam.example>: Relay access denied") == "rcpt-to relay-denied server");
  CHECK(told("550 5.1.1 User unknown") == "rcpt-to recipient-rejected server");
  CHECK(told("454 4.7.0 TLS not available due to temporary reason") ==
        "starttls rejected-temporarily server");
  CHECK(told("500 TLS Negotiation Failed") == "tls-handshake tls-failed server");
  CHECK(told("503 This mail server requires authentication when attempting to send to a non-local e-mail "
             "address") == "rcpt-to auth-required server");
}

TEST_CASE("texts that a Send connector makes itself are not the server's") {
  CHECK(told("451 5.7.3 Require basic authentication") == "auth-offer no-common-mechanism local");
  CHECK(told("451 5.7.3 Cannot achieve Exchange Server authentication") ==
        "auth-offer no-common-mechanism local");
  CHECK(told("451 5.7.3 STARTTLS is required to send mail") == "starttls not-offered local");
  CHECK(told("454 4.7.5 The certificate specified in TlsCertificateName of the SendConnector could not be "
             "found.") == "local client-certificate local");
  CHECK(told("451 4.4.0 Security status InvalidToken.") == "tls-handshake not-tls local");
  CHECK(told("454 4.7.0 Failed to establish appropriate TLS channel: UntrustedRoot: Access Denied") ==
        "mail-from client-certificate server");
  CHECK(told("451 4.4.0 DNS query failed") == "resolve dns-failed network");
  CHECK(told("554 5.4.4 SMTPSEND.DNS.NonExistentDomain; nonexistent domain") ==
        "resolve dns-not-found network");
  CHECK(told("421 4.2.1 Unable to connect") == "connect unreachable network");
  CHECK(told("421 4.4.1 Connection timed out") == "connect timeout network");
  CHECK(told("450 4.4.316 Connection refused [Message=Socket error code 10061]") ==
        "connect refused network");
  SUBCASE("whatever step was given") {
    CHECK(told("451 5.7.3 Require basic authentication", Step::auth_result) ==
          "auth-offer no-common-mechanism local");
  }
  SUBCASE("and a server that uses such words is still a server") {
    CHECK(told("554 5.7.1 Connection refused by policy") == "rcpt-to rejected server");
    CHECK(told("550 5.4.1 Recipient address rejected: Access denied") == "rcpt-to recipient-rejected server");
  }
}

TEST_CASE("the mode is known when only one mode ends so") {
  const auto exchange =
      failure_of_reply("451 5.7.3 Cannot achieve Exchange Server authentication", std::nullopt);
  REQUIRE(exchange);
  CHECK(exchange->mode_known);
  CHECK(id(exchange->transcript.mode) == "ExchangeServer");
  const auto basic = failure_of_reply("451 5.7.3 Require basic authentication", std::nullopt);
  REQUIRE(basic);
  CHECK_FALSE(basic->mode_known);  // BasicAuth or BasicAuthRequireTLS
  CHECK(id(basic->transcript.mode) == "BasicAuth");
}

TEST_CASE("a text that tells no failure, or only that there was one, is no failure") {
  CHECK(told("") == "nothing");
  CHECK(told("250 2.1.0 Sender OK") == "nothing");
  CHECK(told("no reply at all") == "nothing");
  CHECK(told("550 4.4.7 QUEUE.Expired; message expired") == "nothing");
  CHECK(told("999 5.7.3 x") == "nothing");
}

TEST_CASE("wrappers are taken off down to the inner reply") {
  const auto inner = [](std::string_view text) { return unwrap_reply(text).text; };
  const std::string reply = "451 5.7.3 Require basic authentication.";
  const std::string tail =
      " Attempted failover to alternate host, but that did not succeed. Either there are no alternate hosts, "
      "or "
      "delivery failed to all alternate hosts.";
  CHECK(inner(reply) == reply);
  CHECK(inner("451 4.4.0 Primary target IP address responded with: \"" + reply + "\"" + tail) == reply);
  CHECK(inner("451 4.4.0 primary target IP address responded with:  '" + reply + "'.") == reply);
  CHECK(inner("451 4.4.0 Primary target IP address responded with: \xE2\x80\x9C" + reply + "\xE2\x80\x9D" +
              tail) == reply);
  CHECK(inner("451 4.4.0 Primary target IP address responded with: \\\"" + reply + "\\\"" + tail) == reply);
  CHECK(inner("451 4.4.0 Primary target IP address responded with: \"\"" + reply + "\"\"" + tail) == reply);
  CHECK(inner("451 4.4.0 Primary target IP address responded with: &quot;" + reply + "&quot;" + tail) ==
        reply);
  CHECK(inner("451 4.4.0 Primary target IP\n     address responded with: \"451 5.7.3\n     Require basic "
              "authentication.\"") == reply);
  CHECK(inner("451 4.4.395 Target host responded with error. -> " + reply) == reply);
  CHECK(inner("[{LED=451 4.4.395 Target host responded with error. -> " + reply +
              "};{MSG=};{FQDN=mx};{IP=};{LRT=}]") == reply);
  CHECK(inner("[{LRT=1/1/2026};{LED=" + reply + "};{FQDN=mx.contoso.example};{IP=192.0.2.7}]") == reply);
  CHECK(inner("[ { LED = " + reply + " } ; {MSG=} ]") == reply);
  CHECK(inner("[{MSG=" + reply + "}]") == reply);
  CHECK(inner("450 4.7.0 Proxy session setup failed on Frontend with '451 4.4.0 Primary target IP address "
              "responded "
              "with: \"" +
              reply + "\"" + tail + " The last endpoint attempted was 192.0.2.7:25'") == reply);
  CHECK(inner("Remote Server returned '" + reply + "'") == reply);
  CHECK(inner("smtp;550 5.7.60 SMTP; Client does not have permissions to send as this sender") ==
        "550 5.7.60 SMTP; Client does not have permissions to send as this sender");
  CHECK(inner("#< #5.7.60 smtp;550 5.7.60 SMTP; No> #SMTP#") == "550 5.7.60 SMTP; No");
  CHECK(inner("#550 5.1.1 User unknown ##") == "550 5.1.1 User unknown");
}

TEST_CASE("a wrapper names the remote host") {
  const UnwrappedReply direct = unwrap_reply(
      "[{LED=421 4.4.2 Connection dropped};{MSG=};{FQDN=mx.contoso.example};{IP=192.0.2.7};{LRT=}]");
  CHECK(direct.host == "mx.contoso.example");
  CHECK(direct.endpoint == "192.0.2.7");
  CHECK_FALSE(direct.proxied);
  // Behind a proxy the fields name the Front End server; the text tells the remote address.
  const UnwrappedReply proxied = unwrap_reply(
      "[{LED=450 4.7.0 Proxy session setup failed on Frontend with '421 4.4.1 Connection timed out. The last "
      "endpoint "
      "attempted was 2001:db8::7:25'};{FQDN=EX01.CONTOSO.EXAMPLE};{IP=10.0.0.4}]");
  CHECK(proxied.proxied);
  CHECK(proxied.host.empty());
  CHECK(proxied.endpoint == "[2001:db8::7]:25");
}

TEST_CASE("a reply is found inside a text") {
  const auto found = [](std::string_view text) {
    const auto reply = reply_within(text);
    return reply ? reply->text() : std::string();
  };
  CHECK(found("Error: Invalid login: 535 5.0.0 Authentication Failed") == "535 5.0.0 Authentication Failed");
  CHECK(found("said '550 no' and more") == "550 no");
  CHECK(found("in 2026 we had 500 users and 5.7.3 faults").empty());
  CHECK(found("host 192.0.2.550 5.7.3").empty());
  CHECK(found("250 2.1.0 Ok").empty());
}

TEST_SUITE_END();

}  // namespace
