// What the information rows of a protocol log tell about TLS.
#pragma once

#include <authwalk/tls.hpp>
#include <optional>
#include <string_view>

namespace authwalk {

/// Version, cipher and key exchange of "TLS protocol SP_PROT_TLS1_2_CLIENT negotiation succeeded using ...".
/// Empty when the row says something else. A log does not tell whether the certificate was verified.
std::optional<TlsFacts> logged_tls(std::string_view context);

/// The row is about a certificate that was sent or received, or a field of it. Older builds write one row a
/// field, newer ones a single row that begins with the same words.
bool is_certificate_row(std::string_view context);

}  // namespace authwalk
