#include "target.hpp"

#include <fmt/format.h>

#include <authwalk/names.hpp>
#include <charconv>

#include "command_error.hpp"
#include "names.hpp"

namespace authwalk::cli {
namespace {

// smtp://user:password@host and user:password@host are not repeated: a password may stand in them.
void refuse_urls(std::string_view typed) {
  const bool url = typed.find("://") != std::string_view::npos;
  if (!url && typed.find('@') == std::string_view::npos) return;
  throw CommandError{exit_usage,
                     url ? "TARGET is a URL; authwalk takes a host name, and never a password in a URL"
                         : "TARGET has an @; authwalk takes a host name, and never a user or password in it",
                     "authwalk walk relay.contoso.example:587 --user NAME --password-file FILE"};
}

[[noreturn]] void refuse_address(std::string_view typed) {
  throw CommandError{exit_usage, fmt::format("TARGET {} is not understood", shown(typed)),
                     "an IPv6 address with a port is [2001:db8::7]:25"};
}

}  // namespace

Target parse_target(std::string_view typed, std::uint16_t port) {
  refuse_urls(typed);
  const auto parts = split_target(typed);
  if (!parts) refuse_address(typed);
  // With its brackets, so that only an IPv6 address is taken in them.
  const auto host = typed.starts_with('[') ? ip_address("TARGET", typed.substr(0, parts->host.size() + 2))
                                           : host_or_address("TARGET", parts->host);
  return {host, parts->port ? parse_port("TARGET: port", *parts->port) : port};
}

std::uint16_t parse_port(std::string_view what, std::string_view typed) {
  unsigned value = 0;
  const auto* const end = typed.data() + typed.size();
  const auto [stopped, error] = std::from_chars(typed.data(), end, value);
  if (error != std::errc() || stopped != end || value < 1 || value > 65535) {
    throw CommandError{exit_usage, fmt::format("{} {} is not a number from 1 to 65535", what, shown(typed)),
                       "smart hosts listen on 25, or on 587"};
  }
  return static_cast<std::uint16_t>(value);
}

}  // namespace authwalk::cli
