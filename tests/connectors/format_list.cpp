// What becomes of Format-List on its way through a console, a mail and a chat.
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

}  // namespace

TEST_SUITE("definitions") {
  TEST_CASE("a wrapped value: at a blank, with or without it, and inside a word") {
    CHECK(only("Name       : Outbound to \n"
               "             Fabrikam\n"
               "SmartHosts : {}\n")
              .Name == "Outbound to Fabrikam");
    CHECK(only("Name       : Outbound to\n"
               "             Fabrikam\n"
               "SmartHosts : {relay.contoso.example}\n")
              .Name == "Outbound to Fabrikam");
    // The console was 30 wide.
    const auto cut = only(
        "Name       : Outbound\n"
        "SmartHosts : {relay.contoso.ex\n"
        "             ample, b.contoso.\n"
        "             example}\n");
    REQUIRE(cut.SmartHosts.size() == 2);
    CHECK(cut.SmartHosts[0].host == "relay.contoso.example");
  }

  TEST_CASE("prompts, indents, quotes, line ends") {
    for (const std::string prefix : {"", "    ", "> ", "- ", "  - ", "* "}) {
      CAPTURE(prefix);
      const auto connector = only("[PS] C:\\>Get-SendConnector | fl Name,SmartHosts\r\n\r\n" + prefix +
                                  "Name       : Outbound\r\n" + prefix +
                                  "SmartHosts : {relay.contoso.example}\r\n\r\n[PS] C:\\>\r\n");
      CHECK(connector.Name == "Outbound");
      CHECK(connector.SmartHosts.at(0).host == "relay.contoso.example");
    }
    CHECK(only("Name: Outbound\nSmartHosts: {a.contoso.example}\n").SmartHosts.at(0).host ==
          "a.contoso.example");
  }

  TEST_CASE("a name that comes again begins the next connector") {
    const auto connectors = definitions_of("Name : A\nSmartHosts : {}\nName : B\nSmartHosts : {}\n");
    REQUIRE(connectors.size() == 2);
    CHECK(connectors[1].Name == "B");
    CHECK(connectors[1].place.line == 3);
  }

  TEST_CASE("a value with colons and braces is no property and no list") {
    const auto connector = only(
        "Name       : {draft} to Fabrikam\n"
        "Comment    : see Port : 25 and\n"
        "             Fqdn : wrong.contoso.example\n"
        "SmartHosts : {[2001:db8::1]}\n");
    CHECK(connector.Fqdn.empty());
    CHECK(connector.text_of("Comment") == "see Port : 25 and Fqdn : wrong.contoso.example");
    CHECK(connector.SmartHosts.at(0).host == "2001:db8::1");
    CHECK(only("Name : {draft}\nSmartHosts : {}\n").Name == "{draft}");
  }
}
