// What each event says: step, class, whose connector and which account.
#include "exchange/event_to_transcript.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace authwalk;

namespace {

RecordedFailure failure_of(int id, std::vector<std::string> values) {
  EventRecord event;
  event.id = id;
  event.provider = "MSExchangeTransport";
  event.values = std::move(values);
  event.line = 1;
  const EventReading reading = read_event(event);
  REQUIRE(reading.failure);
  return *reading.failure;
}

std::string told(const RecordedFailure& failure) {
  const Failure& f = *failure.transcript.failure;
  return fmt::format("{} {} {}", id(f.step), id(f.cls), id(f.origin));
}

EventReading with_message(int id, std::string message, std::string provider = "MSExchangeTransport") {
  EventRecord event;
  event.id = id;
  event.provider = std::move(provider);
  event.message = std::move(message);
  return read_event(event);
}

TEST_SUITE_BEGIN("exchange");

TEST_CASE("2003: the reply tells the step, and the connector and its smart host are named") {
  const RecordedFailure refused = failure_of(
      2003, {"Outbound to Contoso", "mx.contoso.example", "535 5.7.3 Authentication unsuccessful"});
  CHECK(told(refused) == "auth-result bad-credentials server");
  CHECK(refused.transcript.connector.Name == "Outbound to Contoso");
  CHECK(refused.transcript.connector.SmartHost == "mx.contoso.example");
  CHECK(refused.transcript.auth.rejected_attempts == 1);
  REQUIRE(refused.event);
  CHECK(refused.event->id == 2003);
  CHECK(refused.event->symbol == "SmtpSendAuthenticationFailed");
  CHECK(refused.event->text ==
        "Send connector Outbound to Contoso has failed to authenticate with mx.contoso.example. The response "
        "from the "
        "remote site is 535 5.7.3 Authentication unsuccessful.");
  CHECK(told(failure_of(2003, {"c", "h", "504 5.7.4 Unrecognized authentication type"})) ==
        "auth-start mechanism-refused server");
  CHECK(told(failure_of(2003, {"c", "h", "451 5.7.3 Require basic authentication"})) ==
        "auth-offer no-common-mechanism local");
  CHECK(told(failure_of(2003, {"c", "h", "421 4.4.2 Connection dropped due to ConnectionReset"})) ==
        "auth-result reset network");
}

TEST_CASE("2016 and 2017: nothing was sent") {
  const RecordedFailure unusable = failure_of(
      2016, {"UnknownCredentials", "Outbound", "Login", "mx.contoso.example", "mail.fabrikam.example"});
  CHECK(told(unusable) == "local credential-invalid local");
  CHECK(unusable.transcript.auth.mechanism == "LOGIN");
  CHECK(unusable.transcript.connector.Fqdn == "mail.fabrikam.example");
  const RecordedFailure no_token =
      failure_of(2017, {"LogonDenied", "Intra", "Gssapi", "SMTPSVC/ex02.contoso.example"});
  CHECK(told(no_token) == "auth-token kerberos-no-ticket local");
  CHECK(no_token.mode_known);
  CHECK(no_token.transcript.auth.spn == "SMTPSVC/ex02.contoso.example");
  CHECK(no_token.transcript.connector.SmartHost == "ex02.contoso.example");
  CHECK(told(failure_of(2017, {"TimeSkew", "c", "Gssapi", "x"})) == "auth-token kerberos-clock-skew local");
  CHECK(told(failure_of(2017, {"NoAuthenticatingAuthority", "c", "Gssapi", "x"})) ==
        "auth-token kerberos-no-kdc local");
  CHECK(told(failure_of(2017, {"LogonDenied", "c", "Ntlm", "x"})) == "auth-token credential-invalid local");
}

TEST_CASE("the receiving side's events tell the client's view, with the Receive connector beside it") {
  const RecordedFailure refused =
      failure_of(1035, {"LogonDenied", "Client Frontend EX01", "Login", "192.0.2.9"});
  CHECK(told(refused) == "auth-result bad-credentials server");
  CHECK(refused.receiving);
  CHECK(refused.receive_connector == "Client Frontend EX01");
  CHECK(refused.transcript.connector.Name.empty());
  CHECK(refused.transcript.local == "192.0.2.9");
  CHECK(told(failure_of(1035, {"IllegalMessage", "c", "ExchangeAuth", "x"})) ==
        "auth-challenge bad-challenge server");
  CHECK(failure_of(1035, {"IllegalMessage", "c", "ExchangeAuth", "x"}).mode_known);
  CHECK_FALSE(failure_of(1035, {"LogonDenied", "c", "Gssapi", "x"}).mode_known);
  CHECK(told(failure_of(1012, {"c", "3", "192.0.2.9"})) == "auth-result bad-credentials server");
  CHECK(told(failure_of(1020, {"CONTOSO\\svc"})) == "auth-result submit-denied server");
  CHECK(told(failure_of(1010, {"c", "550 5.7.60 SMTP; No"})) == "data send-as-denied server");
  CHECK(told(failure_of(12014, {"mail.contoso.example", "c", "mail.contoso.example"})) ==
        "starttls not-offered server");
  CHECK(told(failure_of(12016, {"mail.contoso.example"})) == "starttls cert-expired server");
}

TEST_CASE("1024 and 1025: the directory's fault, told apart from an invalid sender") {
  const RecordedFailure directory =
      failure_of(1024, {"a@contoso.example", "Client EX01", "CONTOSO\\svc", "P2", "no server"});
  CHECK(told(directory) == "data rejected-temporarily server");
  CHECK(directory.transcript.auth.user == "CONTOSO\\svc");
  REQUIRE(directory.transcript.transactions.size() == 1);
  CHECK(directory.transcript.transactions[0].from == "a@contoso.example");
  CHECK(told(failure_of(1024, {"a", "c", "u", "P1", "x"})) == "mail-from rejected-temporarily server");
  CHECK(told(failure_of(1025, {"a", "c", "u", "P1", "x"})) == "mail-from sender-rejected server");
  CHECK(told(failure_of(1039, {"a", "c", "u", "x"})) == "mail-from rejected-temporarily server");
}

TEST_CASE("an event in another language is read by the reply or the status in it") {
  const EventReading reply =
      with_message(2003, "Der Sendeconnector ... Antwort: 535 5.7.3 Authentication unsuccessful");
  REQUIRE(reply.failure);
  CHECK(told(*reply.failure) == "auth-result bad-credentials server");
  const EventReading status = with_message(1035, "Fehler LogonDenied bei der eingehenden Authentifizierung.");
  REQUIRE(status.failure);
  CHECK(told(*status.failure) == "auth-result bad-credentials server");
  CHECK(status.failure->receiving);
  const EventReading fixed = with_message(12014, "Kein Zertifikat.");
  REQUIRE(fixed.failure);
  CHECK(told(*fixed.failure) == "starttls not-offered server");
  const EventReading nothing = with_message(2003, "Der Sendeconnector tat nichts.");
  CHECK_FALSE(nothing.failure);
  CHECK(nothing.problem == "event 2003: its wording is not known, and no SMTP reply stands in it");
}

TEST_CASE("events of other programs with the same numbers are no business of ours") {
  const EventReading installer =
      with_message(1035, "Windows Installer reconfigured the product.", "MsiInstaller");
  CHECK_FALSE(installer.failure);
  CHECK(installer.problem.empty());
  const EventReading other_service = with_message(
      3, "Error Code: 0x7 KDC_ERR_S_PRINCIPAL_UNKNOWN Server Name: HTTP/www", "Security-Kerberos");
  CHECK_FALSE(other_service.failure);
  const EventReading mail_service = with_message(
      3, "Error Code: 0x7 KDC_ERR_S_PRINCIPAL_UNKNOWN\nServer Name: SMTPSVC/ex02.contoso.example\n",
      "Security-Kerberos");
  REQUIRE(mail_service.failure);
  CHECK(told(*mail_service.failure) == "auth-token kerberos-unknown-service local");
  CHECK(mail_service.failure->transcript.auth.spn == "SMTPSVC/ex02.contoso.example");
}

TEST_CASE("a certificate that will expire is no failure until it has") {
  EventRecord soon{12018, "MSExchangeTransport", {}, {}, {"mail", "0A", "240"}, 1};
  CHECK_FALSE(read_event(soon).failure);
  CHECK(read_event(soon).problem.empty());
  CHECK(told(failure_of(12018, {"mail", "0A", "0"})) == "starttls cert-expired server");
}

TEST_SUITE_END();

}  // namespace
