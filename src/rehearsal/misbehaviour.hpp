// What faults are made of: acts that play a part of the session in their own way.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "rehearsal/arrangement.hpp"

namespace authwalk::rehearsal {

/// A reply instead of the ordinary one; {host} and its like are filled in. The session goes on.
Act says(std::string words);
Act says_and_closes(std::string words);
/// A reply that comes late, as Exchange's tarpit makes it.
Act says_after(std::chrono::milliseconds delay, std::string words);
/// The same, one byte at a time.
Act says_slowly(std::chrono::milliseconds between_bytes, std::string words);
/// No answer as long as the client waits.
Act stays_silent();
Act closes();
/// FIN inside TLS without close_notify.
Act cuts_tls_off();
/// RST.
Act resets();
/// `first`, then one byte every half second for as long as the client waits.
Act drips_for_ever(std::string_view first);
/// `first`, then `again` without end, until the client goes, 64 MiB are sent or 10 seconds have passed.
Act floods(std::string_view first, std::string_view again);
/// 4 KiB that are no text.
Act sends_noise();

/// STARTTLS: the go-ahead with more behind it in the same segment, then real TLS.
Act injects(std::string_view bytes);
/// STARTTLS: the go-ahead, and a moment later bytes in clear where the ServerHello belongs.
Act injects_late(std::string_view bytes);
/// STARTTLS: the go-ahead, then RST.
Act resets_before_tls();
/// Handshake: answers the ClientHello with these bytes and closes.
Act answers_hello_with(std::string_view bytes);
/// Handshake: the same with a fatal alert (RFC 8446 section 6).
Act answers_hello_with_alert(unsigned char alert);

/// AUTH result: the password back, in every encoding that a careless log may hold.
Act echoes_password();
/// AUTH result: another challenge instead of a verdict, again and again. It stands behind 334 as it is.
Act asks_for_ever(std::string challenge);

}  // namespace authwalk::rehearsal
