#include "exchange/event_to_transcript.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "exchange/event_templates.hpp"
#include "exchange/recorded_failure.hpp"
#include "exchange/reply_text.hpp"
#include "exchange/text_search.hpp"
#include "knowledge/refusal.hpp"
#include "knowledge/security_status.hpp"

namespace authwalk {
namespace {

using enum Step;
using enum Class;

// The parameters of one event; %1 is the first. What an export leaves out is empty.
class Values {
 public:
  explicit Values(const std::vector<std::string>& values) : values_(values) {}
  std::string operator[](std::size_t parameter) const {
    return parameter <= values_.size() ? on_one_line(values_[parameter - 1]) : std::string();
  }

 private:
  const std::vector<std::string>& values_;
};

using Reading = std::optional<RecordedFailure>;

RecordedFailure failed(Step step, Class cls, Origin origin, std::string detail) {
  return recorded(Failure{step, cls, origin, std::nullopt, std::move(detail)});
}

// An event of the receiving server.
RecordedFailure refused_here(Step step, Class cls, std::string detail, std::string receive_connector) {
  RecordedFailure record = failed(step, cls, Origin::server, std::move(detail));
  record.receiving = true;
  record.receive_connector = std::move(receive_connector);
  return record;
}

// Exchange writes Login, Gssapi, Ntlm, ExchangeAuth.
void note_mechanism(RecordedFailure& record, std::string_view name) {
  Transcript& t = record.transcript;
  for (char c : name)
    t.auth.mechanism += static_cast<char>(lower(c) == c && is_letter(c) ? c - 'a' + 'A' : c);
  const bool login = same_name(name, "Login");
  t.auth.verb = login ? "AUTH" : "X-EXPS";
  t.mode = login ? Mode::BasicAuth : Mode::ExchangeServer;
  // Gssapi and Ntlm come through AUTH as well, from mail programs.
  record.mode_known = same_name(name, "ExchangeAuth");
}

// "SMTPSVC/mx.contoso.example" names the host.
void note_target(Transcript& t, const std::string& spn) {
  t.auth.spn = spn;
  const std::size_t slash = spn.find('/');
  t.connector.SmartHost = slash == std::string::npos ? spn : spn.substr(slash + 1);
}

Reading remote_refused(const Values& v) {  // 2003
  const auto reply = reply_at_start(v[3]);
  Reading record = failure_of_reply(
      v[3], reply ? std::optional(step_of_refused_login(*reply)) : std::optional(auth_result));
  if (!record) return std::nullopt;
  Transcript& t = record->transcript;
  t.connector.Name = v[1];
  t.connector.SmartHost = v[2];
  if (t.mode == Mode::None) t.mode = Mode::BasicAuth;
  if (t.failure->step == auth_result && t.failure->reply && t.failure->reply->permanent())
    t.auth.rejected_attempts = 1;
  return record;
}

Reading message_refused(const Values& v) {  // 2004
  Reading record = failure_of_reply(v[3], std::nullopt);
  if (record) record->transcript.connector.Name = v[1];
  return record;
}

Reading credential_unusable(const Values& v) {  // 2016
  RecordedFailure record = failed(local, credential_invalid, Origin::local, v[1]);
  record.transcript.connector.Name = v[2];
  note_mechanism(record, v[3]);
  record.transcript.connector.SmartHost = v[4];
  record.transcript.connector.Fqdn = v[5];
  return record;
}

Reading no_token(const Values& v) {  // 2017
  const Class cls = class_of_status(v[1], StatusOf::our_token).value_or(kerberos_no_ticket);
  // NTLM needs no ticket: what was missing is a usable credential.
  const bool ntlm = same_name(v[3], "Ntlm") && cls == kerberos_no_ticket;
  RecordedFailure record = failed(auth_token, ntlm ? credential_invalid : cls, Origin::local, v[1]);
  record.transcript.connector.Name = v[2];
  note_mechanism(record, v[3]);
  record.mode_known = true;  // a Send connector builds tokens in this mode only
  note_target(record.transcript, v[4]);
  return record;
}

Reading inbound_refused(const Values& v) {  // 1035
  const Class cls = class_of_status(v[1], StatusOf::login).value_or(bad_credentials);
  const Step step = cls == bad_challenge ? auth_challenge : auth_result;
  RecordedFailure record = refused_here(step, cls, v[1], v[2]);
  note_mechanism(record, v[3]);
  record.transcript.local = v[4];
  if (cls == bad_credentials) record.transcript.auth.rejected_attempts = 1;
  return record;
}

Reading too_many_logons(const Values& v) {  // 1012
  RecordedFailure record = refused_here(
      auth_result, bad_credentials, fmt::format("more than {} refused logons on one connection", v[2]), v[1]);
  record.transcript.mode = Mode::BasicAuth;
  record.transcript.local = v[3];
  return record;
}

// 1020, 1021: the password is right, the right to submit is missing.
Reading not_authorized(const Values& v) {
  RecordedFailure record = refused_here(
      auth_result, submit_denied, "the credential was valid, but the account may not submit mail here", v[2]);
  record.transcript.mode = Mode::BasicAuth;
  record.transcript.auth.user = v[1];
  return record;
}

// The P1 sender is that of MAIL FROM, the P2 sender that of the header, which is read with the message.
Step step_of_sender(const std::string& which) {
  return contains_in_any_case(which, "P1") ? mail_from : data;
}

RecordedFailure sender_refused(Step step, Class cls, const std::string& detail, const Values& v) {
  RecordedFailure record = refused_here(step, cls, detail, v[2]);
  Transcript& t = record.transcript;
  t.auth.user = v[3];
  TransactionResult transaction;
  transaction.from = v[1];
  t.transactions.push_back(std::move(transaction));
  return record;
}

Reading directory_fault(const Values& v) {  // 1024
  return sender_refused(step_of_sender(v[4]), rejected_temporarily, "Active Directory: " + v[5], v);
}

Reading sender_invalid(const Values& v) {  // 1025
  return sender_refused(step_of_sender(v[4]), sender_rejected, "Active Directory: " + v[5], v);
}

Reading from_address_invalid(const Values& v) {  // 1028
  return sender_refused(data, sender_rejected, "Active Directory, for the FROM address: " + v[5], v);
}

Reading quota_unreadable(const Values& v) {  // 1039
  return sender_refused(mail_from, rejected_temporarily, "Active Directory: " + v[4], v);
}

Reading refused_at_end_of_data(const Values& v) {  // 1010
  Reading record = failure_of_reply(v[2], data);
  if (record) {
    record->receiving = true;
    record->receive_connector = v[1];
  }
  return record;
}

Reading connector_invalid(const Values& v) {  // 1003
  RecordedFailure record = refused_here(local, definition_invalid, v[1], {});
  record.transcript.failure->origin = Origin::local;
  return record;
}

Reading no_certificate(const Values& v) {  // 12014
  RecordedFailure record = refused_here(
      starttls, not_offered,
      v[1].empty() ? "no certificate for the connector's name" : "no certificate for " + v[1], v[2]);
  record.transcript.connector.SmartHost = v[3];
  return record;
}

Reading certificate_expired(const Values& v) {  // 12016
  RecordedFailure record = refused_here(
      starttls, cert_expired,
      v[1].empty() ? "the certificate has expired" : "the certificate for " + v[1] + " has expired", {});
  record.transcript.connector.SmartHost = v[1];
  return record;
}

Reading certificate_expires(const Values& v) {  // 12018: a warning until the hours have run out
  const std::string text = v[3];
  int hours = 1;
  std::from_chars(text.data(), text.data() + text.size(), hours);
  if (hours > 0) return std::nullopt;
  return refused_here(starttls, cert_expired, "the certificate " + v[1] + " has expired", {});
}

Reading internal_certificate_expired(const Values&) {  // 12015
  return failed(tls_verify, cert_expired, Origin::local, "the internal transport certificate has expired");
}

Reading remote_certificate_expired(const Values& v) {  // 12019
  return failed(tls_verify, cert_expired, Origin::server,
                "the remote internal transport certificate: " + v[1]);
}

Reading old_server_refused(const Values& v) {  // 7004: Exchange 2000 and 2003
  Step step = step_of_command(v[2]).value_or(auth_result);
  if (const auto reply = reply_at_start(v[3]); reply && step == auth_result)
    step = step_of_refused_login(*reply);
  Reading record = failure_of_reply(v[3], step);
  if (!record) return std::nullopt;
  Transcript& t = record->transcript;
  t.remote = v[1];
  if (same_name(v[2], "x-exps")) {
    t.auth.verb = "X-EXPS";
    t.mode = Mode::ExchangeServer;
    record->mode_known = true;
  }
  return record;
}

Reading no_failure(const Values&) {
  return std::nullopt;
}

struct EventMeaning {
  int id;
  Reading (*read)(const Values&);
  std::optional<Step> step;  // of a reply, or of a status, in a wording that is not known
  bool fixed = false;        // the id alone tells step and class
};

constexpr std::array meanings{
    EventMeaning{1003, connector_invalid, local, true},
    EventMeaning{1010, refused_at_end_of_data, data},
    EventMeaning{1012, too_many_logons, auth_result, true},
    EventMeaning{1020, not_authorized, auth_result, true},
    EventMeaning{1021, not_authorized, auth_result, true},
    EventMeaning{1024, directory_fault, data, true},
    EventMeaning{1025, sender_invalid, data, true},
    EventMeaning{1028, from_address_invalid, data, true},
    EventMeaning{1035, inbound_refused, auth_result},
    EventMeaning{1039, quota_unreadable, mail_from, true},
    EventMeaning{2003, remote_refused, auth_result},
    EventMeaning{2004, message_refused, std::nullopt},
    EventMeaning{2016, credential_unusable, local, true},
    EventMeaning{2017, no_token, auth_token, true},
    EventMeaning{7004, old_server_refused, auth_result},
    EventMeaning{12014, no_certificate, starttls, true},
    EventMeaning{12015, internal_certificate_expired, tls_verify, true},
    EventMeaning{12016, certificate_expired, starttls, true},
    EventMeaning{12017, no_failure, starttls, true},
    EventMeaning{12018, certificate_expires, starttls, true},
    EventMeaning{12019, remote_certificate_expired, tls_verify, true},
    EventMeaning{12024, no_failure, starttls, true},
};

const EventMeaning* find_meaning(int id) {
  const auto found = std::ranges::find(meanings, id, &EventMeaning::id);
  return found == meanings.end() ? nullptr : &*found;
}

// Other programs use the same numbers (1024 and 1035 are MsiInstaller's, too).
bool from_exchange(const EventRecord& event) {
  return event.provider.empty() || contains_in_any_case(event.provider, "Exchange") ||
         same_name(event.provider, "SMTP Protocol");
}

// A Kerberos error of Windows itself, when it is about a mail server's service.
Reading kerberos_error(const EventRecord& event) {
  const auto cls = class_of_kerberos_error(event.message);
  std::size_t at = find_in_any_case(event.message, "SMTPSVC/");
  if (at == std::string::npos) at = find_in_any_case(event.message, "SMTP/");
  if (!cls || at == std::string::npos) return std::nullopt;
  const std::string_view from_spn = std::string_view(event.message).substr(at);
  const std::string spn(from_spn.substr(0, from_spn.find_first_of(" \t\r\n,;\"'<>")));
  RecordedFailure record = failed(auth_token, *cls, Origin::local, on_one_line(event.message).substr(0, 400));
  note_mechanism(record, "Gssapi");
  note_target(record.transcript, spn);
  return record;
}

// The wording is not known (another language, another version), but what the message carries mostly is.
EventReading read_unknown_wording(const EventRecord& event, const EventMeaning& meaning) {
  if (const auto reply = reply_within(event.message)) {
    std::optional<Step> step = meaning.step;
    if (step == auth_result) step = step_of_refused_login(*reply);
    if (auto record = failure_of_reply(event.message, step)) return {record, {}};
  }
  if (meaning.step == auth_result || meaning.step == auth_token) {
    const StatusOf where = meaning.step == auth_token ? StatusOf::our_token : StatusOf::login;
    auto cls = class_of_kerberos_error(event.message);
    if (!cls) cls = class_of_status(event.message, where);
    if (cls) {
      const Step step = *cls == bad_challenge && meaning.step == auth_result ? auth_challenge : *meaning.step;
      const Origin origin = meaning.step == auth_token ? Origin::local : Origin::server;
      RecordedFailure record = failed(step, *cls, origin, on_one_line(event.message));
      record.receiving = meaning.step == auth_result && event.id < 2000;
      guess_mode(record.transcript);
      return {record, {}};
    }
  }
  if (meaning.fixed) {
    auto record = meaning.read(Values(event.values));
    const bool empty =
        record && record->transcript.failure->detail.empty() && !record->transcript.failure->reply;
    if (empty) record->transcript.failure->detail = on_one_line(event.message);
    return {std::move(record), {}};
  }
  return {std::nullopt,
          fmt::format("event {}: its wording is not known, and no SMTP reply stands in it", event.id)};
}

EventReading read_message(const EventRecord& event) {
  if (const auto read = recognise_event_text(event.id, event.message)) {
    // Parameters that an export gives by themselves are exact; those of the text were cut out of it.
    const bool exact = event.values.size() >= read->values.size();
    const EventMeaning& meaning = *find_meaning(read->row->id);
    if (auto record = meaning.read(Values(exact ? event.values : read->values))) return {record, {}};
    if (meaning.fixed || read->row->id == 2004) return {};
    return {std::nullopt, fmt::format("event {}: no SMTP reply stands in it", read->row->id)};
  }
  const EventMeaning* meaning = find_meaning(event.id);
  if (meaning == nullptr || !from_exchange(event)) return {kerberos_error(event), {}};
  if (!event.values.empty()) {
    if (auto record = meaning->read(Values(event.values))) return {record, {}};
    if (event.message.empty() && meaning->fixed) return {};
  }
  return read_unknown_wording(event, *meaning);
}

// The event itself, as far as the record shows it: what it is called, its level and its text.
std::optional<Event> recorded_event(const EventRecord& event) {
  const auto read = recognise_event_text(event.id, event.message);
  const EventTemplate* row = read ? read->row : find_event_template(event.id);
  if (row == nullptr) return std::nullopt;
  const bool complete = !event.values.empty() && row->whole;
  const std::string text =
      event.message.empty() && complete ? fill_event_text(*row, event.values) : on_one_line(event.message);
  const std::string provider = event.provider.empty() ? "MSExchangeTransport" : event.provider;
  return Event{row->id, provider, std::string(row->symbol), std::string(row->level), text};
}

}  // namespace

EventReading read_event(const EventRecord& event) {
  EventReading reading = read_message(event);
  if (reading.failure) {
    reading.failure->when = event.when;
    reading.failure->line = event.line;
    reading.failure->event = recorded_event(event);
  }
  return reading;
}

bool is_known_event(int id) {
  return find_meaning(id) != nullptr;
}

}  // namespace authwalk
