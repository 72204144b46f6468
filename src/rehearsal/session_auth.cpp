// AUTH of a rehearsal session: LOGIN in its own code, as Exchange's prompts and the faults need it, the rest
// through Cyrus SASL.
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

bool Session::auth_allowed_here() const {
  const ReceiveConnector& connector = arrangement_.connector;
  return connector.basic_auth && (wire_.inside_tls() || !connector.basic_auth_require_tls) &&
         !offered_mechanisms().empty();
}

std::string Session::offered_mechanisms() const {
  const std::string_view wanted =
      arrangement_.connector.mechanisms.empty() ? profile_.mechanisms : arrangement_.connector.mechanisms;
  std::string offered;
  for (const std::string& served : sasl_mechanisms()) {
    if (names(wanted, served)) offered += (offered.empty() ? "" : " ") + served;
  }
  return offered;
}

void Session::auth(std::string_view arguments) {
  if (!check_hello()) return;
  if (account_ != nullptr) return reply(profile_.auth_already);
  if (sender_) return reply(profile_.auth_in_transaction);
  if (struck(Point::auth_start)) return;
  if (!arrangement_.connector.basic_auth) return reply(profile_.auth_not_offered);
  if (!auth_allowed_here()) return reply(profile_.auth_needs_tls);

  const std::size_t blank = std::min(arguments.find(' '), arguments.size());
  std::string mechanism(arguments.substr(0, blank));
  std::ranges::transform(mechanism, mechanism.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  if (!names(offered_mechanisms(), mechanism)) return reply(profile_.auth_unknown_mechanism);
  std::optional<std::string> initial;
  if (blank < arguments.size()) {
    initial = decode(std::string(arguments.substr(blank + 1)));
    if (!initial) return;
  }
  if (mechanism == "LOGIN") {
    auth_login(initial);
  } else {
    auth_sasl(mechanism, initial);
  }
  credential_given_ = false;
  password_.clear();
}

// Kerberos and NTLM cannot be completed here, and a server that cannot says so.
void Session::x_exps(std::string_view) {
  reply(exchange_server() ? profile_.auth_unknown_mechanism : profile_.unknown_command);
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
  conclude(exchange.check_password(*user, *password), *user);
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
  conclude(state == State::accepted, state == State::accepted ? exchange.user() : "");
}

void Session::conclude(bool proved, const std::string& user) {
  const RehearsalAccount* account = find_account(house_.plan.accounts, user);
  if (!proved || account == nullptr) return reply(profile_.auth_refused);
  if (account->disabled) return reply(profile_.auth_disabled);
  account_ = account;
  log("authenticated as " + account->user);
  reply(profile_.auth_accepted);
}

// One challenge and its answer. Empty when the client has cancelled or sent no base64: it has been told.
std::optional<std::string> Session::ask(std::string_view challenge) {
  say(fmt::format("334 {}", challenge));
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
