// TLS and authentication of a walk, read back from JSON.
#pragma once

#include <authwalk/transcript.hpp>
#include <optional>

#include "report/json_node.hpp"

namespace authwalk {

/// Both throw Misread.
std::optional<TlsFacts> read_tls(const JsonNode& tls);
AuthFacts read_auth(const JsonNode& auth);

}  // namespace authwalk
