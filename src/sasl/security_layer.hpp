// The last round of GSSAPI (RFC 4752 section 3.1): which security layer shall be put under SMTP? None: that
// is what TLS is for.
#pragma once

#include <array>
#include <string_view>

namespace authwalk {

/// What answers an offer that was unwrapped: "no layer". Throws SaslError when the server does not offer
/// that.
std::array<char, 4> decline_security_layer(std::string_view offer);

}  // namespace authwalk
