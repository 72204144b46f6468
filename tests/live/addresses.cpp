// From a smart host's name to the address that is walked: every address is known, the first that answers is
// walked, and those that did not answer are named.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "live/dns_stub.hpp"
#include "live/hostile_server.hpp"
#include "live/walk_run.hpp"

using namespace authwalk::test;

namespace {

Walked walk_words_for(const std::string& target, const Words& more, std::string_view mode = "None") {
  Words words = {"walk", target,       "-m", std::string(mode), "--timeout",
                 "2",    "--deadline", "10", "--format",        "json"};
  Walked walked{run_authwalk(words + more), {}};
  INFO(walked.run.describe());
  CHECK(walked.run.seconds < deadline + slack);
  walked.walk = walk_of(walked.run.json, mode);
  return walked;
}

const boost::json::object& address(const boost::json::object& walk, std::size_t number) {
  return walk.at("addresses").as_array().at(number).as_object();
}

std::string named(std::uint16_t port) {
  return "mx.contoso.example:" + std::to_string(port);
}

}  // namespace

TEST_SUITE("addresses") {
  TEST_CASE("C03 the first address is dead, the second is walked, and both are named") {
    HostileServer server(Manners{});
    const auto [run, walk] = walk_words_for(
        named(server.port()),
        {"--resolve", "mx.contoso.example:127.0.0.2", "--resolve", "mx.contoso.example:127.0.0.1"});
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(text_at(walk, "remote") == server.target());
    CHECK(status_of(walk, "connect") == "note");
    CHECK(note_of(walk, "connect").find("127.0.0.2") != std::string::npos);
    CHECK(text_at(address(walk, 0), "address") == "127.0.0.2");
    CHECK(text_at(address(walk, 0), "outcome") == "refused");
    CHECK(text_at(address(walk, 1), "outcome") == "walked");
  }

  TEST_CASE("C03 the same with two A records") {
    HostileServer server(Manners{});
    const DnsStub dns({.a = {{"mx.contoso.example", {"127.0.0.2", "127.0.0.1"}}}});
    const auto [run, walk] = walk_words_for(named(server.port()), {"-4", "--dns-server", dns.address()});
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(walk.at("addresses").as_array().size() == 2);
    CHECK(text_at(walk, "remote") == server.target());
  }

  TEST_CASE("no address answers: the last one's class, and all of them are named") {
    std::uint16_t port = 0;
    { port = HostileServer(Manners{}).port(); }
    const auto [run, walk] = walk_words_for(named(port), {"--resolve", "mx.contoso.example:127.0.0.2",
                                                          "--resolve", "mx.contoso.example:127.0.0.3"});
    INFO(run.describe());
    CHECK(ending(walk) == "fail connect refused");
    CHECK(text_at(address(walk, 0), "outcome") == "refused");
    CHECK(text_at(address(walk, 1), "outcome") == "refused");
  }

  TEST_CASE("an address that answers with a refusal is an answer: the next one is not tried") {
    HostileServer first(Manners{.at = {{"banner", say("554 5.7.1 no\r\n")}}}, "127.0.0.2");
    HostileServer second(Manners{}, "127.0.0.1", first.port());
    const auto [run, walk] = walk_words_for(
        named(first.port()),
        {"--resolve", "mx.contoso.example:127.0.0.2", "--resolve", "mx.contoso.example:127.0.0.1"});
    INFO(run.describe());
    CHECK(ending(walk) == "fail banner rejected");
    CHECK(second.received().empty());
    CHECK(text_at(address(walk, 1), "outcome") == "not tried");
  }

  TEST_CASE("--all-addresses walks each") {
    HostileServer first(Manners{.at = {{"banner", say("554 5.7.1 no\r\n")}}}, "127.0.0.2");
    HostileServer second(Manners{}, "127.0.0.1", first.port());
    const auto run = run_authwalk({"walk", named(first.port()), "-m", "None", "--all-addresses", "--resolve",
                                   "mx.contoso.example:127.0.0.2", "--resolve",
                                   "mx.contoso.example:127.0.0.1", "--timeout", "2", "--format", "json"});
    INFO(run.describe());
    CHECK(run.status == 2);
    const auto& walks = run.json.at("walks").as_array();
    REQUIRE(walks.size() == 2);
    CHECK(ending(walks[0].as_object()) == "fail banner rejected");
    CHECK(text_at(walks[0].as_object(), "remote") == first.target());
    CHECK(ending(walks[1].as_object()) == "pass");
    CHECK(text_at(walks[1].as_object(), "remote") == second.target());
    CHECK(first.received().size() == 1);
    CHECK(second.received().size() == 1);
  }

  TEST_CASE("an IPv6 address as target, and in the report") {
    HostileServer server(Manners{}, "::1");
    const auto [run, walk] = walk_words_for(server.target(), {});
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(text_at(walk, "remote") == server.target());
    CHECK(text_at(walk, "smart_host") == "::1");
  }

  TEST_CASE("-4 and -6 choose among A and AAAA") {
    HostileServer four(Manners{});
    HostileServer six(Manners{}, "::1", four.port());
    const DnsStub dns(
        {.a = {{"mx.contoso.example", {"127.0.0.1"}}}, .aaaa = {{"mx.contoso.example", {"::1"}}}});
    const auto only_four = walk_words_for(named(four.port()), {"-4", "--dns-server", dns.address()});
    INFO(only_four.run.describe());
    CHECK(text_at(only_four.walk, "remote") == four.target());
    const auto only_six = walk_words_for(named(four.port()), {"-6", "--dns-server", dns.address()});
    INFO(only_six.run.describe());
    CHECK(text_at(only_six.walk, "remote") == six.target());
    const auto both = walk_words_for(named(four.port()), {"--dns-server", dns.address()});
    INFO(both.run.describe());
    CHECK(both.walk.at("addresses").as_array().size() == 2);
    CHECK(ending(both.walk) == "pass");
  }

  TEST_CASE("a name with addresses of the other family only is not called wrong") {
    const DnsStub dns({.aaaa = {{"mx.contoso.example", {"::1"}}}});
    const auto [run, walk] = walk_words_for(named(25), {"-4", "--dns-server", dns.address()});
    INFO(run.describe());
    CHECK(ending(walk) == "fail resolve dns-not-found");
    const auto summary = text_at(walk, "summary");
    CHECK(summary.find("no IPv4 address, and -4 leaves out the others") != std::string::npos);
    CHECK(summary.find("the name is wrong") == std::string::npos);
    CHECK(text_at(walk, "blame") == "ours");
    const DnsStub empty({.mx = {{"mx.contoso.example", {}}}});
    const auto none = walk_words_for(named(25), {"-4", "--dns-server", empty.address()});
    INFO(none.run.describe());
    CHECK(text_at(none.walk, "summary").find("leaves out") == std::string::npos);
  }

  TEST_CASE("a --source-ip of another family than the host's addresses is our own setting") {
    HostileServer server(Manners{});
    const auto [run, walk] = walk_words_for(
        named(server.port()), {"--resolve", "mx.contoso.example:127.0.0.1", "--source-ip", "::1"});
    INFO(run.describe());
    CHECK(text_at(walk, "outcome") == "fail");
    CHECK(text_at(walk, "blame") == "ours");
    CHECK(run.out.find("connect-source-family") != std::string::npos);
    CHECK(server.received().empty());
  }

  TEST_CASE("--all-addresses: each dead address is told from the others") {
    std::uint16_t port = 0;
    { port = HostileServer(Manners{}).port(); }
    HostileServer alive(Manners{}, "127.0.0.1", port);
    Words words = {"walk", named(port), "-m", "None", "--all-addresses", "--timeout", "2"};
    for (const auto* address : {"127.0.0.1", "127.0.0.2", "127.0.0.3"})
      words = words + Words{"--resolve", std::string("mx.contoso.example:") + address};
    const auto run = run_authwalk(words + Words{"-v"});
    INFO(run.describe());
    for (const std::string address : {"127.0.0.2", "127.0.0.3"}) {
      CHECK(run.out.find(address + ", no connection") != std::string::npos);
      CHECK(run.out.find("The conversation of None with " + named(port) + " [" + address + "]") !=
            std::string::npos);
    }
    const auto quiet = run_authwalk(words + Words{"-q"});
    INFO(quiet.describe());
    for (const std::string address : {"127.0.0.2", "127.0.0.3"})
      CHECK(quiet.out.find("  " + address + " ") != std::string::npos);
  }

  TEST_CASE("--source-ip is the address that the server sees") {
    HostileServer server(Manners{});
    const auto [run, walk] = walk_words_for(server.target(), {"--source-ip", "127.0.0.5"});
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(server.received().at(0).from == "127.0.0.5");
    CHECK(text_at(walk, "local").starts_with("127.0.0.5:"));
  }

  TEST_CASE("a --source-ip that this machine does not have fails at connect, and says so") {
    HostileServer server(Manners{});
    const auto [run, walk] = walk_words_for(server.target(), {"--source-ip", "192.0.2.5"});
    INFO(run.describe());
    CHECK(text_at(walk, "outcome") == "fail");
    CHECK((text_at(walk, "failed_step") == "connect" || text_at(walk, "failed_step") == "local"));
    CHECK(run.out.find("192.0.2.5") != std::string::npos);
    CHECK(server.received().empty());
  }

  TEST_CASE("a smart host by its MX name") {
    HostileServer server(Manners{});
    const DnsStub dns({.a = {{"mx2.contoso.example", {"127.0.0.1"}}, {"mx1.contoso.example", {"127.0.0.2"}}},
                       .mx = {{"contoso.example", {"20 mx2.contoso.example", "10 mx1.contoso.example"}}}});
    const auto [run, walk] = walk_words_for("contoso.example:" + std::to_string(server.port()),
                                            {"-4", "--dns-server", dns.address()});
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    REQUIRE(walk.at("addresses").as_array().size() == 2);
    CHECK(text_at(address(walk, 0), "exchange") == "mx1.contoso.example");
    CHECK(text_at(address(walk, 0), "outcome") == "refused");
    CHECK(text_at(address(walk, 1), "exchange") == "mx2.contoso.example");
    CHECK(text_at(address(walk, 1), "outcome") == "walked");
    CHECK(status_of(walk, "resolve") == "note");
  }

  TEST_CASE("C08 the name is looked up once a walk: a second, other answer is never used") {
    HostileServer server(Manners{.tls = {.identity = &certificate("good"), .max_version = 0x0301}});
    const DnsStub dns({.a = {{"mx.contoso.example", {"127.0.0.1"}}}});
    // TLS 1.0 only: the walk makes a second connection, to learn the version.
    const auto [run, walk] =
        walk_words_for(named(server.port()), {"-4", "--dns-server", dns.address()}, "BasicAuthRequireTLS");
    INFO(run.describe());
    CHECK(ending(walk) == "fail tls-handshake tls-version");
    int questions = 0;
    for (const auto& question : dns.questions()) questions += question == "A mx.contoso.example";
    CHECK(questions == 1);
  }

  TEST_CASE("a name that does not exist, and a server that cannot say") {
    const DnsStub empty(DnsZone{});
    const auto unknown = walk_words_for("nowhere.contoso.example:25", {"--dns-server", empty.address()});
    INFO(unknown.run.describe());
    CHECK(ending(unknown.walk) == "fail resolve dns-not-found");
    CHECK(text_at(unknown.walk, "transient") == "false");
    const DnsStub broken({.behaviour = "servfail"});
    const auto failing = walk_words_for("mx.contoso.example:25", {"--dns-server", broken.address()});
    INFO(failing.run.describe());
    CHECK(ending(failing.walk) == "fail resolve dns-failed");
    CHECK(text_at(failing.walk, "transient") == "true");
    const DnsStub wild({.behaviour = "garbage"});
    const auto garbage = walk_words_for("mx.contoso.example:25", {"--dns-server", wild.address()});
    INFO(garbage.run.describe());
    CHECK(text_at(garbage.walk, "failed_step") == "resolve");
    CHECK((text_at(garbage.walk, "class") == "dns-failed" || text_at(garbage.walk, "class") == "timeout"));
  }

  TEST_CASE("a name server that never answers ends at the step's limit") {
    const DnsStub dns({.behaviour = "silent"});
    const auto [run, walk] = walk_words_for("mx.contoso.example:25", {"--dns-server", dns.address()});
    INFO(run.describe());
    CHECK(ending(walk) == "fail resolve timeout");
    CHECK_FALSE(dns.questions().empty());
    CHECK(run.seconds >= 2);
    CHECK(run.seconds < step_limit + slack);
  }

  TEST_CASE("a name server with far too much to say: bounded, and said in the report") {
    DnsZone zone;
    for (int i = 0; i < 200; ++i) {
      const auto name = fmt::format("mx{}.contoso.example", i);
      zone.mx["contoso.example"].push_back(fmt::format("{} {}", i, name));
      for (int j = 0; j < 500; ++j) zone.a[name].push_back(fmt::format("127.{}.{}.1", i % 250, j % 250));
    }
    zone.mx["few.contoso.example"] = zone.mx["contoso.example"];
    const DnsStub dns(zone);
    const auto [run, walk] = walk_words_for("contoso.example:1", {"-4", "--dns-server", dns.address()});
    INFO(run.describe());
    CHECK(walk.at("addresses").as_array().size() == 32);
    CHECK(note_of(walk, "resolve").find("limit-exceeded") != std::string::npos);
    CHECK(dns.questions().size() < 10);
    CHECK(run.out.size() < 200'000);

    const auto all =
        run_authwalk({"walk", "contoso.example:1", "-4", "--dns-server", dns.address(), "--all-addresses",
                      "-m", "None", "--fqdn", "mail01.contoso.example", "--format", "json"},
                     {.memory_kib = 256 * 1024});
    CHECK(all.json.at("walks").as_array().size() == 32);

    DnsZone many = zone;
    many.a.clear();
    for (int i = 0; i < 200; ++i) many.a[fmt::format("mx{}.contoso.example", i)] = {"127.0.0.2"};
    const DnsStub exchanges(many);
    const auto hosts = walk_words_for("contoso.example:1", {"-4", "--dns-server", exchanges.address()});
    INFO(hosts.run.describe());
    CHECK(hosts.walk.at("addresses").as_array().size() == 16);
    CHECK(note_of(hosts.walk, "resolve").find("contoso.example has 200 MX hosts; 16 of them") !=
          std::string::npos);
  }

  TEST_CASE("a failing MX query is not \"no MX\": nobody is connected to") {
    HostileServer server(Manners{});
    const DnsStub dns({.a = {{"contoso.example", {"127.0.0.1"}}}, .failing_type = "MX"});
    const auto [run, walk] = walk_words_for("contoso.example:" + std::to_string(server.port()),
                                            {"-4", "--dns-server", dns.address()});
    INFO(run.describe());
    CHECK(ending(walk) == "fail resolve dns-failed");
    CHECK(run.out.find("about its MX") != std::string::npos);
    CHECK(server.received().empty());
  }

  TEST_CASE("a name server over IPv6") {
    HostileServer server(Manners{});
    const DnsStub dns({.a = {{"mx.contoso.example", {"127.0.0.1"}}}, .over_ipv6 = true});
    const auto [run, walk] = walk_words_for(named(server.port()), {"-4", "--dns-server", dns.address()});
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK_FALSE(dns.questions().empty());
  }

  TEST_CASE("neighbours: seventy silent names take nothing from five honest hosts") {
    HostileServer server(Manners{});
    DnsZone zone;
    std::string targets;
    for (int i = 0; i < 70; ++i) {
      const auto name = fmt::format("silent{}.contoso.example", i);
      zone.silent_names.insert(name);
      targets += fmt::format("{}:25\n", name);
    }
    for (int i = 0; i < 5; ++i) {
      const auto name = fmt::format("honest{}.contoso.example", i);
      zone.a[name] = {"127.0.0.1"};
      targets += fmt::format("{}:{}\n", name, server.port());
    }
    const DnsStub dns(zone);
    const TemporaryFolder folder;
    write_file(folder.path() / "hosts.txt", targets);
    const auto run = run_authwalk({"walk", "--hosts-file", folder.file("hosts.txt"), "-4", "--dns-server",
                                   dns.address(), "-m", "None", "--fqdn", "mail01.contoso.example",
                                   "--timeout", "2", "--jobs", "80", "--format", "json"});
    INFO(run.err);
    int honest = 0, silent = 0;
    for (const auto& entry : run.json.at("walks").as_array()) {
      const auto& walk = entry.as_object();
      if (text_at(walk, "smart_host").starts_with("honest")) {
        CHECK(ending(walk) == "pass");
        ++honest;
      } else {
        CHECK(ending(walk) == "fail resolve timeout");
        ++silent;
      }
    }
    CHECK(honest == 5);
    CHECK(silent == 70);
  }
}
