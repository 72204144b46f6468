// Names from the command line that end up in commands to a server. A line break in one of them would be a
// command of its own (RFC 5321 section 2.3.8), so each has its alphabet. All throw CommandError.
#pragma once

#include <string>
#include <string_view>

namespace authwalk::cli {

/// A host name in ASCII (RFC 1123 section 2.1; underscores are seen in the field) without its final dot.
/// `what` names it in the error: "--fqdn".
std::string host_name(std::string_view what, std::string_view typed);

/// An IPv4 or IPv6 address, with or without brackets; returned without.
std::string ip_address(std::string_view what, std::string_view typed);
bool is_ipv4(const std::string& text);
bool is_ipv6(const std::string& text);

/// A host name or an IP address.
std::string host_or_address(std::string_view what, std::string_view typed);

/// For MAIL FROM: an address, or "<>" for the null sender, which is returned as "".
std::string sender(std::string_view typed);
/// For RCPT TO: an address, or "postmaster" (RFC 5321 section 4.5.1).
std::string recipient(std::string_view typed);

/// ASCII letters only. Host names are the same in any case (RFC 1035 section 2.3.3).
std::string in_lower_case(std::string_view name);

/// A user or domain name for AUTH.
std::string account_name(std::string_view what, std::string_view typed);

}  // namespace authwalk::cli
