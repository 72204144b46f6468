#include "connectors/sources.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace authwalk::test {
namespace {

const Properties clean_send_connector{
    {"DNSRoutingEnabled", "False"},
    {"TlsDomain", "*.fabrikam.example"},
    {"TlsAuthLevel", "DomainValidation"},
    {"SmartHosts", "{relay.fabrikam.example}"},
    {"Port", "587"},
    {"ConnectionInactivityTimeOut", "00:10:00"},
    {"ForceHELO", "False"},
    {"FrontendProxyEnabled", "False"},
    {"IgnoreSTARTTLS", "False"},
    {"CloudServicesMailEnabled", "False"},
    {"Fqdn", "mail.contoso.example"},
    {"TlsCertificateName", ""},
    {"RequireTLS", "True"},
    {"Enabled", "True"},
    {"ProtocolLoggingLevel", "Verbose"},
    {"SmartHostAuthMechanism", "BasicAuthRequireTLS"},
    {"AuthenticationCredential", "System.Management.Automation.PSCredential"},
    {"DomainSecureEnabled", "False"},
    {"SourceIPAddress", "0.0.0.0"},
    {"AddressSpaces", "{SMTP:fabrikam.example;10}"},
    {"SourceTransportServers", "{MAIL01}"},
    {"MaxMessageSize", "35 MB (36,700,160 bytes)"},
    {"Name", "Outbound to Fabrikam"}};

const Properties clean_outbound_connector{{"Enabled", "True"},
                                          {"UseMXRecord", "False"},
                                          {"ConnectorType", "Partner"},
                                          {"RecipientDomains", "{fabrikam.example}"},
                                          {"SmartHosts", "{relay.fabrikam.example}"},
                                          {"TlsDomain", "relay.fabrikam.example"},
                                          {"TlsSettings", "DomainValidation"},
                                          {"Name", "Fabrikam"}};

std::string format_list(Properties properties, const Properties& others) {
  for (const auto& [name, value] : others) {
    const auto known = std::find_if(properties.begin(), properties.end(),
                                    [&wanted = name](const auto& each) { return each.first == wanted; });
    if (known == properties.end()) {
      properties.emplace_back(name, value);
    } else {
      known->second = value;
    }
  }
  std::string text;
  for (const auto& [name, value] : properties) {
    if (value != "-") text += name + " : " + value + "\n";
  }
  return text + "\n";
}

}  // namespace

std::string definition_path(const std::string& name) {
  return std::string(AUTHWALK_SOURCE_DIR) + "/tests/definitions/" + name;
}

std::string definition_bytes(const std::string& name) {
  std::ifstream file(definition_path(name), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<ConnectorDefinition> definitions_of_file(const std::string& name) {
  return read_definitions(definition_bytes(name), name);
}

std::vector<ConnectorDefinition> definitions_of(std::string text) {
  return read_definitions(std::move(text), "typed.txt");
}

InputError reading_error(std::string bytes, const std::string& file) {
  try {
    read_definitions(std::move(bytes), file);
  } catch (const InputError& error) {
    return error;
  }
  return {};
}

std::string format_list_of(const Properties& others) {
  return format_list(clean_send_connector, others);
}

std::string online_format_list_of(const Properties& others) {
  return format_list(clean_outbound_connector, others);
}

}  // namespace authwalk::test
