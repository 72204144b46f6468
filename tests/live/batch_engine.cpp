// What a batch promises beside its accounts: limits, TLS settings of each walk, times.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <authwalk/probe.hpp>
#include <authwalk/rehearsal.hpp>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "live/hostile_server.hpp"
#include "live/temporary.hpp"

namespace authwalk::test {
namespace {

using namespace std::chrono_literals;

WalkPlan walk_to(std::uint16_t port, Mode mode = Mode::None) {
  WalkPlan walk;
  walk.mode = mode;
  walk.connector.SmartHost = "mx.contoso.example";
  walk.connector.Port = port;
  walk.connector.Fqdn = "mail01.fabrikam.example";
  return walk;
}

ProbePlan plan_of(std::vector<WalkPlan> walks) {
  ProbePlan plan;
  plan.walks = std::move(walks);
  plan.network.resolve = {{"mx.contoso.example", "127.0.0.1"}};
  plan.network.tls.ca_file = ca_file();
  return plan;
}

}  // namespace

TEST_SUITE("batch engine") {
  TEST_CASE("no more walks than allowed are at one smart host at once, whatever the port") {
    std::atomic<int> there = 0, most = 0;
    const auto count = [&](Peer& peer) {
      const int now = ++there;
      for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
      }
      peer.wait(20ms);
      --there;
      peer.send("220 mx.contoso.example ESMTP\r\n");
    };
    HostileServer one(Manners{.at = {{"banner", count}}}), two(Manners{.at = {{"banner", count}}});
    std::vector<WalkPlan> walks;
    for (int i = 0; i < 24; ++i) {
      walks.push_back(walk_to(i % 2 == 0 ? one.port() : two.port()));
      // The name in any case is the same host.
      if (i % 3 == 0) walks.back().connector.SmartHost = "MX.contoso.example";
    }
    ProbePlan plan = plan_of(std::move(walks));
    plan.network.resolve.emplace_back("MX.contoso.example", "127.0.0.1");
    plan.per_host = 3;
    const auto walked = probe(plan);
    CHECK(std::ranges::count(walked, Outcome::pass, &Transcript::outcome) == 24);
    CHECK(most <= 3);
    CHECK(most >= 1);
  }

  TEST_CASE("starts are spread over time") {
    HostileServer server(Manners{});
    ProbePlan plan = plan_of(std::vector<WalkPlan>(6, walk_to(server.port())));
    plan.rate = 10;
    std::vector<std::chrono::steady_clock::time_point> starts;
    plan.on_start = [&](const WalkPlan&) { starts.push_back(std::chrono::steady_clock::now()); };
    CHECK(probe(plan).size() == 6);
    REQUIRE(starts.size() == 6);
    CHECK(starts.back() - starts.front() >= 450ms);  // five intervals; a late start may shorten the next one
  }

  TEST_CASE("an interruption ends a run that waits for its rate alone") {
    HostileServer server(Manners{});
    ProbePlan plan = plan_of(std::vector<WalkPlan>(3, walk_to(server.port())));
    plan.rate = 0.001;
    std::atomic<bool> over = false;
    plan.interrupted = &over;
    plan.on_walk = [&](const Transcript&) { over = true; };
    CHECK(probe(plan).size() == 1);
  }

  TEST_CASE("each walk has the TLS settings that it brings, the others those of the run") {
    const Manners asking{.tls = {.identity = &certificate("good"), .ask_for_certificate = true}};
    HostileServer plain(asking), own(asking);
    const TemporaryFolder folder;
    write_file(folder.path() / "key.pem", certificate("connector").key);
    write_file(folder.path() / "certificate.pem", certificate("connector").chain);
    auto settings = std::make_shared<TlsSettings>();
    settings->client_certificate = folder.file("certificate.pem");
    settings->client_key = folder.file("key.pem");
    settings->sni = "other.contoso.example";
    ProbePlan plan = plan_of({walk_to(plain.port()), walk_to(own.port()), walk_to(own.port())});
    plan.walks[1].tls = plan.walks[2].tls = settings;
    const auto walked = probe(plan);
    REQUIRE(walked.size() == 3);
    CHECK(walked[0].tls->verified);
    CHECK_FALSE(walked[1].tls->verified);  // no CA file among its settings
    CHECK(plain.received().at(0).client_certificate.empty());
    CHECK(plain.received().at(0).server_name == "mx.contoso.example");
    for (const Received& received : own.received()) {
      CHECK(!received.client_certificate.empty());
      CHECK(received.server_name == "other.contoso.example");
    }
  }

  TEST_CASE("a file of one walk's TLS settings that cannot be used is told before anything is sent") {
    HostileServer server(Manners{});
    auto settings = std::make_shared<TlsSettings>();
    settings->ca_file = "/nonexistent/ca.pem";
    ProbePlan plan = plan_of({walk_to(server.port()), walk_to(server.port())});
    plan.walks[1].tls = settings;
    CHECK_THROWS_AS(probe(plan), std::invalid_argument);
    CHECK(server.received().empty());
  }

  TEST_CASE("every walk tells when it began") {
    HostileServer server(Manners{});
    ProbePlan plan = plan_of({walk_to(server.port()), walk_to(1)});
    std::vector<std::uint16_t> begun;
    plan.on_start = [&](const WalkPlan& walk) { begun.push_back(walk.connector.Port); };
    for (const Transcript& transcript : probe(plan)) {
      const std::string& at = transcript.started;
      REQUIRE(at.size() == std::string_view("2026-11-21T12:00:00.000Z").size());
      CHECK(at.starts_with("20"));
      CHECK(at[10] == 'T');
      CHECK(at[19] == '.');
      CHECK(at.back() == 'Z');
    }
    CHECK(begun == std::vector<std::uint16_t>{server.port(), 1});
  }

  // Each on a fiber that ends without waiting: were one started from another, their stacks would pile up.
  TEST_CASE("10,000 walks whose definitions cannot work end one after the other") {
    ProbePlan plan = plan_of(std::vector<WalkPlan>(10'000, walk_to(25, Mode::BasicAuthRequireTLS)));
    for (WalkPlan& walk : plan.walks) walk.connector.TlsDomain = "contoso.example";
    const auto walked = probe(plan);
    CHECK(walked.size() == 10'000);
    for (const Transcript& transcript : walked) {
      REQUIRE(transcript.failure);
      REQUIRE(transcript.failure->cls == Class::definition_invalid);
    }
  }

  TEST_CASE("1,000 walks with one account against one smart host all have their turn") {
    RehearsalPlan host_plan;
    host_plan.accounts.push_back(
        {.user = "svc@contoso.example", .password = std::string(canary), .disabled = false, .send_as = {}});
    const RehearsalHost host(host_plan);
    auto credential = std::make_shared<Credential>();
    credential->user = "svc@contoso.example";
    credential->password = Secret::copy_of(canary);
    const TemporaryFolder folder;
    write_file(folder.path() / "ca.pem", host.ca_pem());
    ProbePlan plan = plan_of(std::vector<WalkPlan>(1000, walk_to(host.port(), Mode::BasicAuthRequireTLS)));
    plan.network.resolve = {{host_plan.host_name, "127.0.0.1"}};
    plan.network.tls.ca_file = folder.file("ca.pem");
    for (WalkPlan& walk : plan.walks) {
      walk.connector.SmartHost = host_plan.host_name;
      walk.credential = credential;
    }
    const auto ledger = open_lockout_ledger(folder.file("state/lockout"), {});
    plan.ledger = ledger.get();
    const auto walked = probe(plan);
    CHECK(std::ranges::count(walked, Outcome::pass, &Transcript::outcome) == 1000);
    CHECK(host.rejected_attempts() == 0);
    CHECK(read_whole_file(folder.path() / "state/lockout") == "authwalk lockout 1\n");
  }
}

}  // namespace authwalk::test
