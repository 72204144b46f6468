// What people have instead of an export: scripts, and what consoles, forums and code pages make of a text.
#include <doctest/doctest.h>

#include "connectors/sources.hpp"

using namespace authwalk;
using namespace authwalk::test;

namespace {

ConnectorDefinition only(const std::string& text) {
  const auto connectors = definitions_of(text);
  REQUIRE(connectors.size() == 1);
  return connectors[0];
}

constexpr const char* list = "Name : Relay\nSmartHosts : {relay.contoso.example}\nPort : 587\n";

}  // namespace

TEST_SUITE("definitions") {
  TEST_CASE("New-SendConnector as it stands in a script") {
    const auto c = only(
        "# to the provider\n"
        "New-SendConnector -Name 'Relay \"A\"' -AddressSpaces 'SMTP:*;1','contoso.example' `\n"
        "  -SmartHosts relay.fabrikam.example, [192.0.2.3] -DNSRoutingEnabled: $false -RequireTLS:$true \\\n"
        "  -Port 587; Write-Host \"Set-SendConnector done\"\n");
    CHECK(c.kind == ConnectorKind::send);
    CHECK(c.Name == "Relay \"A\"");
    CHECK(c.DNSRoutingEnabled == false);
    CHECK(c.RequireTLS);
    REQUIRE(c.AddressSpaces.size() == 2);
    CHECK(c.AddressSpaces[0].domain == "*");
    CHECK(c.SmartHosts.at(0).host == "relay.fabrikam.example");
  }

  TEST_CASE("splatting, variables, and a Set- that follows") {
    const auto c = only(
        "$hosts = @('a.contoso.example', \"b.contoso.example\")\n"
        "$p = @{ Name = 'Relay'; SmartHosts = $hosts\n  RequireTLS = $true; Fqdn = \"$env:COMPUTERNAME.x\" "
        "}\n"
        "New-SendConnector @p -AddressSpaces '*'\n"
        "Get-SendConnector Relay | Set-SendConnector -Port 587 -SmartHosts @{Remove='a.contoso.example'}\n");
    CHECK(c.Name == "Relay");
    CHECK(c.RequireTLS);
    CHECK(c.Port == 587);
    REQUIRE(c.SmartHosts.size() == 1);
    CHECK(c.SmartHosts[0].host == "b.contoso.example");
    CHECK_FALSE(c.has("Fqdn"));  // only a run of the script knows it
  }

  TEST_CASE("what only a run of the script knows is not taken for nothing") {
    const auto c = only("Set-SendConnector Relay -SmartHosts (Get-Content hosts.txt) -Port $port\n");
    CHECK_FALSE(c.shows_whole("SmartHosts"));
    CHECK_FALSE(c.has("Port"));
  }

  TEST_CASE("a variable that names itself over and over ends") {
    std::string script = "$a = $a";
    for (int i = 0; i < 40; ++i) script += ",$a";
    const auto c = only(script + "\nNew-SendConnector -Name R -SmartHosts $a\n");
    CHECK_FALSE(c.shows_whole("SmartHosts"));
  }

  TEST_CASE("a password in a script is not kept") {
    const auto c = only(
        "$password = ConvertTo-SecureString 'Canary-7Zq!pass' -AsPlainText -Force\n"
        "New-SendConnector -Name R -SmartHosts r.example -SmartHostAuthMechanism BasicAuth "
        "-AuthenticationCredential (New-Object PSCredential('svc', (ConvertTo-SecureString "
        "'Canary-7Zq!pass')))\n");
    CHECK(c.has_credential == true);
    for (const DefinedProperty& each : c.properties) CHECK(each.text.find("Canary") == std::string::npos);
  }

  TEST_CASE("blocks of Desired State Configuration") {
    const auto connectors = definitions_of(
        "Configuration C {\n"
        "  EXOOutboundConnector 'a' { Identity = 'To Fabrikam'; UseMXRecord = $True\n"
        "    RecipientDomains = @('fabrikam.example'); Credential = $Creds; Ensure = 'Present' }\n"
        "  ExchSendConnector b { Name = 'Internet'; SmartHosts = 'relay.contoso.example'; AddressSpaces = "
        "@('*') }\n"
        "  EXOOutboundConnector 'c' { Identity = 'gone'; Ensure = 'Absent' }\n}\n");
    REQUIRE(connectors.size() == 2);
    CHECK(connectors[0].kind == ConnectorKind::outbound);
    CHECK(connectors[0].Name == "To Fabrikam");
    CHECK(connectors[1].kind == ConnectorKind::send);
    CHECK(connectors[1].SmartHosts.at(0).host == "relay.contoso.example");
  }

  TEST_CASE("blanks of typesetting, line numbers, fences, prompts, words around") {
    std::string with_no_break_spaces = list;
    for (std::size_t at = 0; (at = with_no_break_spaces.find(' ', at)) != std::string::npos; at += 2)
      with_no_break_spaces.replace(at, 1, "\u00A0");
    for (const std::string& text : {
             with_no_break_spaces,
             std::string("  1. Name : Relay\n  2. SmartHosts : {relay.contoso.example}\n  3. Port : 587\n"),
             std::string("Hello, what is wrong here?\n\n```powershell\n") + list + "```\nThanks : a lot\n",
             std::string("[PS] C:\\>Get-SendConnector | fl Name,SmartHosts,Port\n\n") + list,
             std::string(
                 "PS C:\\> Get-SendConnector | ConvertTo-Json\n{\"Name\":\"Relay\",\u00A0\"SmartHosts\":"
                 "[\"relay.contoso.example\"],\"Port\":587}\n"),
             "Comment :\n" + std::string(list) + "ObjectState :\n\nAny idea? Thanks\n",
         }) {
      CAPTURE(text);
      const auto c = only(text);
      CHECK(c.Name == "Relay");
      CHECK(c.SmartHosts.at(0).host == "relay.contoso.example");
      CHECK(c.Port == 587);
    }
  }

  TEST_CASE("Windows-1252 and code page 850") {
    const auto name = [](const char* bytes) {
      const auto c = only(std::string("Name : Internet ") + bytes + "ber Provider\nSmartHosts : {}\n");
      return c.Name + "|" + std::string(c.decoded_as);
    };
    CHECK(name("\xFC") == "Internet \u00FCber Provider|Windows-1252");
    CHECK(name("\x81") == "Internet \u00FCber Provider|code page 850");
    CHECK(name("\u00FC") == "Internet \u00FCber Provider|");
  }

  TEST_CASE("one bad connector keeps no other from being read") {
    const auto connectors =
        definitions_of(format_list_of({{"Name", "Bad"}, {"Port", "smtp"}}) + format_list_of());
    REQUIRE(connectors.size() == 2);
    REQUIRE(connectors[0].decisive_fault() != nullptr);
    CHECK(connectors[0].decisive_fault()->error.place.text() == "typed.txt:5:1");
    CHECK(connectors[1].decisive_fault() == nullptr);
  }

  TEST_CASE("the other half is read too") {
    const auto connectors = definitions_of(
        "Name : Default\nBindings : {[::]:25, 0.0.0.0:25}\nRemoteIPRanges : {0.0.0.0-255.255.255.255}\n\n"
        "Name : Inbound\nSenderDomains : {smtp:*;1}\n\n");
    REQUIRE(connectors.size() == 2);
    CHECK(connectors[0].kind == ConnectorKind::receive);
    CHECK(connectors[0].entries_of("Bindings").size() == 2);
    CHECK(connectors[1].kind == ConnectorKind::inbound);
  }
}
