// What the parts of one walk share, and the parts in the order in which walk() calls them.
#pragma once

#include <authwalk/walk.hpp>
#include <optional>
#include <string>

#include "smtp/dialogue.hpp"
#include "smtp/ehlo.hpp"
#include "smtp/redactor.hpp"

namespace authwalk {

/// Thrown when the step of --quit-after is done.
struct QuitAfter {};

struct Session {
  const WalkPlan& plan;
  const ModeRow& mode;
  Transcript& transcript;
  Dialogue& dialogue;
  Address address;          ///< the one that was connected to
  Capabilities before_tls;  ///< the first EHLO
  Capabilities offered;     ///< the EHLO that counts: inside TLS when there is TLS

  /// Ends the step; ends the walk when it was told to go no further.
  void reached(Step step);
};

/// walk(), for a run that has more secrets than this walk: all of them are kept out of the transcript.
Transcript walk(const WalkPlan& plan, Channel& channel, const Redactor& secrets);

/// Connects to the address: connect, banner, ehlo.
void connect_and_greet(Session& session);

/// EHLO at the given step; fills session.offered.
void say_ehlo(Session& session, Step step);

/// STARTTLS or X-ANONYMOUSTLS as the mode and the connector's settings demand: starttls to ehlo-tls, the
/// retry in clear included.
void start_tls(Session& session);

/// Do the mode or the connector's settings demand TLS?
bool tls_is_required(const Session& session);

/// Does IgnoreSTARTTLS hold? BasicAuthRequireTLS never reads it: Exchange starts TLS for it whenever STARTTLS
/// is offered in the answer to EHLO.
bool leaves_starttls_alone(const Session& session);

/// auth-offer to auth-result.
void authenticate(Session& session);

/// mail-from to data.
void send_transactions(Session& session);

/// The level that the certificate must satisfy, when it is judged at all.
std::optional<TlsAuthLevel> enforced_level(const WalkPlan& plan);

/// A small marked message with the headers that tell what it is; CRLF line ends, without the final dot.
std::string test_message(const WalkPlan& plan, const std::string& from, const std::string& message_id);

}  // namespace authwalk
