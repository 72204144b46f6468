// The path as the kernel tells it, in a network namespace of the test's own: it belongs to a thread, and goes
// away with it and with everything in it, whatever happens.
#include "net/path.hpp"

#include <doctest/doctest.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>
#include <string>
#include <thread>
#include <vector>

using namespace authwalk;

namespace {

struct Found {
  std::string trouble;  ///< why nothing was looked at; empty when something was
  PathFacts facts;
};

// A child inherits the namespace of the thread that starts it.
bool ip(const std::string& words) {
  const int status = std::system(("ip " + words + " >/dev/null 2>&1").c_str());
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

Found look_in_namespace(const std::vector<std::string>& commands, const std::string& local,
                        const std::string& remote) {
  Found found;
  std::thread([&] {
    if (::geteuid() != 0 || ::unshare(CLONE_NEWNET) != 0) {
      found.trouble = "only root may make a network namespace";
      return;
    }
    if (!ip("link set lo up")) {
      found.trouble = "there is no ip program (package iproute2)";
      return;
    }
    for (const std::string& command : commands) {
      if (!ip(command)) {
        found.trouble = "this kernel does not do: ip " + command;
        return;
      }
    }
    found.facts = look_at_path(local, remote);
  }).join();
  return found;
}

const std::vector<std::string> ethernet{"link add out9 type veth peer name far9", "link set far9 up",
                                        "address add 192.0.2.200/24 dev out9",
                                        "address add 2001:db8::200/64 dev out9 nodad", "link set out9 up"};

std::vector<std::string> with(std::vector<std::string> commands, const std::vector<std::string>& more) {
  commands.insert(commands.end(), more.begin(), more.end());
  return commands;
}

std::string policy(const std::string& selector, const std::string& more = "") {
  return "xfrm policy add " + selector + " dir out " + more +
         " tmpl src 192.0.2.200 dst 192.0.2.7 proto esp mode transport";
}

}  // namespace

TEST_SUITE("path") {
  TEST_CASE("a connection that leaves by a TUN device") {
    const Found found = look_in_namespace(
        {"tuntap add dev tun9 mode tun", "address add 10.99.0.1/24 dev tun9", "link set tun9 up"},
        "10.99.0.1", "10.99.0.2");
    if (!found.trouble.empty()) {
      MESSAGE("skipped: " << found.trouble);
      return;
    }
    CHECK(found.facts.interface == "tun9");
    CHECK(id(found.facts.interface_kind) == "tun");
    CHECK(id(found.facts.remote_scope) == "private");
    CHECK(id(found.facts.ipsec) == "none");
  }

  TEST_CASE("other kinds of interfaces") {
    struct Row {
      const char* add;
      const char* kind;
    };
    int looked_at = 0;
    for (const Row& row :
         {Row{"tuntap add dev dev9 mode tap", "virtual"},
          Row{"link add dev9 type veth peer name dev8", "virtual"},
          Row{"link add dev9 type bridge", "virtual"}, Row{"link add dev9 type wireguard", "wireguard"},
          Row{"link add dev9 type gre local 192.0.2.1 remote 192.0.2.2", "tunnel"},
          Row{"link add dev9 type xfrm dev lo if_id 9", "ipsec"}}) {
      CAPTURE(std::string(row.add));
      const Found found = look_in_namespace(
          {row.add, "address add 10.99.0.1/24 dev dev9", "link set dev9 up"}, "10.99.0.1", "10.99.0.2");
      if (!found.trouble.empty()) {
        MESSAGE("not looked at: " << found.trouble);
        continue;
      }
      ++looked_at;
      CHECK(found.facts.interface == "dev9");
      CHECK(id(found.facts.interface_kind) == row.kind);
    }
    if (looked_at == 0) MESSAGE("skipped: no network namespace, or no ip program");
  }

  TEST_CASE("IPsec policies that cover the two addresses, and such as do not") {
    struct Row {
      std::vector<std::string> policies;
      const char* ipsec;
      const char* detail;
    };
    const std::string both = "src 192.0.2.0/24 dst 192.0.2.7/32";
    for (const Row& row : {
             Row{{}, "none", ""},
             Row{{policy(both)}, "protects", "ESP, required"},
             Row{{policy(both) + " level use"}, "protects", "ESP, where it can be had"},
             Row{{policy(both + " proto tcp dport 25")}, "protects", "ESP, required, for some ports only"},
             Row{{policy(both + " proto udp")}, "none", ""},
             Row{{policy("src 192.0.2.0/24 dst 192.0.2.8/32")}, "none", ""},
             Row{{policy("src 192.0.2.201/32 dst 192.0.2.7/32")}, "none", ""},
             Row{{policy(both, "priority 200"),
                  "xfrm policy add " + both + " proto tcp dir out priority 100"},
                 "none",
                 ""},
             Row{{policy(both, "priority 100"),
                  "xfrm policy add " + both + " proto tcp dir out priority 200"},
                 "protects",
                 "ESP, required"},
         }) {
      CAPTURE(row.policies.size());
      const Found found = look_in_namespace(with(ethernet, row.policies), "192.0.2.200", "192.0.2.7");
      if (!found.trouble.empty()) {
        MESSAGE("skipped: " << found.trouble);
        return;
      }
      CHECK(id(found.facts.ipsec) == row.ipsec);
      CHECK(found.facts.ipsec_detail == row.detail);
      CHECK(found.facts.interface == "out9");
    }
  }

  TEST_CASE("an IPsec policy over IPv6") {
    const Found found = look_in_namespace(
        with(ethernet,
             {"xfrm policy add src ::/0 dst 2001:db8::/32 dir out tmpl src 2001:db8::200 dst 2001:db8::1 "
              "proto ah mode tunnel"}),
        "2001:db8::200", "2001:db8::7");
    if (!found.trouble.empty()) {
      MESSAGE("skipped: " << found.trouble);
      return;
    }
    CHECK(id(found.facts.ipsec) == "protects");
    CHECK(found.facts.ipsec_detail == "AH, required");
    CHECK(found.facts.interface == "out9");
  }
}
