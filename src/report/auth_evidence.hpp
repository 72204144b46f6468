// What Kerberos and NTLM showed on the way: whose ticket for which service, who the server says it is.
#pragma once

#include <authwalk/transcript.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk {

struct Fact {
  std::string_view label;
  std::string text;  ///< raw
};

/// "svc@CONTOSO.EXAMPLE for SMTPSVC/mx.contoso.example, ticket from the credential cache, SPNEGO, ...";
/// without a ticket, what was asked for. Empty without Kerberos. Raw: the server's text may stand in it.
std::string kerberos_in_short(const Transcript& transcript);

/// "ticket of svc@CONTOSO.EXAMPLE for SMTPSVC/mx.contoso.example, from the credential cache": what the first
/// token was made of. Empty when there is no ticket.
std::string ticket_in_short(const Transcript& transcript);

/// "CONTOSO, mx.contoso.example in contoso.example, Windows Server 2022 ..., clock 0.4 s ahead of ours";
/// empty without a challenge. Raw.
std::string challenge_in_short(const AuthFacts& auth);

/// All of it; empty when there is nothing to show.
std::vector<Fact> auth_facts(const Transcript& transcript);
}  // namespace authwalk
