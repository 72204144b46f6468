#include "net/path.hpp"

#include <doctest/doctest.h>

using namespace authwalk;

TEST_SUITE("net") {
  TEST_CASE("the way to this machine itself leads over the loopback interface") {
    const PathFacts facts = look_at_path("127.0.0.1", "127.0.0.1");
    CHECK(id(facts.local_scope) == "loopback");
    CHECK(id(facts.remote_scope) == "loopback");
    CHECK(facts.interface == "lo");
    CHECK(id(facts.interface_kind) == "loopback");
  }

  TEST_CASE("IPsec policies are read, or it is said why not") {
    const PathFacts facts = look_at_path("127.0.0.1", "127.0.0.1");
    if (facts.ipsec == IpsecPolicy::unknown) {
      CHECK_FALSE(facts.ipsec_detail.empty());
    } else {
      CHECK(facts.ipsec_detail.empty() == (facts.ipsec == IpsecPolicy::none));
    }
  }

  TEST_CASE("addresses that cannot belong to one connection lead nowhere") {
    const PathFacts mixed = look_at_path("127.0.0.1", "::1");
    CHECK(mixed.interface.empty());
    CHECK(id(mixed.interface_kind) == "unknown");
    CHECK(id(mixed.ipsec) == "unknown");
    const PathFacts nonsense = look_at_path("mx.contoso.example", "");
    CHECK(nonsense.interface.empty());
    CHECK(id(nonsense.remote_scope) == "public");
  }
}
