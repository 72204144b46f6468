// Walks of mode ExchangeServer, and the scripted Exchange that they meet where no real server can do what is
// wanted.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "live/gss_acceptor.hpp"
#include "live/hostile_server.hpp"
#include "live/walk_run.hpp"
#include "real/kdc.hpp"

namespace authwalk::test {

/// A walk of mode ExchangeServer in JSON, by a program of that environment.
Walked walk_exchange(std::uint16_t port, const Words& more,
                     const std::vector<std::string>& env = kerberos_env());
/// The same with any words.
Walked walk_exchange(const Words& words, const std::vector<std::string>& env = kerberos_env());
/// The same in text with -v.
ProgramRun exchange_in_text(std::uint16_t port, const Words& more,
                            const std::vector<std::string>& env = kerberos_env());

/// walk_words() with another smart host.
Words walk_words_to(const std::string& host, std::uint16_t port, const Words& more);

/// --ccache with a ticket of svc.
Words with_ticket();

/// An Exchange with X-ANONYMOUSTLS and these X-EXPS mechanisms; `tokens` as in Manners.
Manners exchange(std::function<void(Peer&, const std::string&)> tokens,
                 const std::string& mechanisms = "GSSAPI NTLM");

/// How a scripted Exchange plays GSSAPI.
struct GssScript {
  std::string offer =
      std::string("\x01\0\0\0", 4);  ///< wrapped: layers offered, and the largest message (RFC 4752)
  bool omit_layer = false;           ///< no round for security layers at all
  std::string verdict = "235 2.7.0 Authentication successful\r\n";
  std::string* layer_answer = nullptr;  ///< where the client's choice goes
};

/// Plays it with real Kerberos; 535 for a token that cannot be accepted.
std::function<void(Peer&, const std::string&)> play_gssapi(GssAcceptor& acceptor, GssScript script = {});

/// A piece of a token that the server received and that stands in the text; empty when there is none. Throws
/// std::runtime_error when the server received no token at all.
std::string token_in(std::string_view text, const std::string& received);
/// Checks that there is none in either output of the run.
void check_no_token(const ProgramRun& run, const std::string& received);

/// The causes, fixes and commands of the diagnosis, one a line.
std::string diagnosis_of(const boost::json::object& walk);

}  // namespace authwalk::test
