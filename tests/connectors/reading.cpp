// The same three connectors in every form of export and encoding.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>

#include "connectors/sources.hpp"

using namespace authwalk;
using namespace authwalk::test;

namespace {

// Everything that a walk depends on, so that one comparison tells the difference.
std::string told(const ConnectorDefinition& c) {
  std::string text = fmt::format(
      "{}|{}|enabled {}|dns {}|port {}|fqdn {}|source {}|helo {}|require {}|ignore {}|level {}|domain {}|"
      "certificate {}|mode {}|credential {}|size {}|idle {}|",
      words_for(c.kind), c.Name, c.Enabled, c.DNSRoutingEnabled ? (*c.DNSRoutingEnabled ? "yes" : "no") : "?",
      c.Port, c.Fqdn, c.SourceIPAddress, c.ForceHELO, c.RequireTLS, c.IgnoreSTARTTLS,
      c.TlsAuthLevel ? id(*c.TlsAuthLevel) : "none", c.TlsDomain, c.TlsCertificateName,
      id(c.SmartHostAuthMechanism), c.has_credential ? (*c.has_credential ? "yes" : "no") : "?",
      c.MaxMessageSize ? std::to_string(*c.MaxMessageSize) : "unlimited",
      c.ConnectionInactivityTimeOut ? c.ConnectionInactivityTimeOut->count() : -1);
  for (const DefinedSmartHost& host : c.SmartHosts)
    text += fmt::format("[{} {}]", host.host, static_cast<int>(host.kind));
  return text;
}

std::string told_spaces(const ConnectorDefinition& c) {
  std::string text;
  for (const AddressSpace& space : c.AddressSpaces)
    text += fmt::format("({}:{};{})", space.type, space.domain, space.cost);
  return text;
}

const std::vector<std::string> expected{
    "Send connector|Outbound to Fabrikam|enabled true|dns no|port 587|fqdn mail.contoso.example|source |helo "
    "false|require true|ignore false|level DomainValidation|domain *.fabrikam.example|certificate "
    "<I>CN=Contoso "
    "Issuing CA, O=Contoso<S>CN=mail.contoso.example, O=Contoso|mode BasicAuthRequireTLS|credential yes|size "
    "36700160|idle 600000|[relay.fabrikam.example 0][relay2.fabrikam.example 0]",
    "Send connector|Scanners (old), by address|enabled false|dns no|port 25|fqdn |source |helo false|require "
    "false|ignore false|level none|domain |certificate |mode None|credential no|size unlimited|idle "
    "86400000|[192.0.2.3 1][2001:db8::25 1]",
    "Send connector|Internet|enabled true|dns yes|port 25|fqdn mail.contoso.example|source |helo "
    "false|require "
    "false|ignore false|level none|domain |certificate |mode None|credential no|size 36700160|idle 600000|"};

struct File {
  std::string name;
  bool shows_address_spaces = true;
};

const std::vector<File> files{{"contoso.xml"},
                              {"contoso-utf16.xml"},
                              {"contoso.json"},
                              {"contoso-numbers.json"},
                              {"contoso-utf16.json"},
                              {"contoso.txt"},
                              {"contoso-utf16.txt"},
                              {"contoso-pasted.txt"},
                              {"contoso-doubled-lines.txt"},
                              {"contoso.csv", false},
                              {"contoso-semicolons.csv", false}};

}  // namespace

TEST_SUITE("definitions") {
  TEST_CASE("every form of export says the same of the same connectors") {
    for (const File& file : files) {
      CAPTURE(file.name);
      const auto connectors = definitions_of_file(file.name);
      REQUIRE(connectors.size() == expected.size());
      for (std::size_t i = 0; i < expected.size(); ++i) {
        CHECK(told(connectors[i]) == expected[i]);
        CHECK(connectors[i].shows_whole("SmartHosts"));
        CHECK(connectors[i].shows_whole("AddressSpaces") == file.shows_address_spaces);
      }
      if (!file.shows_address_spaces) continue;
      CHECK(told_spaces(connectors[0]) == "(SMTP:fabrikam.example;10)(SMTP:*.fabrikam.example;10)");
      CHECK(told_spaces(connectors[1]) == "(SMTP:scan.contoso.example;1)");
      CHECK(told_spaces(connectors[2]) == "(SMTP:*;1)");
    }
  }

  TEST_CASE("text beyond ASCII comes through every encoding") {
    for (const File& file : files) {
      CAPTURE(file.name);
      CHECK(definitions_of_file(file.name)[1].text_of("Comment") == "kept until Q3, ask Gr\u00FCnwald");
    }
  }

  TEST_CASE("what is not known here is kept") {
    for (const File& file : files) {
      CAPTURE(file.name);
      const auto connectors = definitions_of_file(file.name);
      CHECK(connectors[0].text_of("HomeMtaServerId") == "MAIL01");
      CHECK(connectors[0].text_of("homemtaserverid") == "MAIL01");
      CHECK(connectors[0].has("Comment"));
      CHECK_FALSE(connectors[0].has("Coment"));
    }
  }

  TEST_CASE("a single connector need not be in a list") {
    const auto connectors = definitions_of_file("one.json");
    REQUIRE(connectors.size() == 1);
    CHECK(told(connectors[0]) == expected[0]);
  }

  TEST_CASE("CLIXML: what was written before is only referred to") {
    // In the file SourceIPAddress is a Ref to an object that stands inside SmartHosts.
    const std::string bytes = definition_bytes("contoso.xml");
    REQUIRE(bytes.find("<Ref N=\"SourceIPAddress\" RefId=\"") != std::string::npos);
    for (const ConnectorDefinition& c : definitions_of_file("contoso.xml")) {
      CHECK(c.text_of("SourceIPAddress") == "0.0.0.0");
      for (const DefinedProperty& each : c.properties) {
        CHECK(each.name != "SerializationData");
        CHECK(each.text.find("AAEAAAD") == std::string::npos);
      }
    }
  }

  TEST_CASE("outbound connectors of Exchange Online") {
    for (const std::string name : {"online.txt", "online.json"}) {
      CAPTURE(name);
      const auto connectors = definitions_of_file(name);
      REQUIRE(connectors.size() == 2);
      const ConnectorDefinition& own = connectors[0];
      CHECK(own.kind == ConnectorKind::outbound);
      CHECK(own.DNSRoutingEnabled == false);
      CHECK(own.RequireTLS);
      CHECK(own.TlsAuthLevel == TlsAuthLevel::DomainValidation);
      CHECK(own.SmartHostAuthMechanism == Mode::None);
      REQUIRE(own.SmartHosts.size() == 2);
      CHECK(own.SmartHosts[1].kind == DefinedSmartHost::Kind::range);
      CHECK(own.SmartHosts[1].host == "192.0.2.0/26");
      CHECK(connectors[1].SmartHosts.empty());
      CHECK(connectors[1].DNSRoutingEnabled == true);
    }
  }

  TEST_CASE("every property knows its place") {
    const auto place = [](const std::string& file, std::size_t connector, const char* property) {
      return definitions_of_file(file).at(connector).place_of(property).text();
    };
    CHECK(place("contoso.txt", 0, "Port") == "contoso.txt:8:1");
    CHECK(place("contoso-pasted.txt", 0, "Port") == "contoso-pasted.txt:9:3");
    CHECK(place("one.json", 0, "Port") == "one.json:10:3");
    CHECK(place("contoso.csv", 1, "Port") == "contoso.csv:4");
    const std::string xml = definition_bytes("contoso.xml");
    const auto line =
        std::count(xml.begin(), xml.begin() + static_cast<std::ptrdiff_t>(xml.find("N=\"Port\"")), '\n') + 1;
    CHECK(place("contoso.xml", 0, "Port") == fmt::format("contoso.xml:{}:7", line));
    // UTF-16: as if it were UTF-8
    CHECK(place("contoso-utf16.xml", 0, "Port") == fmt::format("contoso-utf16.xml:{}:7", line));
    // the connector where the property is not shown
    CHECK(place("one.json", 0, "NoSuchProperty") == "one.json:1:1");
  }

  TEST_CASE("nothing of a stored credential is kept") {
    for (const File& file : files) {
      CAPTURE(file.name);
      for (const ConnectorDefinition& c : definitions_of_file(file.name)) {
        for (const DefinedProperty& each : c.properties) {
          CHECK(each.text.find("canary") == std::string::npos);
          CHECK(each.text.find("43616e617279") == std::string::npos);
          if (each.name == "AuthenticationCredential") CHECK((each.text.empty() || each.text == "(present)"));
        }
      }
    }
    CHECK(definitions_of_file("contoso.xml")[0].credential_in_file);
    CHECK_FALSE(definitions_of_file("contoso.json")[0].credential_in_file);
    const auto typed = definitions_of(format_list_of(
        {{"AuthenticationCredential", "svc Canary-7Zq!pass"}, {"RelayPassword", "Canary-7Zq!pass"}}));
    for (const DefinedProperty& each : typed[0].properties)
      CHECK(each.text.find("Canary") == std::string::npos);
    CHECK(typed[0].text_of("RelayPassword") == "(present)");
  }

  TEST_CASE("the buffer that held the file is overwritten") {
    std::string bytes = definition_bytes("contoso.xml");
    const char* const begin = bytes.data();
    const std::size_t size = bytes.size();
    read_definitions(std::move(bytes), "contoso.xml");
    // The string was moved from by name only: its memory is still this one's.
    REQUIRE(bytes.data() == begin);
    CHECK(std::string_view(begin, size).find_first_not_of('\0') == std::string_view::npos);
  }

  TEST_CASE("what a list of four shows of five is told") {
    const auto connectors = definitions_of_file("one-cut.txt");
    REQUIRE(connectors.size() == 1);
    CHECK(connectors[0].SmartHosts.size() == 4);
    CHECK_FALSE(connectors[0].shows_whole("SmartHosts"));
    // PowerShell 7 writes the one character, and SmartHostsString shows all of them.
    const auto whole =
        definitions_of(format_list_of({{"SmartHosts", "{a.contoso.example\u2026}"},
                                       {"SmartHostsString", "a.contoso.example,[192.0.2.3]"}}));
    CHECK(whole[0].SmartHosts.size() == 2);
    CHECK(whole[0].shows_whole("SmartHosts"));
  }
}
