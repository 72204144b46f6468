// walk --config against the rehearsal smart host: expectations, credentials and thresholds of a file.
#include <doctest/doctest.h>

#include "cli/running_program.hpp"
#include "cli/untouched_server.hpp"
#include "live/rehearsal_walk.hpp"

using namespace authwalk;
using namespace authwalk::test;

namespace {

std::string replaced(std::string text, std::string_view name, const std::string& value) {
  for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at + value.size()))
    text.replace(at, name.size(), value);
  return text;
}

/// A folder with a configuration, the authority of a host, and two password files.
class Setting {
 public:
  /// In `text`, PORT stands for the host's first port and OTHER for its second.
  explicit Setting(const RehearsalHost& host, std::string text, std::size_t connectors = 1) {
    text = replaced(std::move(text), "PORT", std::to_string(host.port(0)));
    if (connectors > 1) text = replaced(std::move(text), "OTHER", std::to_string(host.port(1)));
    write_file(folder_.path() / "authwalk.yml", text, 0644);
    write_file(folder_.path() / "ca.pem", host.ca_pem(), 0644);
    write_file(folder_.path() / "svc", canary);
    write_file(folder_.path() / "other", "Another-4fK!pass");
  }

  ProgramRun walk(const Words& more = {"--format", "json"}, RunOptions options = {}) const {
    options.more_secrets.push_back("Another-4fK!pass");
    return run_authwalk(Words{"walk", "--config", folder_.file("authwalk.yml")} + more, options);
  }

 private:
  TemporaryFolder folder_;
};

RehearsalPlan host_with(ReceiveConnector connector) {
  RehearsalPlan plan;
  plan.host_name = std::string(smart_host);
  plan.connectors = {std::move(connector)};
  plan.accounts = {{"svc@contoso.example", std::string(canary)},
                   {"other@contoso.example", "Another-4fK!pass"}};
  return plan;
}

// Everything but modules and targets.
constexpr const char* around = R"(
credentials:
  svc: {user: svc@contoso.example, password_file: svc, targets: ["*.contoso.example"]}
  other: {user: other@contoso.example, password_file: other, targets: [mx2.contoso.example]}
network: {resolve: {mx.contoso.example: 127.0.0.1, mx2.contoso.example: 127.0.0.1}}
)";

const boost::json::object& walk_to(const ProgramRun& run, std::string_view host, std::string_view mode) {
  for (const auto& walk : run.json.at("walks").as_array()) {
    if (text_at(walk.as_object(), "smart_host") == host && text_at(walk.as_object(), "mode") == mode)
      return walk.as_object();
  }
  FAIL("no walk of " << mode << " to " << host);
  throw std::logic_error("unreachable");
}

constexpr const char* strict = R"(
modules:
  relay:
    expect: {None: fail, BasicAuth: fail, BasicAuthRequireTLS: pass}
    credential: svc
    envelope: {to: [probe@fabrikam.example]}
    connector: {Name: Outbound via relay, Fqdn: mail01.contoso.example}
    tls: {ca_file: ca.pem}
    deadline: 20
targets: ["mx.contoso.example:PORT"]
)";

}  // namespace

TEST_SUITE("config: walks") {
  TEST_CASE(
      "None: fail passes at a smart host that relays for those who logged on, and finds an open relay") {
    ReceiveConnector connector;
    const std::string modes = replaced(strict, "BasicAuth: fail, ", "");
    {
      const RehearsalHost closed(host_with(connector));
      const auto run = Setting(closed, around + modes).walk();
      INFO(run.describe());
      CHECK(run.status == 0);
      CHECK(ending(walk_of(run.json, "None")) == "fail rcpt-to relay-denied");
      CHECK(text_at(walk_of(run.json, "None"), "as_expected") == "true");
      CHECK(ending(walk_of(run.json, "BasicAuthRequireTLS")) == "pass");
      CHECK(text_at(walk_of(run.json, "BasicAuthRequireTLS"), "connector") == "Outbound via relay");
    }
    connector.anonymous_relay = true;
    const RehearsalHost open(host_with(connector));
    const auto run = Setting(open, around + modes).walk();
    INFO(run.describe());
    CHECK(run.status == 1);
    CHECK(ending(walk_of(run.json, "None")) == "pass");
    CHECK(text_at(walk_of(run.json, "None"), "expected") == "fail");
    CHECK(text_at(walk_of(run.json, "None"), "as_expected") == "false");
  }

  TEST_CASE("BasicAuth: fail proves that a password is not taken in clear") {
    const std::string in_clear =
        replaced(replaced(strict, "expect: {None: fail, BasicAuth: fail, BasicAuthRequireTLS: pass}",
                          "expect: {BasicAuth: fail}\n    allow_cleartext: true"),
                 "Fqdn: mail01.contoso.example", "Fqdn: mail01.contoso.example, IgnoreSTARTTLS: true");
    for (const bool careful : {true, false}) {
      CAPTURE(careful);
      ReceiveConnector connector;
      connector.basic_auth_require_tls = careful;
      const RehearsalHost host(host_with(connector));
      const auto run = Setting(host, around + in_clear).walk();
      INFO(run.describe());
      CHECK(run.status == (careful ? 0 : 1));
      const auto& walk = walk_of(run.json, "BasicAuth");
      CHECK(text_at(walk, "outcome") == (careful ? "fail" : "pass"));
      CHECK(text_at(walk, "tls") == "null");
    }
  }

  TEST_CASE("two modules, and two credentials that go each to its own targets") {
    const RehearsalHost host(host_with(ReceiveConnector{}));
    const auto run = Setting(host, around + std::string(R"(
modules:
  first: {modes: [None, BasicAuth], credential: svc, connector: {IgnoreSTARTTLS: true, Fqdn: a.contoso.example}, allow_cleartext: true}
  second: {modes: [BasicAuthRequireTLS], credential: other, connector: {Fqdn: b.contoso.example}, tls: {ca_file: ca.pem, sni: mx.contoso.example}}
targets:
  - {target: "mx.contoso.example:PORT", module: first}
  - {target: "mx2.contoso.example:PORT", module: second, name: The second}
)"))
                         .walk();
    INFO(run.describe());
    CHECK(run.json.at("walks").as_array().size() == 3);
    CHECK(ending(walk_to(run, "mx.contoso.example", "None")) == "pass");
    const auto& clear = walk_to(run, "mx.contoso.example", "BasicAuth");
    CHECK(text_at(clear, "tls") == "null");
    CHECK(conversation(clear, '>').find("EHLO a.contoso.example") != std::string::npos);
    const auto& second = walk_to(run, "mx2.contoso.example", "BasicAuthRequireTLS");
    CHECK(text_at(second, "connector") == "The second");
    CHECK(text_at(second, "tls.sni") == "mx.contoso.example");
    // The certificate is for mx.contoso.example: this password stays here.
    CHECK(ending(second) == "fail tls-verify cert-name-mismatch");
    CHECK(conversation(second, '>').find("EHLO b.contoso.example") != std::string::npos);
    CHECK(conversation(second).find("[password]") == std::string::npos);
  }

  TEST_CASE("a module without expectations is a survey beside one that has them") {
    const RehearsalHost host(host_with(ReceiveConnector{}));
    const auto run = Setting(host, around + std::string(R"(
modules:
  survey: {connector: {Fqdn: a.contoso.example}, tls: {ca_file: ca.pem}}
  strict: {expect: {None: pass}, connector: {Fqdn: a.contoso.example}, tls: {ca_file: ca.pem}}
targets:
  - {target: "mx.contoso.example:PORT", module: survey}
  - {target: "mx2.contoso.example:PORT", module: strict}
)"))
                         .walk();
    INFO(run.describe());
    CHECK(run.status == 2);  // the survey proves no more than that a sender is accepted
    CHECK(run.json.at("walks").as_array().size() == 6);
    CHECK(text_at(walk_to(run, "mx.contoso.example", "BasicAuth"), "expected") == "null");
    CHECK(text_at(walk_to(run, "mx2.contoso.example", "None"), "expected") == "pass");
  }

  TEST_CASE("a threshold that is crossed becomes an alert, and a critical one is not as expected") {
    const RehearsalHost host(host_with(ReceiveConnector{}));
    const auto with = [&](const std::string& thresholds) {
      const auto run = Setting(host, around +
                                         std::string("modules:\n  relay:\n    modes: [None]\n"
                                                     "    connector: {Fqdn: a.contoso.example}\n"
                                                     "    thresholds: ") +
                                         thresholds + "\ntargets: [\"mx.contoso.example:PORT\"]\n")
                           .walk();
      INFO(run.describe());
      const auto& walk = walk_of(run.json, "None");
      CHECK(text_at(walk, "outcome") == "pass");
      return std::to_string(run.status) + " " + text_at(walk, "as_expected") + " " +
             std::to_string(walk.at("alerts").as_array().size());
    };
    CHECK(with("{seconds: {warning: 3600}}") == "0 true 0");
    CHECK(with("{seconds: {warning: \"3600:\"}}") == "0 true 1");
    CHECK(with("{seconds: {critical: \"3600:\"}}") == "1 false 1");
    CHECK(with("{steps: {banner: {critical: \"3600:\"}}}") == "1 false 1");
    CHECK(with("{certificate_days: {warning: \"100000:\"}}") == "0 true 1");
  }

  TEST_CASE("a password comes from systemd, from netrc and from a command, too") {
    const RehearsalHost host(host_with(ReceiveConnector{}));
    const TemporaryFolder folder;
    write_file(folder.path() / "relay-password", canary, 0400);
    write_file(folder.path() / "netrc",
               "machine mx.contoso.example login svc@contoso.example password " + std::string(canary) + "\n");
    for (const std::string& source :
         {std::string("user: svc@contoso.example, systemd_credential: relay-password"),
          "netrc_file: " + folder.file("netrc"),
          "user: svc@contoso.example, password_command: cat " + folder.file("relay-password")}) {
      CAPTURE(source);
      const auto run =
          Setting(host, "credentials:\n  svc: {" + source + ", targets: [mx.contoso.example]}\n" +
                            "network: {resolve: {mx.contoso.example: 127.0.0.1}}\n" +
                            replaced(strict, "None: fail, BasicAuth: fail, ", ""))
              .walk({"--format", "json"}, {.env = {"CREDENTIALS_DIRECTORY=" + folder.path().string()}});
      INFO(run.describe());
      CHECK(ending(walk_of(run.json, "BasicAuthRequireTLS")) == "pass");
    }
  }

  TEST_CASE("the question for a password names its credential") {
    const TemporaryFolder folder;
    const UntouchedServer server;
    write_file(folder.path() / "authwalk.yml",
               "credentials:\n  svc-relay: {user: CONTOSO\\svc, targets: [127.0.0.1]}\n"
               "modules:\n  relay: {modes: BasicAuth, credential: svc-relay}\n"
               "targets: [\"127.0.0.1:" +
                   std::to_string(server.port()) + "\"]\n");
    RunningProgram program({"walk", "--config", folder.file("authwalk.yml")},
                           RunningProgram::Surroundings::terminal);
    program.read_until("Password for CONTOSO\\svc (credential svc-relay): ");
    CHECK(!program.echoes());
    program.type("\x03");
    CHECK(program.wait() == 130);
    CHECK(!server.touched());
  }

  TEST_CASE("--offline shows what would be sent, and sends nothing") {
    const TemporaryFolder folder;
    const UntouchedServer server;
    write_file(folder.path() / "authwalk.yml",
               "modules:\n  relay: {modes: None, connector: {Fqdn: a.contoso.example}}\ntargets: [\"" +
                   server.target() + "\"]\n");
    const auto run = run_authwalk({"walk", "--config", folder.file("authwalk.yml"), "--offline"});
    INFO(run.describe());
    CHECK(run.status == 0);
    CHECK(run.out.find("EHLO a.contoso.example") != std::string::npos);
    CHECK(!server.touched());
  }
}

namespace {

struct Refused {
  std::string text;  ///< TARGET stands for the server, DIR for the folder of the files below
  int status;
  std::string problem, hint;
};

void check_refused(const std::vector<Refused>& rows) {
  const TemporaryFolder folder;
  const UntouchedServer server;
  write_file(folder.path() / "open", canary, 0644);
  write_file(folder.path() / "no.pem", "no certificate", 0644);
  write_file(folder.path() / "cert.pem", "-----BEGIN CERTIFICATE-----\n", 0644);
  write_file(folder.path() / "key.pem", "-----BEGIN PRIVATE KEY-----\n", 0644);
  for (const Refused& row : rows) {
    const auto text = replaced(replaced(row.text, "TARGET", server.target()), "DIR", folder.path().string());
    write_file(folder.path() / "authwalk.yml", text);
    const auto run = run_authwalk({"walk", "--config", folder.file("authwalk.yml")});
    INFO(run.describe());
    CHECK(run.status == row.status);
    CHECK(run.out.empty());
    CHECK(run.err.find("authwalk.yml:" + row.problem) != std::string::npos);
    CHECK(run.err.find("\n  hint: ") != std::string::npos);
    CHECK(run.err.find(row.hint) != std::string::npos);
  }
  CHECK(!server.touched());
}

const std::string relay = "modules:\n  relay: {modes: BasicAuth, credential: svc}\ntargets: [\"TARGET\"]\n";

}  // namespace

TEST_SUITE("config: refused before anything is sent") {
  TEST_CASE("a bad file: its place, and exit status 65") {
    check_refused({
        {"targets: [\"TARGET\"]\nrun: {jobs: many}\n", 65, "2:13: jobs \"many\" is not a number", "jobs: 64"},
        {"targets: [\"TARGET\"]\ntiemout: 4\n", 65, "2:1: \"tiemout\" is not a key of the file",
         "one of credentials"},
        {"credentials:\n  svc: {user: svc, targets: [192.0.2.0/24]}\n" + relay, 65,
         "5:11: credential svc may not be sent to 127.0.0.1", "credentials.svc.targets"},
        {"credentials:\n  svc: {user: svc, password: " + std::string(canary) + ", targets: [127.0.0.1]}\n" +
             relay,
         65, "2:20: \"password\": no password may stand in this file", "password_file"},
    });
  }

  TEST_CASE("the files that it names are said at the key") {
    const std::string tls = "modules:\n  relay:\n    tls: {";
    const std::string end = "}\ntargets: [\"TARGET\"]\n";
    const std::string file = "credentials:\n  svc: {user: svc, targets: [127.0.0.1], ";
    check_refused({
        {tls + "ca_file: missing.pem" + end, 66, "3:20: module relay: ca_file", "ca_file takes a PEM file"},
        {tls + "ca_file: no.pem" + end, 65, "3:20: module relay: ca_file", "a PEM certificate begins"},
        {tls + "client_certificate: cert.pem, client_key: key.pem" + end, 77,
         "3:53: module relay: client_key", "chmod 600"},
        {"modules:\n  relay: {modes: ExchangeServer, kerberos: {keytab: open}}\ntargets: [\"TARGET\"]\n", 77,
         "2:53: module relay: keytab", "chmod 600"},
        {file + "password_file: missing}\n" + relay, 66, "2:57: credential svc: password_file",
         "takes the name of a file"},
        {file + "password_file: open}\n" + relay, 77, "2:57: credential svc: password_file", "chmod 600"},
        {file + "netrc_file: open}\n" + relay, 77, "2:54: credential svc: netrc_file", "chmod 600"},
        {file + "password_command: /nonexistent/program}\n" + relay, 65,
         "2:60: credential svc: password_command", "password_command"},
        {file + "systemd_credential: svc}\n" + relay, 66,
         "2:62: credential svc: systemd_credential \"svc\" is not there", "LoadCredential=svc:"},
        {file.substr(0, file.size() - 2) + "}\n" + relay, 65,
         "2:8: credential svc: it names no source of a password", "add password_file"},
    });
  }

  TEST_CASE("a file that is not there, or is none") {
    const TemporaryFolder folder;
    const auto missing = run_authwalk({"walk", "--config", folder.file("missing.yml")});
    INFO(missing.describe());
    CHECK(missing.status == 66);
    CHECK(missing.err.find("No such file") != std::string::npos);
    const auto directory = run_authwalk({"walk", "--config", folder.path().string()});
    INFO(directory.describe());
    CHECK(directory.status == 65);
    CHECK(directory.err.find("not a regular file") != std::string::npos);
  }

  TEST_CASE("flags beside the file take the place of what it says, and --target picks one of it") {
    const TemporaryFolder folder;
    const UntouchedServer server, other;
    write_file(
        folder.path() / "authwalk.yml",
        "modules:\n  m: {expect: {BasicAuth: fail, None: pass}, timeout: 1m, envelope: {to: [a@b.example, "
        "c@d.example]}}\ntargets: [{target: \"" +
            server.target() + "\", name: first}, {target: \"" + other.target() + "\", name: second}]\n");
    const auto walked = [&](const Words& more) {
      return run_authwalk(Words{"walk", "--config", folder.file("authwalk.yml"), "--format", "json"} + more);
    };
    for (const std::string& name : {std::string("first"), std::string("FIRST"), server.target()}) {
      const auto run = walked({"--target", name, "-m", "none", "--timeout", "500ms", "--to", "x@y.example"});
      INFO(run.describe());
      CHECK(run.seconds < 10);
      REQUIRE(run.json.is_object());
      REQUIRE(run.json.at("walks").as_array().size() == 1);
      const auto& walk = run.json.at("walks").at(0);
      CHECK(walk.at("connector") == "first");
      CHECK(walk.at("mode") == "None");
      CHECK(walk.at("class") == "timeout");
      CHECK(run.err.find("--to takes the place of all 2 of the configuration") != std::string::npos);
    }
    CHECK(!other.touched());
    for (const Words& words : {Words{"--target", "third"}, Words{server.target()}, Words{"--user", "svc"},
                               Words{"--ignore-starttls", "--require-tls"}, Words{"--timeout", "fast"}}) {
      const auto run = walked(words);
      INFO(run.describe());
      CHECK(run.status == 64);
    }
  }
}
