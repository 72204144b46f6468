// A machine without the libraries for Kerberos and NTLM: everything else works, and the mode names the
// package.
#include <doctest/doctest.h>

#include <filesystem>

#include "live/exchange_run.hpp"

using namespace authwalk::test;

namespace {

Manners everything_offered() {
  Manners manners = exchange(
      [](Peer& peer, const std::string&) { peer.send("535 5.7.3 Authentication unsuccessful\r\n"); });
  manners.tls_keywords.emplace_back("AUTH LOGIN");
  return manners;
}

/// Runs the program where the loader finds an empty file under the library's name, and takes no other.
ProgramRun run_without(const std::string& library, const Words& words) {
  const TemporaryFolder folder;
  write_file(folder.path() / library, "");
  auto env = kerberos_env({});
  env.push_back("LD_LIBRARY_PATH=" + folder.path().string());
  return run_authwalk(words, {.env = env});
}

}  // namespace

TEST_SUITE("exchange: missing libraries") {
  TEST_CASE("without libgssapi: the package is named, and the other modes pass") {
    HostileServer server(everything_offered());
    const auto run = run_without("libgssapi_krb5.so.2",
                                 walk_words(server.port(), "", login()) + Words{"--format", "json"});
    INFO(run.describe());
    const auto& walk = walk_of(run.json, "ExchangeServer");
    CHECK(ending(walk) == "not-tested auth-token library-missing");
    CHECK(text_at(walk, "origin") == "local");
    CHECK(run.out.find("libgssapi-krb5-2") != std::string::npos);
    for (const auto* mode : {"None", "BasicAuth", "BasicAuthRequireTLS"})
      CHECK(ending(walk_of(run.json, mode)) == "pass");
    CHECK(count_of(server.all_received(), "X-EXPS") == 0);
  }

  TEST_CASE("without gss-ntlmssp: the package is named, and Kerberos works on") {
    const TemporaryFolder folder;
    write_file(folder.path() / "mech", "");
    GssAcceptor acceptor(Kdc::instance().server_keytab());
    auto env = kerberos_env();
    env.push_back("GSS_MECH_CONFIG=" + folder.file("mech"));
    HostileServer server(exchange(play_gssapi(acceptor)));
    const auto ntlm = walk_exchange(server.port(), login(canary, "svc") + Words{"--mechanism", "NTLM"}, env);
    INFO(ntlm.run.describe());
    CHECK(ending(ntlm.walk) == "not-tested auth-token library-missing");
    CHECK(ntlm.run.out.find("gss-ntlmssp") != std::string::npos);
    CHECK(count_of(server.all_received(), "X-EXPS") == 0);
    const auto kerberos = walk_exchange(server.port(), with_ticket(), env);
    INFO(kerberos.run.describe());
    CHECK(ending(kerberos.walk) == "pass");
  }
}
