// Parts of a dialogue with the rehearsal smart host with which many cases begin.
#pragma once

#include <authwalk/rehearsal.hpp>
#include <string>
#include <string_view>

#include "live/rehearsal_client.hpp"
#include "live/temporary.hpp"

namespace authwalk::test {

inline const std::string password{canary};

std::string b64(std::string_view text);

/// One connector and the accounts svc, CONTOSO\old, which is disabled, and sales, which may send as itself.
RehearsalPlan plan_with(ReceiveConnector connector);

/// Banner and EHLO.
void greet(RehearsalClient& client);
/// The same, then TLS and EHLO inside it.
void greet_inside_tls(RehearsalClient& client, std::string_view verb = "STARTTLS");

/// AUTH LOGIN up to its verdict.
std::string log_in(RehearsalClient& client, const std::string& user, const std::string& secret);
/// The line of AUTH PLAIN.
std::string plain(std::string_view user, std::string_view secret);

/// A whole exchange as a walk plays it; returns the verdict, or our own reason not to go on. `end_point`: the
/// channel binding, without its prefix.
std::string play(RehearsalClient& client, std::string_view verb, std::string_view mechanism,
                 std::string_view user, std::string_view secret, const std::string& end_point = {});

}  // namespace authwalk::test
