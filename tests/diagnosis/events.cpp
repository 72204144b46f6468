#include <doctest/doctest.h>

#include <algorithm>
#include <authwalk/diagnosis.hpp>

#include "diagnosis/samples.hpp"

using namespace authwalk;
using samples::Walk;

TEST_SUITE_BEGIN("diagnosis");

namespace {

Walk login() {
  return Walk(Mode::BasicAuthRequireTLS).inside_tls({"AUTH LOGIN"}).mechanism("LOGIN", {"LOGIN"});
}

}  // namespace

TEST_CASE("2003: the remote site refused the authentication") {
  const Finding finding = diagnose(
      login().refused(Step::auth_result, Class::bad_credentials, "535 5.7.3 Authentication unsuccessful."));
  REQUIRE(finding.event);
  CHECK(finding.event->id == 2003);
  CHECK(finding.event->source == "MSExchangeTransport");
  CHECK(finding.event->symbol == "SmtpSendAuthenticationFailed");
  CHECK(finding.event->level == "Warning");
  CHECK(finding.event->category == "SmtpSend");
  CHECK(finding.event->text ==
        "Send connector Outbound to Contoso has failed to authenticate with mx.contoso.example. The response "
        "from the remote site is 535 5.7.3 Authentication unsuccessful.");
}

TEST_CASE("2003 with a text that the Send connector makes itself") {
  const auto text = [](const Transcript& t) {
    const Finding finding = diagnose(t);
    REQUIRE(finding.event);
    CHECK(finding.event->id == 2003);
    return finding.event->text;
  };
  const std::string begin =
      "Send connector Outbound to Contoso has failed to authenticate with mx.contoso.example. The response "
      "from the remote site is ";
  CHECK(text(Walk(Mode::BasicAuth).broke(Step::auth_offer, Class::no_common_mechanism)) ==
        begin + "451 5.7.3 Require basic authentication.");
  CHECK(text(Walk(Mode::ExchangeServer).broke(Step::auth_offer, Class::no_common_mechanism)) ==
        begin + "451 5.7.3 Cannot achieve Exchange Server authentication.");
  CHECK(text(Walk(Mode::BasicAuthRequireTLS).broke(Step::starttls, Class::not_offered)) ==
        begin + "451 5.7.3 Require STARTTLS to do basic authentication.");
  Walk required(Mode::BasicAuthRequireTLS);
  required.t.connector.RequireTLS = true;
  CHECK(text(required.broke(Step::starttls, Class::not_offered)) ==
        begin + "451 5.7.3 STARTTLS is required to send mail.");
}

TEST_CASE("2016: the credential cannot be prepared") {
  const Finding finding =
      diagnose(Walk(Mode::BasicAuth).broke(Step::local, Class::credential_invalid, "", Origin::local));
  REQUIRE(finding.event);
  CHECK(finding.event->id == 2016);
  CHECK(finding.event->symbol == "SmtpSendAuthenticationInitializationFailed");
  CHECK(finding.event->level == "Error");
  CHECK(finding.event->text ==
        "An authentication credential initialization error UnknownCredentials occurred with Send connector "
        "Outbound to Contoso. The authentication mechanism used was Login. The name of the server that we "
        "were trying to authenticate to was mx.contoso.example. This server was using the name "
        "mail.fabrikam.example. Try reentering the credential. If the problem persists, contact Microsoft "
        "Support Services.");
}

TEST_CASE("2017: no token for the target") {
  const Finding finding = diagnose(
      Walk(Mode::ExchangeServer).broke(Step::auth_token, Class::kerberos_no_ticket, "", Origin::local));
  REQUIRE(finding.event);
  CHECK(finding.event->id == 2017);
  CHECK(finding.event->symbol == "SmtpSendOutboundAuthenticationFailed");
  CHECK(finding.event->level == "Error");
  CHECK(finding.event->text ==
        "Outbound authentication failed with error LogonDenied for Send connector Outbound to Contoso. The "
        "authentication mechanism is Gssapi. The target is SMTPSVC/mx.contoso.example.");
}

TEST_CASE("2017 names the fault as Windows does, the mechanism and the service that was asked for first") {
  const auto text = [](const Transcript& t) {
    const Finding finding = diagnose(t);
    REQUIRE(finding.event);
    CHECK(finding.event->id == 2017);
    return finding.event->text;
  };
  const auto broken = [](Class cls, const std::string& detail = "") {
    return Walk(Mode::ExchangeServer).ticket().broke(Step::auth_token, cls, detail, Origin::local);
  };
  const auto error = [](const std::string& name) {
    return "Outbound authentication failed with error " + name +
           " for Send connector Outbound to Contoso. The authentication mechanism is Gssapi. The target is "
           "SMTPSVC/mx.contoso.example.";
  };
  CHECK(text(broken(Class::kerberos_clock_skew)) == error("TimeSkew"));
  CHECK(text(broken(Class::kerberos_no_kdc)) == error("NoAuthenticatingAuthority"));
  CHECK(text(broken(Class::kerberos_wrong_realm)) == error("NoAuthenticatingAuthority"));
  CHECK(text(broken(Class::kerberos_encryption_type, "KDC_ERR_ETYPE_NOSUPP")) ==
        error("KdcUnknownEncryptionType"));
  CHECK(text(broken(Class::kerberos_preauth, "KDC_ERR_PREAUTH_REQUIRED")) == error("LogonDenied"));
  CHECK(text(broken(Class::bad_credentials)) == error("LogonDenied"));
  CHECK(text(broken(Class::account_disabled_or_locked)) == error("LogonDenied"));
  Walk second = broken(Class::kerberos_unknown_service);
  second.t.auth.unknown_spns = {"SMTPSVC/mx.contoso.example"};
  second.t.auth.spn = "SMTP/mx.contoso.example";
  CHECK(text(second) == error("TargetUnknown"));
  const Walk ntlm = Walk(Mode::ExchangeServer)
                        .mechanism("NTLM", {"NTLM"})
                        .broke(Step::auth_token, Class::ntlm_downgrade, "", Origin::local);
  CHECK(text(ntlm).find("The authentication mechanism is Ntlm. The target is SMTPSVC/mx.contoso.example.") !=
        std::string::npos);
}

TEST_CASE("2016, not 2017, where the keytab or the cache is the fault") {
  const Finding finding =
      diagnose(Walk(Mode::ExchangeServer)
                   .ticket("keytab")
                   .broke(Step::auth_token, Class::credential_invalid, "", Origin::local));
  REQUIRE(finding.event);
  CHECK(finding.event->id == 2016);
  CHECK(finding.event->text.find("The authentication mechanism used was Gssapi.") != std::string::npos);
}

TEST_CASE("2004: the message was not delivered") {
  Transcript t;
  std::string reply;
  SUBCASE("the sender, after a logon") {
    reply = "550 5.7.60 SMTP; Client does not have permissions to send as this sender";
    t = login().refused(Step::mail_from, Class::send_as_denied, reply);
  }
  SUBCASE("the recipient, in a mode without a logon") {
    reply = "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain";
    t = Walk(Mode::None).refused(Step::rcpt_to, Class::relay_denied, reply);
  }
  SUBCASE("the message, for now") {
    reply = "451 4.7.0 Temporary server error. Please try again later";
    t = Walk(Mode::ExternalAuthoritative).refused(Step::data, Class::rejected_temporarily, reply);
  }
  std::string message = "<message ID>";
  SUBCASE("the message, which had an id") {
    reply = "554 5.3.4 Too large";
    t = Walk(Mode::None).refused(Step::data, Class::rejected, reply);
    t.message_id = message = "<1.2@mail.fabrikam.example>";
  }
  const Finding finding = diagnose(t);
  REQUIRE(finding.event);
  CHECK(finding.event->id == 2004);
  CHECK(finding.event->symbol.empty());
  CHECK(finding.event->level == "Information");
  CHECK(finding.event->category == "SmtpSend");
  CHECK(finding.event->text ==
        "Send connector Outbound to Contoso: Message delivery was not successful. The message with message "
        "ID " +
            message + " was acknowledged with SMTP response " + reply);
}

namespace {

std::vector<int> partners(const Transcript& t) {
  std::vector<int> ids;
  for (const Event& event : diagnose(t).partner_events) ids.push_back(event.id);
  return ids;
}

std::string partner_text(const Transcript& t) {
  const std::vector<Event> events = diagnose(t).partner_events;
  REQUIRE(events.size() == 1);
  CHECK(events.front().source == "MSExchangeTransport");
  CHECK((events.front().category == "SmtpReceive" || events.front().category == "TransportService"));
  return events.front().text;
}

Walk refused_login(Class cls, std::string_view reply) {
  return login().exchange().refused(Step::auth_result, cls, reply);
}

Walk refused_sender(Step step, Class cls, std::string_view reply) {
  return login().exchange().transaction("svc@contoso.example", reply).refused(step, cls, reply);
}

}  // namespace

TEST_CASE("the receiving Exchange's own events are filled in as far as its side is known") {
  CHECK(partner_text(refused_login(Class::bad_credentials, "535 5.7.3 Authentication unsuccessful")) ==
        "Inbound authentication failed with error LogonDenied for Receive connector <Receive connector>. The "
        "authentication mechanism is Login. The source IP address of the client who tried to authenticate to "
        "Microsoft Exchange is [192.0.2.200].");
  CHECK(partner_text(refused_login(Class::submit_denied, "535 5.7.1 Authentication unsuccessful")) ==
        "The account 'CONTOSO\\svc' provided valid credentials, but is not authorized to use the server; "
        "failing authentication.");
  CHECK(partner_text(refused_sender(Step::mail_from, Class::rejected_temporarily,
                                    "451 4.7.0 Temporary server error. Please try again later")) ==
        "SMTP rejected a (P1) mail from 'svc@contoso.example' with '<Receive connector>' connector and user "
        "authenticated as 'CONTOSO\\svc'. There was a transient Active Directory directory service exception "
        "thrown with the following information. <error of Active Directory>");
  CHECK(partner_text(refused_sender(Step::mail_from, Class::sender_rejected, "501 5.1.7 Invalid address")) ==
        "SMTP rejected a (P1) mail from 'svc@contoso.example' with '<Receive connector>' connector and the "
        "user authenticated as 'CONTOSO\\svc'. The Active Directory lookup for the sender address returned "
        "validation errors. <error of Active Directory>");
  CHECK(partner_text(refused_sender(Step::data, Class::send_as_denied, "550 5.7.60 SMTP; No")) ==
        "Receive connector <Receive connector> rejected a message at SMTP end of data with 550 5.7.60 SMTP; "
        "No.");
  CHECK(partner_text(Walk(Mode::BasicAuthRequireTLS)
                         .exchange()
                         .offers({"X-ANONYMOUSTLS"})
                         .broke(Step::starttls, Class::not_offered, "", Origin::server))
            .starts_with("Microsoft Exchange could not find a certificate that contains the domain name "
                         "mx.contoso.example in the personal store"));
  CHECK(partner_text(login().exchange().broke(Step::tls_verify, Class::cert_expired)) ==
        "There is no valid SMTP Transport Layer Security (TLS) certificate for the FQDN of "
        "mx.contoso.example. The existing certificate for that FQDN has expired.");
}

TEST_CASE("the connection that had too many bad logons leaves two events on the receiving side") {
  const Walk walk =
      refused_login(Class::rejected_temporarily, "421 4.7.0 Too many unsuccessful authentication attempts");
  CHECK(partners(walk) == std::vector<int>{1012, 1035});
  CHECK(diagnose(walk).partner_events.front().text ==
        "Receive connector <Receive connector>: Authentication failures have exceeded the maximum of "
        "<MaxLogonFailures> for the connection from 192.0.2.200. Disconnecting.");
}

TEST_CASE("no event of a receiving Exchange") {
  Walk walk = refused_login(Class::bad_credentials, "535 5.7.3 Authentication unsuccessful");
  SUBCASE("where the server is no Exchange") {
    walk.banner("mx.contoso.example ESMTP Postfix");
  }
  SUBCASE("where it is Exchange Online, whose events nobody sees") {
    walk.exchange_online();
  }
  SUBCASE("for a command that was refused before a credential was sent") {
    walk.refused(Step::auth_start, Class::mechanism_refused, "504 5.7.4 Unrecognized authentication type");
  }
  SUBCASE("for a walk that passed") {
    walk = login().exchange();
  }
  CHECK(partners(walk).empty());
}

TEST_CASE("the 1024 case and its neighbours are told apart") {
  const auto first = [](const Transcript& t) { return diagnose(t).advice.front(); };
  SUBCASE("the server's directory, for a moment") {
    const Finding finding = diagnose(refused_sender(Step::mail_from, Class::rejected_temporarily,
                                                    "454 4.7.0 Temporary authentication failure"));
    CHECK(finding.advice.front().rule == "mail-451-directory");
    CHECK(finding.advice.front().cause.find("not the credential") != std::string::npos);
    CHECK(finding.blame == Blame::server);
    CHECK(finding.transient);
    CHECK(std::ranges::count(finding.advice,
                             "Set-SendConnector \"Outbound to Contoso\" -ProtocolLoggingLevel Verbose; "
                             "Set-ReceiveConnector \"<Receive connector>\" -ProtocolLoggingLevel Verbose",
                             &Advice::command) == 1);
  }
  SUBCASE("an object that is not valid") {
    CHECK(first(refused_sender(Step::mail_from, Class::sender_rejected, "550 5.1.7 Invalid address")).rule ==
          "sender-object-invalid");
  }
  SUBCASE("a right that is missing for good, with the names filled in") {
    const Advice advice =
        first(refused_sender(Step::data, Class::send_as_denied,
                             "550 5.7.60 SMTP; Client does not have permissions to send as this sender"));
    CHECK(advice.rule == "data-5760");
    CHECK(advice.command ==
          "Get-Mailbox \"svc@contoso.example\" | Add-ADPermission -User \"CONTOSO\\svc\" -ExtendedRights "
          "\"Send As\"");
  }
  SUBCASE("a recorded event 1024, which has no reply") {
    Walk walk =
        Walk(Mode::None)
            .transaction("svc@contoso.example", "")
            .broke(Step::data, Class::rejected_temporarily, "Active Directory: no answer", Origin::server);
    CHECK(first(walk).rule == "mail-451-directory");
  }
}

TEST_CASE("1035: what the receiving side logs is told where its reply shows it") {
  const auto note = [](const Transcript& t) {
    for (const Advice& advice : diagnose(t).advice) {
      if (advice.rule == "receive-event-1035") return advice.cause;
    }
    return std::string();
  };
  Walk walk = Walk(Mode::ExchangeServer).exchange().ticket();
  SUBCASE("535") {
    walk.refused(Step::auth_result, Class::bad_credentials, "535 5.7.3 Authentication unsuccessful");
    CHECK(note(walk).find("Inbound authentication failed with error LogonDenied for Receive connector "
                          "<Receive connector>. The authentication mechanism is Gssapi. The source IP "
                          "address of the client who tried to authenticate to Microsoft Exchange is "
                          "[192.0.2.200].") != std::string::npos);
  }
  SUBCASE("454, with NTLM") {
    walk.ntlm().refused(Step::auth_result, Class::rejected_temporarily,
                        "454 4.7.0 Temporary authentication failure");
    CHECK(note(walk).find("error IllegalMessage") != std::string::npos);
    CHECK(note(walk).find("mechanism is Ntlm") != std::string::npos);
  }
  SUBCASE("nothing reached the server") {
    walk.broke(Step::auth_token, Class::kerberos_no_kdc, "", Origin::local);
    CHECK(note(walk).empty());
  }
  SUBCASE("a server that is no Exchange") {
    walk.t.auth.verb = "AUTH";
    walk.banner("mx.contoso.example ESMTP Postfix");
    walk.refused(Step::auth_result, Class::bad_credentials, "535 5.7.8 Error: authentication failed");
    CHECK(note(walk).empty());
  }
}

TEST_CASE("Exchange logs none of these events") {
  Transcript t;
  SUBCASE("for a walk that passed") {
    t = login();
  }
  SUBCASE("for a walk that was not tested") {
    t = login().not_tested(Class::no_credential);
  }
  SUBCASE("when the server hung up without a reply") {
    t = login().broke(Step::auth_result, Class::closed);
  }
  SUBCASE("for a certificate") {
    t = login().broke(Step::tls_verify, Class::cert_expired);
  }
  SUBCASE("for a connection that broke in the middle of the mail") {
    t = login().broke(Step::mail_from, Class::closed);
  }
  SUBCASE("in a mode without authentication") {
    t = Walk(Mode::None).broke(Step::starttls, Class::not_offered);
  }
  SUBCASE("for a library that is missing here") {
    t = Walk(Mode::ExchangeServer).ticket().not_tested(Class::library_missing);
  }
  SUBCASE("for EXCHANGEAUTH, which cannot be played here") {
    Walk walk = Walk(Mode::ExchangeServer).not_tested(Class::not_implemented);
    walk.t.outcome = Outcome::inconclusive;
    t = walk;
  }
  SUBCASE("for a ticket that was tried with AUTH, for diagnosis") {
    Walk walk = Walk(Mode::ExchangeServer).ticket().broke(Step::auth_token, Class::kerberos_no_kdc);
    walk.t.auth.diagnostic = true;
    t = walk;
  }
  SUBCASE("for a mechanism that a Send connector does not use") {
    Walk walk = login().refused(Step::auth_result, Class::bad_credentials, "535 5.7.8 No");
    walk.t.auth.diagnostic = true;
    t = walk;
  }
  CHECK_FALSE(diagnose(t).event);
}

TEST_SUITE_END();
