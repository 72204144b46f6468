// The commands of the diagnosis, held against what Exchange refuses: put onto the connector that was walked.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <authwalk/diagnosis.hpp>

#include "connectors/exchange_refuses.hpp"
#include "connectors/settings_command.hpp"
#include "connectors/sources.hpp"
#include "diagnosis/samples.hpp"

using namespace authwalk;
using namespace authwalk::test;

namespace {

// The definition behind a walk, with a credential where it logs on.
ConnectorDefinition definition_of(const Transcript& t) {
  const Connector& c = t.connector;
  const bool logs_on = row(t.mode).auth == AuthUse::login;
  return definitions_of(
             fmt::format(
                 "Name : Outbound to Contoso\nAddressSpaces : {{SMTP:*;1}}\nDNSRoutingEnabled : False\n"
                 "SmartHosts : {{{}}}\nPort : {}\nSmartHostAuthMechanism : {}\nRequireTLS : "
                 "{}\nIgnoreSTARTTLS "
                 ": {}\nTlsAuthLevel : {}\nTlsDomain : {}\nAuthenticationCredential : {}\nFqdn : {}\n",
                 c.SmartHost, c.Port, id(t.mode), c.RequireTLS || c.TlsAuthLevel, c.IgnoreSTARTTLS,
                 c.TlsAuthLevel ? id(*c.TlsAuthLevel) : "", c.TlsDomain, logs_on ? "PSCredential" : "",
                 c.Fqdn))
      .at(0);
}

// A gap as a host name, which is what they all are where a list or a name is set.
std::string filled(std::string command) {
  for (std::size_t at = 0; (at = command.find("\"<", at)) != std::string::npos;) {
    const std::size_t end = command.find('"', at + 1);
    command.replace(at, end + 1 - at, "relay2.fabrikam.example");
  }
  return command;
}

}  // namespace

TEST_SUITE("diagnosis") {
  TEST_CASE("Exchange takes every command that the diagnosis prints for a Send connector") {
    std::size_t judged = 0;
    for (const samples::Sample& sample : samples::all()) {
      const ConnectorDefinition before = definition_of(sample.transcript);
      if (!exchange_refuses(before).empty()) continue;
      const Finding found = diagnose(sample.transcript);
      for (const Advice& advice : found.advice) {
        const auto after = connectors::after_command(before, filled(advice.command));
        if (!after) continue;
        ++judged;
        INFO(sample.rule << ", " << advice.rule << ": " << advice.command);
        std::string reasons;
        for (const std::string& each : exchange_refuses(*after)) reasons += each + "; ";
        CHECK(reasons == "");
        CHECK(advice.command.find(" -SmartHosts \"") == std::string::npos);
      }
    }
    CHECK(judged > 20);
  }
}
