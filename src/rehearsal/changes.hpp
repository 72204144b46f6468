// What faults are made of, second part: changes in how a connector is arranged.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "rehearsal/arrangement.hpp"

namespace authwalk::rehearsal {

using Change = std::function<void(Arrangement&)>;

/// At this point the act plays instead of the ordinary code.
Change at(Point point, Act act);
Change both(Change one, Change other);

Change certificate(Certificate kind);
Change tls_version(int version);
Change client_certificate(ClientCertificate demand, int highest = TLS1_3_VERSION);
Change tickets(std::size_t number);
/// Pause after every byte of every reply.
Change drip(int milliseconds);

/// AUTH LOGIN's two prompts, before base64.
Change prompts(std::string_view user, std::string_view password);
/// The second prompt as it goes over the wire.
Change raw_password_prompt(std::string prompt);

/// Another AUTH line where the connector has its own.
Change auth_line(std::string line);
/// A second AUTH line of the old form, with other mechanisms.
Change auth_lines_disagree();
Change auth_only_in_clear();
Change no_auth();
Change no_exchange_server();
/// X-EXPS serves these and no others.
Change x_exps(std::string mechanisms);
/// X-EXPS stands in the first EHLO and is missing inside TLS.
Change x_exps_only_in_clear();
/// Inside TLS X-EXPS offers EXCHANGEAUTH and nothing else.
Change exchangeauth_alone();
/// AUTH offers Integrated authentication; there is no X-EXPS.
Change integrated_without_x_exps();

/// What stands behind 334 where a token belongs.
Change token_text(std::string text);
/// The token without its last bytes.
Change token_cut(std::size_t bytes);
/// The token's last bit turned over.
Change token_spoilt();
/// Bytes of the token replaced.
Change token_patched(std::size_t at, std::string bytes);
/// An NTLM challenge whose negotiate flags have lost some and got others (MS-NLMP 2.2.2.5).
Change ntlm_flags(std::uint32_t lost, std::uint32_t got);
/// RFC 4752's offer of security layers: layers in the first octet, the longest message in the other three.
Change layer_offer(std::string octets);
Change no_layer_round();
/// Tokens must be bound to the channel, and to another certificate than the one shown.
Change foreign_end_point();

Change nothing_inside_tls();
Change starttls_inside_tls();
Change keywords_in_lower_case();
/// As Cisco's ESMTP inspection overwrites what it does not let through: the length stays.
Change keywords_masked();
/// What a client sees when something on the way removes STARTTLS: AUTH stands in clear.
Change starttls_stripped();

}  // namespace authwalk::rehearsal
