#include "exchange/receive_event.hpp"

#include <array>

#include "exchange/event_templates.hpp"
#include "exchange/protocol_log_ending.hpp"
#include "exchange/text_search.hpp"

namespace authwalk {
namespace {

// "LogonDenied" of "Inbound AUTH LOGIN failed because of LogonDenied".
std::string status_of(const Failure& failure) {
  constexpr std::string_view before = "because of ";
  const std::size_t at = find_in_any_case(failure.detail, before);
  if (at == std::string::npos) return "LogonDenied";
  const std::string_view status = trimmed(std::string_view(failure.detail).substr(at + before.size()));
  return std::string(status.substr(0, status.find(' ')));
}

// Exchange's spelling: Login, Gssapi, Ntlm; ExchangeAuth keeps its second capital.
std::string mechanism_of(const Transcript& t) {
  if (same_name(t.auth.mechanism, "EXCHANGEAUTH")) return "ExchangeAuth";
  if (t.auth.mechanism.empty()) return "Login";
  std::string name;
  for (char c : t.auth.mechanism) name += name.empty() ? c : lower(c);
  return name;
}

Event filled(int id, std::span<const std::string> values) {
  const EventTemplate& row = *find_event_template(id);
  return {row.id, "MSExchangeTransport", std::string(row.symbol), std::string(row.level),
          fill_event_text(row, values)};
}

}  // namespace

std::optional<Event> receive_event(const Transcript& t, const std::string& receive_connector) {
  if (!t.failure || t.failure->origin != Origin::server) return std::nullopt;
  const Failure& f = *t.failure;
  const std::string connector = receive_connector.empty() ? "<Receive connector>" : receive_connector;
  const bool logon = f.step == Step::auth_result || f.step == Step::auth_challenge;
  if (logon && !(f.reply && f.reply->positive())) {
    return filled(1035, std::array{status_of(f), connector, mechanism_of(t), log_endpoint(t.local).address});
  }
  if (f.step == Step::data && f.reply && f.reply->permanent()) {
    return filled(1010, std::array{connector, f.reply->text()});
  }
  return std::nullopt;
}

}  // namespace authwalk
