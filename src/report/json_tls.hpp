// What a TLS handshake showed, as JSON.
#pragma once

#include <authwalk/tls.hpp>
#include <boost/json/value.hpp>
#include <optional>

namespace authwalk {

/// Null where there was no handshake.
boost::json::value tls_json(const std::optional<TlsFacts>& tls);

}  // namespace authwalk
