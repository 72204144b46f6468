// Where a connector without a smart host leads.
#include <doctest/doctest.h>
#include <fmt/ranges.h>

#include <authwalk/dns_route.hpp>

#include "connectors/sources.hpp"

using namespace authwalk;
using namespace authwalk::test;

namespace {

std::string route(const std::string& spaces, std::string_view for_domain = "") {
  const auto definitions = definitions_of(
      "Name : By DNS\nDNSRoutingEnabled : True\nSmartHosts : {}\n"
      "AddressSpaces : {" +
      spaces + "}\n");
  REQUIRE(definitions.size() == 1);
  REQUIRE(routes_by_dns(definitions[0]));
  const DnsRoute led = dns_route(definitions[0], for_domain);
  return fmt::format("{} / {}", fmt::join(led.domains, " "), fmt::join(led.patterns, " "));
}

}  // namespace

TEST_SUITE("definitions") {
  TEST_CASE("by DNS: the domains of the address spaces, each once") {
    CHECK(route("smtp:contoso.mail.onmicrosoft.com;1") == "contoso.mail.onmicrosoft.com / ");
    CHECK(route("SMTP:a.example;1, SMTP:A.example;5, SMTP:b.example;1, X400:c=de;1") ==
          "a.example b.example / ");
    CHECK(route("SMTP:*;1, SMTP:a.example;1") == "a.example / *");
    CHECK(route("") == " / *");
  }

  TEST_CASE("for one domain: where an address space takes it") {
    CHECK(route("SMTP:*;1", "fabrikam.example") == "fabrikam.example / *");
    CHECK(route("SMTP:*.contoso.example;1", "mail.contoso.example") ==
          "mail.contoso.example / *.contoso.example");
    CHECK(route("SMTP:*.contoso.example;1", "fabrikam.example") == " / *.contoso.example");
    CHECK(route("SMTP:a.example;1, SMTP:b.example;1", "B.example") == "B.example / ");
  }

  TEST_CASE("a smart host, or DNSRoutingEnabled false, is no route by DNS") {
    CHECK_FALSE(routes_by_dns(definitions_of("Name : A\nSmartHosts : {relay.contoso.example}\n").at(0)));
    CHECK_FALSE(
        routes_by_dns(definitions_of("Name : A\nSmartHosts : {}\nDNSRoutingEnabled : False\n").at(0)));
    const auto outbound =
        definitions_of("Name : A\nUseMXRecord : True\nRecipientDomains : {fabrikam.example}\n");
    CHECK(dns_route(outbound.at(0), "").domains == std::vector<std::string>{"fabrikam.example"});
  }
}
