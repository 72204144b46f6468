// AUTH and X-EXPS of a rehearsal session. LOGIN is in our own code, as Exchange's prompts and the faults need
// it; Cyrus SASL plays the rest, but for GSSAPI and NTLM (session_tokens.cpp).
#include <fmt/format.h>

#include <algorithm>

#include "model/lookup.hpp"
#include "rehearsal/session.hpp"
#include "sasl/base64.hpp"

namespace authwalk::rehearsal {
namespace {

std::string encoded(std::string_view bytes) {
  return std::string(base64_encode(bytes).view());
}

bool names(std::string_view list, std::string_view name) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(' '), list.size());
    if (same_name(list.substr(0, end), name)) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

}  // namespace

std::string Session::auth_mechanisms() const {
  const ReceiveConnector& connector = arrangement_.connector;
  const std::string_view wanted = connector.mechanisms.empty() ? profile_.mechanisms : connector.mechanisms;
  std::string offered;
  // In clear as well, for neither sends a password.
  const bool kerberos = house_.kerberos != nullptr;
  if ((connector.integrated && kerberos) || names(wanted, "GSSAPI")) offered += " GSSAPI";
  if (connector.integrated || names(wanted, "NTLM")) offered += " NTLM";
  const bool basic = connector.basic_auth && (wire_.inside_tls() || !connector.basic_auth_require_tls);
  for (const std::string& served : sasl_mechanisms()) {
    if (basic && names(wanted, served)) offered += " " + served;
  }
  return offered;
}

std::string Session::x_exps_mechanisms() const {
  const std::string& wanted = arrangement_.connector.x_exps;
  // Exchange binds its own mechanism to the TLS channel: it is offered inside X-ANONYMOUSTLS only.
  std::string offered = anonymous_tls_ ? " EXCHANGEAUTH" : "";
  if (wanted.empty() ? house_.kerberos != nullptr : names(wanted, "GSSAPI")) offered += " GSSAPI";
  if (wanted.empty() || names(wanted, "NTLM")) offered += " NTLM";
  return offered;
}

void Session::auth(std::string_view arguments) {
  if (!may_authenticate() || struck(Point::auth_start)) return;
  const std::string offered = auth_mechanisms();
  if (offered.empty()) {
    return reply(arrangement_.connector.basic_auth ? profile_.auth_needs_tls : profile_.auth_not_offered);
  }
  authenticate(arguments, offered);
}

void Session::x_exps(std::string_view arguments) {
  if (!exchange_server()) return reply(profile_.unknown_command);
  if (!may_authenticate() || struck(Point::exps_start)) return;
  authenticate(arguments, x_exps_mechanisms());
}

bool Session::may_authenticate() {
  if (!check_hello()) return false;
  if (account_ == nullptr && !sender_) return true;
  reply(account_ != nullptr ? profile_.auth_already : profile_.auth_in_transaction);
  return false;
}

void Session::authenticate(std::string_view arguments, std::string_view offered) {
  const std::size_t blank = std::min(arguments.find(' '), arguments.size());
  std::string mechanism(arguments.substr(0, blank));
  std::ranges::transform(mechanism, mechanism.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  // What EXCHANGEAUTH says is not public: it is offered, as an Exchange does, and cannot be served.
  if (!names(offered, mechanism) || mechanism == "EXCHANGEAUTH") {
    return reply(profile_.auth_unknown_mechanism);
  }
  std::optional<std::string> initial;
  if (blank < arguments.size()) {
    initial = decode(std::string(arguments.substr(blank + 1)));
    if (!initial) return;
  }
  if (mechanism == "LOGIN") {
    auth_login(initial);
  } else if (mechanism == "GSSAPI") {
    auth_gssapi(initial);
  } else if (mechanism == "NTLM") {
    auth_ntlm(initial);
  } else {
    auth_sasl(mechanism, initial);
  }
  credential_given_ = false;
  password_.clear();
}

void Session::auth_login(const std::optional<std::string>& initial) {
  const std::optional<std::string> user = initial ? initial : ask(arrangement_.user_prompt);
  if (!user) return;
  if (struck(Point::auth_user)) return;
  const std::optional<std::string> password = ask(arrangement_.password_prompt);
  if (!password) return;
  password_ = *password;
  credential_given_ = true;
  if (struck(Point::auth_result)) return;
  SaslExchange exchange(house_.plan.accounts, house_.plan.host_name, wire_.inside_tls());
  const bool right = exchange.check_password(*user, *password);
  conclude(right ? find_account(house_.plan.accounts, *user) : nullptr);
}

void Session::auth_sasl(const std::string& mechanism, const std::optional<std::string>& initial) {
  using State = SaslExchange::State;
  SaslExchange exchange(house_.plan.accounts, house_.plan.host_name, wire_.inside_tls());
  State state = exchange.start(mechanism, initial);
  while (state == State::challenge) {
    const std::optional<std::string> response = ask(encoded(exchange.challenge()));
    if (!response) return;
    credential_given_ = true;
    state = exchange.next(*response);
  }
  if (state == State::unknown_mechanism) return reply(profile_.auth_unknown_mechanism);
  credential_given_ = true;
  if (struck(Point::auth_result)) return;
  conclude(state == State::accepted ? find_account(house_.plan.accounts, exchange.user()) : nullptr);
}

// `proved` is null when nobody has been proved to be there.
void Session::conclude(const RehearsalAccount* proved) {
  if (proved == nullptr) return reply(profile_.auth_refused);
  if (proved->disabled) return reply(profile_.auth_disabled);
  account_ = proved;
  log("authenticated as " + proved->user);
  reply(profile_.auth_accepted);
}

// One challenge and its answer. Empty when the client has cancelled or sent no base64: it has been told.
std::optional<std::string> Session::ask(std::string_view challenge, std::string_view logged) {
  say(fmt::format("334 {}", challenge), logged);
  return decode(hear());
}

std::optional<std::string> Session::decode(const std::string& line) {
  if (line == "*") {
    reply(profile_.auth_aborted);
    return std::nullopt;
  }
  if (line == "=") return "";  // RFC 4954 section 4: an initial response of no bytes
  std::optional<std::string> bytes = base64_decode(line);
  if (!bytes) reply(profile_.auth_not_base64);
  return bytes;
}

}  // namespace authwalk::rehearsal
