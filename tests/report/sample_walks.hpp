// Walks made by hand, with the findings that a diagnosis would give them.
#pragma once

#include <authwalk/report.hpp>
#include <optional>
#include <string>

namespace authwalk::test {

/// None or ExternalAuthoritative up to mail-from. A certificate that is not trusted is only noted.
ReportedWalk anonymous_pass(Mode mode, bool trusted);
/// ExternalAuthoritative, passed or inconclusive.
ReportedWalk external(Outcome outcome);
/// ... passed, by a WireGuard tunnel with an IPsec policy and certificates of both sides.
ReportedWalk external_by_tunnel();
/// BasicAuth or BasicAuthRequireTLS up to rcpt-to.
ReportedWalk basic_pass(Mode mode);
/// BasicAuth, answered with 535.
ReportedWalk basic_refused(std::optional<Expectation> expected = std::nullopt);
/// ExchangeServer on a machine without Kerberos.
ReportedWalk exchange_not_tested();
/// ExchangeServer with a Kerberos ticket, up to mail-from.
ReportedWalk exchange_pass();
/// ExchangeServer where the domain knows no such service: nothing was sent.
ReportedWalk exchange_no_token();
/// ExchangeServer whose ticket was answered with 535.
ReportedWalk exchange_refused();
/// ExchangeServer with NTLM, which was asked for, up to mail-from.
ReportedWalk exchange_ntlm();
/// ExchangeServer where EXCHANGEAUTH is all that is offered.
ReportedWalk exchangeauth_only();
/// A mode that needs a credential, without one.
ReportedWalk no_credential(Mode mode);
/// No address of the smart host answers.
ReportedWalk refused(Mode mode);
/// None against a server that only speaks TLS 1.0: TLS breaks, and the walk goes on in clear.
ReportedWalk clear_text_retry();
/// The same with BasicAuth, which stops where the password would go in clear.
ReportedWalk clear_text_not_allowed();
/// BasicAuthRequireTLS against a certificate that is out of date and carries another name.
ReportedWalk wrong_certificate();
/// BasicAuthRequireTLS against a server that only speaks TLS 1.0.
ReportedWalk old_tls();
/// A prompt that made the walk give up, and the server's answer to the "*" that ended it.
ReportedWalk strange_prompt();
/// A server that takes the EHLO and says no more.
ReportedWalk silent();
/// The same walk at another address, "192.0.2.26:25".
ReportedWalk at_address(ReportedWalk walk, const std::string& remote);

TlsFacts self_signed_tls();

}  // namespace authwalk::test
