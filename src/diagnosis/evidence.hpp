// Questions that rules and sentences put to a Transcript.
#pragma once

#include <authwalk/transcript.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "smtp/ehlo.hpp"

namespace authwalk::diagnosis {

/// In any case, ASCII.
bool contains(std::string_view text, std::string_view part);

/// The walk did not go on after a failure in `step`; false when there is none.
bool failed_at(const Transcript& t, Step step);
/// The code and words of the reply that decided, "535 5.7.3 Authentication unsuccessful"; empty when none
/// did.
std::string decisive_reply(const Transcript& t);

/// A recorded reply or event without its conversation: what it does not tell is unknown, not absent.
bool fragment(const Transcript& t);

/// The conversation ran inside TLS when it ended.
bool inside_tls(const Transcript& t);
/// By X-ANONYMOUSTLS, inside which a Send connector takes the session as established also without a login.
bool inside_anonymous_tls(const Transcript& t);
/// ... or in clear; false as well where a record does not show which.
bool in_clear(const Transcript& t);
/// The mode demands TLS, by itself or through the connector's settings.
bool demands_tls(const Transcript& t);
/// The walk logs on, as its mode says or because a mechanism was asked for.
bool authenticates(const Transcript& t);
/// BasicAuth or BasicAuthRequireTLS.
bool basic(const Transcript& t);
/// ExchangeServer.
bool exchange_mode(const Transcript& t);
/// The walk logged on, or would have, with a Kerberos ticket.
bool kerberos(const Transcript& t);
/// ... with an NTLM answer.
bool ntlm(const Transcript& t);
/// Either of them: a token instead of a password.
bool sends_token(const Transcript& t);

Capabilities offers_in_clear(const Transcript& t);
/// Empty capabilities when there was no second EHLO.
Capabilities offers_inside_tls(const Transcript& t);
/// The offers of the last EHLO, which are the ones that count (RFC 3207 section 4.2).
Capabilities offers_that_count(const Transcript& t);
/// A banner of asterisks.
bool banner_masked(const Transcript& t);
/// EHLO keywords overwritten with X or asterisks.
bool keywords_masked(const Transcript& t);

/// An Exchange without a usable certificate: X-ANONYMOUSTLS on offer, STARTTLS not.
bool anonymoustls_without_starttls(const Transcript& t);
/// The server could not ask its directory about the sender: event 1024 on an Exchange.
bool directory_fault(const Transcript& t);
/// The sender's object in the directory is not valid, or no object at all: event 1025 on an Exchange.
bool sender_object_invalid(const Transcript& t);

/// The name has addresses, but -4 or -6 leaves all of them out.
bool other_family_only(const Transcript& t);

/// "STARTTLS" or "X-ANONYMOUSTLS", whichever this walk would use.
std::string_view tls_verb(const Transcript& t);
/// The TLS fault of this class, else the failure's own detail.
std::string certificate_fact(const Transcript& t, Class cls);

/// The sender of the transaction that was refused, without brackets; with none refused, the first one.
std::string refused_sender(const Transcript& t);
/// The first recipient that was refused; empty when none was.
std::string refused_recipient(const Transcript& t);
/// The first recipient that was accepted; empty when none was.
std::string accepted_recipient(const Transcript& t);

/// The first accepted recipient outside the smart host's own domain, which a stranger could not have written
/// to; empty when there was none.
std::string relayed_recipient(const Transcript& t);
/// The first accepted recipient, where all of them are in the smart host's own domain: no right to relay was
/// needed.
std::string recipient_of_its_own(const Transcript& t);
/// A message was accepted, and the null sender is the only one that wrote any: nobody's right was needed.
bool delivered_as_nobody(const Transcript& t);

/// Who logs on: the ticket's principal, else the login name; empty when neither is known.
std::string login_name(const Transcript& t);
/// The login name without its domain: "svc" of "CONTOSO\\svc" and of "svc@contoso.example".
std::string account_name(const Transcript& t);
/// The service principals that tickets were asked for, in order; at least the one that Exchange would ask
/// for.
std::vector<std::string> asked_services(const Transcript& t);
/// The address that was talked to, without the port; empty before a connection.
std::string remote_address(const Transcript& t);
/// ... or that was not reached, where it was the only one to be tried; empty when none is known.
std::string walked_address(const Transcript& t);
/// The address that the server sees this side by; empty before a connection.
std::string local_address(const Transcript& t);

}  // namespace authwalk::diagnosis
