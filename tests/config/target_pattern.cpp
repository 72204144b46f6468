#include <doctest/doctest.h>

#include "config/files.hpp"

using namespace authwalk;

TEST_SUITE("config: where a credential may be sent") {
  TEST_CASE("names, names below, addresses and networks") {
    struct Row {
      const char* pattern;
      const char* host;
      bool matches;
    };
    for (const auto& [pattern, host, matches] : {
             Row{"relay.contoso.example", "relay.contoso.example", true},
             Row{"relay.contoso.example", "RELAY.Contoso.Example", true},
             Row{"relay.contoso.example", "mx.relay.contoso.example", false},
             Row{"relay.contoso.example", "relay.contoso.example.fabrikam.example", false},
             Row{"*.contoso.example", "mx1.contoso.example", true},
             Row{"*.contoso.example", "MX1.CONTOSO.EXAMPLE", true},
             Row{"*.contoso.example", "a.b.contoso.example", true},
             Row{"*.contoso.example", "contoso.example", false},
             Row{"*.contoso.example", "evilcontoso.example", false},
             Row{"*.contoso.example", "mx.contoso.example.fabrikam.example", false},
             Row{"*.contoso.example", "192.0.2.7", false},
             Row{"192.0.2.7", "192.0.2.7", true},
             Row{"192.0.2.7", "192.0.2.70", false},
             Row{"192.0.2.0/24", "192.0.2.255", true},
             Row{"192.0.2.0/24", "192.0.3.1", false},
             Row{"192.0.2.99/24", "192.0.2.7", true},
             Row{"192.0.2.128/25", "192.0.2.127", false},
             Row{"192.0.2.0/24", "relay.contoso.example", false},
             Row{"192.0.2.0/24", "::ffff:192.0.2.7", false},
             Row{"2001:db8::/32", "2001:db8:1::7", true},
             Row{"2001:db8::/32", "2001:db9::7", false},
             Row{"2001:db8::7", "2001:0db8:0:0::7", true},
             Row{"2001:db8::/32", "32.1.13.184", false},  // the same first bytes
         }) {
      CAPTURE(pattern);
      CAPTURE(host);
      CHECK(TargetPattern{pattern}.matches(host) == matches);
    }
  }

  TEST_CASE("each target of a module must be one of its credential's") {
    const std::string file =
        "credentials:\n"
        "  svc: {user: svc, targets: [\"*.contoso.example\", 192.0.2.0/24]}\n"
        "modules:\n"
        "  relay: {credential: svc}\n"
        "  open: {modes: [None]}\n"
        "targets:\n"
        "  - {module: open, target: mx.fabrikam.example}\n"
        "  - {module: relay, target: mx.contoso.example}\n"
        "  - {module: relay, target: 192.0.2.7:587}\n"
        "  - {module: relay, target: ";
    CHECK(test::config_of(file + "mx2.contoso.example}\n").targets.size() == 4);
    for (const auto* host : {"mx.fabrikam.example", "contoso.example", "198.51.100.7", "\"2001:db8::7\""}) {
      CAPTURE(host);
      const auto error = test::refused_config(file + host + "}\n");
      CHECK(error.problem.starts_with("credential svc may not be sent to "));
      CHECK(error.place.text() == "authwalk.yml:10:5");
    }
  }
}
