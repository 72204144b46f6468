// What a setting may be, whoever gives it: one set of checks for the command line and for a configuration.
// Names end up in commands to a server, and a line break in one would be a command of its own (RFC 5321
// section 2.3.8), so each has its alphabet. All functions throw SettingError.
#pragma once

#include <authwalk/mode.hpp>
#include <authwalk/step.hpp>
#include <authwalk/tls.hpp>
#include <authwalk/walk.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace authwalk {

/// Why a text cannot be the value of a setting. Its words are safe to print.
struct SettingError {
  std::string problem;  ///< to stand behind the name of the setting: ""smtp" is not a number from 1 to 65535"
  std::string hint;
  bool example = false;  ///< the hint is a value, to be shown with the name of the setting
};

namespace setting {

/// What was written, in quotation marks, escaped, and cut when it is long.
std::string quoted(std::string_view text);

/// A smart host: "mx.contoso.example", "mx:587", "192.0.2.7", "[192.0.2.7]" as Exchange writes it,
/// "[2001:db8::7]:25", "smtp://mx:587". Never a user or a password in a URL. Blanks around it do not count.
struct Target {
  std::string host;                   ///< a name, or an IP address without brackets
  std::optional<std::uint16_t> port;  ///< empty: none was named
};
Target target(std::string_view typed);

std::uint16_t port(std::string_view typed);
/// In ASCII (RFC 1123 section 2.1; underscores are seen in the field), without its final dot.
std::string host_name(std::string_view typed);
/// The same, or "*." in front of one.
std::string tls_domain(std::string_view typed);
/// IPv4 or IPv6, with or without brackets; returned without.
std::string ip_address(std::string_view typed);
bool is_ipv4(const std::string& text);
bool is_ipv6(const std::string& text);
std::string host_or_address(std::string_view typed);
/// "192.0.2.53" or "[2001:db8::53]:5353".
std::string dns_server(std::string_view typed);

/// For MAIL FROM: an address, or "<>" for the null sender, which is returned as "".
std::string sender(std::string_view typed);
/// For RCPT TO: an address, or "postmaster" (RFC 5321 section 4.5.1).
std::string recipient(std::string_view typed);

/// A user or domain name for AUTH: "svc", "CONTOSO\svc" or "svc@contoso.example".
std::string account_name(std::string_view typed);
/// Of a keytab: as account_name(), and "smtp/mx.contoso.example@CONTOSO.EXAMPLE".
std::string principal(std::string_view typed);
/// SERVICE/HOST, with a realm behind it where the user knows better than the KDC.
std::string service_principal(std::string_view typed);
/// Of a Send connector: it stands in commands and in the text of event 2003.
std::string connector_name(std::string_view typed);

/// "15", "1.5", "15s", "500ms", "1m": from a millisecond to an hour.
std::chrono::milliseconds duration(std::string_view typed);
/// A whole number within bounds; `example` is one for the hint.
unsigned number(std::string_view typed, unsigned least, unsigned most, unsigned example);
/// A fraction is fine.
double fraction(std::string_view typed, double least, double most);

Mode mode(std::string_view typed);
Step step(std::string_view typed);
TlsVersion tls_version(std::string_view typed);
TlsAuthLevel tls_auth_level(std::string_view typed);
GssapiDialect gssapi_dialect(std::string_view typed);
/// Empty for LOGIN: what a Send connector does anyway is no diagnosis.
std::string mechanism(std::string_view typed);

}  // namespace setting
}  // namespace authwalk
