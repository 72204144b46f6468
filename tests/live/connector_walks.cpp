// authwalk walk --connector: the connectors of an export, walked as they would.
#include <doctest/doctest.h>

#include <filesystem>

#include "cli/untouched_server.hpp"
#include "live/dns_stub.hpp"
#include "live/hostile_server.hpp"
#include "live/walk_run.hpp"

using namespace authwalk::test;

namespace {

/// One connector as Format-List shows it; lines of `more` go before its name.
std::string connector(const std::string& name, std::uint16_t port, const std::string& mode,
                      const std::string& more = "") {
  return "Enabled : True\nDNSRoutingEnabled : False\nSmartHosts : {mx.contoso.example}\nPort : " +
         std::to_string(port) + "\nSmartHostAuthMechanism : " + mode + "\nProtocolLoggingLevel : Verbose\n" +
         more + "Name : " + name + "\n\n";
}

std::string with_other(std::string text, const std::string& line, const std::string& other) {
  return text.replace(text.find(line), line.size(), other);
}

/// An obliging server with a good certificate.
Manners willing() {
  return Manners{.tls = {.identity = &certificate("good")}};
}

/// A folder with an export in it, and how it is walked.
class Export {
 public:
  explicit Export(const std::string& text, const std::string& name = "connectors.txt")
      : file_(folder_.file(name)) {
    write_file(file_, text);
  }

  const std::string& file() const { return file_; }

  ProgramRun walk(const Words& more, const std::string& choice = "") const {
    return run_authwalk(Words{"walk", "--connector", file_ + choice, "--resolve",
                              "mx.contoso.example:127.0.0.1", "--ca-file", ca_file(), "--fqdn",
                              "mail01.contoso.example", "--timeout", "4", "--deadline", "20", "--format",
                              "json"} +
                        more);
  }

 private:
  TemporaryFolder folder_;
  std::string file_;
};

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::size_t walks_of(const ProgramRun& run) {
  return run.json.at("walks").as_array().size();
}

}  // namespace

TEST_SUITE("connectors") {
  TEST_CASE("each enabled connector in its own mode; one that does not log on never gets the credential") {
    HostileServer anonymous(willing()), login_server(willing());
    const Export definitions(
        connector("Plain", anonymous.port(), "None") +
        connector("Login", login_server.port(), "BasicAuthRequireTLS", "RequireTLS : True\n") +
        with_other(connector("Old", 1, "None"), "Enabled : True", "Enabled : False") +
        "Name : Internet\nDNSRoutingEnabled : True\nSmartHosts : {}\n");
    const auto run = definitions.walk(login());
    INFO(run.describe());
    CHECK(run.status == 0);
    REQUIRE(walks_of(run) == 2);
    const auto& plain = walk_of(run.json, "None");
    const auto& logged_on = walk_of(run.json, "BasicAuthRequireTLS");
    CHECK(ending(plain) == "pass");
    CHECK(ending(logged_on) == "pass");
    CHECK(text_at(plain, "connector") == "Plain");
    CHECK(text_at(logged_on, "connector") == "Login");
    CHECK(text_at(plain, "expected") == "pass");
    CHECK(count_of(anonymous.all_received(), "AUTH") == 0);
    CHECK(count_of(login_server.all_received(), "AUTH LOGIN\r\n") == 1);
    CHECK(has(run.err, "disabled, not walked: \"Old\""));
    CHECK(has(run.err, "by DNS to any domain, not walked: \"Internet\""));
  }

  TEST_CASE("a connector that does not work is not as expected: 1") {
    HostileServer server(Manners{});  // no STARTTLS
    const Export definitions(connector("Login", server.port(), "BasicAuthRequireTLS", "RequireTLS : True\n"));
    const auto run = definitions.walk(login());
    INFO(run.describe());
    CHECK(run.status == 1);
    CHECK(ending(walk_of(run.json, "BasicAuthRequireTLS")) == "fail starttls not-offered");
    const auto expected = definitions.walk(login() + Words{"--expect", "BasicAuthRequireTLS=fail"});
    INFO(expected.describe());
    CHECK(expected.status == 0);
  }

  TEST_CASE("a Basic connector without a credential at hand is not tested: 2") {
    HostileServer server(willing());
    const Export definitions(connector("Login", server.port(), "BasicAuthRequireTLS", "RequireTLS : True\n"));
    const auto run = definitions.walk({});
    INFO(run.describe());
    CHECK(run.status == 2);
    CHECK(text_at(walk_of(run.json, "BasicAuthRequireTLS"), "class") == "no-credential");
  }

  TEST_CASE("the connector's own settings are used, and its EHLO name") {
    HostileServer server(willing());
    const std::string own =
        "Fqdn : mail.fabrikam.example\nRequireTLS : True\nTlsAuthLevel : DomainValidation\nTlsDomain : "
        "*.fabrikam.example\nSourceIPAddress : 127.0.0.9\n";
    const auto run = Export(connector("Own", server.port(), "None", own)).walk({});
    INFO(run.describe());
    CHECK(run.status == 1);
    const auto& walk = walk_of(run.json, "None");
    // The certificate is mx.contoso.example's.
    CHECK(ending(walk) == "fail tls-verify cert-name-mismatch");
    CHECK(text_at(walk, "local").starts_with("127.0.0.9:"));
    CHECK(has(server.all_received(), "EHLO mail.fabrikam.example\r\n"));
    // A TlsDomain that nothing compares does nothing.
    const auto unused =
        Export(connector("Own", server.port(), "None", "RequireTLS : True\nTlsDomain : other.example\n"))
            .walk({});
    INFO(unused.describe());
    CHECK(ending(walk_of(unused.json, "None")) == "pass");
    CHECK(has(server.all_received(), "EHLO mail01.contoso.example\r\n"));
  }

  TEST_CASE("--mode walks other modes than the connector's") {
    HostileServer server(willing());
    const auto run = Export(connector("Plain", server.port(), "None"))
                         .walk(login() + Words{"-m", "None,BasicAuthRequireTLS"});
    INFO(run.describe());
    CHECK(walks_of(run) == 2);
    CHECK(ending(walk_of(run.json, "BasicAuthRequireTLS")) == "pass");
  }

  TEST_CASE("FILE#NAME picks one, in any case, a disabled one too") {
    HostileServer server(willing());
    const std::string text =
        connector("Outbound #1", 1, "None") +
        with_other(connector("Old way", server.port(), "None"), "Enabled : True", "Enabled : False");
    const auto run = Export(text).walk({}, "#OLD WAY");
    INFO(run.describe());
    CHECK(run.status == 0);
    REQUIRE(walks_of(run) == 1);
    CHECK(text_at(walk_of(run.json, "None"), "connector") == "Old way");
    // A # in the name of the file, and one in the name of a connector.
    const Export with_hash(with_other(text, "Port : 1\n", "Port : " + std::to_string(server.port()) + "\n"),
                           "a#b.txt");
    const auto second = with_hash.walk({}, "#Outbound #1");
    INFO(second.describe());
    CHECK(second.status == 0);
    CHECK(text_at(walk_of(second.json, "None"), "connector") == "Outbound #1");
  }

  TEST_CASE("a NAME that is not there, a file that is not right: nothing is sent") {
    UntouchedServer server;
    const Export definitions(connector("Outbound", server.port(), "None"));
    struct Row {
      std::string choice, problem, hint;
    };
    for (const Row& row :
         {Row{"#Outbuond", "no connector \"Outbuond\" is in", "did you mean Outbound?"},
          Row{"#Something else", "no connector \"Something else\" is in", "there is \"Outbound\""},
          Row{"#", "names no connector after the #", "#Outbound to Contoso"}}) {
      const auto run = definitions.walk({}, row.choice);
      INFO(run.describe());
      CHECK(run.status == (row.choice == "#" ? 64 : 65));
      CHECK(has(run.err, row.problem));
      CHECK(has(run.err, row.hint));
    }
    for (const auto& entry :
         std::filesystem::directory_iterator(std::string(AUTHWALK_SOURCE_DIR) + "/tests/definitions/bad")) {
      const auto run = run_authwalk({"walk", "--connector", definitions.file(), "--connector",
                                     entry.path().string(), "--resolve", "mx.contoso.example:127.0.0.1"});
      INFO(run.describe());
      CHECK(run.status == 65);
      CHECK(has(run.err, entry.path().filename().string()));
      CHECK(has(run.err, "  hint: "));
    }
    const auto missing = run_authwalk({"walk", "--connector", "no-such-file.xml#Outbound"});
    CHECK(missing.status == 66);
    CHECK_FALSE(server.touched());
  }

  TEST_CASE("what would be a command of its own on the wire is refused with its place") {
    UntouchedServer server;
    const std::string base = connector("Outbound", server.port(), "None");
    const std::string json_start = "{\"Name\": \"Outbound\", \"SmartHosts\": [\"127.0.0.1\"], \"Port\": " +
                                   std::to_string(server.port()) + ",\n\"Fqdn\": ";
    struct Row {
      std::string text, problem;
    };
    for (const Row& row :
         {Row{json_start + "\"a.example\\r\\nRSET\"}", "connectors.txt:2:1: Fqdn "},
          Row{with_other(base, "{mx.contoso.example}", "{mx..contoso.example}"),
              "connectors.txt:3:1: the smart host "},
          Row{with_other(base,
                         "Name :", "TlsAuthLevel : DomainValidation\nTlsDomain : *.a_b\xC3\xA9\nName :"),
              "connectors.txt:8:1: TlsDomain "}}) {
      const auto run = Export(row.text).walk({});
      INFO(run.describe());
      CHECK(run.status == 65);
      CHECK(has(run.err, row.problem));
    }
    CHECK_FALSE(server.touched());
  }

  TEST_CASE("what cannot work is said before anything is sent") {
    UntouchedServer server;
    const Export definitions(
        connector("Outbound", server.port(), "BasicAuth",
                  "RequireTLS : True\nIgnoreSTARTTLS : True\nAuthenticationCredential :\n"));
    const auto run = definitions.walk(login());
    INFO(run.describe());
    CHECK(has(run.err, "Outbound: connector-starttls-ignored: "));
    CHECK(has(run.err, "Outbound: connector-credential-missing: "));
    CHECK(ending(walk_of(run.json, "BasicAuth")) == "fail local definition-invalid");
    CHECK(run.status == 2);
    CHECK_FALSE(server.touched());
  }

  TEST_CASE("nothing to walk: 65, with the reason") {
    const auto run = Export("Name : Internet\nDNSRoutingEnabled : True\nSmartHosts : {}\n").walk({});
    INFO(run.describe());
    CHECK(run.status == 65);
    CHECK(has(run.err, "nothing to walk: 1 without a smart host (by DNS to any domain)"));
    CHECK(has(run.err, "--for contoso.example walks to the MX hosts of that domain"));
    const auto other = Export(
                           "Name : Hybrid\nDNSRoutingEnabled : True\nSmartHosts : {}\nAddressSpaces : "
                           "{smtp:contoso.mail.onmicrosoft.com;1}\n")
                           .walk({"--for", "fabrikam.example"});
    INFO(other.describe());
    CHECK(other.status == 65);
    CHECK(has(other.err, "1 without an address space for that domain"));
    const auto alone = run_authwalk({"walk", "relay.contoso.example", "--for", "fabrikam.example"});
    CHECK(alone.status == 64);
    CHECK(has(alone.err, "--for without --connector"));
  }

  TEST_CASE("by DNS: the MX hosts of each domain are walked, without a login and on port 25") {
    // Nothing listens on port 25 of these addresses, or whoever does is not asked for a login.
    const DnsStub dns(
        {.a = {{"mx1.fabrikam.example", {"127.0.0.61"}}, {"mx2.fabrikam.example", {"127.0.0.62"}}},
         .mx = {{"fabrikam.example", {"20 mx2.fabrikam.example", "10 mx1.fabrikam.example"}}}});
    const std::string text =
        "Name : By DNS\nDNSRoutingEnabled : True\nSmartHosts : {}\nPort : 2525\n"
        "AddressSpaces : {SMTP:fabrikam.example;1}\nSmartHostAuthMechanism : None\n";
    const auto run = Export(text).walk({"--dns-server", dns.address(), "-4", "-u", "svc"});
    INFO(run.describe());
    REQUIRE(walks_of(run) == 1);
    const auto& walk = walk_of(run.json, "None");
    CHECK(text_at(walk, "smart_host") == "fabrikam.example");
    CHECK(text_at(walk, "port") == "25");
    REQUIRE(walk.at("addresses").as_array().size() == 2);
    CHECK(text_at(walk.at("addresses").as_array()[0].as_object(), "address") == "127.0.0.61");
    CHECK(has(run.err, "By DNS routes by DNS: walked to the MX hosts of fabrikam.example"));
    // Every domain, as far as an address space takes it.
    const auto asked = Export(with_other(text, "SMTP:fabrikam.example;1", "SMTP:*;1"))
                           .walk({"--dns-server", dns.address(), "-4", "--for", "fabrikam.example"});
    INFO(asked.describe());
    CHECK(text_at(walk_of(asked.json, "None"), "smart_host") == "fabrikam.example");
  }

  TEST_CASE("one bad connector stands in the report and keeps no other from being walked") {
    HostileServer server(willing());
    const std::string good = connector("Good", server.port(), "None");
    const std::string mode = connector("No mode", server.port(), "Basic Auth please");
    const std::string host = with_other(connector("No host", server.port(), "None"), "{mx.contoso.example}",
                                        "{mx..contoso.example}");
    const auto run = Export(mode + host + good).walk({});
    INFO(run.describe());
    REQUIRE(walks_of(run) == 3);
    std::size_t faulty = 0;
    for (const auto& walk : run.json.at("walks").as_array()) {
      if (text_at(walk.as_object(), "connector") == "Good") {
        CHECK(ending(walk.as_object()) == "pass");
        continue;
      }
      ++faulty;
      CHECK(ending(walk.as_object()) == "fail local definition-invalid");
      CHECK(has(text_at(walk.as_object(), "summary"), "connectors.txt:"));
    }
    CHECK(faulty == 2);
  }

  TEST_CASE("TlsCertificateName is sent where PEM files stand for it") {
    Manners asking = willing();
    asking.tls.ask_for_certificate = true;
    HostileServer server(asking);
    const std::string name = "<I>CN=Contoso Issuing CA, O=Contoso<S>CN=mail.contoso.example, O=Contoso";
    const Export definitions(
        connector("Named", server.port(), "None", "RequireTLS : True\nTlsCertificateName : " + name + "\n"));
    const Identity& own = certificate({.name = "connector-client",
                                       .common_name = "mail.contoso.example",
                                       .names = "mail.contoso.example",
                                       .use = "client"});
    const std::string files = "=" + own.chain_file + "," + own.key_file;
    for (const std::string& typed : {name, std::string("MAIL.contoso.example")}) {
      const auto run = definitions.walk({"--tls-certificate", typed + files});
      INFO(run.describe());
      CHECK(text_at(walk_of(run.json, "None"), "tls.client_certificate.sent") == "true");
      CHECK_FALSE(has(run.err, "no certificate is sent"));
      CHECK_FALSE(has(run.err, "names it"));
    }
    const auto without = definitions.walk({"--tls-certificate", "other.example" + files});
    INFO(without.describe());
    CHECK(text_at(walk_of(without.json, "None"), "tls.client_certificate.sent") == "false");
    CHECK(has(without.err, "stands for no file, and no certificate is sent"));
    CHECK(has(without.err, "\"other.example\": no walked connector names it"));
    const auto wrong = definitions.walk({"--tls-certificate", "mail.contoso.example"});
    CHECK(wrong.status == 64);
    CHECK(has(wrong.err, "is not NAME=CERT.pem[,KEY.pem]"));
  }

  TEST_CASE("a connector of Exchange Online is walked without a login, a range of addresses not at all") {
    const auto offline = run_authwalk({"walk", "--offline", "--connector",
                                       std::string(AUTHWALK_SOURCE_DIR) + "/tests/definitions/online.txt"});
    INFO(offline.describe());
    CHECK(offline.status == 0);
    CHECK(has(offline.out, "None to gate.contoso.example:25"));
    CHECK_FALSE(has(offline.out, "192.0.2"));
  }

  TEST_CASE("every form of export leads to the same walks") {
    std::string first;
    for (const char* name : {"contoso.xml", "contoso-utf16.xml", "contoso.json", "contoso-numbers.json",
                             "contoso.txt", "contoso-utf16.txt", "contoso.csv"}) {
      const auto run =
          run_authwalk({"walk", "--offline", "--fqdn", "mail01.contoso.example", "-u", "svc", "--connector",
                        std::string(AUTHWALK_SOURCE_DIR) + "/tests/definitions/" + name});
      INFO(run.describe());
      CHECK(run.status == 0);
      if (first.empty()) first = run.out;
      CHECK(run.out == first);
    }
    CHECK(has(first, "BasicAuthRequireTLS to relay.fabrikam.example:587"));
    CHECK(has(first, "BasicAuthRequireTLS to relay2.fabrikam.example:587"));
  }
}
