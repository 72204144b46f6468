#include <doctest/doctest.h>

#include "config/files.hpp"

using namespace authwalk;
using namespace authwalk::test;
using namespace std::chrono_literals;

namespace {

using Source = ConfigCredential::Source;

ConfigModule module_of(const std::string& settings) {
  return config_of("modules:\n  relay: {" + settings + "}\ntargets: [relay.contoso.example]\n")
      .modules.at("relay");
}

}  // namespace

TEST_SUITE("config: reading") {
  TEST_CASE("the smallest file surveys its target with the defaults of the contract") {
    const auto config = config_of("targets: [relay.contoso.example]");
    REQUIRE(config.targets.size() == 1);
    const auto& target = config.targets.front();
    CHECK(target.host == "relay.contoso.example");
    CHECK(target.port == 25);
    CHECK(target.place.text() == "authwalk.yml:1:11");
    const auto& module = config.modules.at(target.module);
    CHECK(module.survey());
    CHECK(module.modes.size() == 5);
    CHECK(module.credential.empty());
    CHECK(module.envelope.from == std::vector<std::string>{""});
    CHECK(module.limits.step == 15s);
    CHECK(module.limits.deadline == 60s);
    CHECK(!module.allow_cleartext);
    CHECK(module.tls == TlsSettings{});
    CHECK(config.run.jobs == 64);
    CHECK(config.run.per_host == 5);
    CHECK(config.run.rate == 0);
    CHECK(config.run.max_rejected == 1);
    CHECK(config.network.ipv4);
    CHECK(config.network.ipv6);
  }

  TEST_CASE("every good file is read") {
    for (const auto& file : config_files("good")) {
      CAPTURE(file.filename().string());
      const auto error = refused_config(source_file(file), file.string());
      CHECK(error.problem == "");
    }
  }

  TEST_CASE("every key arrives") {
    const auto path = source_path("tests/configs/good/everything.yml");
    const auto folder = source_path("tests/configs/good/");
    const auto config = read_config(source_file(path), path);

    const auto& svc = config.credentials.at("svc-relay");
    CHECK(svc.name == "svc-relay");
    CHECK(svc.user == "svc-relay@contoso.example");
    CHECK(svc.source == Source::file);
    CHECK(svc.where == folder + "secrets/svc-relay");
    CHECK(svc.targets.size() == 5);
    CHECK(svc.may_be_sent_to("relay.fabrikam.example"));
    const auto& command = config.credentials.at("svc-command");
    CHECK(command.source == Source::command);
    CHECK(command.where == "pass show relay/svc");
    CHECK(command.domain == "CONTOSO");
    CHECK(config.credentials.at("svc-netrc").source == Source::netrc);
    CHECK(config.credentials.at("svc-netrc").where == "/etc/authwalk/netrc");
    CHECK(config.credentials.at("svc-systemd").source == Source::systemd);
    CHECK(config.credentials.at("svc-systemd").where == "relay-password");
    CHECK(config.credentials.at("svc-systemd").user == "CONTOSO\\svc");
    CHECK(config.credentials.at("svc-asked").source == Source::terminal);

    const auto& relay = config.modules.at("relay");
    CHECK(relay.modes == std::vector{Mode::None, Mode::BasicAuth, Mode::BasicAuthRequireTLS});
    CHECK(relay.expect == std::map<Mode, Expectation>{{Mode::None, Outcome::fail},
                                                      {Mode::BasicAuth, Outcome::fail},
                                                      {Mode::BasicAuthRequireTLS, Outcome::pass}});
    CHECK(relay.credential == "svc-relay");
    CHECK(relay.envelope.from == std::vector<std::string>{"", "probe@contoso.example"});
    CHECK(relay.envelope.to == std::vector<std::string>{"probe@fabrikam.example", "Postmaster"});
    CHECK(relay.envelope.deliver);
    CHECK(relay.connector.Name == "Outbound to Contoso");
    CHECK(relay.connector.Port == 587);
    CHECK(relay.connector.Fqdn == "mail01.contoso.example");
    CHECK(relay.connector.RequireTLS);
    CHECK(!relay.connector.IgnoreSTARTTLS);
    CHECK(relay.connector.TlsAuthLevel == TlsAuthLevel::DomainValidation);
    CHECK(relay.connector.TlsDomain == "relay.contoso.example");
    CHECK(relay.connector.SourceIPAddress == "127.0.0.2");
    CHECK(!relay.connector.ForceHELO);
    CHECK(relay.connector.MaxMessageSize == 36700160);
    CHECK(relay.tls == TlsSettings{.ca_file = folder + "ca.pem",
                                   .client_certificate = "/etc/authwalk/client.pem",
                                   .client_key = folder + "client.key",
                                   .min = TlsVersion::tls1_2,
                                   .max = TlsVersion::tls1_3,
                                   .sni = "relay.contoso.example"});
    CHECK(relay.mechanism == "NTLM");
    CHECK(relay.allow_cleartext);
    CHECK(relay.limits.step == 7500ms);
    CHECK(relay.limits.deadline == 90s);
    CHECK(relay.quit_after == Step::mail_from);
    CHECK(relay.thresholds.seconds_warning->text == "2");
    CHECK(relay.thresholds.seconds_critical->text == "5");
    CHECK(relay.thresholds.step_seconds_warning.at(Step::tls_handshake).end == 1);
    CHECK(relay.thresholds.step_seconds_critical.at(Step::auth_result).start == 0.5);
    CHECK(relay.thresholds.certificate_days_warning->start == 30);
    CHECK(relay.thresholds.certificate_days_critical->start == 7);

    const auto& ticket = config.modules.at("ticket").kerberos;
    CHECK(ticket.ccache == "FILE:/run/authwalk/cc");
    CHECK(ticket.spn == "SMTPSVC/mx.contoso.example");
    CHECK(ticket.dialect == GssapiDialect::spnego);
    const auto& keytab = config.modules.at("keytab").kerberos;
    CHECK(keytab.keytab == folder + "svc.keytab");
    CHECK(keytab.principal == "svc@CONTOSO.EXAMPLE");
    CHECK(config.modules.at("default").survey());

    REQUIRE(config.targets.size() == 6);
    CHECK(config.targets[0].module == "default");
    CHECK(config.targets[0].port == 25);
    CHECK(config.targets[1].host == "MX2.contoso.example");
    CHECK(config.targets[1].port == 2525);
    CHECK(config.targets[1].name == "Outbound via relay");
    CHECK(config.targets[2].host == "2001:db8::7");
    CHECK(config.targets[2].port == 26);
    CHECK(config.targets[3].host == "192.0.2.7");
    CHECK(config.targets[3].port == 587);
    CHECK(config.targets[4].host == "mx3.contoso.example");
    CHECK(config.targets[4].module == "ticket");

    CHECK(config.run.jobs == 8);
    CHECK(config.run.rate == 0.5);
    CHECK(config.run.per_host == 2);
    CHECK(config.run.max_rejected == 2);
    CHECK(config.run.all_addresses);
    CHECK(config.network.resolve ==
          std::vector<std::pair<std::string, std::string>>{{"relay.contoso.example", "127.0.0.1"},
                                                           {"mx3.contoso.example", "::1"}});
    CHECK(config.network.dns_server == "192.0.2.53:5353");

    CHECK(config.place("modules.relay.tls.ca_file").text() == path + ":40:16");
    CHECK(config.place("modules.relay.nothing").text() == path);
  }

  TEST_CASE("modes and expectations follow the rules of --mode and --expect") {
    const auto both = module_of("modes: [BasicAuth, None], expect: {None: fail}");
    CHECK(both.modes == std::vector{Mode::None, Mode::BasicAuth});
    CHECK(both.expect ==
          std::map<Mode, Expectation>{{Mode::None, Outcome::fail}, {Mode::BasicAuth, Outcome::pass}});
    const auto expect = module_of("expect: {External: pass, basic-tls: fail}");
    CHECK(expect.modes == std::vector{Mode::BasicAuthRequireTLS, Mode::ExternalAuthoritative});
    CHECK(!expect.survey());
    const auto neither = module_of("timeout: 20");
    CHECK(neither.modes.size() == 5);
    CHECK(neither.survey());
  }

  // None is a word in YAML, not its null; and a number is what was written, not what a float makes of it.
  TEST_CASE("words stay words") {
    CHECK(module_of("modes: None").modes == std::vector{Mode::None});
    CHECK(module_of("expect: {None: fail}").modes == std::vector{Mode::None});
    CHECK(module_of("connector: {Name: \"null\"}").connector.Name == "null");
    CHECK(module_of("connector: {Name: 1.10}").connector.Name == "1.10");
    CHECK(module_of("connector: {Name: 012}").connector.Name == "012");
    CHECK(module_of("connector: {Name: no}").connector.Name == "no");
  }

  TEST_CASE("of tls.min and tls.max, the default gives way") {
    CHECK(module_of("tls: {max: 1.0}").tls.min == TlsVersion::tls1_0);
    CHECK(module_of("tls: {min: 1.3}").tls.max == TlsVersion::tls1_3);
    CHECK(module_of("tls: {min: 1.0}").tls.max == TlsVersion::tls1_3);
  }

  TEST_CASE("a TlsAuthLevel brings RequireTLS with it") {
    CHECK(module_of("connector: {TlsAuthLevel: EncryptionOnly}").connector.RequireTLS);
  }

  TEST_CASE("sizes as Exchange writes them") {
    const auto size = [](const std::string& text) {
      return module_of("connector: {MaxMessageSize: \"" + text + "\"}").connector.MaxMessageSize;
    };
    CHECK(size("35 MB") == 36700160);
    CHECK(size("35MB") == 36700160);
    CHECK(size("10 kb") == 10240);
    CHECK(size("1 GB (1,073,741,824 bytes)") == 1073741824);
    CHECK(size("512") == 512);
    CHECK(size("512 B") == 512);
    CHECK(!size("Unlimited"));
    for (const auto* wrong : {"", "MB", "35 TB", "-1", "3.5 MB", "99999999999 GB", "35 MB 3"}) {
      CAPTURE(wrong);
      CHECK(!refused_config(std::string("modules: {r: {connector: {MaxMessageSize: \"") + wrong +
                            "\"}}}\ntargets: [mx.contoso.example]\n")
                 .problem.empty());
    }
  }

  TEST_CASE("relative paths begin in the folder of the file") {
    const std::string text =
        "modules: {r: {tls: {ca_file: ca.pem}, modes: ExchangeServer, kerberos: {ccache: cc}}}\n"
        "targets: [mx.contoso.example]\n";
    const auto here = read_config(text, "authwalk.yml").modules.at("r");
    CHECK(here.tls.ca_file == "ca.pem");
    CHECK(here.kerberos.ccache == "cc");
    const auto there = read_config(text, "/etc/authwalk/authwalk.yml").modules.at("r");
    CHECK(there.tls.ca_file == "/etc/authwalk/ca.pem");
    CHECK(there.kerberos.ccache == "/etc/authwalk/cc");
  }

  TEST_CASE("the places of a block that an alias repeats are those of the block") {
    const auto path = source_path("tests/configs/good/shared-by-alias.yml");
    const auto config = read_config(source_file(path), path);
    CHECK(config.modules.at("slow").tls == config.modules.at("relay").tls);
    CHECK(config.place("modules.slow.tls.ca_file").line == 4);
  }
}
