// What the TLS handshake showed.
#pragma once

#include <authwalk/transcript.hpp>
#include <string_view>

#include "report/document.hpp"

namespace authwalk::document {

/// The handshake, the server's own certificate and what is wrong with it; empty when there is nothing to
/// show.
Rows tls_rows(const TlsFacts& tls);

/// All of it, with every certificate of the chain. `now`: when the run began.
Blocks tls_blocks(const TlsFacts& tls, std::string_view now);

}  // namespace authwalk::document
