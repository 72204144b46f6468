// The five SmartHostAuthMechanism values of an Exchange Send connector, as one table.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace authwalk {

/// What `Set-SendConnector -SmartHostAuthMechanism` can be set to.
enum class Mode { None, BasicAuth, BasicAuthRequireTLS, ExchangeServer, ExternalAuthoritative };

/// How a mode uses TLS when the connector's own settings say nothing.
enum class TlsUse {
  if_offered,  ///< opportunistic: the certificate is recorded, not judged
  required,    ///< STARTTLS or fail, and the certificate must carry the smart host's name
  anonymous,   ///< X-ANONYMOUSTLS when offered, else STARTTLS; any certificate
};

/// How a mode authenticates.
enum class AuthUse {
  none,      ///< no AUTH, even when it is offered
  login,     ///< AUTH LOGIN and nothing else: a Send connector never uses PLAIN
  exchange,  ///< X-EXPS GSSAPI, then X-EXPS NTLM
};

/// One row of the table that the walk is driven by.
struct ModeRow {
  Mode mode;
  std::string_view id;            ///< Exchange's name; stable, appears in reports
  std::string_view alias;         ///< short name accepted on the command line
  std::string_view console_name;  ///< what the Exchange console shows
  TlsUse tls;
  AuthUse auth;
  std::string_view on_the_wire;  ///< one sentence for people
};

/// All modes, in the order in which reports show them.
std::span<const ModeRow> modes();

/// The row of one mode.
const ModeRow& row(Mode mode);

/// Exchange's name of the mode, for example "BasicAuthRequireTLS".
std::string_view id(Mode mode);

/// Finds a mode by id, alias or console name, in any case. Empty when there is none.
std::optional<Mode> find_mode(std::string_view name);

}  // namespace authwalk
