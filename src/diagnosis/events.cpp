// Which event goes with a walk, and what fills its parameters; the texts are in exchange/event_templates.
#include "diagnosis/events.hpp"

#include <array>
#include <authwalk/mode.hpp>
#include <vector>

#include "diagnosis/evidence.hpp"
#include "diagnosis/server_kind.hpp"
#include "diagnosis/words.hpp"
#include "exchange/event_templates.hpp"
#include "model/lookup.hpp"
#include "model/own_domain.hpp"

namespace authwalk::diagnosis {
namespace {

// Windows' names of the security status (SSPI), which stand for %1.
struct StatusRow {
  Class cls;
  std::string_view fact;  // in the failure's detail, in any case; empty: any
  std::string_view status;
};
constexpr std::array statuses{
    StatusRow{Class::kerberos_encryption_type, "", "KdcUnknownEncryptionType"},
    StatusRow{Class::kerberos_unknown_service, "", "TargetUnknown"},
    StatusRow{Class::kerberos_no_kdc, "", "NoAuthenticatingAuthority"},
    StatusRow{Class::kerberos_wrong_realm, "", "NoAuthenticatingAuthority"},
    StatusRow{Class::kerberos_clock_skew, "", "TimeSkew"},
};

std::string status(const Failure& f) {
  for (const StatusRow& row : statuses) {
    const bool told = row.fact.empty() || contains(f.detail, row.fact);
    if (row.cls == f.cls && told) return std::string(row.status);
  }
  return "LogonDenied";
}

Event fill_event(int id, const std::vector<std::string>& values) {
  const EventTemplate& row = *find_event_template(id);
  return {row.id,
          "MSExchangeTransport",
          std::string(row.symbol),
          std::string(row.level),
          fill_event_text(row, values),
          std::string(row.category)};
}

// Exchange's spelling: Login, Gssapi, Ntlm, ExchangeAuth.
std::string mechanism(const Transcript& t) {
  const std::string& name = t.auth.mechanism;
  if (same_name(name, "EXCHANGEAUTH")) return "ExchangeAuth";
  if (name.empty()) return row(t.mode).auth == AuthUse::exchange ? "Gssapi" : "Login";
  std::string spelled;
  for (char c : name) spelled += spelled.empty() ? c : lower(c);
  return spelled;
}

std::string connector(const Transcript& t) {
  return t.connector.Name.empty() ? "<Send connector>" : t.connector.Name;
}

Event refused_with(const Transcript& t, std::string reply) {
  // The template brings its own full stop.
  while (reply.ends_with('.')) reply.pop_back();
  return fill_event(2003, {connector(t), t.connector.SmartHost, reply});
}

bool refused_by_server(const Failure& f) {
  return f.origin == Origin::server && f.reply && (f.reply->temporary() || f.reply->permanent());
}

bool about_the_mail(Step step) {
  return step == Step::mail_from || step == Step::rcpt_to || step == Step::data;
}

std::string or_gap(const std::string& value, std::string_view gap) {
  return value.empty() ? std::string(gap) : value;
}

// The events of the receiving side. Which of its connectors answered is not known here.
constexpr std::string_view receive_connector = "<Receive connector>";

std::string our_address(const Transcript& t) {
  return or_gap(local_address(t), "<address of this machine>");
}

// Exchange puts the FQDN of the connector first in its banner.
std::string its_fqdn(const Transcript& t) {
  const std::string name(name_in_banner(t.banner));
  return or_gap(banner_masked(t) ? std::string() : name, "<FQDN of the Receive connector>");
}

Event inbound_refused(const Transcript& t) {
  // A token that could not be read is an illegal message to Exchange; 535 is a verdict on the account.
  const bool verdict = t.failure && t.failure->reply && t.failure->reply->code == 535;
  std::string error = sends_token(t) ? "IllegalMessage" : "<error>";
  if (verdict) error = "LogonDenied";
  return fill_event(1035, {error, std::string(receive_connector), mechanism(t), our_address(t)});
}

// The P1 sender is that of MAIL FROM; the P2 sender, of the header, is read with the message.
Event sender_not_judged(int id, const Transcript& t) {
  return fill_event(
      id, {or_gap(refused_sender(t), "<>"), std::string(receive_connector), or_gap(t.auth.user, "<account>"),
           failed_at(t, Step::data) ? "P2" : "P1", "<error of Active Directory>"});
}

struct PartnerRow {
  int id;
  bool (*shown)(const Transcript&);
  Event (*event)(const Transcript&);
};

constexpr std::array partners{
    PartnerRow{1010,
               [](const Transcript& t) {
                 return failed_at(t, Step::data) && t.failure->reply && t.failure->reply->permanent();
               },
               [](const Transcript& t) {
                 return fill_event(1010, {std::string(receive_connector), t.failure->reply->text()});
               }},
    PartnerRow{
        1012,
        [](const Transcript& t) {
          return logging_on(t.failure->step) &&
                 contains(decisive_reply(t), "too many unsuccessful authentication attempts");
        },
        [](const Transcript& t) {
          return fill_event(1012, {std::string(receive_connector), "<MaxLogonFailures>", our_address(t)});
        }},
    PartnerRow{1020, [](const Transcript& t) { return t.failure->cls == Class::submit_denied; },
               [](const Transcript& t) { return fill_event(1020, {or_gap(t.auth.user, "<account>")}); }},
    PartnerRow{1024, directory_fault, [](const Transcript& t) { return sender_not_judged(1024, t); }},
    PartnerRow{1025, sender_object_invalid, [](const Transcript& t) { return sender_not_judged(1025, t); }},
    PartnerRow{1035,
               [](const Transcript& t) {
                 const bool judged = t.failure->step != Step::auth_start || !t.auth.spn.empty();
                 return logging_on(t.failure->step) && judged && refused_by_server(*t.failure) &&
                        t.failure->cls != Class::submit_denied;
               },
               inbound_refused},
    PartnerRow{12014,
               [](const Transcript& t) {
                 const bool cannot_start = failed_at(t, Step::starttls) && refused_by_server(*t.failure);
                 return anonymoustls_without_starttls(t) || cannot_start;
               },
               [](const Transcript& t) {
                 return fill_event(12014, {its_fqdn(t), std::string(receive_connector), its_fqdn(t)});
               }},
    PartnerRow{12016,
               [](const Transcript& t) {
                 return failed_at(t, Step::tls_verify) && t.failure->cls == Class::cert_expired;
               },
               [](const Transcript& t) { return fill_event(12016, {its_fqdn(t)}); }},
};

}  // namespace

std::string_view reply_without_starttls(const Transcript& t) {
  const bool for_the_login = t.mode == Mode::BasicAuthRequireTLS && !t.connector.RequireTLS;
  return for_the_login ? "451 5.7.3 Require STARTTLS to do basic authentication"
                       : "451 5.7.3 STARTTLS is required to send mail";
}

std::optional<Event> event_of(const Transcript& t) {
  // Only what a Send connector would do makes a Send connector's event.
  if (t.outcome != Outcome::fail || !t.failure || t.auth.diagnostic) return std::nullopt;
  const Failure& f = *t.failure;
  if (about_the_mail(f.step) && refused_by_server(f)) {
    return fill_event(2004, {connector(t), or_gap(t.message_id, "<message ID>"), f.reply->text()});
  }
  if (!authenticates(t)) return std::nullopt;

  // These three replies are made by the Send connector itself, in the form of a reply.
  if (f.step == Step::auth_offer) {
    if (exchange_mode(t) && inside_anonymous_tls(t)) return std::nullopt;
    return refused_with(t, basic(t) ? "451 5.7.3 Require basic authentication"
                                    : "451 5.7.3 Cannot achieve Exchange Server authentication");
  }
  if (f.step == Step::starttls && (f.cls == Class::not_offered || f.cls == Class::esmtp_rewritten)) {
    return refused_with(t, std::string(reply_without_starttls(t)));
  }

  if (f.cls == Class::credential_invalid) {
    return fill_event(
        2016, {"UnknownCredentials", connector(t), mechanism(t), t.connector.SmartHost, t.connector.Fqdn});
  }
  if (f.step == Step::auth_token) {
    return fill_event(2017, {status(f), connector(t), mechanism(t), asked_services(t).front()});
  }
  if (logging_on(f.step) && refused_by_server(f)) return refused_with(t, f.reply->text());
  return std::nullopt;
}

std::vector<Event> partner_events_of(const Transcript& t) {
  std::vector<Event> events;
  // Exchange Online keeps its events to itself.
  const bool exchange = is_exchange(t) || (t.auth.verb == "X-EXPS" && !is_exchange_online(t));
  if (t.outcome != Outcome::fail || !t.failure || !exchange) return events;
  for (const PartnerRow& row : partners) {
    if (row.shown(t)) events.push_back(row.event(t));
  }
  return events;
}

std::string inbound_event_text(const Transcript& t) {
  return inbound_refused(t).text;
}

}  // namespace authwalk::diagnosis
