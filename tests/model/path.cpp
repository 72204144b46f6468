#include <doctest/doctest.h>

#include <authwalk/path.hpp>
#include <optional>
#include <string_view>

using namespace authwalk;

TEST_SUITE("model") {
  TEST_CASE("where an address belongs") {
    struct Row {
      std::string_view address;
      AddressScope scope;
    };
    using enum AddressScope;
    for (const Row& row : {
             Row{"127.0.0.1", loopback},
             Row{"127.255.255.254", loopback},
             Row{"128.0.0.1", public_net},
             Row{"::1", loopback},
             Row{"::2", public_net},
             Row{"169.254.0.1", link_local},
             Row{"169.253.255.255", public_net},
             Row{"fe80::1", link_local},
             Row{"febf::1", link_local},
             Row{"fec0::1", public_net},
             Row{"10.0.0.1", private_net},
             Row{"11.0.0.1", public_net},
             Row{"172.15.255.255", public_net},
             Row{"172.16.0.1", private_net},
             Row{"172.31.255.255", private_net},
             Row{"172.32.0.1", public_net},
             Row{"192.168.1.1", private_net},
             Row{"192.169.1.1", public_net},
             Row{"fc00::1", private_net},
             Row{"fdff::1", private_net},
             Row{"fe00::1", public_net},
             Row{"100.64.0.1", shared},
             Row{"100.127.255.255", shared},
             Row{"100.128.0.1", public_net},
             Row{"192.0.2.7", public_net},
             Row{"2001:db8::7", public_net},
         }) {
      CAPTURE(row.address);
      const std::optional<AddressScope> scope = scope_of(row.address);
      REQUIRE(scope);
      CHECK(id(*scope) == id(row.scope));
    }
  }

  TEST_CASE("an IPv4 address that is written as IPv6 is still that address") {
    CHECK(scope_of("::ffff:10.0.0.1") == AddressScope::private_net);
    CHECK(scope_of("::ffff:127.0.0.1") == AddressScope::loopback);
    CHECK(scope_of("::ffff:192.0.2.7") == AddressScope::public_net);
  }

  TEST_CASE("what is no address has no scope") {
    for (const char* text : {"", "mx.contoso.example", "192.0.2", "192.0.2.7:25", "[::1]", "127.0.0.1 "}) {
      CAPTURE(text);
      CHECK_FALSE(scope_of(text));
    }
  }

  TEST_CASE("the ids of a path are words") {
    CHECK(id(AddressScope::public_net) == "public");
    CHECK(id(AddressScope::shared) == "shared");
    CHECK(id(InterfaceKind::virtual_lan) == "virtual");
    CHECK(id(InterfaceKind::ipsec) == "ipsec");
    CHECK(id(IpsecPolicy::protects) == "protects");
    CHECK(id(PathEvidence::Speaks::against_it) == "against");
  }
}
