// Names that end up in commands to a server. A line break in one of them would be a command of its own
// (RFC 5321 section 2.3.8), so each has its alphabet.
#pragma once

#include <optional>
#include <string_view>

namespace authwalk {

/// What is wrong with a host name in ASCII without its final dot (RFC 1123 section 2.1; underscores are seen
/// in the field), to stand after a colon. Null when nothing is.
const char* host_name_fault(std::string_view name);

/// The same of an address for MAIL FROM and RCPT TO (RFC 5321 section 4.1.2), without angle brackets.
const char* mailbox_fault(std::string_view address);

/// RCPT TO takes this name without a domain, in any case (RFC 5321 section 4.5.1).
bool is_postmaster(std::string_view address);

/// The parts of "host", "host:port", "192.0.2.7", "[2001:db8::7]:25" or "2001:db8::7". The host is without
/// brackets, and neither part is checked.
struct TargetParts {
  std::string_view host;
  std::optional<std::string_view> port;
  bool address = false;  ///< the host is to be an IP address: it has a colon or brackets
};
/// Empty where it is anybody's guess at which colon the host ends.
std::optional<TargetParts> split_target(std::string_view target);

}  // namespace authwalk
