// What the TLS handshake showed, for the explanation of a walk that TLS or a certificate ended.
#pragma once

#include <authwalk/transcript.hpp>
#include <string>

#include "report/style.hpp"

namespace authwalk {

/// Rows of an explanation; empty when there is nothing to show.
std::string tls_evidence(const TlsFacts& tls, const Style& style);

}  // namespace authwalk
