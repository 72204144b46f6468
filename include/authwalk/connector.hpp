// The settings of a Send connector that decide what happens on the wire, under Exchange's own property names.
#pragma once

#include <authwalk/tls.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace authwalk {

struct Connector {
  std::string Name;       ///< %1 of event 2003; empty: a bare target, no connector known
  std::string SmartHost;  ///< a host name, an MX name, or an IP address without brackets
  std::uint16_t Port = 25;
  std::string Fqdn;  ///< EHLO name; never empty in a plan that is walked
  bool RequireTLS = false;
  bool IgnoreSTARTTLS = false;
  std::optional<authwalk::TlsAuthLevel> TlsAuthLevel;
  std::string TlsDomain;        ///< name that DomainValidation compares; empty: the smart host
  std::string SourceIPAddress;  ///< empty: the system chooses
  bool ForceHELO = false;       ///< HELO instead of EHLO: neither STARTTLS nor AUTH can be offered then
  std::optional<std::uint64_t> MaxMessageSize;  ///< bytes; empty: unlimited, or not known

  /// True when SmartHost is an IPv4 or IPv6 address.
  bool smart_host_is_address() const;
  /// "mx.contoso.example:25", "[2001:db8::1]:587".
  std::string target() const;
};

/// What is wrong with the definition itself, in Exchange's own rules; empty when nothing is.
/// (For example RequireTLS together with IgnoreSTARTTLS.)
std::string definition_error(const Connector& connector);

}  // namespace authwalk
