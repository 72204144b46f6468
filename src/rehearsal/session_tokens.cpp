// GSSAPI and NTLM of a rehearsal session: the two that exchange binary tokens, after AUTH and after X-EXPS.
#include <fmt/format.h>

#include <algorithm>

#include "rehearsal/server_gss.hpp"
#include "rehearsal/server_ntlm.hpp"
#include "rehearsal/session.hpp"
#include "sasl/base64.hpp"

namespace authwalk::rehearsal {

void Session::auth_gssapi(const std::optional<std::string>& initial) {
  using State = GssExchange::State;
  const ExtendedProtection policy = arrangement_.connector.extended_protection;
  GssExchange exchange(*house_.kerberos, policy == ExtendedProtection::none ? "" : end_point());
  std::optional<std::string> token = initial ? initial : ask("GSSAPI supported");
  if (!token) return;
  credential_given_ = true;
  if (struck(Point::first_token)) return;
  State state = exchange.accept(*token);
  while (state != State::refused && !exchange.answer().empty()) {
    token = ask_with_token("GSS token", exchange.answer());
    if (!token) return;
    // The answer to our last token is empty (RFC 4752 section 3.1).
    if (state == State::complete) break;
    state = exchange.accept(*token);
  }
  bool proved = state == State::complete && satisfies(policy, exchange.binding());
  if (proved && arrangement_.layer_offer) {
    const Secret offer = base64_encode(exchange.wrap(*arrangement_.layer_offer));
    const std::optional<std::string> choice = ask(offer.view(), "334 [offer of security layers]");
    if (!choice) return;
    proved = exchange.chooses_no_layer(*choice);
  }
  if (!exchange.why().empty()) log("GSSAPI: " + exchange.why());
  if (struck(Point::auth_result)) return;
  const std::string& principal = exchange.principal();
  const std::size_t at = std::min(principal.rfind('@'), principal.size());
  conclude(proved ? find_account(house_.plan.accounts, principal.substr(0, at),
                                 principal.substr(std::min(at + 1, principal.size())))
                  : nullptr);
}

void Session::auth_ntlm(const std::optional<std::string>& initial) {
  const NtlmExchange exchange(house_.plan.host_name);
  const std::optional<std::string> negotiate = initial ? initial : ask("NTLM supported");
  if (!negotiate || struck(Point::first_token)) return;
  const std::optional<std::string> challenge = exchange.challenge(*negotiate);
  if (!challenge) return conclude(nullptr);
  const std::optional<std::string> authenticate = ask_with_token("NTLM type 2", *challenge);
  if (!authenticate) return;
  credential_given_ = true;
  if (struck(Point::auth_result)) return;
  const std::optional<NtlmLogon> logon = NtlmExchange::read(*authenticate);
  if (!logon) return conclude(nullptr);
  const RehearsalAccount* account = find_account(house_.plan.accounts, logon->user, logon->domain);
  const bool proved =
      account != nullptr && exchange.proves(*logon, account->password) &&
      satisfies(arrangement_.connector.extended_protection, NtlmExchange::binding(*logon, end_point()));
  conclude(proved ? account : nullptr);
}

std::optional<std::string> Session::ask_with_token(std::string_view name, std::string token) {
  const bool changed = arrangement_.show_token != nullptr;
  const std::string logged =
      fmt::format("334 [{}, {} bytes{}]", name, token.size(), changed ? ", changed by the fault" : "");
  const std::string text =
      changed ? arrangement_.show_token(std::move(token)) : std::string(base64_encode(token).view());
  return ask(text, logged);
}

// What the client's token may be bound to; empty in clear.
std::string Session::end_point() const {
  if (!wire_.inside_tls()) return {};
  std::string digest = end_point_of(wire_.certificate());
  if (arrangement_.foreign_end_point) digest.back() = static_cast<char>(digest.back() ^ 1);
  return digest;
}

}  // namespace authwalk::rehearsal
