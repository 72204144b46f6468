// Channel bindings: does the client's token belong to this TLS connection (Extended Protection)?
#pragma once

#include <openssl/x509.h>

#include <authwalk/rehearsal.hpp>
#include <string>
#include <string_view>

namespace authwalk::rehearsal {

/// What a token says about the channel that it came through.
enum class Binding { absent, right, wrong };

/// ExtendedProtectionPolicy of a Receive connector.
bool satisfies(ExtendedProtection policy, Binding binding);

/// tls-server-end-point of RFC 5929 section 4, with its prefix, as it goes into a token.
std::string end_point_of(const X509* certificate);

}  // namespace authwalk::rehearsal
