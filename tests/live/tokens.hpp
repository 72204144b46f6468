// The lines of a GSSAPI or NTLM exchange as a scripted server reads and writes them.
#pragma once

#include <string>
#include <string_view>

#include "live/hostile_server.hpp"

namespace authwalk::test {

std::string to_base64(std::string_view bytes);
/// Empty for "=" and for what is no base64.
std::string from_base64(std::string_view text);

/// "334 " and the token.
void send_token(Peer& peer, std::string_view token);

/// The client's next token. When it cancels with "*" instead, the exchange ends with 501 and the session goes
/// on.
std::string read_token(Peer& peer);
struct Cancelled {};  ///< thrown by read_token()

}  // namespace authwalk::test
