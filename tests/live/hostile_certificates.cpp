// What is wrong with a server's certificate, and what is only recorded: rows T of the hostile-server matrix.
#include <doctest/doctest.h>

#include "live/hostile_server.hpp"
#include "live/walk_run.hpp"

using namespace authwalk::test;

namespace {

Manners with(ServerTls tls) {
  return Manners{.tls = std::move(tls)};
}
Manners with(const Identity& identity) {
  return with(ServerTls{.identity = &identity});
}

Walked walk_secure(const HostileServer& server, const Words& more = {}) {
  return walk_mode(server.port(), "BasicAuthRequireTLS", login() + more);
}

struct CertificateCase {
  const char* certificate;
  const char* cls;
  const char* fact;  ///< stands in the detail, in any case
};

}  // namespace

TEST_SUITE("hostile: certificates") {
  TEST_CASE("T06-T10 each fault of a certificate has its class at tls-verify, and nothing is sent") {
    const CertificateCase cases[] = {
        {"expired", "cert-expired", "valid until 20"},
        {"not-yet-valid", "cert-not-yet-valid", "valid from 20"},
        {"client-use", "cert-purpose", "clientAuth"},
        {"rsa1024", "cert-weak", "1024 bits"},
        {"sha1", "cert-weak", "SHA1"},
        {"self-signed", "cert-self-signed", "CN=mx.contoso.example"},
        {"untrusted", "cert-untrusted", "Root that nobody trusts"},
        {"wrong-name", "cert-name-mismatch", "expected mx.contoso.example"},
    };
    for (const auto& [name, cls, fact] : cases) {
      CAPTURE(name);
      HostileServer server(with(certificate(name)));
      const auto [run, walk] = walk_secure(server);
      INFO(run.describe());
      CHECK(ending(walk) == "fail tls-verify " + std::string(cls));
      CHECK(run.status == 1);
      CHECK(text_at(walk, "tls.verified") == "false");
      CHECK(text_at(walk, "tls.verify_class") == cls);
      CHECK(text_at(walk, "tls.would_satisfy.EncryptionOnly") == "true");
      CHECK(text_at(walk, "tls.would_satisfy.DomainValidation") == "false");
      CHECK(count_of(text_at(walk, "failure_detail"), fact) == 1);
      const auto sent = server.received().at(0);
      CHECK(sent.tls);
      CHECK(sent.inside_tls.empty());
      CHECK(!sent.close_notify);
    }
  }

  TEST_CASE("a name that Exchange alone would accept: a note, and no password without consent") {
    const CertificateRow row{.name = "name-for-exchange", .names = "other.contoso.example"};
    HostileServer server(with(certificate(row)));
    const auto [run, walk] = walk_secure(server);
    INFO(run.describe());
    CHECK(ending(walk) == "not-tested auth-offer cleartext-not-allowed");
    CHECK(status_of(walk, "tls-verify") == "note");
    CHECK(text_at(walk, "tls.verified") == "false");
    CHECK(text_at(walk, "tls.verify_class") == "cert-name-mismatch");
    CHECK(text_at(walk, "tls.would_satisfy.DomainValidation") == "true");
    CHECK(list_at(walk, "proved").find("server-identity") == std::string::npos);
    CHECK(count_of(run.out, "Exchange would accept it, since it counts its common name") > 0);
    CHECK(count_of(text_at(walk, "failure_detail"), "Exchange alone would accept") == 1);
    CHECK(count_of(server.all_received(), "AUTH") == 0);

    const auto asked = walk_secure(server, {"--tls-auth-level", "EncryptionOnly"});
    INFO(asked.run.describe());
    CHECK(ending(asked.walk) == "pass");
    const auto allowed = walk_secure(server, {"--allow-cleartext"});
    INFO(allowed.run.describe());
    CHECK(ending(allowed.walk) == "pass");
  }

  TEST_CASE("a level that does not look at the name releases no password to another name") {
    HostileServer server(with(certificate("wrong-name")));
    const auto [run, walk] =
        walk_mode(server.port(), "BasicAuth", login() + Words{"--tls-auth-level", "CertificateValidation"});
    INFO(run.describe());
    CHECK(ending(walk) == "not-tested auth-offer cleartext-not-allowed");
    CHECK(text_at(walk, "tls.would_satisfy.CertificateValidation") == "true");
    CHECK(count_of(server.all_received(), "AUTH") == 0);
  }

  TEST_CASE("SSL_CERT_FILE takes the place of the system's certificates") {
    const HostileServer server(with(certificate("good")));
    const Words words = {"walk",      std::string(smart_host) + ":" + std::to_string(server.port()),
                         "-m",        "BasicAuthRequireTLS",
                         "--resolve", std::string(smart_host) + ":127.0.0.1",
                         "--timeout", "2",
                         "--format",  "json"};
    const auto trusted = run_authwalk(words + login(), {.env = {"SSL_CERT_FILE=" + ca_file()}});
    INFO(trusted.describe());
    CHECK(ending(walk_of(trusted.json, "BasicAuthRequireTLS")) == "pass");
    const auto unknown = run_authwalk(words + login());
    CHECK(ending(walk_of(unknown.json, "BasicAuthRequireTLS")) == "fail tls-verify cert-untrusted");
    const auto missing = run_authwalk(words + login(), {.env = {"SSL_CERT_FILE=/nonexistent/ca.pem"}});
    INFO(missing.describe());
    CHECK(missing.status == 65);
    CHECK(count_of(missing.err, "SSL_CERT_FILE") == 1);
  }

  TEST_CASE("the same certificates are only a note where TLS is opportunistic") {
    for (const auto* name : {"expired", "not-yet-valid", "self-signed", "untrusted", "wrong-name"}) {
      CAPTURE(name);
      const HostileServer server(with(certificate(name)));
      const auto [run, walk] = walk_mode(server.port(), "None");
      INFO(run.describe());
      CHECK(ending(walk) == "pass");
      CHECK(status_of(walk, "tls-verify") == "note");
      CHECK(text_at(walk, "tls.verified") == "false");
      CHECK(text_at(walk, "tls.verify_class").starts_with("cert-"));
    }
  }

  TEST_CASE("T10 a missing intermediate certificate") {
    HostileServer server(with({.identity = &certificate("good"), .leaf_only = true}));
    const auto [run, walk] = walk_secure(server);
    INFO(run.describe());
    CHECK(ending(walk) == "fail tls-verify cert-untrusted");
    CHECK(run.out.find("authwalk test intermediate") != std::string::npos);
    CHECK(server.received().at(0).inside_tls.empty());
  }

  TEST_CASE("a good chain is reported whole") {
    const HostileServer server(with(certificate("good")));
    const auto [run, walk] = walk_secure(server);
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(text_at(walk, "tls.verified") == "true");
    CHECK(text_at(walk, "tls.verify_class") == "null");
    CHECK(text_at(walk, "tls.would_satisfy.DomainValidation") == "true");
    const auto& chain = walk.at("tls").as_object().at("chain").as_array();
    REQUIRE(chain.size() >= 2);
    CHECK(text_at(chain[0].as_object(), "subject").find("mx.contoso.example") != std::string::npos);
    CHECK(list_at(chain[0].as_object(), "names") == "mx.contoso.example");
    CHECK(text_at(chain[0].as_object(), "sha256").size() == 64);
    CHECK(text_at(chain[1].as_object(), "subject").find("authwalk test intermediate") != std::string::npos);
    CHECK(list_at(walk, "proved").find("authentication") != std::string::npos);
  }

  TEST_CASE("T11 the certificate depends on the server name that is sent") {
    ServerTls tls{.identity = &certificate("wrong-name")};
    tls.by_name["mx.contoso.example"] = &certificate("good");
    HostileServer server(with(tls));
    const auto [run, walk] = walk_secure(server);
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(text_at(walk, "tls.sni") == "mx.contoso.example");
    CHECK(server.received().at(0).server_name == "mx.contoso.example");

    const auto other = walk_secure(server, {"--sni", "other.contoso.example"});
    INFO(other.run.describe());
    CHECK(ending(other.walk) == "fail tls-verify cert-name-mismatch");
  }

  TEST_CASE("T11 an address is no server name, and is compared with the addresses of the certificate") {
    HostileServer server(with(certificate("address")));
    const Words words = {"walk",      server.target(), "-m",        "BasicAuthRequireTLS",
                         "--ca-file", ca_file(),       "--timeout", "2",
                         "--format",  "json"};
    const auto run = run_authwalk(words + login());
    INFO(run.describe());
    const auto& walk = walk_of(run.json, "BasicAuthRequireTLS");
    CHECK(ending(walk) == "pass");
    CHECK(text_at(walk, "tls.sni") == "null");
    CHECK(server.received().at(0).server_name.empty());
  }

  TEST_CASE("a wildcard covers one label") {
    const HostileServer server(with(certificate("wildcard")));
    const auto [run, walk] = walk_secure(server);
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
  }

  TEST_CASE("name by name: what was compared with what") {
    const HostileServer server(with(certificate("wrong-name")));
    const auto [run, walk] = walk_secure(server);
    INFO(run.describe());
    const auto& names = walk.at("tls").as_object().at("names").as_array();
    REQUIRE(names.size() == 2);
    CHECK(text_at(names[0].as_object(), "expected") == "mx.contoso.example");
    CHECK(text_at(names[0].as_object(), "presented") == "mail.fabrikam.example");
    CHECK(text_at(names[1].as_object(), "presented") == "smtp.fabrikam.example");
    CHECK(text_at(names[0].as_object(), "matched") == "false");

    const auto right = walk_secure(
        server, {"--tls-auth-level", "DomainValidation", "--tls-domain", "mail.fabrikam.example"});
    INFO(right.run.describe());
    CHECK(ending(right.walk) == "pass");
  }

  TEST_CASE("T13 a subject with escape sequences, markup and 64 KiB") {
    const std::string nasty = "\x1b]0;owned\x07<script>alert(1)</script>\n| x=1 \xe2\x80\xae";
    HostileServer server(with(certificate(CertificateRow{
        .name = "nasty", .issuer = "self", .common_name = nasty + std::string(65536, 'A'), .names = "-"})));
    const auto [run, walk] = walk_secure(server);
    INFO(run.describe());
    CHECK(text_at(walk, "outcome") == "fail");
    const auto step = text_at(walk, "failed_step");
    CHECK((step == "tls-verify" || step == "tls-handshake"));
    CHECK(server.received().at(0).inside_tls.empty());
    const auto shown = walk_in_text(server.port(), "BasicAuthRequireTLS", login());
    CHECK(shown.out.size() < 64 * 1024);

    const HostileServer shorter(with(certificate(
        CertificateRow{.name = "nasty-short", .issuer = "self", .common_name = nasty, .names = "-"})));
    const auto escaped = walk_secure(shorter);
    INFO(escaped.run.describe());
    CHECK(ending(escaped.walk) == "fail tls-verify cert-self-signed");
    walk_in_text(shorter.port(), "BasicAuthRequireTLS", login());
  }

  TEST_CASE("T25 EncryptionOnly sends the password over a bad certificate, and says what is wrong with it") {
    const HostileServer server(with(certificate("self-signed")));
    const auto [run, walk] = walk_secure(server, {"--tls-auth-level", "EncryptionOnly"});
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(text_at(walk, "tls.verified") == "false");
    CHECK(text_at(walk, "tls.verify_class") == "cert-self-signed");
    CHECK(status_of(walk, "tls-verify") == "note");
    CHECK(list_at(walk, "proved").find("server-identity") == std::string::npos);
  }

  TEST_CASE("BasicAuth over a certificate that nobody verified sends no password without consent") {
    HostileServer server(with(certificate("self-signed")));
    const auto [run, walk] = walk_mode(server.port(), "BasicAuth", login());
    INFO(run.describe());
    CHECK(ending(walk) == "not-tested auth-offer cleartext-not-allowed");
    CHECK(run.status == 2);
    CHECK(count_of(server.all_received(), "AUTH") == 0);
  }
}
