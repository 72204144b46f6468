// What Kerberos and NTLM showed on the way: whose ticket for which service, who the server says it is.
#pragma once

#include <authwalk/transcript.hpp>
#include <string>

#include "report/style.hpp"

namespace authwalk {

/// "svc@CONTOSO.EXAMPLE for SMTPSVC/mx.contoso.example, ticket from the credential cache, SPNEGO, ...";
/// without a ticket, what was asked for. Empty without Kerberos. Raw: the server's text may stand in it.
std::string kerberos_in_short(const Transcript& transcript);

/// "ticket of svc@CONTOSO.EXAMPLE for SMTPSVC/mx.contoso.example, from the credential cache": what the first
/// token was made of. Empty when there is no ticket.
std::string ticket_in_short(const Transcript& transcript);

/// "CONTOSO, mx.contoso.example in contoso.example, Windows Server 2022 ..., clock 0.4 s ahead of ours";
/// empty without a challenge. Raw.
std::string challenge_in_short(const AuthFacts& auth);

/// All of it, a row a fact; empty when there is nothing to show.
std::string auth_evidence(const Transcript& transcript, const Style& style);

}  // namespace authwalk
