// Walks that share an account: connected side by side, one at a time where the password is used, and never at
// the expense of what is said about a server (docs/decisions/0007).
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <authwalk/probe.hpp>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "live/hostile_server.hpp"
#include "live/temporary.hpp"

namespace authwalk::test {
namespace {

using namespace std::chrono_literals;

/// Something that one server's script waits for and another's lets happen.
class Event {
 public:
  void happen() { happened_ = true; }
  void wait_in(Peer& peer) const {
    while (!happened_) peer.wait(5ms);
  }
  explicit operator bool() const { return happened_; }

 private:
  std::atomic<bool> happened_ = false;
};

std::shared_ptr<const Credential> svc() {
  auto credential = std::make_shared<Credential>();
  credential->user = "svc@contoso.example";
  credential->password = Secret::copy_of(canary);
  return credential;
}

WalkPlan walk_to(std::uint16_t port, Mode mode = Mode::BasicAuth) {
  WalkPlan walk;
  walk.mode = mode;
  walk.connector.SmartHost = "mx.contoso.example";
  walk.connector.Port = port;
  walk.connector.Fqdn = "mail01.fabrikam.example";
  walk.credential = svc();
  walk.allow_cleartext = true;
  return walk;
}

ProbePlan plan_of(std::vector<WalkPlan> walks) {
  ProbePlan plan;
  plan.walks = std::move(walks);
  plan.network.resolve = {{"mx.contoso.example", "127.0.0.1"}};
  plan.network.tls.ca_file = ca_file();
  return plan;
}

std::string ending(const Transcript& transcript) {
  std::string text(id(transcript.outcome));
  if (transcript.failure) {
    text += " " + std::string(id(transcript.failure->step)) + " " + std::string(id(transcript.failure->cls));
  }
  return text;
}

std::string conversation(const Transcript& transcript) {
  std::string text;
  for (const Line& line : transcript.lines) text += std::string(1, line.who) + " " + line.text + "\n";
  return text;
}

/// AUTH LOGIN in clear; `at` as for Manners.
Manners offering(std::map<std::string, Action> at) {
  return {.keywords = {"AUTH LOGIN"}, .at = std::move(at)};
}

/// In clear or inside TLS.
Manners offering(bool tls, std::map<std::string, Action> at) {
  if (!tls) return offering(std::move(at));
  return {.tls = {.identity = &certificate("good")}, .at = std::move(at)};
}

Action once(Event& event, const std::string& reply) {
  return [&event, reply](Peer& peer) {
    event.wait_in(peer);
    peer.send(reply);
  };
}

Action tell(Event& event, const std::string& reply) {
  return [&event, reply](Peer& peer) {
    event.happen();
    peer.send(reply);
  };
}

constexpr const char* asks_for_user = "334 VXNlcm5hbWU6\r\n";
constexpr const char* accepts = "235 2.7.0 welcome\r\n";
constexpr const char* greets = "220 mx.contoso.example ESMTP\r\n";

/// Listens, and takes no connection: the queue of those who knock is full.
class DeadHost {
 public:
  DeadHost() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address_;
    auto* const address = reinterpret_cast<sockaddr*>(&address_);
    if (::bind(listener_, address, size) != 0 || ::listen(listener_, 0) != 0 ||
        ::getsockname(listener_, address, &size) != 0)
      throw std::runtime_error("cannot listen");
    for (int i = 0; i < 4; ++i) {
      knocking_.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
      ::connect(knocking_.back(), address, size);
    }
  }
  ~DeadHost() {
    for (const int socket : knocking_) ::close(socket);
    ::close(listener_);
  }
  DeadHost(const DeadHost&) = delete;
  DeadHost& operator=(const DeadHost&) = delete;
  std::uint16_t port() const { return ntohs(address_.sin_port); }

 private:
  int listener_;
  sockaddr_in address_{};
  std::vector<int> knocking_;
};

}  // namespace

TEST_SUITE("account turns") {
  TEST_CASE("a walk connects and shakes hands while another uses the account, and then has its turn") {
    for (const bool tls : {false, true}) {
      CAPTURE(tls);
      Event first_has_it, second_is_there;
      HostileServer first(offering(
          tls, {{"AUTH", tell(first_has_it, asks_for_user)}, {"password", once(second_is_there, accepts)}}));
      // Before it says what it offers, the first one has the account; after that, that one is let go.
      const char* const last_ehlo = tls ? "EHLO in TLS" : "EHLO";
      HostileServer second(offering(tls, {{last_ehlo, [&](Peer& peer) {
                                             first_has_it.wait_in(peer);
                                             peer.send("250-mx.contoso.example\r\n250 AUTH LOGIN\r\n");
                                             peer.wait(300ms);
                                             second_is_there.happen();
                                           }}}));
      const auto walked = probe(plan_of({walk_to(first.port()), walk_to(second.port())}));
      INFO(conversation(walked.at(0)) << "---\n" << conversation(walked.at(1)));
      CHECK(ending(walked[0]) == "pass");
      CHECK(ending(walked[1]) == "pass");
      CHECK(first.received().size() == 1);
      CHECK(second.received().size() == 1);
      CHECK(conversation(walked[0]).find("* waited") == std::string::npos);
    }
  }

  TEST_CASE("while a walk waits, the clocks of its step and of its deadline stand still") {
    Event first_has_it;
    HostileServer first(offering({{"AUTH", tell(first_has_it, asks_for_user)}, {"password", [](Peer& peer) {
                                                                                  peer.wait(3500ms);
                                                                                  peer.send(accepts);
                                                                                }}}));
    HostileServer second(offering({{"banner", once(first_has_it, greets)}}));
    ProbePlan plan = plan_of({walk_to(first.port()), walk_to(second.port())});
    plan.walks[1].limits = {.step = 3000ms, .deadline = 3000ms};
    const auto walked = probe(plan);
    INFO(conversation(walked.at(1)));
    CHECK(ending(walked[1]) == "pass");
    CHECK(walked[1].total_ms < 3000);
    CHECK(second.received().size() == 1);
  }

  TEST_CASE("a server that hangs up on us while we wait is met again, and never blamed for it") {
    struct Way {
      const char* name;
      Action go;
    };
    const Way ways[] = {
        {"421", [](Peer& peer) { peer.send("421 4.4.2 idle for too long\r\n"); }},
        {"FIN", [](Peer& peer) { peer.close(); }},
        {"RST", [](Peer& peer) { peer.reset(); }},
        {"a word too many", [](Peer& peer) { peer.send("250 still here\r\n"); }},
    };
    for (const bool tls : {false, true}) {
      for (const Way& way : ways) {
        CAPTURE(tls);
        CAPTURE(way.name);
        Event first_has_it, lost_patience;
        HostileServer first(
            offering({{"AUTH", tell(first_has_it, asks_for_user)}, {"password", [&](Peer& peer) {
                                                                      lost_patience.wait_in(peer);
                                                                      peer.wait(600ms);
                                                                      peer.send(accepts);
                                                                    }}}));
        const char* const last_ehlo = tls ? "EHLO in TLS" : "EHLO";
        const Manners impatient = offering(tls, {{"banner", once(first_has_it, greets)},
                                                 {last_ehlo, [&lost_patience, &way](Peer& peer) {
                                                    peer.send("250-mx.contoso.example\r\n250 AUTH LOGIN\r\n");
                                                    peer.wait(400ms);
                                                    lost_patience.happen();
                                                    way.go(peer);
                                                  }}});
        HostileServer second(std::vector<Action>{[&](Peer& peer) { oblige(peer, impatient); },
                                                 [&](Peer& peer) { oblige(peer, offering(tls, {})); }});
        int begun = 0;
        std::vector<std::string> ended;
        ProbePlan plan = plan_of({walk_to(first.port()), walk_to(second.port())});
        plan.on_start = [&](const WalkPlan&) { ++begun; };
        plan.on_walk = [&](const Transcript& transcript) { ended.push_back(ending(transcript)); };
        const auto walked = probe(plan);
        INFO(conversation(walked.at(1)));
        CHECK(ending(walked[1]) == "pass");
        CHECK(conversation(walked[1]).find("421 4.4.2") == std::string::npos);
        CHECK(conversation(walked[1]).find("s for other walks with this account") != std::string::npos);
        CHECK(begun == 2);
        CHECK(ended == std::vector<std::string>{"pass", "pass"});
        const auto connections = second.received();
        REQUIRE(connections.size() == 2);
        CHECK(count_of(connections[0].all(), "AUTH") == 0);
        CHECK(count_of(connections[1].all(), "AUTH") == 1);
      }
    }
  }

  TEST_CASE("what the server does after it was met again is its own doing") {
    Event first_has_it, lost_patience;
    HostileServer first(offering({{"AUTH", tell(first_has_it, asks_for_user)}, {"password", [&](Peer& peer) {
                                                                                  lost_patience.wait_in(peer);
                                                                                  peer.wait(600ms);
                                                                                  peer.send(accepts);
                                                                                }}}));
    const Manners impatient = offering(
        {{"banner", once(first_has_it, greets)}, {"EHLO", [&](Peer& peer) {
                                                    peer.send("250-mx.contoso.example\r\n250 AUTH LOGIN\r\n");
                                                    peer.wait(400ms);
                                                    lost_patience.happen();
                                                    peer.close();
                                                  }}});
    HostileServer second(std::vector<Action>{[&](Peer& peer) { oblige(peer, impatient); },
                                             [](Peer& peer) {
                                               oblige(peer, offering({{"AUTH", hang_up()}}));
                                             }});
    const auto walked = probe(plan_of({walk_to(first.port()), walk_to(second.port())}));
    INFO(conversation(walked.at(1)));
    CHECK(ending(walked[1]) == "fail auth-start closed");
    CHECK(second.received().size() == 2);
  }

  TEST_CASE(
      "a wait that is too long for any server ends quietly, and the walk begins again with the account") {
    Event first_has_it, gave_up;
    HostileServer first(
        offering({{"AUTH", tell(first_has_it, asks_for_user)}, {"password", once(gave_up, accepts)}}));
    const Manners once_more =
        offering({{"banner", once(first_has_it, greets)}, {"QUIT", tell(gave_up, "221 2.0.0 bye\r\n")}});
    HostileServer second(std::vector<Action>{[&](Peer& peer) { oblige(peer, once_more); },
                                             [](Peer& peer) { oblige(peer, offering({})); }});
    ProbePlan plan = plan_of({walk_to(first.port()), walk_to(second.port())});
    plan.account_patience = 300ms;
    const auto walked = probe(plan);
    INFO(conversation(walked.at(1)));
    CHECK(ending(walked[0]) == "pass");
    CHECK(ending(walked[1]) == "pass");
    const auto connections = second.received();
    REQUIRE(connections.size() == 2);
    CHECK(count_of(connections[0].all(), "AUTH") == 0);
    CHECK(count_of(connections[0].all(), "QUIT") == 1);
    CHECK(count_of(connections[1].all(), "AUTH") == 1);
  }

  TEST_CASE("who waits is spared when the account is refused meanwhile") {
    Event first_has_it, second_is_there;
    HostileServer first(offering({{"AUTH", tell(first_has_it, asks_for_user)},
                                  {"password", once(second_is_there, "535 5.7.3 no\r\n")}}));
    HostileServer second(offering({{"EHLO", [&](Peer& peer) {
                                      first_has_it.wait_in(peer);
                                      peer.send("250-mx.contoso.example\r\n250 AUTH LOGIN\r\n");
                                      second_is_there.happen();
                                    }}}));
    const auto walked = probe(plan_of({walk_to(first.port()), walk_to(second.port())}));
    CHECK(ending(walked.at(0)) == "fail auth-result bad-credentials");
    CHECK(ending(walked.at(1)) == "not-tested auth-offer lockout-guard");
    CHECK(
        walked[1].failure->detail ==
        "svc@contoso.example was refused, or got no answer, earlier in this run; another try could lock the "
        "account");
    CHECK(count_of(second.all_received(), "AUTH") == 0);
    CHECK(count_of(second.all_received(), "QUIT") == 1);
  }

  TEST_CASE("hosts that do not take the connection do not hold the account") {
    const DeadHost dead[12];
    HostileServer good(offering({}));
    std::vector<WalkPlan> walks;
    for (const DeadHost& host : dead) {
      walks.push_back(walk_to(host.port()));
      walks.back().limits = {.step = 60s, .deadline = 120s};
    }
    walks.push_back(walk_to(good.port()));
    ProbePlan plan = plan_of(std::move(walks));
    plan.per_host = 100;
    std::vector<std::string> ended;
    std::atomic<bool> over = false;
    plan.interrupted = &over;
    // Whatever hangs after the first one has ended still hangs now.
    plan.on_walk = [&](const Transcript& transcript) {
      ended.push_back(ending(transcript));
      over = true;
    };
    probe(plan);
    REQUIRE(ended.size() == 13);
    CHECK(ended.front() == "pass");
    for (std::size_t i = 1; i < ended.size(); ++i) CHECK(ended[i] == "not-tested connect interrupted");
  }

  TEST_CASE("an interruption ends the wait at once") {
    Event first_has_it;
    std::atomic<bool> over = false;
    HostileServer first(offering({{"AUTH", tell(first_has_it, asks_for_user)}, {"password", hang()}}));
    HostileServer second(offering({{"EHLO", [&](Peer& peer) {
                                      first_has_it.wait_in(peer);
                                      peer.send("250-mx.contoso.example\r\n250 AUTH LOGIN\r\n");
                                      peer.wait(300ms);
                                      over = true;
                                    }}}));
    ProbePlan plan = plan_of({walk_to(first.port()), walk_to(second.port())});
    plan.interrupted = &over;
    const auto walked = probe(plan);
    REQUIRE(walked.size() == 2);
    CHECK(ending(walked[0]) == "not-tested auth-result interrupted");
    CHECK(walked[1].outcome == Outcome::not_tested);
    REQUIRE(walked[1].failure);
    CHECK(walked[1].failure->cls == Class::interrupted);
    CHECK(count_of(second.all_received(), "AUTH") == 0);
  }

  TEST_CASE("a walk without a password waits for nobody") {
    Event first_has_it, others_are_done;
    HostileServer first(offering(
        {{"AUTH", tell(first_has_it, asks_for_user)}, {"password", once(others_are_done, accepts)}}));
    HostileServer second(offering({{"banner", once(first_has_it, greets)}}));
    ProbePlan plan = plan_of({walk_to(first.port()), walk_to(second.port(), Mode::None)});
    plan.on_walk = [&](const Transcript&) { others_are_done.happen(); };
    const auto walked = probe(plan);
    CHECK(ending(walked.at(0)) == "pass");
    CHECK(ending(walked.at(1)) == "pass");
  }
}

}  // namespace authwalk::test
