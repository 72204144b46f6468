// OpenSSL sessions for the hostile server.
#pragma once

#include <string>

#include "live/hostile_server.hpp"

namespace authwalk::test {

/// A session for one connection; the caller frees it. It accepts any version and any weak key, because
/// it is the client that has to refuse them.
SSL* new_server_session(const ServerTls& side);

/// Subject of the certificate that the client sent, in one line; empty when it sent none.
std::string client_subject(SSL* session);

}  // namespace authwalk::test
