#include "net/lookup.hpp"

#include <doctest/doctest.h>

namespace authwalk {

TEST_SUITE("net") {
  TEST_CASE("an address needs no look-up") {
    const NetworkSettings settings;
    const auto answer = known_without_dns("192.0.2.7", settings);
    REQUIRE(answer);
    CHECK(answer->addresses.at(0).ip == "192.0.2.7");
    CHECK(known_without_dns("2001:db8::1", settings)->addresses.at(0).ip == "2001:db8::1");
    CHECK_FALSE(known_without_dns("mx.contoso.example", settings));
  }

  TEST_CASE("-4 and -6 leave out the other family, and say so when nothing is left") {
    NetworkSettings only_4;
    only_4.ipv6 = false;
    CHECK(known_without_dns("192.0.2.7", only_4)->addresses.size() == 1);
    const auto none = known_without_dns("2001:db8::1", only_4);
    CHECK(none->addresses.empty());
    CHECK(none->error == Class::dns_not_found);
    CHECK(none->detail == "2001:db8::1 is no IPv4 address, and -4 leaves out the others");
  }

  TEST_CASE("--resolve answers for its name in any case, with every address given") {
    NetworkSettings settings;
    settings.resolve = {
        {"MX.contoso.example", "192.0.2.7"}, {"mx.contoso.example", "2001:db8::1"}, {"other", "192.0.2.9"}};
    const auto answer = known_without_dns("mx.contoso.EXAMPLE", settings);
    REQUIRE(answer);
    REQUIRE(answer->addresses.size() == 2);
    CHECK(answer->addresses[1].ip == "2001:db8::1");
    settings.ipv4 = false;
    CHECK(known_without_dns("mx.contoso.example", settings)->addresses.size() == 1);
  }
}

}  // namespace authwalk
