#include <authwalk/connector.hpp>

#include "model/ip_address.hpp"

namespace authwalk {

bool Connector::smart_host_is_address() const {
  return is_ip_address(SmartHost);
}

std::string Connector::target() const {
  const bool ipv6 = SmartHost.find(':') != std::string::npos;
  return (ipv6 ? "[" + SmartHost + "]" : SmartHost) + ":" + std::to_string(Port);
}

std::string definition_error(const Connector& connector) {
  if (connector.RequireTLS && connector.IgnoreSTARTTLS) {
    return "RequireTLS and IgnoreSTARTTLS exclude each other: Exchange refuses RequireTLS $true while "
           "IgnoreSTARTTLS "
           "is $true";
  }
  if (connector.TlsAuthLevel && connector.IgnoreSTARTTLS) {
    return "TlsAuthLevel needs TLS: Exchange refuses it while IgnoreSTARTTLS is $true";
  }
  if (!connector.TlsDomain.empty() && connector.TlsAuthLevel != TlsAuthLevel::DomainValidation) {
    return "TlsDomain is compared only with TlsAuthLevel DomainValidation";
  }
  if (connector.Port == 0) return "Port 0 cannot be connected to";
  return {};
}

}  // namespace authwalk
