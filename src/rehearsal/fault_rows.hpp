// The parts of the table of faults. A new fault is a row of the part that it belongs to: what a walk in its
// mode must report, and a change of changes.hpp or an act of misbehaviour.hpp. Tests walk against every row
// and compare step and class.
#pragma once

#include <string_view>
#include <vector>

#include "rehearsal/faults.hpp"

namespace authwalk::rehearsal {

// Modes, as the rows name them.
inline constexpr std::string_view none = "None";
inline constexpr std::string_view basic = "BasicAuth";
inline constexpr std::string_view basic_tls = "BasicAuthRequireTLS";
inline constexpr std::string_view exchange = "ExchangeServer";
inline constexpr std::string_view external = "ExternalAuthoritative";

std::vector<Fault> connection_faults();
std::vector<Fault> logon_faults();
std::vector<Fault> exchange_faults();
std::vector<Fault> mail_faults();

}  // namespace authwalk::rehearsal
