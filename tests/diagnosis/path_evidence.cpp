#include <doctest/doctest.h>

#include <authwalk/path.hpp>
#include <string>

using namespace authwalk;

namespace {

using Speaks = PathEvidence::Speaks;

PathFacts facts() {
  PathFacts all;
  all.interface = "eth0";
  all.interface_kind = InterfaceKind::ethernet;
  all.ipsec = IpsecPolicy::none;
  return all;
}

enum Row : std::size_t { of_address, of_interface, of_ipsec, of_tls };

void check(const PathEvidence& evidence, Speaks speaks, std::string_view words) {
  CAPTURE(evidence.what);
  CHECK(id(evidence.speaks) == id(speaks));
  CHECK(evidence.what.find(words) != std::string::npos);
}

PathEvidence tls(bool inside, bool sent, bool verified) {
  const auto all = path_evidence(facts(), inside, sent, verified);
  REQUIRE(all.size() == 4);
  return all[of_tls];
}

}  // namespace

TEST_SUITE("diagnosis") {
  TEST_CASE("path: what the smart host's address says") {
    struct Case {
      AddressScope scope;
      Speaks speaks;
      std::string_view words;
    };
    for (const Case& c : {Case{AddressScope::loopback, Speaks::for_it, "this machine itself"},
                          Case{AddressScope::private_net, Speaks::neither, "private address"},
                          Case{AddressScope::link_local, Speaks::neither, "link-local address"},
                          Case{AddressScope::shared, Speaks::neither, "100.64.0.0/10"},
                          Case{AddressScope::public_net, Speaks::against_it, "over the Internet"}}) {
      PathFacts path = facts();
      path.remote_scope = c.scope;
      check(path_evidence(path, true, false, true).at(of_address), c.speaks, c.words);
    }
  }

  TEST_CASE("path: what the interface says, by its name") {
    struct Case {
      InterfaceKind kind;
      Speaks speaks;
      std::string_view words;
    };
    using enum InterfaceKind;
    for (const Case& c : {Case{loopback, Speaks::for_it, "ends on this machine (dev9)"},
                          Case{wireguard, Speaks::for_it, "dev9, a WireGuard tunnel"},
                          Case{tun, Speaks::for_it, "dev9, a tunnel of a VPN program"},
                          Case{ipsec, Speaks::for_it, "dev9, an IPsec interface"},
                          Case{ppp, Speaks::neither, "may be encrypted or not"},
                          Case{tunnel, Speaks::neither, "encrypts nothing"},
                          Case{ethernet, Speaks::neither, "dev9, an ordinary network interface"},
                          Case{virtual_lan, Speaks::neither, "dev9, an ordinary network interface"},
                          Case{unknown, Speaks::neither, "could not be told"}}) {
      PathFacts path = facts();
      path.interface = "dev9";
      path.interface_kind = c.kind;
      check(path_evidence(path, true, false, true).at(of_interface), c.speaks, c.words);
    }
  }

  TEST_CASE("path: what IPsec policies say, and that they could not be read") {
    PathFacts path = facts();
    check(path_evidence(path, true, false, true).at(of_ipsec), Speaks::neither, "no IPsec policy");
    path.ipsec = IpsecPolicy::protects;
    path.ipsec_detail = "ESP, required";
    check(path_evidence(path, true, false, true).at(of_ipsec), Speaks::for_it, "(ESP, required)");
    path.ipsec = IpsecPolicy::unknown;
    path.ipsec_detail = "only root may read the policies";
    check(path_evidence(path, true, false, true).at(of_ipsec), Speaks::neither,
          "not known: only root may read the policies");
    path.ipsec_detail.clear();
    CHECK(path_evidence(path, true, false, true).at(of_ipsec).what.ends_with("not known"));
  }

  TEST_CASE("path: what TLS says") {
    check(tls(false, false, false), Speaks::against_it, "in clear");
    check(tls(true, true, true), Speaks::for_it, "certificates of both sides");
    check(tls(true, true, false), Speaks::neither, "the server's was not verified");
    check(tls(true, false, true), Speaks::neither, "none of ours");
    check(tls(true, false, false), Speaks::neither, "not verified");
  }
}
