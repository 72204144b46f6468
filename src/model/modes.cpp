#include <array>
#include <authwalk/mode.hpp>

#include "model/lookup.hpp"

namespace authwalk {
namespace {

// Sources: Set-SendConnector -SmartHostAuthMechanism, and what each value does on the wire.
constexpr std::array rows{
    ModeRow{Mode::None, "None", "none", "None", TlsUse::if_offered, AuthUse::none,
            "EHLO, STARTTLS if offered, EHLO, MAIL FROM; no AUTH even when it is offered"},
    ModeRow{Mode::BasicAuth, "BasicAuth", "basic", "Basic authentication", TlsUse::if_offered, AuthUse::login,
            "STARTTLS if offered, then AUTH LOGIN and never PLAIN"},
    ModeRow{Mode::BasicAuthRequireTLS, "BasicAuthRequireTLS", "basic-tls", "Basic authentication over TLS",
            TlsUse::required, AuthUse::login,
            "STARTTLS or fail, then AUTH LOGIN; the certificate must carry the smart host's name"},
    ModeRow{Mode::ExchangeServer, "ExchangeServer", "exchange", "Exchange Server authentication",
            TlsUse::anonymous, AuthUse::exchange,
            "X-ANONYMOUSTLS if offered, else STARTTLS; EHLO; X-EXPS GSSAPI, then X-EXPS NTLM"},
    ModeRow{Mode::ExternalAuthoritative, "ExternalAuthoritative", "external", "Externally Secured",
            TlsUse::if_offered, AuthUse::none,
            "as None: the trust is in the path and in the rights that the receiver grants"},
};

}  // namespace

std::span<const ModeRow> modes() {
  return rows;
}

const ModeRow& row(Mode mode) {
  return rows.at(static_cast<std::size_t>(mode));
}

std::string_view id(Mode mode) {
  return row(mode).id;
}

std::optional<Mode> find_mode(std::string_view name) {
  for (const ModeRow& r : rows) {
    if (same_name(name, r.id) || same_name(name, r.alias) || same_name(name, r.console_name)) return r.mode;
  }
  return std::nullopt;
}

}  // namespace authwalk
