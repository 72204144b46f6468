// What Exchange writes into the context column of its SmtpSend log, for what happened in a walk.
#pragma once

#include <authwalk/failure.hpp>
#include <authwalk/tls.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace authwalk {

/// "Failed to connect. Winsock error code: 10061, ...".
std::string failed_to_connect(Class cls, std::string_view domain, std::string_view detail);

/// "TLS protocol SP_PROT_TLS1_2_CLIENT negotiation succeeded using bulk encryption algorithm ...".
std::string negotiation_succeeded(const TlsFacts& tls);

/// The row for a failure that no reply of the server tells: "TLS negotiation failed with error ...",
/// "Certificate validation failure, Reason:...", "Outbound Authentication failed with ...". An empty text
/// where the replies or the end of the connection tell it. Nothing where no row that Exchange is known to
/// write would tell this failure from others: better a log that breaks off than one that tells something
/// else.
std::optional<std::string> own_words_for(const Failure& failure);

/// Of the row that ends the session: "Local", "Remote", "Remote(ConnectionReset)".
std::string disconnected_by(const std::optional<Failure>& failure);

struct LoggedSecret {
  std::string data, context;
};
/// A line of the client in the middle of authentication, its secret masked as Exchange does it. Beside it
/// stands what the walk says of the secret, "[NTLM type 3, 412 bytes]".
LoggedSecret without_secret(std::string_view line);

}  // namespace authwalk
