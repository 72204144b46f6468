// One SASL exchange in SMTP (RFC 4954): steps auth-token, auth-start, auth-challenge, auth-result.
#pragma once

#include <string_view>

#include "sasl/mechanism.hpp"
#include "walk/session.hpp"

namespace authwalk {

/// Plays the mechanism with the verb ("AUTH" or "X-EXPS") until the server's verdict. Throws WalkEnded, and
/// QuitAfter.
void exchange_sasl(Session& session, std::string_view verb, const MechanismRow& row, Mechanism& mechanism);

}  // namespace authwalk
