// A machine without the libraries for Kerberos and NTLM: everything else works, and the mode names the
// package.
#include <doctest/doctest.h>
#include <unistd.h>

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

std::string library(const std::string& name) {
  for (const auto& folder : std::filesystem::directory_iterator("/usr/lib"))
    if (const auto file = folder.path() / name; std::filesystem::exists(file))
      return std::filesystem::canonical(file).string();
  throw std::runtime_error(name + " is not installed");
}

/// Runs the program where `hidden` is an empty file: nothing outside of the program's own mounts changes.
ProgramRun run_without(const std::string& hidden, const Words& words) {
  const Words shell = {
      "-m",   "--propagation", "private", "/bin/sh", "-c", "mount --bind /dev/null \"$0\" && exec \"$@\"",
      hidden, AUTHWALK_PROGRAM};
  return run_authwalk(shell + words, {.env = kerberos_env({}), .program = "/usr/bin/unshare"});
}

}  // namespace

TEST_SUITE("exchange: missing libraries") {
  TEST_CASE("without libgssapi: the package is named, and the other modes pass") {
    if (::geteuid() != 0) {
      MESSAGE("skipped: only root can hide a library from a program");
      return;
    }
    HostileServer server(everything_offered());
    const auto run = run_without(library("libgssapi_krb5.so.2"),
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
