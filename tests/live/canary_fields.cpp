// A server that knows the password writes it into every field that it fills: banner, EHLO, certificate,
// prompts, refusals, MX names; in several forms. No format, no file and no journal shows it. (That standard
// output and standard error do not is checked by every run.)
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <array>
#include <filesystem>

#include "live/clean_output.hpp"
#include "live/dns_stub.hpp"
#include "live/hostile_server.hpp"
#include "live/walk_run.hpp"

using namespace authwalk::test;

namespace {

struct Form {
  std::string name, text;
};

std::string hex_of(std::string_view bytes) {
  std::string text;
  for (const unsigned char byte : bytes) text += fmt::format("{:02X}", byte);
  return text;
}

// Of "Canary-7Zq!pass", the password of these tests.
std::vector<Form> forms() {
  std::string spaced;
  for (const unsigned char byte : canary) spaced += fmt::format("{:02x}:", byte);
  std::string percent;
  for (const unsigned char byte : canary) percent += fmt::format("%{:02x}", byte);
  return {{"as it is", std::string(canary)},
          {"base64", "Q2FuYXJ5LTdacSFwYXNz"},
          {"hex", hex_of(canary)},
          {"hex with colons", spaced},
          {"percent", percent}};
}

// Each field that a server fills, with the form in it.
Manners with(const Form& form, const Identity& identity) {
  Manners manners{.tls = {.identity = &identity}};
  manners.keywords = {"SIZE " + form.text, "X-" + form.text, "AUTH LOGIN " + form.text};
  manners.tls_keywords = manners.keywords;
  const auto says = [](std::string text) {
    return [text = std::move(text)](Peer& peer) { peer.send(text + "\r\n"); };
  };
  manners.at["banner"] = says("220-" + form.text + "\r\n220 " + form.text + " ESMTP " + form.text);
  manners.at["STARTTLS"] = [text = form.text, tls = manners.tls](Peer& peer) {
    peer.send("220 2.0.0 " + text + "\r\n");
    peer.start_tls(tls);
  };
  manners.at["password"] = says("535-5.7.8 " + form.text + "\r\n535 5.7.8 you said " + form.text);
  manners.at["MAIL"] = says("550-5.7.1 " + form.text + "\r\n550 5.7.1 " + form.text);
  manners.at["QUIT"] = says("221 " + form.text);
  return manners;
}

const Identity& named(const Form& form) {
  static std::map<std::string, const Identity*> made;
  const Identity*& identity = made[form.name];
  if (identity == nullptr) {
    std::string label;  // what a DNS name may hold
    for (const char c : form.text) label += std::isalnum(static_cast<unsigned char>(c)) ? c : '-';
    identity = &certificate(CertificateRow{.name = "canary " + form.name,
                                           .common_name = form.text,
                                           .names = "mx.contoso.example," + label + ".contoso.example"});
  }
  return *identity;
}

void check_files(const std::filesystem::path& folder, const std::string& what) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file() || entry.path().filename() == "password") continue;
    const auto found = find_secret(read_whole_file(entry.path()), canary);
    CHECK_MESSAGE(found.empty(), what << ": " << entry.path() << " holds the password, " << found);
  }
}

}  // namespace

TEST_SUITE("a canary in every field") {
  TEST_CASE("in no format, no file and no journal") {
    for (const Form& form : forms()) {
      CAPTURE(form.name);
      HostileServer server(with(form, named(form)));
      for (const std::string mode : {"BasicAuthRequireTLS", "", "ExchangeServer"}) {
        const TemporaryFolder folder;
        Words words =
            login() + Words{"--resume", folder.file("run.ndjson"), "--state-dir", folder.file("state")};
        for (const std::string ending : {"json", "ndjson", "html", "xml", "csv", "prom", "txt", "log"})
          words = words + Words{"-o", folder.file("report." + ending)};
        const auto run = run_authwalk(walk_words(server.port(), mode, words + Words{"-v"}));
        INFO(run.describe());
        CHECK(run.status < 3);
        check_files(folder.path(), form.name + ", " + mode);
        for (const std::string format :
             {"json", "junit", "nagios", "prometheus", "html", "csv", "smtpsend", "validate"})
          run_authwalk(
              walk_words(server.port(), mode, login() + Words{"--format", format, "--lockout-budget", "0"}));
      }
      server.all_received();
    }
  }

  TEST_CASE("names of MX hosts") {
    std::string label;
    for (const char c : canary) label += std::isalnum(static_cast<unsigned char>(c)) ? c : '-';
    for (const auto& name : {std::string(canary) + ".contoso.example", label + ".contoso.example"}) {
      DnsZone zone;
      zone.mx["contoso.example"] = {"10 " + name};
      zone.a[name] = {"127.0.0.1"};
      const DnsStub dns(zone);
      for (const std::string format : {"text", "json", "html"}) {
        const auto run = run_authwalk(Words{"walk", "contoso.example:1", "--dns-server", dns.address(),
                                            "--fqdn", "mail01.contoso.example", "--format", format, "-v"} +
                                      login());
        CHECK(run.status != 70);
      }
    }
  }
}
