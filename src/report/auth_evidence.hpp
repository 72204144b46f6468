// What Kerberos and NTLM showed on the way: whose ticket for which service, who the server says it is.
#pragma once

#include <authwalk/transcript.hpp>
#include <string>

#include "report/document.hpp"

namespace authwalk {

/// "ticket of svc@CONTOSO.EXAMPLE for SMTPSVC/mx.contoso.example, from the credential cache": what the first
/// token was made of. Empty when there is no ticket.
std::string ticket_in_short(const Transcript& transcript);

/// "CONTOSO, mx.contoso.example in contoso.example, Windows Server 2022 ..., clock 0.4 s ahead of ours";
/// empty without a challenge. Raw.
std::string challenge_in_short(const AuthFacts& auth);

/// All of it; empty when there is nothing to show.
document::Rows auth_rows(const Transcript& transcript);
}  // namespace authwalk
