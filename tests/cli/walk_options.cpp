#include <doctest/doctest.h>

#include <cli/walk_options.hpp>

#include "cli/refusal.hpp"

using namespace authwalk;
using namespace authwalk::cli;
using authwalk::test::refusal;
using namespace std::chrono_literals;

namespace {

WalkRequest request_of(WalkArguments given, const std::string& own_name = "mail01.contoso.example") {
  if (given.targets.empty()) given.targets = {"mx.contoso.example"};
  return walk_request(given, own_name);
}

/// The refusal of one flag's value, beside a good TARGET.
template <typename Change>
CommandError refused(Change&& change) {
  return refusal([&] {
    WalkArguments given;
    change(given);
    request_of(given);
  });
}

}  // namespace

TEST_SUITE("command line: walk options") {
  TEST_CASE("without flags: a survey with the defaults of the contract") {
    const auto request = request_of({});
    REQUIRE(request.walks.size() == 5);
    const auto& walk = request.walks.front().plan;
    CHECK(walk.connector.Port == 25);
    CHECK(walk.connector.Fqdn == "mail01.contoso.example");
    CHECK(!walk.connector.RequireTLS);
    CHECK(!walk.connector.TlsAuthLevel);
    CHECK(walk.envelope.from == std::vector<std::string>{""});
    CHECK(walk.envelope.to.empty());
    CHECK(walk.limits.step == 15s);
    CHECK(walk.limits.deadline == 60s);
    CHECK(!walk.allow_cleartext);
    CHECK(!walk.credential);
    CHECK(request.run.max_rejected == 1);
    CHECK(request.run.network.ipv4);
    CHECK(request.run.network.ipv6);
    CHECK(request.run.network.tls.min == TlsVersion::tls1_2);
    CHECK(request.run.network.tls.max == TlsVersion::tls1_3);
    CHECK(request.output.format->id == "text");
    CHECK(request.notes.empty());
    CHECK(request.survey);
  }

  TEST_CASE("every flag arrives in the plan") {
    WalkArguments given;
    given.targets = {"mx1.contoso.example", "mx2.contoso.example:2525"};
    given.mode = {"basic-tls", "none"};
    given.quit_after = "mail-from";
    given.user = "svc";
    given.domain = "CONTOSO";
    given.password_file = "pw";
    given.mechanism = "cram-md5";
    given.from = {"<>", "a@contoso.example"};
    given.to = {"b@fabrikam.example"};
    given.deliver = true;
    given.fqdn = "edge.contoso.example";
    given.port = "587";
    given.tls_auth_level = "domainvalidation";
    given.tls_domain = "mx.contoso.example";
    given.source_ip = "192.0.2.1";
    given.ca_file = "ca.pem";
    given.client_cert = "cert.pem";
    given.client_key = "key.pem";
    given.sni = "sni.contoso.example";
    given.tls_min = "1.0";
    given.tls_max = "TLSv1.2";
    given.allow_cleartext = true;
    given.max_rejected = "3";
    given.only_ipv4 = true;
    given.all_addresses = true;
    given.resolve = {"mx1.contoso.example:192.0.2.7", "mx2.contoso.example:[2001:db8::7]"};
    given.dns_server = "[2001:db8::53]:5353";
    given.timeout = "7.5";
    given.deadline = "0.25";
    given.format = "json";
    given.output = {"report.txt", "-"};
    given.verbose = 1;
    given.color = "never";
    given.jobs = "2";
    const auto request = request_of(given);

    REQUIRE(request.walks.size() == 4);
    const auto& first = request.walks[0].plan;
    CHECK(first.connector.SmartHost == "mx1.contoso.example");
    CHECK(first.connector.Port == 587);
    CHECK(first.mode == Mode::None);
    CHECK(request.walks[1].plan.mode == Mode::BasicAuthRequireTLS);
    CHECK(request.walks[2].plan.connector.target() == "mx2.contoso.example:2525");
    CHECK(first.connector.Fqdn == "edge.contoso.example");
    CHECK(first.connector.RequireTLS);  // Exchange takes no TlsAuthLevel without it
    CHECK(first.connector.TlsAuthLevel == TlsAuthLevel::DomainValidation);
    CHECK(first.connector.TlsDomain == "mx.contoso.example");
    CHECK(first.connector.SourceIPAddress == "192.0.2.1");
    CHECK(first.quit_after == Step::mail_from);
    CHECK(first.mechanism == "CRAM-MD5");
    CHECK(first.envelope.from == std::vector<std::string>{"", "a@contoso.example"});
    CHECK(first.envelope.to == std::vector<std::string>{"b@fabrikam.example"});
    CHECK(first.envelope.deliver);
    CHECK(first.limits.step == 7500ms);
    CHECK(first.limits.deadline == 250ms);
    CHECK(first.allow_cleartext);

    CHECK(request.walks.front().credential->user == "svc");
    CHECK(request.walks.front().credential->domain == "CONTOSO");
    CHECK(request.walks.front().credential->source == CredentialRequest::Source::file);
    CHECK(request.walks.front().credential->where == "pw");
    CHECK(request.walks.front().credential->limit == 250ms);

    const auto& network = request.run.network;
    CHECK(network.ipv4);
    CHECK(!network.ipv6);
    CHECK(network.resolve[0] == std::pair<std::string, std::string>{"mx1.contoso.example", "192.0.2.7"});
    CHECK(network.resolve[1].second == "2001:db8::7");
    CHECK(network.dns_server == "[2001:db8::53]:5353");
    CHECK(network.tls.ca_file == "ca.pem");
    CHECK(network.tls.client_certificate == "cert.pem");
    CHECK(network.tls.client_key == "key.pem");
    CHECK(network.tls.sni == "sni.contoso.example");
    CHECK(network.tls.min == TlsVersion::tls1_0);
    CHECK(network.tls.max == TlsVersion::tls1_2);
    CHECK(request.run.all_addresses);
    CHECK(request.run.jobs == 2);
    CHECK(request.run.max_rejected == 3);

    CHECK(request.output.format->id == "json");
    CHECK(request.output.files == std::vector<std::string>{"report.txt"});
    CHECK(request.output.verbosity == 1);
    CHECK(request.output.color == "never");
  }

  TEST_CASE("--mechanism LOGIN is what a Send connector does, so it is no override") {
    WalkArguments given;
    given.mechanism = "login";
    CHECK(request_of(given).walks.front().plan.mechanism.empty());
  }

  TEST_CASE("one TLS bound given alone moves the other") {
    WalkArguments old;
    old.tls_max = "1.1";
    CHECK(request_of(old).run.network.tls.min == TlsVersion::tls1_1);
    WalkArguments strict;
    strict.tls_min = "1.3";
    CHECK(request_of(strict).run.network.tls.max == TlsVersion::tls1_3);
  }

  TEST_CASE("notes: a short EHLO name, and limits at which Exchange looks silent") {
    CHECK(request_of({}, "mail01").notes.size() == 1);
    WalkArguments named;
    named.fqdn = "mail01";
    CHECK(request_of(named).notes.empty());  // asked for
    WalkArguments hasty;
    hasty.timeout = "4.9";
    REQUIRE(request_of(hasty).notes.size() == 1);
    CHECK(request_of(hasty).notes.front().find("5 s") != std::string::npos);
  }

  TEST_CASE("a system without a usable name asks for --fqdn") {
    const auto error = refusal([] { request_of({}, "my host"); });
    CHECK(error.status == exit_usage);
    CHECK(error.hint.find("--fqdn") != std::string::npos);
  }

  TEST_CASE("DNS servers with and without a port") {
    for (const char* typed : {"192.0.2.53", "192.0.2.53:5353", "2001:db8::53", "[2001:db8::53]:5353"}) {
      WalkArguments given;
      given.dns_server = typed;
      CHECK(request_of(given).run.network.dns_server == typed);
    }
    CHECK(refused([](auto& g) { g.dns_server = "ns.contoso.example"; }).status == exit_usage);
    CHECK(refused([](auto& g) { g.dns_server = "192.0.2.53:0"; }).status == exit_usage);
  }

  TEST_CASE("numbers at and beyond their bounds") {
    for (const char* typed : {"", "0", "-1", "nan", "inf", "1x", " 1", "3600.1", "0.0001", "1e9", "0x10"}) {
      INFO(typed);
      CHECK(refused([&](auto& g) { g.timeout = typed; }).status == exit_usage);
      CHECK(refused([&](auto& g) { g.deadline = typed; }).status == exit_usage);
    }
    for (const char* typed : {"", "0", "65536", "25x", "-25", "+25", "99999999999999999999"}) {
      INFO(typed);
      CHECK(refused([&](auto& g) { g.port = typed; }).status == exit_usage);
    }
    CHECK(refused([](auto& g) { g.jobs = "0"; }).status == exit_usage);
    CHECK(refused([](auto& g) { g.max_rejected = "0"; }).status == exit_usage);
    CHECK(refused([](auto& g) { g.max_rejected = "101"; }).status == exit_usage);
  }

  TEST_CASE("a password needs a user, and comes from one place") {
    CHECK(refused([](auto& g) { g.password_file = "pw"; }).problem == "--password-file without --user");
    CHECK(refused([](auto& g) { g.domain = "CONTOSO"; }).problem == "--domain without --user");
    const auto two = refused([](auto& g) {
      g.user = "svc";
      g.password_fd = "3";
      g.netrc_file = "netrc";
    });
    CHECK(two.problem == "--password-fd and --netrc-file both name a password");
    for (const char* number : {"1", "2", "-1", "x", ""}) {
      INFO(number);
      CHECK(refused([&](auto& g) { g.user = "svc", g.password_fd = number; }).status == exit_usage);
    }
    for (const char* user : {"CONTOSO\\svc", "svc@contoso.example"})
      CHECK(refused([&](auto& g) { g.user = user, g.domain = "CONTOSO"; }).status == exit_usage);
    WalkArguments netrc;
    netrc.netrc_file = "netrc";
    CHECK(request_of(netrc).walks.front().credential->source == CredentialRequest::Source::netrc);
  }

  TEST_CASE("modes that do not authenticate need no password") {
    WalkArguments given;
    given.mode = {"none", "external"};
    given.user = "svc";
    const auto request = request_of(given);
    CHECK(request.walks.front().credential->user.empty());
    REQUIRE(request.notes.size() == 1);
    CHECK(request.notes.front().find("--user") != std::string::npos);
    given.mode.push_back("exchange");
    CHECK(request_of(given).walks.front().credential->user == "svc");
  }

  TEST_CASE("addresses that the chosen family excludes") {
    CHECK(refused([](auto& g) { g.targets = {"2001:db8::7"}, g.only_ipv4 = true; }).status == exit_usage);
    CHECK(refused([](auto& g) { g.targets = {"192.0.2.7"}, g.only_ipv6 = true; }).status == exit_usage);
    CHECK(refused([](auto& g) { g.source_ip = "192.0.2.7", g.only_ipv6 = true; }).status == exit_usage);
    CHECK(refused([](auto& g) { g.only_ipv4 = g.only_ipv6 = true; }).status == exit_usage);
  }
}
