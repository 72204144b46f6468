// Every chain of a table, judged by us in a handshake and by `openssl verify -purpose sslserver
// -verify_hostname` from files. Where only we accept, a password would go to somebody whom others refuse.
#include <doctest/doctest.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <authwalk/channel.hpp>
#include <cstdlib>
#include <memory>

#include "live/pki.hpp"
#include "live/server_tls.hpp"
#include "live/temporary.hpp"
#include "net/tls_context.hpp"
#include "net/tls_session.hpp"

using namespace authwalk::test;
using authwalk::Class;
using authwalk::TlsFacts;

namespace {

/// A handshake over a pair of sockets; both ends in this thread, in turn.
TlsFacts handshake(const Identity& identity, bool leaf_only, const std::string& anchors,
                   const std::string& expected) {
  authwalk::TlsSettings settings;
  settings.ca_file = anchors;
  authwalk::TlsContext context(settings);
  int ends[2] = {};
  REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) == 0);
  const ServerTls side{.identity = &identity, .leaf_only = leaf_only};
  const std::unique_ptr<SSL, decltype(&SSL_free)> server(new_server_session(side), SSL_free);
  SSL_set_fd(server.get(), ends[1]);
  SSL_set_accept_state(server.get());
  authwalk::TlsSession client(context.for_walk(), ends[0],
                              authwalk::TlsDemand{.verb = "STARTTLS", .sni = "", .expected_name = expected});
  while (client.handshake() != authwalk::Want::nothing) SSL_do_handshake(server.get());
  TlsFacts facts = client.judged_facts();
  close(ends[0]);
  close(ends[1]);
  return facts;
}

bool is_address(const std::string& name) {
  return name.find_first_not_of("0123456789.") == std::string::npos;
}

/// What the program `openssl verify` says of the same chain.
bool openssl_accepts(const Identity& identity, bool leaf_only, const std::string& anchors,
                     const std::string& expected, bool any_anchor) {
  const TemporaryFolder folder;
  write_file(folder.path() / "leaf.pem", identity.certificate, 0600);
  std::string command = "/usr/bin/openssl verify -purpose sslserver -no-CApath -no-CAstore";
  command += is_address(expected) ? " -verify_ip " : " -verify_hostname ";
  command += "'" + expected + "' -CAfile " + anchors;
  if (any_anchor) command += " -partial_chain";
  if (!leaf_only) {
    write_file(folder.path() / "chain.pem", identity.chain, 0600);
    command += " -untrusted " + folder.file("chain.pem");
  }
  command += " " + folder.file("leaf.pem") + " >/dev/null 2>&1";
  return std::system(command.c_str()) == 0;
}

struct Chain {
  const char* what;
  CertificateRow leaf;
  bool accepted = true;  ///< by us
  Class cls = Class::internal;
  std::string anchors = {};  ///< PEM; empty: the tests' root
  bool leaf_only = false;
  bool any_anchor = false;  ///< our CA file trusts what stands in it, root or not; OpenSSL asks for a flag
};

const char* const host = "mx.contoso.example";

/// A certificate for the host below an issuer that is made for this table.
CertificateRow below(const std::string& issuer, const char* name) {
  return {.name = name, .issuer = issuer};
}

CertificateRow authority(const char* name, const char* use, const char* issuer = "root") {
  CertificateRow row{.name = name, .issuer = issuer, .common_name = name, .names = "-", .use = use};
  row.from_days = -30;
  return row;
}

void check(const Chain& chain) {
  CAPTURE(chain.what);
  const Identity& identity = certificate(chain.leaf);
  const TemporaryFolder folder;
  std::string anchors = ca_file();
  if (!chain.anchors.empty()) {
    anchors = folder.file("anchors.pem");
    write_file(anchors, chain.anchors, 0600);
  }
  const TlsFacts ours = handshake(identity, chain.leaf_only, anchors, host);
  const bool theirs = openssl_accepts(identity, chain.leaf_only, anchors, host, chain.any_anchor);
  CHECK(ours.established);
  CHECK(ours.verified == chain.accepted);
  CHECK_MESSAGE((theirs || !ours.verified), "only we accept");
  if (chain.accepted || ours.faults.empty()) return;
  CHECK(ours.faults.front().cls == chain.cls);
  CHECK(!ours.would_satisfy(authwalk::TlsAuthLevel::CertificateValidation));
}

}  // namespace

TEST_SUITE("chains") {
  TEST_CASE("every chain of the table is judged no milder than openssl verify judges it") {
    REQUIRE(access("/usr/bin/openssl", X_OK) == 0);
    const std::string root = certificate("root").certificate;
    certificate(authority("ca-server", "ca:serverAuth"));
    certificate(authority("ca-client", "ca:clientAuth"));
    certificate(authority("ca-mail", "ca:emailProtection"));
    certificate(authority("ca-code", "ca:codeSigning"));
    certificate(authority("ca-time", "ca:critical,timeStamping"));
    certificate(authority("ca-any", "ca:anyExtendedKeyUsage"));
    certificate(authority("ca-second", "ca", "ca-client"));
    certificate(authority("no-authority", "server"));
    CertificateRow expired = authority("ca-expired", "ca");
    expired.to_days = -2;
    certificate(expired);
    CertificateRow future = authority("ca-future", "ca");
    future.from_days = 2;
    certificate(future);
    CertificateRow elsewhere = authority("ca-elsewhere", "ca");
    elsewhere.extension = "nameConstraints=permitted;DNS:fabrikam.example";
    certificate(elsewhere);
    CertificateRow weak = authority("ca-weak", "ca");
    weak.key = "rsa1024";
    certificate(weak);
    CertificateRow old_root = authority("old-root", "ca", "self");
    old_root.to_days = -2;
    certificate(old_root);
    certificate(authority("leaf-authority", "ca:critical,serverAuth"));
    CertificateRow short_chain = authority("ca-no-more", "ca");
    certificate(short_chain);

    const auto with_use = [](const char* name, const char* use) {
      CertificateRow row = below("intermediate", name);
      row.use = use;
      return row;
    };
    const std::vector<Chain> table = {
        {"nothing is wrong", below("intermediate", "t-good")},
        {"no usage at all", with_use("t-no-use", "none")},
        {"server among others", with_use("t-both", "x:clientAuth,serverAuth")},
        {"any usage", with_use("t-any", "x:anyExtendedKeyUsage"), false, Class::cert_purpose},
        {"for clients", with_use("t-client", "client"), false, Class::cert_purpose},
        {"for mail", with_use("t-mail", "x:emailProtection"), false, Class::cert_purpose},
        {"for code", with_use("t-code", "x:codeSigning"), false, Class::cert_purpose},
        {"from an authority for servers", below("ca-server", "t-from-server")},
        {"from an authority for anything", below("ca-any", "t-from-any"), false, Class::cert_purpose},
        {"from an authority for clients", below("ca-client", "t-from-client"), false, Class::cert_purpose},
        {"from an authority for mail", below("ca-mail", "t-from-mail"), false, Class::cert_purpose},
        {"from an authority for code", below("ca-code", "t-from-code"), false, Class::cert_purpose},
        {"from an authority for time stamps", below("ca-time", "t-from-time"), false, Class::cert_purpose},
        {"from an authority below one for clients", below("ca-second", "t-from-second"), false,
         Class::cert_purpose},
        {"signed by a server's certificate", below("no-authority", "t-from-server-certificate"), false,
         Class::cert_untrusted},
        {"from an authority that has expired", below("ca-expired", "t-from-expired"), false,
         Class::cert_expired},
        {"from an authority of tomorrow", below("ca-future", "t-from-future"), false,
         Class::cert_not_yet_valid},
        {"from an authority for other domains", below("ca-elsewhere", "t-from-elsewhere"), false,
         Class::cert_untrusted},
        {"from an authority with a weak key", below("ca-weak", "t-from-weak"), false, Class::cert_weak},
        {"without its intermediate",
         below("intermediate", "t-alone"),
         false,
         Class::cert_untrusted,
         {},
         true},
        {"from a root that nobody trusts", below("stranger-root", "t-stranger"), false,
         Class::cert_untrusted},
        {"self-signed", below("self", "t-self"), false, Class::cert_self_signed},
        {"below a trusted root that has expired", below("old-root", "t-old-root"), false, Class::cert_expired,
         certificate("old-root").certificate},
        {"a root trusted for servers", below("intermediate", "t-root-server"), true, Class::internal,
         trusted_certificate("root", "serverAuth")},
        {"a root trusted for mail", below("intermediate", "t-root-mail"), false, Class::cert_purpose,
         trusted_certificate("root", "emailProtection")},
        {"a root trusted for clients", below("intermediate", "t-root-client"), false, Class::cert_purpose,
         trusted_certificate("root", "clientAuth")},
        {"a root rejected for servers", below("intermediate", "t-root-not-server"), false,
         Class::cert_purpose, trusted_certificate("root", "!serverAuth")},
        {"a root rejected for mail", below("intermediate", "t-root-not-mail"), true, Class::internal,
         trusted_certificate("root", "!emailProtection")},
        {"an intermediate trusted for mail beside its root", below("intermediate", "t-both-anchors"), false,
         Class::cert_purpose, trusted_certificate("intermediate", "emailProtection") + root},
        {"an intermediate as anchor", below("intermediate", "t-anchor"), true, Class::internal,
         certificate("intermediate").certificate, false, true},
        {"an intermediate as anchor, trusted for mail", below("intermediate", "t-anchor-mail"), false,
         Class::cert_purpose, trusted_certificate("intermediate", "emailProtection"), false, true},
        {"an intermediate for clients as anchor", below("ca-client", "t-anchor-client"), false,
         Class::cert_purpose, certificate("ca-client").certificate, false, true},
    };
    for (const Chain& chain : table) check(chain);
  }

  TEST_CASE("the server's own certificate in the CA file") {
    const CertificateRow row = below("self", "t-own-anchor");
    const Identity& identity = certificate(row);
    const TlsFacts ours = handshake(identity, true, identity.chain_file, host);
    CHECK(ours.verified);
    CHECK(openssl_accepts(identity, true, identity.chain_file, host, false));
  }

  TEST_CASE("every combination of names is judged no milder than openssl verify judges it") {
    const char* const common_names[] = {"", "mx.contoso.example", "*.contoso.example", "other.example",
                                        "MX.Contoso.Example"};
    const char* const alternative_names[] = {"-",
                                             "mx.contoso.example",
                                             "MX.CONTOSO.EXAMPLE",
                                             "other.example",
                                             "uri:smtp://mx.contoso.example",
                                             "ip:192.0.2.7",
                                             "email:postmaster@contoso.example",
                                             "uri:smtp://mx.contoso.example,other.example",
                                             "*.contoso.example",
                                             "*.example",
                                             "m*.contoso.example",
                                             "*x.contoso.example",
                                             "*.*.example",
                                             "mx.*.example",
                                             "mx.contoso.example.",
                                             ".contoso.example",
                                             "contoso.example"};
    const char* const expected_names[] = {"mx.contoso.example", "contoso.example", "a.mx.contoso.example",
                                          "192.0.2.7"};
    int number = 0, accepted = 0, only_they = 0, only_exchange = 0;
    for (const char* common : common_names) {
      for (const char* alternatives : alternative_names) {
        CertificateRow row = below("intermediate", "");
        row.name = "n" + std::to_string(++number);
        row.common_name = common;
        row.names = alternatives;
        const Identity& identity = certificate(row);
        for (const char* expected : expected_names) {
          CAPTURE(common);
          CAPTURE(alternatives);
          CAPTURE(expected);
          const TlsFacts ours = handshake(identity, false, ca_file(), expected);
          const bool theirs = openssl_accepts(identity, false, ca_file(), expected, false);
          CHECK_MESSAGE((theirs || !ours.verified), "only we accept");
          accepted += ours.verified ? 1 : 0;
          only_they += theirs && !ours.verified ? 1 : 0;
          only_exchange += !ours.verified && ours.would_satisfy(authwalk::TlsAuthLevel::DomainValidation);
        }
      }
    }
    // The strict judge is not one that refuses everything.
    CHECK(accepted > 20);
    CHECK(only_exchange > 30);
    MESSAGE("accepted ", accepted, ", by openssl alone ", only_they, ", by Exchange alone ", only_exchange);
  }

  TEST_CASE("what Exchange accepts by its own rules on names is told, and verifies nothing") {
    struct Row {
      const char *common, *alternatives, *expected;
      bool verified, exchange;
    };
    const Row rows[] = {
        // The common name counts beside alternative names.
        {"mx.contoso.example", "other.example", "mx.contoso.example", false, true},
        {"mx.contoso.example", "uri:smtp://mx.contoso.example", "mx.contoso.example", false, true},
        {"mx.contoso.example", "-", "mx.contoso.example", true, true},
        {"mx.contoso.example", "ip:192.0.2.7", "mx.contoso.example", false, true},
        // "*.X" is taken for X itself and for one label below it.
        {"x", "*.contoso.example", "contoso.example", false, true},
        {"x", "*.contoso.example", "mx.contoso.example", true, true},
        {"x", "*.contoso.example", "a.mx.contoso.example", false, false},
        // A TlsDomain "*.X" takes X, "*.X" and one label below X.
        {"x", "contoso.example", "*.contoso.example", false, true},
        {"x", "*.contoso.example", "*.contoso.example", true, true},
        {"x", "mx.contoso.example", "*.contoso.example", true, true},
        {"x", "a.mx.contoso.example", "*.contoso.example", false, false},
        {"x", "other.example", "*.contoso.example", false, false},
        {"x", "mx.contoso.example", "mx.fabrikam.example", false, false},
    };
    int number = 0;
    for (const auto& [common, alternatives, expected, verified, exchange] : rows) {
      CertificateRow row = below("intermediate", "");
      row.name = "e" + std::to_string(++number);
      row.common_name = common;
      row.names = alternatives;
      CAPTURE(common);
      CAPTURE(alternatives);
      CAPTURE(expected);
      const TlsFacts facts = handshake(certificate(row), false, ca_file(), expected);
      CHECK(facts.verified == verified);
      CHECK(facts.would_satisfy(authwalk::TlsAuthLevel::DomainValidation) == exchange);
      if (verified || !exchange) continue;
      REQUIRE(facts.faults.size() == 1);
      CHECK(facts.faults[0].cls == Class::cert_name_mismatch);
      CHECK(facts.faults[0].detail.find("Exchange would accept it") != std::string::npos);
    }
  }
}
